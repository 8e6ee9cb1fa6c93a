"""Keeping what the yard knows to be coming in step with a purchase order's open rest."""

from collections.abc import Sequence
from decimal import Decimal

from inventory import catalogue, stock
from materialcenter.commands import step
from orders.models import Clearing, PurchaseOrder, PurchaseOrderLine
from orders.rules.buying import Rest, depot_part, open_rest

HOLDER = "purchase_order_line"
NOTHING = Rest(0, Decimal(0))
ANNOUNCED = PurchaseOrder.AWAITED | {PurchaseOrder.Status.APPROVED}


@step
def announce(order: PurchaseOrder, lines: Sequence[PurchaseOrderLine]) -> None:
    """Tell the yard what a locked order will still bring that nobody has claimed.

    Of a pool's order that is only the depot's own part, since the rest is the members'.
    An order that is not approved yet, or is done with, brings nothing.
    """
    materials = catalogue.materials_by_id(order.center_id, [line.material_id for line in lines])
    depot = _depot_quantities(order)
    is_awaited = order.status in ANNOUNCED
    coming = []
    for line in lines:
        rest = _rest(line, materials[line.material_id], depot) if is_awaited else NOTHING
        coming.append(
            stock.Coming(
                holder_id=line.pk,
                material_id=line.material_id,
                reference=order.number,
                free_pieces=rest.pieces,
                free_kg=rest.mass_kg,
                due_on=line.promised_on or order.expected_on,
            )
        )
    stock.expect(center_id=order.center_id, holder=HOLDER, coming=coming)


def _rest(
    line: PurchaseOrderLine, material: catalogue.Material, depot: dict[int, int] | None
) -> Rest:
    rest = rest_of(line, material)
    if depot is None:
        return rest
    return depot_part(rest, depot.get(line.material_id, 0), piece_mass_kg=material.piece_mass_kg)


def rest_of(line: PurchaseOrderLine, material: catalogue.Material) -> Rest:
    """Say what of a line is still to come."""
    return open_rest(
        piece_mass_kg=material.piece_mass_kg,
        ordered_pieces=line.pieces,
        ordered_kg=line.mass_kg,
        received_pieces=line.received_pieces,
        received_kg=line.received_table_kg,
    )


def _depot_quantities(order: PurchaseOrder) -> dict[int, int] | None:
    if order.pool_id is None:
        return None
    return dict(
        Clearing.objects.filter(pool_material__pool_id=order.pool_id).values_list(
            "pool_material__material_id", "depot_quantity"
        )
    )
