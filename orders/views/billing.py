"""Pages of delivery notes, invoices and payments."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from materialcenter.access import Person, page
from materialcenter.errors import Conflict, DomainError
from materialcenter.models import Role
from materialcenter.paging import page_of
from materialcenter.rules.filetypes import PDF
from materialcenter.web import as_download, person_in, show, submit_once
from orders.documents.reminders import level_in_words
from orders.forms.credit import UseCreditForm
from orders.forms.selling import DepositForm, PaymentForm
from orders.models import CreditNote, DeliveryNote, Invoice, Payment, Pool, WriteOff
from orders.reports.billing import InvoiceView, ageing, invoice_view, unpaid, ways_to_pay
from orders.reports.credit import left_credits
from orders.reports.delivering import note_view
from orders.reports.finding import (
    find_credit_note,
    find_invoice,
    find_note,
    find_payment,
    find_pool,
    find_workshop,
)
from orders.reports.tax_exports import exports_of
from orders.services import crediting_back, paying
from orders.services.crediting_back import CREDITORS
from orders.services.paying import TAKERS
from orders.services.printing_sales import (
    delivery_note_pdf,
    kept_invoice_pdf,
    payment_receipt_pdf,
)
from orders.services.showing_certificates import open_certificate
from orders.services.writing_off import ASKERS
from orders.views.qris import qris_code


@page()
@require_GET
def deliveries(request: HttpRequest) -> HttpResponse:
    """List delivery notes, the newest first."""
    rows = DeliveryNote.objects.visible_to(person_in(request)).select_related(
        "workshop", "order", "pool", "invoice"
    )
    found = page_of(rows, cursor=request.GET.get("cursor", ""), limit=20)
    return show(request, "orders/deliveries.html", {"page": found})


@page()
@require_GET
def delivery(request: HttpRequest, number: str) -> HttpResponse:
    """Show a delivery note with lots, heats and certificates."""
    view = note_view(find_note(person_in(request), number))
    return show(request, "orders/delivery.html", {"view": view, "note": view.note})


@page()
@require_GET
def delivery_document(request: HttpRequest, number: str) -> HttpResponse:
    """Give out the surat jalan as PDF."""
    note = find_note(person_in(request), number)
    return as_download(
        safe_name=f"{note.number}.pdf", media_type=PDF, content=delivery_note_pdf(note)
    )


@page()
@require_GET
def delivery_certificate(request: HttpRequest, number: str, line_no: int) -> HttpResponse:
    """Give out the mill certificate of the lot on a line."""
    opened = open_certificate(number=number, line_no=line_no, by=person_in(request))
    return as_download(
        safe_name=opened.safe_name, media_type=opened.media_type, content=opened.content
    )


@page(Role.BUYER, Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)
@require_GET
def invoices(request: HttpRequest) -> HttpResponse:
    """List invoices with what is open; finance sees it by age."""
    person = person_in(request)
    today = timezone.localdate()
    only_unpaid = bool(request.GET.get("unpaid"))
    rows = Invoice.objects.visible_to(person).select_related("workshop")
    if only_unpaid:
        rows = rows.unpaid()
    return show(
        request,
        "orders/invoices.html",
        {
            "page": page_of(rows, cursor=request.GET.get("cursor", ""), limit=20),
            "only_unpaid": only_unpaid,
            "unpaid": unpaid(person, on=today),
            "ages": ageing(person, on=today) if person.is_staff else [],
            "today": today,
        },
    )


@page()
@require_GET
def invoice(request: HttpRequest, number: str) -> HttpResponse:
    """Show an invoice, how to pay it, and what was paid."""
    person = person_in(request)
    return _invoice_page(request, find_invoice(person, number), person)


def _invoice_page(
    request: HttpRequest,
    found: Invoice,
    person: Person,
    *,
    refused: UseCreditForm | None = None,
    status: int = 200,
) -> HttpResponse:
    view = invoice_view(found)
    ways = ways_to_pay(view.invoice)
    label = _("QRIS code for invoice %(number)s") % {"number": view.invoice.number}
    return show(
        request,
        "orders/invoice.html",
        {
            "view": view,
            "invoice": view.invoice,
            "ways": ways,
            "code": qris_code(ways, label=label),
            "reminders": [(row, level_in_words(row.level)) for row in view.reminders],
            "is_late": view.open > 0 and view.invoice.due_on < timezone.localdate(),
            "may_take": view.open > 0 and person.has(*TAKERS),
            "may_credit": person.has(*CREDITORS),
            "may_write_off": view.open > 0 and person.has(*ASKERS),
            "write_offs": _write_offs(view.invoice, person),
            "credits": _usable_credits(view, person, refused),
            "exports": exports_of(view.invoice) if person.has(*CREDITORS, Role.AUDITOR) else [],
        },
        status=status,
    )


def _write_offs(invoice: Invoice, person: Person) -> list[WriteOff]:
    """Return what was asked of an invoice to give up, for those who read write-offs."""
    if not person.has(Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR):
        return []
    return list(WriteOff.objects.filter(invoice=invoice).order_by("pk"))


def _usable_credits(
    view: InvoiceView, person: Person, refused: UseCreditForm | None
) -> list[tuple[CreditNote, UseCreditForm]]:
    """Return the workshop's credit notes with something left, each with the form that uses it here."""
    if not view.open or not person.has(*CREDITORS):
        return []
    return [
        (note, refused)
        if refused is not None and refused.data.get("credit_note") == note.number
        else (
            note,
            UseCreditForm(
                initial={"credit_note": note.number, "amount": min(note.left, view.open)},
                auto_id=f"credit-{note.pk}-%s",
            ),
        )
        for note in left_credits(person, workshop_id=view.invoice.workshop_id)
    ]


