"""Pages of credit notes: the list, one of them, giving back, paying back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from materialcenter.access import Person, page
from materialcenter.errors import DomainError
from materialcenter.models import Role
from materialcenter.paging import page_of
from materialcenter.rules.filetypes import PDF
from materialcenter.web import as_download, person_in, show, submit_once
from orders.forms.credit import CreditInvoiceForm, RefundForm
from orders.models import CreditNote, Refund
from orders.reports.billing import invoice_view
from orders.reports.credited import bill_standing, credit_note_view
from orders.reports.finding import find_credit_note, find_invoice
from orders.services import crediting_back
from orders.services.crediting_back import CREDITORS
from orders.services.printing_sales import kept_credit_note_pdf

READERS = (Role.BUYER, Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)


@page(*READERS)
@require_GET
def credit_notes(request: HttpRequest) -> HttpResponse:
    """List credit notes, the newest first, or only those of which something is left."""
    only_left = bool(request.GET.get("left"))
    rows = CreditNote.objects.visible_to(person_in(request)).select_related(
        "workshop", "pool", "invoice"
    )
    if only_left:
        rows = rows.unspent()
    found = page_of(rows, cursor=request.GET.get("cursor", ""), limit=20)
    return show(request, "orders/credit_notes.html", {"page": found, "only_left": only_left})


@page()
@require_GET
def credit_note(request: HttpRequest, number: str) -> HttpResponse:
    """Show a credit note, and what became of it."""
    person = person_in(request)
    return _shown(request, find_credit_note(person, number), person)


def _shown(
    request: HttpRequest,
    found: CreditNote,
    person: Person,
    *,
    refused: RefundForm | None = None,
    status: int = 200,
) -> HttpResponse:
    form = None
    if found.left and person.has(*CREDITORS):
        form = refused or RefundForm(
            initial={"amount": found.left, "method": Refund.Method.TRANSFER}
        )
    context = {"view": credit_note_view(found), "note": found, "form": form}
    return show(request, "orders/credit_note.html", context, status=status)


@page()
@require_GET
def credit_note_document(request: HttpRequest, number: str) -> HttpResponse:
    """Give out the nota kredit as PDF."""
    found = find_credit_note(person_in(request), number)
    return as_download(
        safe_name=f"{found.number}.pdf", media_type=PDF, content=kept_credit_note_pdf(found)
    )


@page(*CREDITORS)
@require_POST
def credit_note_refund(request: HttpRequest, number: str) -> HttpResponse:
    """Pay back what is left of a credit note, or part of it."""
    person = person_in(request)
    found = find_credit_note(person, number)
    form = RefundForm(request.POST)

    def do() -> str:
        crediting_back.refund_credit_note(
            credit_note_id=found.pk,
            amount=form.cleaned_data["amount"],
            method=form.cleaned_data["method"],
            by=person,
            at=timezone.now(),
        )
        return reverse("credit_note", args=[found.number])

    status = 422
    if form.is_valid():
        try:
            answer = submit_once(request, do)
        except DomainError as error:
            form.refuse(error)
            status = 409
        else:
            messages.success(request, _("It is written down as paid back."))
            return answer
    return _shown(request, found, person, refused=form, status=status)


@page(*CREDITORS)
@require_http_methods(["GET", "POST"])
def invoice_credit(request: HttpRequest, number: str) -> HttpResponse:
    """Give back what an invoice billed and was returned or never there."""
    person = person_in(request)
    found = find_invoice(person, number)
    form = CreditInvoiceForm(
        request.POST or None, lines=invoice_view(found).lines, standing=bill_standing(found)
    )

    def do() -> str:
        note = crediting_back.credit_invoice(
            invoice_id=found.pk,
            backs=form.backs(),
            reason=form.cleaned_data["reason"],
            note=form.cleaned_data["note"],
            by=person,
            at=timezone.now(),
        )
        return reverse("credit_note", args=[note.number])

    if request.method == "POST" and form.is_valid():
        try:
            answer = submit_once(request, do)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The credit note goes out by mail."))
            return answer
    context = {"invoice": found, "form": form}
    status = 422 if request.method == "POST" else 200
    return show(request, "orders/invoice_credit.html", context, status=status)
