"""Pages of blanket orders: written, approved, called off, closed."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from materialcenter.access import Person, page
from materialcenter.errors import DomainError
from materialcenter.forms.rows import Rows
from materialcenter.models import Role
from materialcenter.paging import page_of
from materialcenter.person import STAFF
from materialcenter.web import as_download, person_in, show, submit_once
from orders.forms.purchasing import AgreedRow, BlanketOrderForm, CallOffForm, CallRow
from orders.models import BlanketOrder, WeightBasis
from orders.reports.blanket_orders import (
    blanket_actions,
    blanket_papers,
    blankets_in_list,
    find_blanket_order,
)
from orders.reports.finding_purchases import find_supplier
from orders.services import agreeing_blankets, calling_off, printing, purchasing
from orders.services.states import refuse_state
from orders.views.buying import (
    SHOWN,
    catalogue_codes,
    chosen,
    status_of,
    supplier_choices,
    take_rows,
)

ROWS_AT_FIRST = 3
_BLANK_ROW = {"weight_basis": WeightBasis.TABLE}


@page(*STAFF)
@require_GET
def blanket_orders(request: HttpRequest) -> HttpResponse:
    """List blanket orders, the newest first."""
    person = person_in(request)
    status = chosen(request, BlanketOrder.Status.values)
    rows = BlanketOrder.objects.visible_to(person).select_related("supplier")
    if status:
        rows = rows.filter(status=status)
    found = page_of(rows, cursor=request.GET.get("cursor", ""), limit=30)
    context = {
        "page": found,
        "lines": blankets_in_list(found.items),
        "status": status,
        "states": BlanketOrder.Status.choices,
        "may_write": person.has(*purchasing.BUYERS),
    }
    return show(request, "orders/blanket_orders.html", context)


@page(*STAFF)
@require_GET
def blanket_order(request: HttpRequest, number: str) -> HttpResponse:
    """Show a blanket order: agreed, called off, left, and what is next."""
    person = person_in(request)
    context = _context(find_blanket_order(person, number), person)
    return show(request, "orders/blanket_order.html", context)


def _context(blanket: BlanketOrder, person: Person) -> dict[str, Any]:
    return {
        "blanket": blanket,
        "papers": blanket_papers(blanket),
        "actions": blanket_actions(blanket, person, on=timezone.localdate()),
    }


@page(*STAFF)
@require_GET
def blanket_order_document(request: HttpRequest, number: str) -> HttpResponse:
    """Give out a blanket order's PDF."""
    blanket = find_blanket_order(person_in(request), number)
    return as_download(
        safe_name=f"{blanket.number}.pdf",
        media_type=printing.PDF,
        content=printing.blanket_order_pdf(blanket),
    )


@page(Role.PURCHASER, Role.SUPERVISOR)
@require_http_methods(["GET", "POST"])
def blanket_order_new(request: HttpRequest) -> HttpResponse:
    """Write a blanket order."""
    person = person_in(request)
    suppliers = supplier_choices(person)
    rows = Rows(AgreedRow, telling=("material", "agreed_kg", "price_per_kg"))

    def context() -> dict[str, Any]:
        return {"form": form, "rows": rows, "codes": catalogue_codes(person)}

    if request.method == "GET" or "more" in request.POST:
        first: dict[str, Any] = {"valid_from": timezone.localdate()}
        initial = request.POST.dict() or first
        form = BlanketOrderForm(initial=initial, suppliers=suppliers)
        if request.method == "GET":
            rows.blank([_BLANK_ROW] * ROWS_AT_FIRST)
        else:
            rows.keep(request.POST, more=[_BLANK_ROW])
        return show(request, "orders/blanket_order_new.html", context())
    form = BlanketOrderForm(request.POST, suppliers=suppliers)
    rows.read(request.POST)
    return take_rows(
        request,
        form,
        rows,
        lambda: _write(form, rows, person),
        template="orders/blanket_order_new.html",
        context=context,
        done=_("The blanket order is written. Another approves it."),
    )


def _write(form: BlanketOrderForm, rows: Rows[AgreedRow], person: Person) -> str:
    data = form.cleaned_data
    blanket = agreeing_blankets.write_blanket_order(
        supplier_id=find_supplier(person, data["supplier"]).pk,
        lines=[agreeing_blankets.AgreedLine(**row.cleaned_data) for row in rows.filled],
        valid_from=data["valid_from"],
        valid_until=data["valid_until"],
        reference=data["reference"],
        by=person,
        at=timezone.now(),
    )
    return reverse("blanket_order", args=[blanket.number])


@page(Role.PURCHASER, Role.SUPERVISOR)
@require_http_methods(["GET", "POST"])
def blanket_order_call_off(request: HttpRequest, number: str) -> HttpResponse:
    """Call a part off."""
    person = person_in(request)
    blanket = find_blanket_order(person, number)
    if blanket.status != BlanketOrder.Status.RUNNING:
        raise refuse_state(blanket)
    papers = blanket_papers(blanket)
    rows = Rows(CallRow, telling=("quantity",))

    def context() -> dict[str, Any]:
        lines = list(zip(rows.forms, papers.lines, strict=False))
        return {"form": form, "rows": rows, "lines": lines, "blanket": blanket}

    if request.method == "GET":
        form = CallOffForm()
        rows.blank([{"material": line.material.code} for line in papers.lines])
        return show(request, "orders/blanket_call_off.html", context())
    form = CallOffForm(request.POST)
    rows.read(request.POST)
    return take_rows(
        request,
        form,
        rows,
        lambda: _call_off(blanket, form, rows, person),
        template="orders/blanket_call_off.html",
        context=context,
        done=_("The call-off is drafted. Approve it, then send it."),
    )


def _call_off(blanket: BlanketOrder, form: CallOffForm, rows: Rows[CallRow], person: Person) -> str:
    data = form.cleaned_data
    order = calling_off.call_off(
        blanket_order_id=blanket.pk,
        calls=[calling_off.Call(**row.cleaned_data) for row in rows.filled],
        expected_on=data["expected_on"],
        freight=data["freight"] or 0,
        note=data["note"],
        by=person,
        at=timezone.now(),
    )
    return reverse("purchase_order", args=[order.number])


def _act(
    name: str, act: Callable[..., Any], done: Callable[[], str]
) -> Callable[..., HttpResponseBase]:
    """Make the page of an act on a blanket order: POST, once, back to it with a word."""

    @page(Role.PURCHASER, Role.SUPERVISOR)
    @require_POST
    def view(request: HttpRequest, number: str) -> HttpResponse:
        person = person_in(request)
        blanket = find_blanket_order(person, number)

        def do() -> str:
            act(blanket_order_id=blanket.pk, by=person, at=timezone.now())
            return reverse("blanket_order", args=[blanket.number])

        try:
            response = submit_once(request, do)
        except SHOWN as error:
            return _refused(request, blanket, person, error)
        messages.success(request, done())
        return response

    view.__name__ = name
    view.__doc__ = act.__doc__
    return view


def _refused(
    request: HttpRequest, blanket: BlanketOrder, person: Person, error: DomainError
) -> HttpResponse:
    context = {**_context(blanket, person), "refusal": error}
    return show(request, "orders/blanket_order.html", context, status=status_of(error))


blanket_order_approve = _act(
    "blanket_order_approve",
    agreeing_blankets.approve_blanket_order,
    lambda: _("The blanket order is approved. Parts may be called off now."),
)
blanket_order_close = _act(
    "blanket_order_close",
    agreeing_blankets.close_blanket_order,
    lambda: _("The blanket order is closed."),
)
