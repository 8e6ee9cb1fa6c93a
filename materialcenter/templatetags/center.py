"""Filters and tags that every template has: how things are written, and a form's `once`."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from materialcenter import formats
from materialcenter.web import ONCE, form_token

register = template.Library()

for _name in ("rupiah", "price", "kg", "whole", "percent", "day", "moment"):
    register.filter(_name, getattr(formats, _name))


@register.filter
def quantity(number: int | None, material: Any) -> str:
    """Write a quantity in the material's unit: 12 lembar, 350 kg."""
    if number is None:
        return "–"
    return f"{formats.whole(number)} {material.get_unit_display()}"


@register.simple_tag
def once() -> SafeString:
    """Write the hidden field that lets a form be taken only once."""
    return format_html('<input type="hidden" name="{}" value="{}">', ONCE, form_token())
