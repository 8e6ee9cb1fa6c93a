"""Pages that lower a supplier's invoice: a debit note, drafted and booked."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from materialcenter.access import page
from materialcenter.forms.base import ActForm
from materialcenter.models import Role
from materialcenter.web import person_in, show, submit_once
from orders.forms.buying import BookDebitNoteForm
from orders.models import SupplierInvoice
from orders.reports.finding_purchases import find_supplier_invoice
from orders.services import debiting
from orders.views.buying import SHOWN, UNFIT, status_of
from orders.views.supplier_invoices import invoice_context


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
