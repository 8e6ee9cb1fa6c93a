"""Pages of paying suppliers: one invoice, and batches from their draft to the bank."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from materialcenter.access import Person, page
from materialcenter.documents.spreadsheet import CSV
from materialcenter.errors import DomainError, Missing
from materialcenter.forms.base import ActForm
from materialcenter.models import Role
from materialcenter.paging import page_of
from materialcenter.web import as_download, person_in, show, submit_once
from orders.forms.payables import BatchForm, PaidForm, PaySupplierForm, UntilFilter
from orders.models import PaymentBatch, SupplierPayment
from orders.reports.finding_purchases import find_supplier_invoice
from orders.reports.payment_batches import (
    batch_view,
    find_payment_batch,
    proposed_payables,
    with_sums,
)
from orders.services import batching_payments
from orders.services.paying_suppliers import PAYERS, open_of, pay_supplier_invoice
from orders.views.buying import SHOWN, UNFIT, chosen, status_of

READERS = (*PAYERS, Role.AUDITOR)
DAYS_AHEAD = timedelta(days=7)


@page(*READERS)
@require_GET
def payment_batches(request: HttpRequest) -> HttpResponse:
    """List batches, the newest first."""
    person = person_in(request)
    status = chosen(request, PaymentBatch.Status.values)
    rows = with_sums(PaymentBatch.objects.visible_to(person)).select_related("created_by")
    if status:
        rows = rows.filter(status=status)
    context = {
        "page": page_of(rows, cursor=request.GET.get("cursor", ""), limit=30),
        "status": status,
        "states": PaymentBatch.Status.choices,
        "may_pay": person.has(*PAYERS),
    }
    return show(request, "orders/payment_batches.html", context)


@page(*PAYERS)
@require_http_methods(["GET", "POST"])
def payment_batch_new(request: HttpRequest) -> HttpResponse:
    """Choose among what is due up to a day, and draft a batch of it."""
    person, today = person_in(request), timezone.localdate()
    narrow = UntilFilter(request.GET)
    until = (narrow.cleaned_data["until"] if narrow.is_valid() else None) or today + DAYS_AHEAD
    proposed = proposed_payables(
        person, until=until, on=today, most=batching_payments.MOST_PAYMENTS
    )
    sent = request.POST if request.method == "POST" else None
    form = BatchForm(sent, proposed=proposed, on=today)
    status = 200
    if sent is not None:
        status = UNFIT
        if form.is_valid():
            try:
                return submit_once(request, lambda: _draft(form, person))
            except SHOWN as refusal:
                form.refuse(refusal)
                status = status_of(refusal)
    context = {"form": form, "until": until, "narrow": UntilFilter(initial={"until": until})}
    return show(request, "orders/payment_batch_new.html", context, status=status)


def _draft(form: BatchForm, person: Person) -> str:
    batch = batching_payments.draft_payment_batch(
        pay_on=form.cleaned_data["pay_on"], chosen=form.chosen, by=person, at=timezone.now()
    )
    return _address(batch)


def _address(batch: PaymentBatch) -> str:
    return reverse("payment_batch", args=[batch.number])


@page(*READERS)
@require_GET
def payment_batch(request: HttpRequest, number: str) -> HttpResponse:
    """Show a batch and what is next with it."""
    person = person_in(request)
    context = _context(find_payment_batch(person, number), person)
    return show(request, "orders/payment_batch.html", context)


def _context(
    batch: PaymentBatch, person: Person, paid_form: ActForm | None = None
) -> dict[str, Any]:
    pays = person.has(*PAYERS)
    is_own = person.user_id is not None and batch.created_by_id == person.user_id
    is_draft = batch.status == PaymentBatch.Status.DRAFT
    is_approved = batch.status == PaymentBatch.Status.APPROVED
    return {
        "batch": batch,
        "view": batch_view(batch),
        "may_approve": pays and is_draft and not is_own,
        "waits_for_another": pays and is_draft and is_own,
        "may_export": pays and is_approved,
        "may_cancel": pays and (is_draft or is_approved),
        "paid_form": (paid_form or PaidForm(initial={"paid_on": timezone.localdate()}))
        if pays and is_approved
        else None,
    }


def _act(
    name: str,
    act: Callable[..., Any],
    done: Callable[[], str],
    make_form: Callable[[HttpRequest], ActForm],
) -> Callable[..., HttpResponseBase]:
    """Make the page of an act on a batch: POST, once, back to the batch with a word."""

    @page(Role.FINANCE, Role.SUPERVISOR)
    @require_POST
    def view(request: HttpRequest, number: str) -> HttpResponse:
        person = person_in(request)
        batch = find_payment_batch(person, number)
        form, refusal = make_form(request), None
        if form.is_valid():

            def do() -> str:
                at = timezone.now()
                act(payment_batch_id=batch.pk, by=person, at=at, **form.cleaned_data)
                return _address(batch)

            try:
                response = submit_once(request, do)
            except SHOWN as error:
                refusal = error
            else:
                messages.success(request, done())
                return response
        return _refused(request, batch, refusal, form=form)

    view.__name__ = name
    view.__doc__ = act.__doc__
    return view


def _refused(
    request: HttpRequest, batch: PaymentBatch, refusal: DomainError | None, form: ActForm
) -> HttpResponse:
    paid_form = form if isinstance(form, PaidForm) else None
    context = {**_context(batch, person_in(request), paid_form), "refusal": refusal}
    status = status_of(refusal) if refusal else UNFIT
    return show(request, "orders/payment_batch.html", context, status=status)


def _bare(request: HttpRequest) -> ActForm:
    return ActForm(request.POST)


payment_batch_approve = _act(
    "payment_batch_approve",
    batching_payments.approve_payment_batch,
    lambda: _("The batch is approved. Give its file to the bank."),
    _bare,
)
payment_batch_cancel = _act(
    "payment_batch_cancel",
    batching_payments.cancel_payment_batch,
    lambda: _("The batch is cancelled."),
    _bare,
)
payment_batch_pay = _act(
    "payment_batch_pay",
    batching_payments.pay_payment_batch,
    lambda: _("The payments are booked."),
    lambda request: PaidForm(request.POST),
)


@page(*PAYERS)
@require_GET
def payment_batch_file(request: HttpRequest, number: str) -> HttpResponse:
    """Give out the bank's file of an approved batch."""
    person = person_in(request)
    batch = find_payment_batch(person, number)
    try:
        content = batching_payments.export_bank_file(
            payment_batch_id=batch.pk, by=person, at=timezone.now()
        )
    except SHOWN as refusal:
        return _refused(request, batch, refusal, ActForm())
    return as_download(safe_name=f"{batch.number}.csv", media_type=CSV, content=content)


