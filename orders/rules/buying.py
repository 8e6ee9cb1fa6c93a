"""Sums of a purchase order: what is still to come, what a heat costs, what of it is the depot's.

Here belong calculations on one order line. Never here: limits (receipts.py), or what an
invoice may bill (matching).
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

_CENT = Decimal("0.01")
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
_NOTHING = Decimal(0)
# The tax of a supplier who is registered, for a buyer who is not: 12 % of 11/12 of the price.
UNRECLAIMED = Decimal("1.11")


@dataclass(frozen=True)
class Rest:
    """A quantity: pieces (0 for what is kept by weight) and kg of table weight."""

    pieces: int
    mass_kg: Decimal


def open_rest(
    *,
    piece_mass_kg: Decimal | None,
    ordered_pieces: int,
    ordered_kg: Decimal,
    received_pieces: int,
    received_kg: Decimal,
) -> Rest:
    """Say what of a line is still to come, never below zero.

    piece_mass_kg: None for what is kept by weight, of which kg count. ordered_kg and
    received_kg: table weight.
    """
    if piece_mass_kg is None:
        return Rest(0, max(_NOTHING, ordered_kg - received_kg))
    pieces = max(0, ordered_pieces - received_pieces)
    return Rest(pieces, pieces * piece_mass_kg)


def depot_part(rest: Rest, depot_quantity: int, *, piece_mass_kg: Decimal | None) -> Rest:
    """Say what of a pool's open rest nobody has claimed: the depot's own part comes last.

    depot_quantity: what the clearing planned for the depot, in the material's unit.
    """
    if piece_mass_kg is None:
        return Rest(0, min(rest.mass_kg, Decimal(depot_quantity)))
    pieces = min(rest.pieces, depot_quantity)
    return Rest(pieces, pieces * piece_mass_kg)


def cost_per_weighed_kg(
    price_per_kg: Decimal,
    *,
    table_kg: Decimal,
    weighed_kg: Decimal,
    by_table: bool,
    freight_per_table_kg: Decimal,
    reclaims_vat: bool,
) -> Decimal:
    """Compute what a kg on the scale cost in the yard, rupiah with two decimals, halves up.

    price_per_kg multiplies table_kg when `by_table`, else weighed_kg; both above zero.
    freight_per_table_kg: the order's freight by weight, before tax. reclaims_vat: False
    when the supplier's tax stays with the center, which then is part of the cost.
    """
    if table_kg <= 0 or weighed_kg <= 0:
        raise ValueError(f"{weighed_kg} kg weighed, {table_kg} kg by table")
    with localcontext(_EXACT):
        goods = price_per_kg * (table_kg if by_table else weighed_kg)
        whole = goods + freight_per_table_kg * table_kg
        if not reclaims_vat:
            whole *= UNRECLAIMED
        return (whole / weighed_kg).quantize(_CENT)


def freight_per_table_kg(freight: int, ordered_kg: Decimal) -> Decimal:
    """Spread an order's freight over its kg, unrounded."""
    if ordered_kg <= 0:
        raise ValueError(f"{ordered_kg} kg ordered")
    return _EXACT.divide(Decimal(freight), ordered_kg)
