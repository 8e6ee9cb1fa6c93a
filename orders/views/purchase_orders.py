"""Pages of purchase orders."""

from collections.abc import Callable, Iterable
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
from materialcenter.person import STAFF
from materialcenter.web import as_download, person_in, show, submit_once
from orders.forms.buying import OptionalReasonForm, ReasonForm
from orders.forms.purchasing import ConfirmForm, PurchaseOrderForm, PurchaseRow
from orders.models import PurchaseOrder, WeightBasis
from orders.reports.finding_purchases import find_purchase_order, find_supplier
from orders.reports.purchase_revisions import proposed_revision, revisions_of
from orders.reports.purchasing import (
    OrderedLine,
    order_actions,
    ordered_lines,
    ordered_papers,
)
from orders.services import (
    approving_purchases,
    checking_purchases,
    confirming_purchases,
    ending_purchases,
    printing,
    purchasing,
    revising_purchases,
    sending,
)
from orders.views.buying import SHOWN, catalogue_codes, status_of, supplier_choices, take_rows

ROWS_AT_FIRST = 3


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
    papers = ordered_papers(order)
    proposed = proposed_revision(order, papers.lines)
    buys = person.has(*purchasing.BUYERS)
    return {
        "papers": papers,
        "order": order,
        "revisions": revisions_of(order, papers.lines),
        "proposed": proposed,
        "may_drop": proposed is not None and buys,
        "may_approve_revision": proposed is not None
        and approving_purchases.approves_for_another(
            person, writer_id=proposed.by.pk if proposed.by else None
        ),
        "weighed": catalogue.weigh_tickets_of(person, order.number),
        "actions": actions,
        "confirm_form": ConfirmForm(
            initial=_promises(order, papers.lines), lines=_coming(papers.lines)
        ),
        "cancel_form": ReasonForm(prefix="cancel"),
        "close_form": ReasonForm(prefix="close")
        if closes_short
        else OptionalReasonForm(prefix="close"),
        "sees_invoices": person.has(Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR),
        "is_on_its_way": order.status in PurchaseOrder.AWAITED and order.sent_at is None,
        **forms,
    }


def _coming(lines: Iterable[OrderedLine]) -> list[OrderedLine]:
    """Keep the lines that a supplier may still promise days for."""
    return [row for row in lines if row.line.received_table_kg < row.line.mass_kg]


def _promises(order: PurchaseOrder, lines: Iterable[OrderedLine]) -> dict[str, Any]:
    """Return the days promised so far, a line's only where it differs from the order's."""
    days = {
        f"line_{row.line.line_no}": row.line.promised_on
        for row in lines
        if row.line.promised_on != order.expected_on
    }
    return {"expected_on": order.expected_on, **days}


def _confirm_form(request: HttpRequest, order: PurchaseOrder) -> ActForm:
    return ConfirmForm(request.POST, lines=_coming(ordered_lines(order)))


@page(Role.PURCHASER, Role.SUPERVISOR)
@require_http_methods(["GET", "POST"])
def purchase_order_new(request: HttpRequest) -> HttpResponse:
    """Draft an order."""
    person = person_in(request)
    suppliers = supplier_choices(person)
    rows = Rows(PurchaseRow, telling=("material", "quantity", "price_per_kg"))

    def context() -> dict[str, Any]:
        return {"form": form, "rows": rows, "codes": catalogue_codes(person)}

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
        return {"form": form, "rows": rows, "codes": catalogue_codes(person), "order": order}

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
    make_form: Callable[[HttpRequest, PurchaseOrder], ActForm] | None = None,
) -> Callable[..., HttpResponseBase]:
    """Make the page of an act on an order: POST, once, back to the order with a word."""

    @page(Role.PURCHASER, Role.SUPERVISOR)
    @require_POST
    def view(request: HttpRequest, number: str) -> HttpResponse:
        person = person_in(request)
        order = find_purchase_order(person, number)
        form = make_form(request, order) if make_form else ActForm(request.POST)
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
    make_form=_confirm_form,
)
purchase_order_cancel = _act(
    "purchase_order_cancel",
    ending_purchases.cancel_purchase_order,
    lambda: _("The order is cancelled."),
    form_name="cancel_form",
    make_form=lambda request, _order: ReasonForm(request.POST, prefix="cancel"),
)
purchase_order_close = _act(
    "purchase_order_close",
    ending_purchases.close_purchase_order,
    lambda: _("The order is closed."),
    form_name="close_form",
    make_form=lambda request, _order: OptionalReasonForm(request.POST, prefix="close"),
)
purchase_order_approve_revision = _act(
    "purchase_order_approve_revision",
    revising_purchases.approve_revision,
    lambda: _("The revision is approved and on its way to the supplier."),
)
purchase_order_drop_revision = _act(
    "purchase_order_drop_revision",
    revising_purchases.drop_revision,
    lambda: _("The proposed revision is dropped."),
)
