"""Pages of suppliers' invoices."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from materialcenter.access import Person, page
from materialcenter.forms.rows import Rows
from materialcenter.models import Role
from materialcenter.paging import page_of
from materialcenter.rules.filetypes import JPEG, PDF, PNG
from materialcenter.rules.money import line_amount
from materialcenter.services.holding_uploads import held_uploads
from materialcenter.web import keep_files, person_in, show, submit_once
from orders.forms.buying import (
    BilledRow,
    InvoicePaperForm,
    ReasonForm,
    SupplierInvoiceForm,
)
from orders.models import PurchaseOrder, SupplierInvoice
from orders.reports.finding_purchases import (
    find_purchase_order,
    find_supplier,
    find_supplier_invoice,
)
from orders.reports.purchasing import OrderedLine, ordered_lines
from orders.reports.supplier_credits import credits_of
from orders.reports.verdicts import judged
from orders.services import deciding_supplier_invoices, supplier_invoicing
from orders.services.keeping_papers import keep_invoice_paper
from orders.services.paying_suppliers import open_of
from orders.views.buying import SHOWN, UNFIT, chosen, status_of, take_rows

READERS = (Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)
BILLABLE = PurchaseOrder.AWAITED | {PurchaseOrder.Status.RECEIVED, PurchaseOrder.Status.CLOSED}


@page(*READERS)
@require_GET
def supplier_invoices(request: HttpRequest) -> HttpResponse:
    """List invoices, the newest first; how many are held stands ahead."""
    person = person_in(request)
    status = chosen(request, SupplierInvoice.Status.values)
    mine = SupplierInvoice.objects.visible_to(person)
    rows = mine.select_related("supplier")
    if status:
        rows = rows.filter(status=status)
    context = {
        "page": page_of(rows, cursor=request.GET.get("cursor", ""), limit=30),
        "held": mine.filter(status=SupplierInvoice.Status.HELD).count(),
        "status": status,
        "states": SupplierInvoice.Status.choices,
        "may_enter": person.has(*supplier_invoicing.KEEPERS),
    }
    return show(request, "orders/supplier_invoices.html", context)


@page(*READERS)
@require_GET
def supplier_invoice(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """Show an invoice with the verdict; htmx asks again until it is matched."""
    person = person_in(request)
    context = invoice_context(find_supplier_invoice(person, invoice_id), person)
    return show(request, "orders/supplier_invoice.html", context)


@page(Role.FINANCE, Role.SUPERVISOR)
@require_POST
def supplier_invoice_paper(request: HttpRequest, invoice_id: int) -> HttpResponse:
    """Keep the paper of an invoice that was entered without it."""
    person = person_in(request)
    invoice = find_supplier_invoice(person, invoice_id)
    form = InvoicePaperForm(request.POST, request.FILES)
    status = UNFIT
    if form.is_valid():
        file = form.cleaned_data["file"]

        def do() -> str:
            file.seek(0)
            keep_invoice_paper(
                supplier_invoice_id=invoice.pk,
                name=file.name,
                content=file.read(),
                by=person,
                at=timezone.now(),
            )
            return reverse("supplier_invoice", args=[invoice.pk])

        try:
            return submit_once(request, do)
        except SHOWN as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
    context = {**invoice_context(invoice, person), "paper_form": form}
    return show(request, "orders/supplier_invoice.html", context, status=status)


def invoice_context(
    invoice: SupplierInvoice, person: Person, form: ReasonForm | None = None
) -> dict[str, Any]:
    """Gather what an invoice's page shows; form: a decision that was refused."""
    is_held = invoice.status == SupplierInvoice.Status.HELD
    keeps = person.has(*supplier_invoicing.KEEPERS)
    is_own = person.user_id is not None and invoice.entered_by_id == person.user_id
    lowering = credits_of(invoice)
    draft = next((view for view in lowering if view.is_draft), None)
    # Of one that was let pass goods went back, and the system drafted what that comes to.
    is_settled_by_note = is_held or draft is not None
    may_cancel = (
        person.has(Role.SUPERVISOR)
        and invoice.origin == SupplierInvoice.Origin.SETTLEMENT
        and invoice.status in {SupplierInvoice.Status.APPROVED, SupplierInvoice.Status.HELD}
        and not invoice.paid
        and not invoice.credited
    )
    return {
        "judged": judged(invoice),
        "credits": lowering,
        "draft": draft,
        "may_debit": is_settled_by_note and keeps,
        "may_credit": keeps and invoice.status != SupplierInvoice.Status.REFUSED,
        "may_book": is_settled_by_note and keeps and not is_own,
        "invoice": invoice,
        "is_waiting": invoice.status == SupplierInvoice.Status.ENTERED,
        "decide_form": (form or ReasonForm()) if is_held and keeps and not is_own else None,
        "is_payable": invoice.status in SupplierInvoice.PAYABLE,
        "open": open_of(invoice),
        "may_pay": keeps and not is_own and invoice.status in SupplierInvoice.PAYABLE,
        "paper_form": InvoicePaperForm() if keeps and invoice.document is None else None,
        "is_own_and_held": is_held and keeps and is_own,
        "is_settlement": invoice.origin == SupplierInvoice.Origin.SETTLEMENT,
        "may_cancel": may_cancel,
        "cancel_form": ReasonForm() if may_cancel else None,
    }


