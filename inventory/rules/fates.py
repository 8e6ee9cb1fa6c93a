"""What became of steel, in kg: every kg that came in has one fate, however often it was cut."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal


@dataclass(frozen=True)
class Fates:
    """Sums of a lot's movements in kg, reversed ones taken back.

    received_kg, came_off_kg: where it came from, a supplier or the cutting bench.
    cut_kg: went onto the bench, and is cut lots and kerf from then on. lost_kg: kerf.
    counted_kg: counted away; below zero, found. in_yard_kg: lies on racks now.
    """

    received_kg: Decimal
    came_off_kg: Decimal
    cut_kg: Decimal
    lost_kg: Decimal
    handed_over_kg: Decimal
    returned_kg: Decimal
    written_off_kg: Decimal
    counted_kg: Decimal
    in_yard_kg: Decimal

    @property
    def accounted_kg(self) -> Decimal:
        """Return where all kg of a family are: its lots' cut and come-off kg cancel out."""
        return (
            self.lost_kg
            + self.handed_over_kg
            + self.returned_kg
            + self.written_off_kg
            + self.counted_kg
            + self.in_yard_kg
        )

    @property
    def missing_kg(self) -> Decimal:
        """Return the kg of one lot that are nowhere: what came less what went and lies."""
        came = self.received_kg + self.came_off_kg
        return came - self.cut_kg - (self.accounted_kg - self.lost_kg)


def add_fates(many: Iterable[Fates]) -> Fates:
    """Add up the fates of several lots; of none, nothing."""
    rows = list(many)
    return Fates(
        **{
            field.name: sum((getattr(row, field.name) for row in rows), Decimal("0.000"))
            for field in fields(Fates)
        }
    )
