"""Orders from stock: placing, following, picking, handing over."""

import functools
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from ninja import Router

from inventory import catalogue
from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, CursorList, Input, Kg, Out, Price
from materialcenter.models import Role
from materialcenter.paging import page_of
from orders.api.selling_schemas import (
    BillOut,
    Code,
    HandedOverOut,
    HandOverIn,
    HeldOut,
    Note,
    PickedIn,
    hand_outs_of,
    handed_over,
    signature_of,
    taken_payment,
)
from orders.models import Order
from orders.reports.finding import find_order, find_workshop
from orders.reports.selling import OrderView, order_view
from orders.services import cancelling, handing_over, picking, placing

router = Router(tags=["orders"])


class LineIn(Input):
    """A material and how much of it, in its own unit; `unit` is refused where it is another.

    lot: pieces of this lot, such as a remnant; its material may then be left out.
    """

    material: Code = ""
    quantity: Decimal
    unit: Code = ""
    lot: Code = ""


class OrderIn(Input):
    """An order; a buyer of one workshop may leave the workshop out."""

    lines: list[LineIn]
    workshop: Code = ""
    note: Note = ""


class OrderHandOverIn(HandOverIn):
    """A handing over of an order; rest: "let_go" ends the order, "keep" holds what stays."""

    rest: handing_over.Rest = handing_over.Rest.LET_GO


class SwapIn(Input):
    """A held part, and the lot to take it from instead."""

    reservation_id: int
    lot: Code


class LineOut(Out):
    """A line of an order: reserved kg at the counter price of its day; lot where one was named."""

    line_no: int
    material: str
    lot: str | None
    unit: str
    pieces: int
    mass_kg: Kg
    price_per_kg: Price
    amount: int


class OrderRow(Out):
    """An order in a list."""

    number: str
    workshop: str
    status: str
    placed_at: datetime
    expires_at: datetime

    @staticmethod
    def of(order: Order) -> "OrderRow":
        """Shape an order; workshop at hand."""
        return OrderRow(
            number=order.number,
            workshop=order.workshop.code,
            status=order.status,
            placed_at=order.placed_at,
            expires_at=order.expires_at,
        )


class OrderOut(OrderRow):
    """An order with its lines and its bill as it would be now; `held` is for the staff."""

    note: str
    lines: list[LineOut]
    bill: BillOut
    held: list[HeldOut]
    delivery_note: str | None
    invoice: str | None
    delivery_notes: list[str]


@router.get("", response={200: CursorList[OrderRow], **REFUSALS})
@needs()
def list_orders(
    request: Any,
    cursor: str = "",
    limit: int = 50,
    status: str = "",
    workshop: str = "",
) -> CursorList[OrderRow]:
    """List orders, the newest first; a buyer sees the own workshops' only."""
    rows = Order.objects.visible_to(request.auth).select_related("workshop")
    if status:
        rows = rows.filter(status=status)
    if workshop:
        rows = rows.filter(workshop__code=workshop)
    page = page_of(rows, cursor=cursor, limit=limit)
    return CursorList[OrderRow](
        items=[OrderRow.of(order) for order in page.items], next_cursor=page.next_cursor
    )


def _noting_shortages(route: Callable[..., Any]) -> Callable[..., Any]:
    """Note what a refused order could not have; put it above what undoes the order."""

    @functools.wraps(route)
    def run(request: Any, *args: Any, **kwargs: Any) -> Any:
        with placing.noting_shortages(by=request.auth, at=timezone.now()):
            return route(request, *args, **kwargs)

    return run


@router.post("", response={201: OrderOut, **REFUSALS})
@needs(Role.BUYER, Role.CLERK, Role.PURCHASER, Role.SUPERVISOR)
@_noting_shortages
@creates()
def place_order(request: Any, body: OrderIn) -> OrderOut:
    """Reserve what is asked, all of it, or say everything that stands in the way."""
    order = placing.place_order(
        workshop_id=find_workshop(request.auth, body.workshop).pk,
        lines=[placing.AskedLine(x.material, x.quantity, x.unit, x.lot) for x in body.lines],
        note=body.note,
        by=request.auth,
        at=timezone.now(),
    )
    return _order(order_view(order), is_staff=request.auth.is_staff)


@router.get("/{number}", response={200: OrderOut, **REFUSALS})
@needs()
def show_order(request: Any, number: str) -> OrderOut:
    """Show an order."""
    order = find_order(request.auth, number)
    return _order(order_view(order), is_staff=request.auth.is_staff)


