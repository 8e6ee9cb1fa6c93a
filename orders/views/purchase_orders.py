"""Pages of purchase orders."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from inventory import catalogue
from materialcenter.access import Person, page
from materialcenter.errors import DomainError
from materialcenter.forms.base import ActForm
from materialcenter.forms.rows import Rows
from materialcenter.models import Role
from materialcenter.paging import page_of
from materialcenter.person import STAFF
from materialcenter.web import as_download, person_in, show, submit_once
from orders.forms.buying import (
    ConfirmForm,
    OptionalReasonForm,
    PurchaseOrderForm,
    PurchaseRow,
    ReasonForm,
)
from orders.models import PurchaseOrder, WeightBasis
from orders.reports.finding_purchases import find_purchase_order, find_supplier
from orders.reports.purchasing import order_actions, ordered_papers, orders_in_list
from orders.services import (
    approving_purchases,
    checking_purchases,
    confirming_purchases,
    ending_purchases,
    printing,
    purchasing,
    sending,
)
from orders.views.buying import SHOWN, chosen, status_of, supplier_choices, take_rows

ROWS_AT_FIRST = 3


@page(*STAFF)
@require_GET
def purchase_orders(request: HttpRequest) -> HttpResponse:
    """List orders, the newest first."""
    person = person_in(request)
    status = chosen(request, PurchaseOrder.Status.values)
    rows = PurchaseOrder.objects.visible_to(person).select_related("supplier", "pool")
    if status:
        rows = rows.filter(status=status)
    found = page_of(rows, cursor=request.GET.get("cursor", ""), limit=30)
    context = {
        "page": found,
        "lines": orders_in_list(found.items),
        "status": status,
        "states": PurchaseOrder.Status.choices,
        "may_draft": person.has(*purchasing.BUYERS),
    }
    return show(request, "orders/purchase_orders.html", context)


@page(*STAFF)
@require_GET
def purchase_order(request: HttpRequest, number: str) -> HttpResponse:
    """Show an order: ordered, received, billed, and what is next."""
    person = person_in(request)
    context = _context(find_purchase_order(person, number), person)
    return show(request, "orders/purchase_order.html", context)


@page(*STAFF)
@require_GET
def purchase_order_document(request: HttpRequest, number: str) -> HttpResponse:
    """Give out an order's PDF."""
    order = find_purchase_order(person_in(request), number)
    return as_download(
        safe_name=f"{order.number}.pdf",
        media_type=printing.PDF,
        content=printing.kept_purchase_order_pdf(order),
    )


def _context(order: PurchaseOrder, person: Person, **forms: ActForm) -> dict[str, Any]:
    actions = order_actions(order, person)
    closes_short = order.status != PurchaseOrder.Status.RECEIVED
    return {
        "papers": ordered_papers(order),
        "order": order,
        "weighed": catalogue.weigh_tickets_of(person, order.number),
        "actions": actions,
        "confirm_form": ConfirmForm(initial={"expected_on": order.expected_on}),
        "cancel_form": ReasonForm(prefix="cancel"),
        "close_form": ReasonForm(prefix="close")
        if closes_short
        else OptionalReasonForm(prefix="close"),
        "sees_invoices": person.has(Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR),
        "is_on_its_way": order.status == PurchaseOrder.Status.SENT and order.sent_at is None,
        **forms,
    }


@page(Role.PURCHASER, Role.SUPERVISOR)
@require_http_methods(["GET", "POST"])
def purchase_order_new(request: HttpRequest) -> HttpResponse:
    """Draft an order."""
    person = person_in(request)
    suppliers = supplier_choices(person)
    rows = Rows(PurchaseRow, telling=("material", "quantity", "price_per_kg"))

    def context() -> dict[str, Any]:
        return {"form": form, "rows": rows, "codes": _codes(person)}

    if request.method == "GET" or "more" in request.POST:
        initial = request.POST.dict() or {"supplier": request.GET.get("supplier", "")}
        form = PurchaseOrderForm(initial=initial, suppliers=suppliers)
        if request.method == "GET":
            first = {**_BLANK_ROW, "material": request.GET.get("material", "")}
            rows.blank([first, *([_BLANK_ROW] * (ROWS_AT_FIRST - 1))])
        else:
            rows.keep(request.POST, more=[_BLANK_ROW])
        return show(request, "orders/purchase_order_new.html", context())
    form = PurchaseOrderForm(request.POST, suppliers=suppliers)
    rows.read(request.POST)
    return take_rows(
        request,
        form,
        rows,
        lambda: _draft(form, rows, person),
        template="orders/purchase_order_new.html",
        context=context,
        done=_("The order is drafted. Approve it, then send it."),
    )


@page(Role.PURCHASER, Role.SUPERVISOR)
@require_http_methods(["GET", "POST"])
def purchase_order_change(request: HttpRequest, number: str) -> HttpResponse:
    """Write a draft anew."""
    person = person_in(request)
    order = find_purchase_order(person, number)
    suppliers = [(order.supplier.code, str(order.supplier))]
    rows = Rows(PurchaseRow, telling=("material", "quantity", "price_per_kg"))

    def context() -> dict[str, Any]:
        return {"form": form, "rows": rows, "codes": _codes(person), "order": order}

    if request.method == "GET" or "more" in request.POST:
        form = PurchaseOrderForm(initial=request.POST.dict() or _head(order), suppliers=suppliers)
        if request.method == "GET":
            rows.blank([*_drafted_rows(order), _BLANK_ROW])
        else:
            rows.keep(request.POST, more=[_BLANK_ROW])
        return show(request, "orders/purchase_order_new.html", context())
    form = PurchaseOrderForm(request.POST, suppliers=suppliers)
    rows.read(request.POST)
    return take_rows(
        request,
        form,
        rows,
        lambda: _change(order, form, rows, person),
        template="orders/purchase_order_new.html",
        context=context,
        done=_("The draft is changed."),
    )


