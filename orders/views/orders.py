"""Pages of orders from stock: the list, the cart, one order with its status and code."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from materialcenter.access import page
from materialcenter.errors import DomainError
from materialcenter.models import Workshop
from materialcenter.paging import page_of
from materialcenter.person import Person
from materialcenter.web import person_in, show, submit_once
from orders.documents.qr import qr_svg
from orders.forms.selling import QUANTITY, CartForm, chosen_in
from orders.models import Order
from orders.reports.finding import find_order, find_workshop
from orders.reports.selling import order_pick, order_view
from orders.reports.shelf import shelf
from orders.services import cancelling, picking, placing
from orders.services.holding import COUNTER, ORDERERS


@page()
@require_GET
def orders(request: HttpRequest) -> HttpResponse:
    """List orders, the newest first."""
    person = person_in(request)
    status = request.GET.get("status", "")
    rows = Order.objects.visible_to(person).select_related("workshop")
    if status in Order.Status.values:
        rows = rows.filter(status=status)
    return show(
        request,
        "orders/orders.html",
        {
            "page": page_of(rows, cursor=request.GET.get("cursor", ""), limit=20),
            "statuses": Order.Status.choices,
            "status": status,
            "may_order": person.has(*ORDERERS),
            "may_pick": person.has(*COUNTER),
        },
    )


@page(*ORDERERS)
@require_http_methods(["GET", "POST"])
def order_new(request: HttpRequest) -> HttpResponse:
    """Let quantities be typed beside materials, and place them as one order.

    "Search" sends the same form and gives it back with other materials; what was typed
    stays.
    """
    person = person_in(request)
    find = request.POST.get("find", request.GET.get("find", "")).replace("\x00", "").strip()
    chosen = chosen_in(request.POST) or request.GET.getlist("material")
    given: dict[str, Any] = {
        "lines": shelf(person, find=find, chosen=chosen),
        "workshops": _own_workshops(person),
    }
    if request.method == "GET" or "search" in request.POST:
        form = CartForm(initial=_typed(request), **given)
        return show(request, "orders/order_new.html", {"form": form, "find": find})
    form = CartForm(request.POST, **given)
    if form.is_valid():
        try:
            with placing.noting_shortages(by=person, at=timezone.now()):
                return submit_once(request, lambda: _place(form, person))
        except DomainError as error:
            form.refuse(error)
    return show(request, "orders/order_new.html", {"form": form, "find": find}, status=422)


def _own_workshops(person: Person) -> list[Workshop] | None:
    """Return the workshops a buyer chooses from; None for staff, who type a code."""
    if person.is_staff:
        return None
    return list(Workshop.objects.visible_to(person).filter(is_active=True).order_by("code"))


def _typed(request: HttpRequest) -> dict[str, str]:
    names = ("note", "workshop")
    return {
        name: value
        for name, value in request.POST.items()
        if isinstance(value, str) and (name in names or name.startswith(QUANTITY))
    }


def _place(form: CartForm, person: Person) -> str:
    order = placing.place_order(
        workshop_id=find_workshop(person, form.cleaned_data.get("workshop", "")).pk,
        lines=form.asked(),
        note=form.cleaned_data["note"],
        by=person,
        at=timezone.now(),
    )
    return reverse("order", args=[order.number])


@page()
@require_GET
def order(request: HttpRequest, number: str) -> HttpResponse:
    """Show an order: its status, until when it is held, what to bring, its code."""
    person = person_in(request)
    return show(request, "orders/order.html", _context(find_order(person, number), person))


def _context(found: Order, person: Person) -> dict[str, Any]:
    view = order_view(found)
    is_open = found.status in Order.OPEN
    label = _("Order %(number)s") % {"number": found.number}
    return {
        "view": view,
        "order": found,
        "is_open": is_open,
        "steps": _steps(
            found,
            is_paid=bool(view.invoices) and all(i.paid == i.total for i in view.invoices),
        ),
        "pick": order_pick(found) if is_open else None,
        # Drawn here out of the order's number; nothing that anybody typed is in it.
        "code": mark_safe(qr_svg(found.number, label=label)) if is_open else "",  # noqa: S308
        "may_pick": is_open and person.has(*COUNTER),
        "may_cancel": is_open
        and person.has(*ORDERERS)
        and (person.is_staff or found.status == Order.Status.PLACED),
    }


def _steps(found: Order, *, is_paid: bool) -> list[dict[str, Any]]:
    """Return the way of an order: each step's label, and whether it is done."""
    if found.status in {Order.Status.CANCELLED, Order.Status.EXPIRED}:
        labels = [_("Placed"), found.get_status_display()]
        return [{"label": label, "is_done": True} for label in labels]
    handed = found.status == Order.Status.HANDED_OVER
    return [
        {"label": _("Placed"), "is_done": True},
        {"label": _("Picked"), "is_done": handed or found.status == Order.Status.PICKING},
        {"label": _("Handed over"), "is_done": handed},
        {"label": _("Paid"), "is_done": is_paid},
    ]


@page(*ORDERERS)
@require_POST
def order_cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Cancel an order."""
    person = person_in(request)
    found = find_order(person, number)

    def do() -> str:
        cancelling.cancel_order(order_id=found.pk, by=person, at=timezone.now())
        return reverse("order", args=[found.number])

    try:
        answer = submit_once(request, do)
    except DomainError as error:
        return refused(request, number, error)
    messages.success(request, _("The order is cancelled; nothing is held for it any more."))
    return answer


@page(*COUNTER)
@require_POST
def order_pick_start(request: HttpRequest, number: str) -> HttpResponse:
    """Begin picking and go to the pick list."""
    person = person_in(request)
    found = find_order(person, number)

    def do() -> str:
        picking.start_picking(order_id=found.pk, by=person, at=timezone.now())
        return reverse("hand_over", args=[found.number])

    try:
        return submit_once(request, do)
    except DomainError as error:
        return refused(request, number, error)


def refused(request: HttpRequest, number: str, error: DomainError) -> HttpResponse:
    """Show the order as it is now, with the refusal above it."""
    person = person_in(request)
    context = {**_context(find_order(person, number), person), "refusal": error}
    return show(request, "orders/order.html", context, status=409)