@router.post("/{number}/cancel", response={200: OrderRow, **REFUSALS})
@needs(Role.BUYER, Role.CLERK, Role.PURCHASER, Role.SUPERVISOR)
@creates(200)
def cancel_order(request: Any, number: str) -> OrderRow:
    """Cancel an order and let go of its stock."""
    order = find_order(request.auth, number)
    return OrderRow.of(
        cancelling.cancel_order(order_id=order.pk, by=request.auth, at=timezone.now())
    )


@router.post("/{number}/pick", response={200: OrderOut, **REFUSALS})
@needs(Role.CLERK, Role.SUPERVISOR)
@creates(200)
def start_picking(request: Any, number: str) -> OrderOut:
    """Begin picking; the answer's `held` is the pick list in the order of the racks."""
    order = find_order(request.auth, number)
    picked = picking.start_picking(order_id=order.pk, by=request.auth, at=timezone.now())
    return _order(order_view(picked), is_staff=True)


@router.post("/{number}/swap-lot", response={200: OrderOut, **REFUSALS})
@needs(Role.CLERK, Role.SUPERVISOR)
@creates(200)
def swap_lot(request: Any, number: str, body: SwapIn) -> OrderOut:
    """Take a held part from another lot."""
    order = find_order(request.auth, number)
    swapped = picking.swap_lot(
        order_id=order.pk,
        reservation_id=body.reservation_id,
        lot_number=body.lot,
        by=request.auth,
        at=timezone.now(),
    )
    return _order(order_view(swapped), is_staff=True)


@router.post("/{number}/confirm-part", response={200: OrderOut, **REFUSALS})
@needs(Role.CLERK, Role.SUPERVISOR)
@creates(200)
def confirm_part(request: Any, number: str, body: PickedIn) -> OrderOut:
    """Confirm the lot in hand; another lot of the same material takes the reserved one's place."""
    order = find_order(request.auth, number)
    picking.confirm_order_part(
        order_id=order.pk, scanned=body.scanned, by=request.auth, at=timezone.now()
    )
    return _order(order_view(find_order(request.auth, number)), is_staff=True)


@router.post("/{number}/hand-over", response={200: HandedOverOut, **REFUSALS})
@needs(Role.CLERK, Role.SUPERVISOR)
@creates(200)
def hand_over(request: Any, number: str, body: OrderHandOverIn) -> HandedOverOut:
    """Hand over what is held: stock leaves, delivery note and invoice are written."""
    order = find_order(request.auth, number)
    note = handing_over.hand_over_order(
        order_id=order.pk,
        receiver_name=body.receiver_name,
        vehicle=body.vehicle,
        hand_outs=hand_outs_of(body),
        signature_png=signature_of(body.signature_png),
        payment=taken_payment(body.payment),
        rest=body.rest,
        by=request.auth,
        at=timezone.now(),
    )
    return handed_over(note)


def held_out(part: catalogue.HeldPart, material: str, *, picked_at: datetime | None) -> HeldOut:
    """Shape a held part."""
    return HeldOut(
        reservation_id=part.reservation_id,
        material=material,
        lot=part.lot_number,
        heat=part.heat,
        place=part.place_code,
        pieces=part.pieces,
        mass_kg=part.mass_kg,
        picked_at=picked_at,
    )


def _order(view: OrderView, *, is_staff: bool) -> OrderOut:
    order = view.order
    held = sorted(
        ((part, row.material.code) for row in view.lines for part in row.held if is_staff),
        key=lambda pair: (pair[0].walk_order, pair[0].place_code, pair[0].lot_id),
    )
    return OrderOut(
        **OrderRow.of(order).model_dump(),
        note=order.note,
        lines=[
            LineOut(
                line_no=row.line.line_no,
                material=row.material.code,
                lot=row.line.lot.number if row.line.lot else None,
                unit=row.material.unit,
                pieces=row.line.pieces,
                mass_kg=row.line.mass_kg,
                price_per_kg=row.line.price_per_kg,
                amount=row.amount,
            )
            for row in view.lines
        ],
        bill=BillOut.of(view.bill),
        held=[
            held_out(part, material, picked_at=view.picked.get(part.reservation_id))
            for part, material in held
        ],
        delivery_note=view.note.number if view.note else None,
        invoice=view.invoice.number if view.invoice else None,
        delivery_notes=[note.number for note in view.notes],
    )