def _head(order: PurchaseOrder) -> dict[str, Any]:
    return {
        "supplier": order.supplier.code,
        "expected_on": order.expected_on,
        "freight": order.freight,
        "note": order.note,
    }


def _drafted_rows(order: PurchaseOrder) -> list[dict[str, Any]]:
    return [
        {
            "material": row.material.code,
            "quantity": row.line.pieces or row.line.mass_kg,
            "price_per_kg": row.line.price_per_kg,
            "weight_basis": row.line.weight_basis,
            "over_receipt_percent": row.line.over_receipt_percent,
        }
        for row in ordered_papers(order).lines
    ]


def _change(
    order: PurchaseOrder, form: PurchaseOrderForm, rows: Rows[PurchaseRow], person: Person
) -> str:
    data = form.cleaned_data
    # The page has no field for a limit in kg; one that came through the API stays.
    limits = {row.material.code: row.line.over_receipt_kg for row in ordered_papers(order).lines}
    typed = [row.cleaned_data for row in rows.filled]
    changed = purchasing.change_draft(
        purchase_order_id=order.pk,
        lines=[
            checking_purchases.PurchaseLine(**line, over_receipt_kg=limits.get(line["material"]))
            for line in typed
        ],
        expected_on=data["expected_on"],
        freight=data["freight"] or 0,
        note=data["note"],
        by=person,
        at=timezone.now(),
    )
    return _address(changed)


_BLANK_ROW = {"weight_basis": WeightBasis.TABLE}


def _codes(person: Person) -> list[str]:
    rows = catalogue.Material.objects.visible_to(person).filter(is_active=True)
    return list(rows.order_by("code").values_list("code", flat=True)[:2000])


def _draft(form: PurchaseOrderForm, rows: Rows[PurchaseRow], person: Person) -> str:
    data = form.cleaned_data
    order = purchasing.draft_purchase_order(
        supplier_id=find_supplier(person, data["supplier"]).pk,
        lines=[checking_purchases.PurchaseLine(**row.cleaned_data) for row in rows.filled],
        expected_on=data["expected_on"],
        freight=data["freight"] or 0,
        note=data["note"],
        by=person,
        at=timezone.now(),
    )
    return _address(order)


def _address(order: PurchaseOrder) -> str:
    return reverse("purchase_order", args=[order.number])


def _act(
    name: str,
    act: Callable[..., Any],
    done: Callable[[], str],
    *,
    form_name: str = "",
    make_form: Callable[[HttpRequest], ActForm] | None = None,
) -> Callable[..., HttpResponseBase]:
    """Make the page of an act on an order: POST, once, back to the order with a word."""

    @page(Role.PURCHASER, Role.SUPERVISOR)
    @require_POST
    def view(request: HttpRequest, number: str) -> HttpResponse:
        person = person_in(request)
        order = find_purchase_order(person, number)
        form = make_form(request) if make_form else ActForm(request.POST)
        refusal: DomainError | None = None
        if form.is_valid():

            def do() -> str:
                act(purchase_order_id=order.pk, by=person, at=timezone.now(), **form.cleaned_data)
                return _address(order)

            try:
                response = submit_once(request, do)
            except SHOWN as error:
                refusal = error
                if form_name:
                    form.refuse(error)
            else:
                messages.success(request, done())
                return response
        forms = {form_name: form} if form_name else {}
        context = {**_context(order, person, **forms), "refusal": None if form_name else refusal}
        status = status_of(refusal) if refusal else 422
        return show(request, "orders/purchase_order.html", context, status=status)

    view.__name__ = name
    view.__doc__ = act.__doc__
    return view


purchase_order_approve = _act(
    "purchase_order_approve",
    approving_purchases.approve_purchase_order,
    lambda: _("The order is approved. Send it next."),
)
purchase_order_send = _act(
    "purchase_order_send",
    sending.send_purchase_order,
    lambda: _("The order is on its way to the supplier."),
)
purchase_order_confirm = _act(
    "purchase_order_confirm",
    confirming_purchases.confirm_purchase_order,
    lambda: _("The supplier's confirmation is noted."),
    form_name="confirm_form",
    make_form=lambda request: ConfirmForm(request.POST),
)
purchase_order_cancel = _act(
    "purchase_order_cancel",
    ending_purchases.cancel_purchase_order,
    lambda: _("The order is cancelled."),
    form_name="cancel_form",
    make_form=lambda request: ReasonForm(request.POST, prefix="cancel"),
)
purchase_order_close = _act(
    "purchase_order_close",
    ending_purchases.close_purchase_order,
    lambda: _("The order is closed."),
    form_name="close_form",
    make_form=lambda request: OptionalReasonForm(request.POST, prefix="close"),
)