@page(*PAYERS)
@require_POST
def supplier_payment_drop(request: HttpRequest, number: str) -> HttpResponse:
    """Take a planned payment out of its batch."""
    person = person_in(request)
    payment = (
        SupplierPayment.objects.filter(center_id=person.center_id, number=number)
        .exclude(batch=None)
        .select_related("batch")
        .first()
    )
    if payment is None or payment.batch is None:
        raise Missing
    batch = find_payment_batch(person, payment.batch.number)

    def do() -> str:
        batching_payments.drop_supplier_payment(number=number, by=person, at=timezone.now())
        return _address(batch)

    try:
        return submit_once(request, do)
    except SHOWN as refusal:
        return _refused(request, batch, refusal, ActForm())


@page(*PAYERS)
@require_http_methods(["GET", "POST"])
def supplier_invoice_pay(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """Book money that the bank paid on one invoice."""
    person = person_in(request)
    invoice = find_supplier_invoice(person, invoice_id)
    left = open_of(invoice)
    context: dict[str, Any] = {"invoice": invoice, "open": left}
    if request.method == "GET":
        form = PaySupplierForm(initial={"closes": left, "paid_on": timezone.localdate()})
        return show(request, "orders/supplier_invoice_pay.html", {**context, "form": form})
    form = PaySupplierForm(request.POST)
    status = UNFIT

    def do() -> str:
        pay_supplier_invoice(
            supplier_invoice_id=invoice.pk, by=person, at=timezone.now(), **form.cleaned_data
        )
        return reverse("supplier_invoice", args=[invoice.pk])

    if form.is_valid():
        try:
            response = submit_once(request, do)
        except SHOWN as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            messages.success(request, _("The payment is booked."))
            return response
    context["form"] = form
    return show(request, "orders/supplier_invoice_pay.html", context, status=status)
