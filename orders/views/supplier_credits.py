"""Pages that lower a supplier's invoice: our debit note, the supplier's credit note."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from materialcenter.access import page
from materialcenter.forms.base import ActForm
from materialcenter.forms.rows import Rows
from materialcenter.models import Role
from materialcenter.paging import page_of
from materialcenter.person import Person
from materialcenter.web import person_in, show, submit_once
from orders.forms.buying import BookDebitNoteForm, CreditedRow, SupplierCreditForm
from orders.forms.payables import CreditFilter
from orders.models import SupplierInvoice
from orders.reports.finding_purchases import find_supplier_invoice
from orders.reports.supplier_credits import listed_credits
from orders.reports.verdicts import Judged, judged
from orders.rules.crediting_suppliers import CreditedPart
from orders.services import debiting
from orders.services import taking_supplier_credits as taking
from orders.views.buying import SHOWN, UNFIT, status_of, supplier_choices, take_rows
from orders.views.supplier_invoices import invoice_context


@page(Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)
@require_GET
def supplier_credits(request: HttpRequest) -> HttpResponse:
    """List debit notes and suppliers' credit notes, the newest first, by supplier, kind and state."""
    person = person_in(request)
    narrow = CreditFilter(request.GET, suppliers=supplier_choices(person))
    wanted = narrow.cleaned_data if narrow.is_valid() else {}
    rows = listed_credits(person, **wanted)
    context = {
        "page": page_of(rows, cursor=request.GET.get("cursor", ""), limit=30),
        "narrow": narrow,
        "is_narrowed": any(wanted.values()),
    }
    return show(request, "orders/supplier_credits.html", context)


@page(Role.FINANCE, Role.SUPERVISOR)
@require_POST
def debit_note_draft(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """Draft the debit note of a held invoice, or draft it anew."""
    person = person_in(request)
    invoice = find_supplier_invoice(person, invoice_id)

    def do() -> str:
        debiting.draft_debit_note(supplier_invoice_id=invoice.pk, by=person, at=timezone.now())
        return f"{reverse('supplier_invoice', args=[invoice.pk])}#debit-note"

    return _take(request, invoice, ActForm(request.POST), do, _("The debit note is drafted."))


@page(Role.FINANCE, Role.SUPERVISOR)
@require_POST
def debit_note_book(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """Book the drafted debit note, which lets the rest of the invoice be paid."""
    person = person_in(request)
    invoice = find_supplier_invoice(person, invoice_id)
    form = BookDebitNoteForm(request.POST)
    if not form.is_valid():
        return _refused(request, invoice, form, UNFIT)

    def do() -> str:
        debiting.book_debit_note(
            supplier_invoice_id=invoice.pk,
            amount=form.cleaned_data["amount"],
            by=person,
            at=timezone.now(),
        )
        return reverse("supplier_invoice", args=[invoice.pk])

    done = _("The debit note is booked and goes to the supplier; the rest may be paid.")
    return _take(request, invoice, form, do, done)


def _take(
    request: HttpRequest,
    invoice: SupplierInvoice,
    form: ActForm,
    do: Callable[[], str],
    done: str,
) -> HttpResponse:
    """Do an act once and go back to its invoice with a word, or show what is in the way."""
    try:
        response = submit_once(request, do)
    except SHOWN as refusal:
        form.refuse(refusal)
        return _refused(request, invoice, form, status_of(refusal))
    messages.success(request, done)
    return response


def _refused(
    request: HttpRequest, invoice: SupplierInvoice, form: ActForm, status: int
) -> HttpResponse:
    context = {**invoice_context(invoice, person_in(request)), "debit_form": form}
    return show(request, "orders/supplier_invoice.html", context, status=status)


@page(Role.FINANCE, Role.SUPERVISOR)
@require_http_methods(["GET", "POST"])
def supplier_credit_new(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """Enter a supplier's credit note against an invoice."""
    person = person_in(request)
    found = judged(find_supplier_invoice(person, invoice_id))
    rows = Rows(CreditedRow, telling=("mass_kg", "amount"))

    def context() -> dict[str, Any]:
        return {
            "invoice": found.invoice,
            "form": form,
            "rows": rows,
            "pairs": _pairs(found, rows),
        }

    if request.method == "GET":
        form = SupplierCreditForm()
        rows.blank([{"line_no": line_no} for line_no in _line_numbers(found)])
        return show(request, "orders/supplier_credit_new.html", context())
    form = SupplierCreditForm(request.POST)
    rows.read(request.POST)
    return take_rows(
        request,
        form,
        rows,
        lambda: _enter(form, rows, found.invoice, person),
        template="orders/supplier_credit_new.html",
        context=context,
        done=_("The credit note is entered and lowers the invoice."),
    )


def _line_numbers(found: Judged) -> list[int]:
    """Return the numbers of an invoice's lines, and 0 where it bills freight."""
    numbers = [row.line.line_no for row in found.lines]
    return [*numbers, 0] if found.invoice.freight else numbers


def _pairs(found: Judged, rows: Rows[CreditedRow]) -> list[tuple[Any, CreditedRow]]:
    """Put each row beside its line; None where it is the freight."""
    lines = {str(row.line.line_no): row.line for row in found.lines}
    return [(lines.get(str(row["line_no"].value())), row) for row in rows.forms]


def _enter(
    form: SupplierCreditForm, rows: Rows[CreditedRow], invoice: SupplierInvoice, person: Person
) -> str:
    data = form.cleaned_data
    taking.enter_supplier_credit(
        supplier_invoice_id=invoice.pk,
        paper=taking.CreditPaper(
            number=data["number"],
            dated_on=data["dated_on"],
            parts=[_part(row.cleaned_data) for row in rows.filled],
            tax=data["tax"] or 0,
            total=data["total"],
            reason=data["reason"],
        ),
        by=person,
        at=timezone.now(),
    )
    return reverse("supplier_invoice", args=[invoice.pk])


def _part(data: dict[str, Any]) -> CreditedPart:
    return CreditedPart(data["line_no"], data["mass_kg"] or Decimal(0), int(data["amount"] or 0))
