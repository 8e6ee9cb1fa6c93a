"""Filters and tags that every template has: how things are written, and a form's `once`."""

import functools
from decimal import Decimal
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from heroicons.templatetags.heroicons import heroicon_outline

from materialcenter import formats
from materialcenter.models import Role
from materialcenter.services.telling.notifiers import label_of
from materialcenter.web import ONCE, form_token

register = template.Library()

for _name in (
    "rupiah",
    "price",
    "cents",
    "kg",
    "whole",
    "percent",
    "share",
    "measured",
    "day",
    "moment",
    "duration",
):
    register.filter(_name, getattr(formats, _name))


@register.filter
def quantity(number: int | Decimal | None, material: Any) -> str:
    """Write a quantity in the material's unit: 12 lembar, 350 kg."""
    return formats.quantity(number, material.unit)


@register.filter
def way_name(notifier: str) -> str:
    """Write how people call a way by which they are told."""
    return label_of(notifier)


@register.simple_tag
def once() -> SafeString:
    """Write the hidden field that lets a form be taken only once."""
    return format_html('<input type="hidden" name="{}" value="{}">', ONCE, form_token())


@register.simple_tag(takes_context=True)
def wants_scan_form(context: template.Context) -> str:
    """Have the page end with the form that takes the photos of its parts/scan.html."""
    context["request"].wants_scan_form = True
    return ""


@register.simple_tag
def demo_sign_ins() -> list[dict[str, Any]]:
    """Return who may sign in to the demo depot, with their role in words; nobody elsewhere."""
    if not settings.DEMO:
        return []
    return [{**row, "role": Role(row["role"]).label} for row in settings.DEMO_SIGN_INS]


@register.simple_tag
@functools.cache
def icon(name: str, size: int = 24) -> str:
    """Draw an icon of heroicons' outline set; drawn once, as every page has a score of them."""
    return str(heroicon_outline(str(name), size=size))
