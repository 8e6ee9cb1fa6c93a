"""Pages of changing an order that was sent, and the limit above which another approves."""

from collections.abc import Mapping
from itertools import zip_longest
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from materialcenter.access import Person, page
from materialcenter.forms.rows import Rows
from materialcenter.models import Center, Role
from materialcenter.person import STAFF
from materialcenter.web import as_download, person_in, show, submit_once
from orders.forms.purchasing import ApprovalLimitForm, RevisedRow, RevisionForm
from orders.models import PurchaseOrder, WeightBasis
from orders.reports.finding_purchases import find_purchase_order
from orders.reports.purchase_revisions import replaced_paper
from orders.reports.purchasing import OrderedLine, ordered_lines
from orders.services import approving_purchases, printing, revising_purchases
from orders.services.checking_purchases import PurchaseLine
from orders.services.checking_revisions import RevisedLine, Revision
from orders.services.states import refuse_state
from orders.views.buying import SHOWN, UNFIT, catalogue_codes, status_of, take_rows


@page(Role.PURCHASER, Role.SUPERVISOR)
@require_http_methods(["GET", "POST"])
def purchase_order_revise(request: HttpRequest, number: str) -> HttpResponse:
    """Change an order that its supplier has."""
    person = person_in(request)
    order = find_purchase_order(person, number)
    if order.status not in PurchaseOrder.AWAITED:
        raise refuse_state(order)
    lines = ordered_lines(order)
    rows = Rows(RevisedRow, telling=("line_no", "material", "quantity", "price_per_kg"))

    def context() -> dict[str, Any]:
        return {
            "form": form,
            "rows": rows,
            "lines": list(zip_longest(rows.forms, lines[: rows.count])),
            "order": order,
            "codes": catalogue_codes(person),
            "may_add": order.blanket_order_id is None,
        }

    if request.method == "GET" or "more" in request.POST:
        head = {"expected_on": order.expected_on, "freight": order.freight}
        form = RevisionForm(initial=request.POST.dict() or head)
        if request.method == "GET":
            rows.blank([_as_it_is(row) for row in lines])
        else:
            rows.keep(request.POST, more=[{"weight_basis": WeightBasis.TABLE}])
        return show(request, "orders/purchase_order_revise.html", context())
    form = RevisionForm(request.POST)
    rows.read(request.POST)
    return take_rows(
        request,
        form,
        rows,
        lambda: _revise(order, form, rows, person),
        template="orders/purchase_order_revise.html",
        context=context,
        done=_("The change is noted. Above the approval limit it waits for another."),
    )


def _as_it_is(row: OrderedLine) -> dict[str, Any]:
    return {
        "line_no": row.line.line_no,
        "quantity": row.quantity,
        "price_per_kg": row.line.price_per_kg,
    }


def _revise(
    order: PurchaseOrder, form: RevisionForm, rows: Rows[RevisedRow], person: Person
) -> str:
    data, typed = form.cleaned_data, [row.cleaned_data for row in rows.filled]
    revising_purchases.revise_purchase_order(
        purchase_order_id=order.pk,
        revision=Revision(
            lines=[
                RevisedLine(line["line_no"], line["quantity"], line["price_per_kg"])
                for line in typed
                if line["line_no"] and not line["dropped"]
            ],
            added=[_new_line(line) for line in typed if not line["line_no"]],
            dropped=[line["line_no"] for line in typed if line.get("dropped")],
            expected_on=data["expected_on"],
            freight=data["freight"],
        ),
        reason=data["reason"],
        by=person,
        at=timezone.now(),
    )
    return reverse("purchase_order", args=[order.number])


def _new_line(typed: Mapping[str, Any]) -> PurchaseLine:
    return PurchaseLine(**{name: value for name, value in typed.items() if name != "line_no"})


@page(*STAFF)
@require_GET
def purchase_order_replaced(request: HttpRequest, number: str, revision: int) -> HttpResponse:
    """Give out the PDF that a revision replaced."""
    order = find_purchase_order(person_in(request), number)
    kept = replaced_paper(order, revision)
    return as_download(
        safe_name=kept.name, media_type=printing.PDF, content=bytes(kept.content.content)
    )


@page(Role.SUPERVISOR)
@require_http_methods(["GET", "POST"])
def approval_limit(request: HttpRequest) -> HttpResponse:
    """Set the rupiah above which a purchase order is approved by another."""
    person = person_in(request)
    limit = Center.objects.visible_to(person).values_list("order_approval_limit", flat=True).get()
    form = ApprovalLimitForm(request.POST or None, initial={"limit": limit})
    status = 200
    if request.method == "POST":
        status = UNFIT
        if form.is_valid():
            try:
                response = submit_once(request, lambda: _set_limit(form, person))
            except SHOWN as refusal:
                form.refuse(refusal)
                status = status_of(refusal)
            else:
                messages.success(request, _("The limit is set."))
                return response
    return show(request, "orders/approval_limit.html", {"form": form}, status=status)


def _set_limit(form: ApprovalLimitForm, person: Person) -> str:
    approving_purchases.set_approval_limit(
        limit=form.cleaned_data["limit"], by=person, at=timezone.now()
    )
    return reverse("purchase_orders")
