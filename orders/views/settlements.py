"""Pages of settling suppliers from what was received: the dry run, starting, calling off."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from materialcenter.access import page
from materialcenter.forms.base import ActForm
from materialcenter.models import Role, Supplier
from materialcenter.paging import page_of
from materialcenter.person import Person
from materialcenter.web import person_in, show, submit_once
from orders.forms.buying import ReasonForm
from orders.forms.settlements import SinceFilter, StartSettlingForm
from orders.reports.finding_purchases import find_receipt_of, find_supplier, find_supplier_invoice
from orders.reports.settlements import settlements_of
from orders.reports.settling import settling_suppliers, supplier_to_settle
from orders.services import settling, starting_settlements
from orders.services.settling_again import settle_again
from orders.services.supplier_invoicing import KEEPERS
from orders.views.buying import SHOWN, UNFIT, status_of
from orders.views.supplier_invoices import invoice_context

READERS = (Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)
MOST_SHOWN = 100


@page(*READERS)
@require_GET
def settlements(request: HttpRequest) -> HttpResponse:
    """List the suppliers that are settled on receipt, and since when."""
    rows = settling_suppliers(person_in(request))
    found = page_of(rows, cursor=request.GET.get("cursor", ""), limit=30, newest_first=False)
    return show(request, "orders/settlements.html", {"page": found})


@page(*READERS)
@require_GET
def settlement(request: HttpRequest, supplier: str) -> HttpResponse:
    """Show what would be settled of a supplier's receipts, line by line, and what was."""
    person = person_in(request)
    narrow = SinceFilter(request.GET)
    asked = narrow.cleaned_data["since"] if narrow.is_valid() else None
    context = _context(request, person, find_supplier(person, supplier), asked)
    return show(request, "orders/settlement.html", context)


@page(*KEEPERS)
@require_POST
def settlement_start(request: HttpRequest, supplier: str) -> HttpResponse:
    """Have a supplier settled by itself, after the person saw what is due."""
    person = person_in(request)
    found = find_supplier(person, supplier)
    form = StartSettlingForm(request.POST)

    def do() -> str:
        starting_settlements.start_settling(
            supplier_id=found.pk,
            since=form.cleaned_data["since"],
            total=form.cleaned_data["total"],
            by=person,
            at=timezone.now(),
        )
        return reverse("settlement", args=[found.code])

    return _take(request, found, form, do, _("Settling has started; the settlements come now."))


@page(*KEEPERS)
@require_POST
def settlement_stop(request: HttpRequest, supplier: str) -> HttpResponse:
    """Have a supplier settled no more by itself."""
    person = person_in(request)
    found = find_supplier(person, supplier)

    def do() -> str:
        starting_settlements.stop_settling(supplier_id=found.pk, by=person, at=timezone.now())
        return reverse("settlement", args=[found.code])

    return _take(request, found, ActForm(request.POST), do, _("Settling has stopped."))


@page(*KEEPERS)
@require_POST
def settlement_again(request: HttpRequest, supplier: str, number: str) -> HttpResponse:
    """Hold a receipt of a supplier back no more, whose settlement was called off."""
    person = person_in(request)
    found = find_supplier(person, supplier)
    receipt = find_receipt_of(found, number)

    def do() -> str:
        settle_again(receipt_id=receipt.pk, by=person, at=timezone.now())
        return reverse("settlement", args=[found.code])

    done = _("%(number)s is settled again, from what stands now.") % {"number": receipt.number}
    return _take(request, found, ActForm(request.POST), do, done)


@page(Role.SUPERVISOR)
@require_POST
def settlement_cancel(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """Call off a settlement of which nothing is paid."""
    person = person_in(request)
    invoice = find_supplier_invoice(person, invoice_id)
    form = ReasonForm(request.POST)
    status = UNFIT
    if form.is_valid():

        def do() -> str:
            settling.cancel_settlement(
                supplier_invoice_id=invoice.pk,
                reason=form.cleaned_data["reason"],
                by=person,
                at=timezone.now(),
            )
            return reverse("supplier_invoice", args=[invoice.pk])

        try:
            response = submit_once(request, do)
        except SHOWN as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            messages.success(request, _("The settlement is called off."))
            return response
    context = {**invoice_context(invoice, person), "cancel_form": form}
    return show(request, "orders/supplier_invoice.html", context, status=status)


def _take(
    request: HttpRequest, supplier: Supplier, form: ActForm, do: Callable[[], str], done: str
) -> HttpResponse:
    status = UNFIT
    if form.is_valid():
        try:
            response = submit_once(request, do)
        except SHOWN as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            messages.success(request, done)
            return response
    asked = form.cleaned_data.get("since")
    context = _context(request, person_in(request), supplier, asked)
    return show(request, "orders/settlement.html", {**context, "refused": form}, status=status)


def _context(
    request: HttpRequest, person: Person, supplier: Supplier, asked: date | None
) -> dict[str, Any]:
    since = supplier.settled_since or asked
    found = supplier_to_settle(supplier, since=since)
    first = since or min((one.received_on for one in found.receipts), default=timezone.localdate())
    keeps = person.has(*KEEPERS)
    started = supplier.settled_since is not None
    may_start = keeps and supplier.settles_on_receipt and not started
    rows = settlements_of(person, supplier)
    return {
        "supplier": supplier,
        "found": found,
        "receipts": found.receipts[:MOST_SHOWN],
        "left_out": max(len(found.receipts) - MOST_SHOWN, 0),
        "narrow": None if started else SinceFilter(initial={"since": asked}),
        "start_form": (
            StartSettlingForm(initial={"since": first, "total": found.total}) if may_start else None
        ),
        "first": first,
        "may_stop": keeps and started,
        "may_settle_again": keeps,
        "page": page_of(rows, cursor=request.GET.get("cursor", ""), limit=30),
    }
