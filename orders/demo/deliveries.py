"""Trucks at the gate: what of an order comes, with which heats, and what the scale says."""

from datetime import datetime
from decimal import Decimal
from math import ceil

from inventory import catalogue
from materialcenter.access import Person
from orders.models import PurchaseOrder, PurchaseOrderLine, Receipt
from orders.services.checking_deliveries import Delivered
from orders.services.receiving import receive_delivery

GRAM = Decimal("0.001")
# The scale's kg for each kg of the table, in turn: sheets are a little thicker or thinner.
WEIGHED = tuple(Decimal(factor) for factor in ("1.006", "0.994", "1.011", "0.989", "1.002"))
FIRST_PART = Decimal("0.6")
RACKS = ("A-01", "A-02", "A-03", "B-01", "B-02", "C-01")


def receive_most(order: PurchaseOrder, *, by: Person, at: datetime) -> Receipt:
    """Take in the first three fifths of every line."""
    return _receive(order, FIRST_PART, short=0, by=by, at=at)


def receive_all(order: PurchaseOrder, *, by: Person, at: datetime, short: int = 0) -> Receipt:
    """Take in the rest of every line; of the first, `short` pieces or kg never come."""
    return _receive(order, Decimal(1), short=short, by=by, at=at)


def _receive(
    order: PurchaseOrder, part: Decimal, *, short: int, by: Person, at: datetime
) -> Receipt:
    lines = list(PurchaseOrderLine.objects.filter(purchase_order=order).order_by("line_no"))
    materials = catalogue.materials_by_id(order.center_id, [line.material_id for line in lines])
    return receive_delivery(
        purchase_order_id=order.pk,
        supplier_note=f"SJ/{order.pk:03d}/{at:%m%d}",
        vehicle=f"B {9000 + order.pk} UX",
        lines=[
            _heat(line, materials[line.material_id], part, short if n == 0 else 0)
            for n, line in enumerate(lines)
            if line.received_kg < line.mass_kg
        ],
        by=by,
        received_at=at,
        at=at,
    )


def _heat(
    line: PurchaseOrderLine, material: catalogue.Material, part: Decimal, short: int
) -> Delivered:
    """Return what comes of a line, one heat, until `part` of it is there."""
    turn = line.pk + (0 if line.received_kg else 1)
    heat = f"{'BCK'[turn % 3]}{80000 + 137 * turn}"
    rack = RACKS[turn % len(RACKS)]
    if not material.is_counted:
        mass_kg = line.mass_kg * part - line.received_kg - short
        return Delivered(line.line_no, heat, 0, mass_kg, rack)
    pieces = ceil(line.pieces * part) - line.received_pieces - short
    table_kg = catalogue.table_kg(material, pieces)
    mass_kg = (table_kg * WEIGHED[turn % len(WEIGHED)]).quantize(GRAM)
    return Delivered(line.line_no, heat, pieces, mass_kg, rack)
