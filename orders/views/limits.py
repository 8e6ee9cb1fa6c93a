"""The page of limits: of over-receipts, and of suppliers' invoices."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from inventory import catalogue
from materialcenter.access import Person, page
from materialcenter.forms.base import ActForm
from materialcenter.models import Role
from materialcenter.web import person_in, show, submit_once
from orders.forms.limits import MatchLimitsForm, ReceiptLimitForm
from orders.reports.limits import match_limits, receipt_limits
from orders.services import limiting_matches, limiting_receipts
from orders.views.buying import SHOWN, UNFIT, status_of, supplier_choices

READERS = (Role.PURCHASER, Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)


@page(*READERS)
@require_GET
def limits(request: HttpRequest) -> HttpResponse:
    """Show every limit; a supervisor changes them."""
    return show(request, "orders/limits.html", _context(person_in(request)))


@page(*limiting_receipts.KEEPERS)
@require_POST
def receipt_limit_set(request: HttpRequest) -> HttpResponse:
    """Keep how much more may come of a material from a supplier."""
    person = person_in(request)
    form = ReceiptLimitForm(request.POST, suppliers=supplier_choices(person))

    def do() -> str:
        limiting_receipts.set_receipt_limit(**form.cleaned_data, by=person, at=timezone.now())
        return reverse("limits")

    return _take(request, form, do, {"receipt_form": form})


@page(*limiting_receipts.KEEPERS)
@require_POST
def receipt_limit_drop(request: HttpRequest, limit_id: int) -> HttpResponse:
    """Forget a limit of over-receipts."""
    person = person_in(request)

    def do() -> str:
        limiting_receipts.drop_receipt_limit(
            receipt_limit_id=limit_id, by=person, at=timezone.now()
        )
        return reverse("limits")

    return submit_once(request, do)


@page(*limiting_matches.KEEPERS)
@require_POST
def match_limits_set(request: HttpRequest) -> HttpResponse:
    """Set how far a supplier's invoice may be off."""
    person = person_in(request)
    form = MatchLimitsForm(request.POST)

    def do() -> str:
        limiting_matches.set_match_limits(
            limits=limiting_matches.MatchFigures(**form.cleaned_data),
            by=person,
            at=timezone.now(),
        )
        return reverse("limits")

    return _take(request, form, do, {"match_form": form})


def _take(
    request: HttpRequest, form: ActForm, do: Callable[[], str], shown: dict[str, Any]
) -> HttpResponse:
    status = UNFIT
    if form.is_valid():
        try:
            response = submit_once(request, do)
        except SHOWN as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            messages.success(request, _("The limit is kept."))
            return response
    context = {**_context(person_in(request)), **shown}
    return show(request, "orders/limits.html", context, status=status)


def _context(person: Person) -> dict[str, Any]:
    kept = match_limits(person)
    may_keep = person.has(*limiting_matches.KEEPERS)
    return {
        "rows": receipt_limits(person),
        "usual": limiting_receipts.USUAL,
        "kept": kept,
        "may_keep": may_keep,
        "receipt_form": ReceiptLimitForm(suppliers=supplier_choices(person)) if may_keep else None,
        "match_form": MatchLimitsForm(initial=model_to_dict(kept)) if may_keep else None,
        "codes": _codes(person) if may_keep else [],
    }


def _codes(person: Person) -> list[str]:
    rows = catalogue.Material.objects.visible_to(person).filter(is_active=True)
    return list(rows.order_by("code").values_list("code", flat=True)[:2000])
