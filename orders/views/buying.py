"""What the pages of buying do alike."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from inventory import catalogue
from materialcenter.access import Person
from materialcenter.errors import Conflict, DomainError, Forbidden, Invalid
from materialcenter.forms.base import ActForm
from materialcenter.forms.rows import Rows
from materialcenter.models import Supplier
from materialcenter.web import show, submit_once

UNFIT, NOT_YOURS, IN_THE_WAY = 422, 403, 409
# What a form shows beside what was typed; everything else has a page of its own.
SHOWN = (Invalid, Conflict, Forbidden)


def status_of(refusal: DomainError) -> int:
    """Return the HTTP status of a refusal that a form shows."""
    if isinstance(refusal, Conflict):
        return IN_THE_WAY
    return NOT_YOURS if isinstance(refusal, Forbidden) else UNFIT


def take_rows(
    request: HttpRequest,
    head: ActForm,
    rows: Rows[Any],
    act: Callable[[], str],
    *,
    template: str,
    context: Callable[[], Mapping[str, Any]],
    done: str,
) -> HttpResponse:
    """Do the act of a sent form with rows once, or show it again with what is wrong.

    act: does the one call with what was read, and returns an address.
    """
    status = UNFIT
    if head.is_valid() & rows.is_valid():
        try:
            response = submit_once(request, act)
        except SHOWN as refusal:
            rows.refuse(refusal, head)
            status = status_of(refusal)
        else:
            messages.success(request, done)
            return response
    return show(request, template, context(), status=status)


def supplier_choices(person: Person) -> list[tuple[str, str]]:
    """Return the active suppliers of the person's center for a list."""
    rows = Supplier.objects.visible_to(person).filter(is_active=True).order_by("code")
    return [(row.code, str(row)) for row in rows]


def chosen(request: HttpRequest, allowed: list[str]) -> str:
    """Return the state that a list is narrowed to, "" for all."""
    wanted = request.GET.get("status", "")
    return wanted if wanted in allowed else ""


def catalogue_codes(person: Person) -> list[str]:
    """Return the codes of the materials that a person may write down, for a list to type from."""
    rows = catalogue.Material.objects.visible_to(person).filter(is_active=True)
    return list(rows.order_by("code").values_list("code", flat=True)[:2000])
