"""Lots with what is left of them and where it lies."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from inventory.models import Balance, Lot
from inventory.reports.weights import Weights, weights_of


@dataclass(frozen=True)
class LotLine:
    """A lot, what is left of it on which racks, and its two weights as received."""

    lot: Lot
    balances: Sequence[Balance]
    weights: Weights

    @property
    def pieces(self) -> int:
        """Return the pieces on hand."""
        return sum(balance.on_hand_pieces for balance in self.balances)

    @property
    def mass_kg(self) -> Decimal:
        """Return the kg on hand."""
        return sum((balance.on_hand_kg for balance in self.balances), Decimal(0))

    @property
    def reserved_kg(self) -> Decimal:
        """Return the kg that are reserved."""
        return sum((balance.reserved_kg for balance in self.balances), Decimal(0))

    @property
    def value(self) -> Decimal:
        """Return what is on hand is worth, in rupiah."""
        return sum((balance.value for balance in self.balances), Decimal(0))

    @property
    def racks(self) -> str:
        """Name the racks it lies on."""
        return ", ".join(balance.place.code for balance in self.balances)


def lot_lines(lots: Sequence[Lot]) -> list[LotLine]:
    """Put balances beside lots, whose material and grade are loaded; one query."""
    balances: dict[int, list[Balance]] = {}
    rows = (
        Balance.objects.filter(lot__in=lots, on_hand_kg__gt=0)
        .select_related("place")
        .order_by("lot_id", "place__code")
    )
    for balance in rows:
        balances.setdefault(balance.lot_id, []).append(balance)
    return [
        LotLine(lot=lot, balances=balances.get(lot.pk, []), weights=weights_of(lot)) for lot in lots
    ]