@page(*CREDITORS)
@require_POST
def invoice_use_credit(request: HttpRequest, number: str) -> HttpResponse:
    """Pay an invoice from what is left of a credit note of the workshop."""
    person = person_in(request)
    found = find_invoice(person, number)
    form = UseCreditForm(request.POST)

    def do() -> str:
        crediting_back.use_credit_note(
            credit_note_id=find_credit_note(person, form.cleaned_data["credit_note"]).pk,
            invoice_id=found.pk,
            amount=form.cleaned_data["amount"],
            by=person,
            at=timezone.now(),
        )
        return reverse("invoice", args=[found.number])

    status = 422
    if form.is_valid():
        try:
            answer = submit_once(request, do)
        except Conflict as error:
            form.refuse(error)
            status = 409
        else:
            messages.success(request, _("The invoice is paid from the credit note."))
            return answer
    return _invoice_page(request, found, person, refused=form, status=status)


@page()
@require_GET
def invoice_document(request: HttpRequest, number: str) -> HttpResponse:
    """Give out the faktur as PDF."""
    found = find_invoice(person_in(request), number)
    return as_download(
        safe_name=f"{found.number}.pdf", media_type=PDF, content=kept_invoice_pdf(found)
    )


@page(*TAKERS)
@require_http_methods(["GET", "POST"])
def invoice_pay(request: HttpRequest, number: str) -> HttpResponse:
    """Take a payment on an invoice."""
    person = person_in(request)
    found = find_invoice(person, number)
    open_amount = found.total - found.paid
    context = {"invoice": found, "open": open_amount}
    if request.method == "GET":
        form = PaymentForm(initial={"amount": open_amount, "method": Payment.Method.TRANSFER})
        return show(request, "orders/invoice_pay.html", {**context, "form": form})
    form = PaymentForm(request.POST)

    def do() -> str:
        paying.record_payment(
            invoice_id=found.pk,
            amount=form.cleaned_data["amount"],
            method=form.cleaned_data["method"],
            by=person,
            at=timezone.now(),
        )
        return reverse("invoice", args=[found.number])

    if form.is_valid():
        try:
            answer = submit_once(request, do)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The payment is booked; its receipt goes out by mail."))
            return answer
    return show(request, "orders/invoice_pay.html", {**context, "form": form}, status=422)


@page(Role.BUYER, Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)
@require_GET
def payments(request: HttpRequest) -> HttpResponse:
    """List payments, the newest first."""
    person = person_in(request)
    rows = Payment.objects.visible_to(person).select_related(
        "workshop", "invoice", "pool", "credit_note"
    )
    return show(
        request,
        "orders/payments.html",
        {
            "page": page_of(rows, cursor=request.GET.get("cursor", ""), limit=20),
            "may_take": person.has(*TAKERS),
        },
    )


@page()
@require_GET
def payment_document(request: HttpRequest, number: str) -> HttpResponse:
    """Give out the kwitansi as PDF."""
    found = find_payment(person_in(request), number)
    return as_download(
        safe_name=f"{found.number}.pdf", media_type=PDF, content=payment_receipt_pdf(found)
    )


@page(*TAKERS)
@require_http_methods(["GET", "POST"])
def deposit_new(request: HttpRequest) -> HttpResponse:
    """Take a workshop's deposit for a pool."""
    person = person_in(request)
    rows = (
        Pool.objects.visible_to(person)
        .exclude(status__in=[Pool.Status.DRAFT, Pool.Status.SETTLED, Pool.Status.CANCELLED])
        .order_by("-pk")
    )
    pools = [(pool.number, f"{pool.number} {pool.title}") for pool in rows]
    if request.method == "GET":
        form = DepositForm(pools=pools, initial=_chosen(request))
        return show(request, "orders/deposit_new.html", {"form": form})
    form = DepositForm(request.POST, pools=pools)

    def do() -> str:
        data = form.cleaned_data
        paying.record_deposit(
            pool_id=find_pool(person, data["pool"]).pk,
            workshop_id=find_workshop(person, data["workshop"]).pk,
            amount=data["amount"],
            method=data["method"],
            by=person,
            at=timezone.now(),
        )
        return reverse("pool", args=[data["pool"]])

    if form.is_valid():
        try:
            answer = submit_once(request, do)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The deposit is booked; its receipt goes out by mail."))
            return answer
    return show(request, "orders/deposit_new.html", {"form": form}, status=422)


def _chosen(request: HttpRequest) -> dict[str, str | int]:
    """Return what a link to the form of deposits has chosen already."""
    chosen: dict[str, str | int] = {
        name: request.GET.get(name, "") for name in ("pool", "workshop")
    }
    amount = request.GET.get("amount", "")
    if amount.isascii() and amount.isdigit() and len(amount) < 15:
        chosen["amount"] = int(amount)
    return chosen