@page(Role.FINANCE, Role.SUPERVISOR)
@require_http_methods(["GET", "POST"])
def supplier_invoice_new(request: HttpRequest) -> HttpResponse:
    """Choose the order that is billed, or nothing where the paper names none."""
    person = person_in(request)
    number = request.GET.get("order", "").strip()
    if not number:
        orders = (
            PurchaseOrder.objects.visible_to(person)
            .filter(status__in=BILLABLE)
            .select_related("supplier")
        )
        found = page_of(orders, cursor=request.GET.get("cursor", ""), limit=30)
        return show(request, "orders/supplier_invoice_choose.html", {"page": found})
    return _enter(request, person, find_purchase_order(person, number))


def _enter(request: HttpRequest, person: Person, order: PurchaseOrder) -> HttpResponse:
    lines = ordered_lines(order)
    rows = Rows(BilledRow, telling=("mass_kg", "price_per_kg", "amount", "description"))

    def context() -> dict[str, Any]:
        papers = held_uploads([str(form["paper_held"].value() or "")], by=person)
        pairs = _pairs(lines, rows)
        return {"order": order, "form": form, "rows": rows, "pairs": pairs, "papers": papers}

    if request.method == "GET":
        form = SupplierInvoiceForm(initial={"supplier": order.supplier.code})
        rows.blank([{"order_line": line.line.line_no} for line in lines])
        return show(request, "orders/supplier_invoice_new.html", context())
    sent = keep_files(request, allowed=(JPEG, PDF, PNG))
    if sent.was_refused or "more" in sent.data or "drop" in sent.data:
        form = SupplierInvoiceForm(initial=sent.data.dict())
        rows.keep(sent.data, more=[{"order_line": 0}] if "more" in sent.data else [])
        status = UNFIT if sent.was_refused else 200
        return show(request, "orders/supplier_invoice_new.html", context(), status=status)
    form = SupplierInvoiceForm(sent.data)
    rows.read(sent.data)
    return take_rows(
        request,
        form,
        rows,
        lambda: _keep(form, rows, order, person),
        template="orders/supplier_invoice_new.html",
        context=context,
        done=_("The invoice is entered and being matched."),
    )


def _pairs(
    lines: Sequence[OrderedLine], rows: Rows[BilledRow]
) -> list[tuple[OrderedLine | None, BilledRow]]:
    by_number = {str(line.line.line_no): line for line in lines}
    return [(by_number.get(str(row["order_line"].value() or "")), row) for row in rows.forms]


def _keep(
    form: SupplierInvoiceForm, rows: Rows[BilledRow], order: PurchaseOrder, person: Person
) -> str:
    data = form.cleaned_data
    lines = [_billed(row.cleaned_data, order) for row in rows.filled]
    invoice = supplier_invoicing.enter_supplier_invoice(
        supplier_id=find_supplier(person, data["supplier"]).pk,
        paper=supplier_invoicing.Paper(
            number=data["number"],
            invoiced_on=data["invoiced_on"],
            due_on=data["due_on"],
            lines=lines,
            net=sum(line.amount for line in lines),
            freight=data["freight"] or 0,
            tax=data["tax"] or 0,
            total=data["total"],
        ),
        held_paper_id=data["paper_held"],
        by=person,
        at=timezone.now(),
    )
    return reverse("supplier_invoice", args=[invoice.pk])


def _billed(data: dict[str, Any], order: PurchaseOrder) -> supplier_invoicing.BilledLine:
    order_line = data["order_line"] or 0
    amount = data["amount"]
    if amount is None:
        amount = line_amount(data["mass_kg"], data["price_per_kg"])
    return supplier_invoicing.BilledLine(
        purchase_order=order.number if order_line else "",
        order_line=order_line,
        mass_kg=data["mass_kg"],
        price_per_kg=data["price_per_kg"],
        amount=amount,
        description=data["description"],
    )


def _decide(
    name: str, act: Callable[..., Any], done: Callable[[], str]
) -> Callable[..., HttpResponseBase]:
    """Make the page that decides on a held invoice: POST, once, back to it with a word."""

    @page(Role.FINANCE, Role.SUPERVISOR)
    @require_POST
    def view(request: HttpRequest, invoice_id: int) -> HttpResponse:
        person = person_in(request)
        invoice = find_supplier_invoice(person, invoice_id)
        form = ReasonForm(request.POST)
        status = 422
        if form.is_valid():

            def do() -> str:
                act(
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
                messages.success(request, done())
                return response
        context = {**invoice_context(invoice, person, form), "refused_form": form}
        return show(request, "orders/supplier_invoice.html", context, status=status)

    view.__name__ = name
    view.__doc__ = act.__doc__
    return view


supplier_invoice_release = _decide(
    "supplier_invoice_release",
    deciding_supplier_invoices.release_supplier_invoice,
    lambda: _("The invoice is released to pay."),
)
supplier_invoice_refuse = _decide(
    "supplier_invoice_refuse",
    deciding_supplier_invoices.refuse_supplier_invoice,
    lambda: _("The invoice is refused."),
)
