"""What of received goods went back to the supplier."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from inventory import catalogue
from orders.models import SupplierReturnLine


@dataclass(frozen=True)
class Returned:
    """Pieces and weighed kg of one line of a receipt that went back."""

    pieces: int
    mass_kg: Decimal

    def and_also(self, pieces: int, mass_kg: Decimal) -> "Returned":
        """Add what goes as well."""
        return Returned(self.pieces + pieces, self.mass_kg + mass_kg)


NOTHING = Returned(0, Decimal(0))


def returned_of(receipt_line_ids: Iterable[int]) -> dict[int, Returned]:
    """Add up what went back of receipt lines of one center; those of which nothing did are
    left out.

    A return whose movement was reversed did not happen. At most two statements.
    """
    rows = list(
        SupplierReturnLine.objects.filter(receipt_line_id__in=set(receipt_line_ids))
        .order_by("pk")
        .values_list(
            "supplier_return__center_id",
            "supplier_return__number",
            "receipt_line_id",
            "pieces",
            "mass_kg",
        )
    )
    undone = catalogue.undone(rows[0][0], [row[1] for row in rows]) if rows else set()
    sums: dict[int, Returned] = defaultdict(lambda: NOTHING)
    for _center, number, line_id, pieces, mass_kg in rows:
        if number not in undone:
            sums[line_id] = sums[line_id].and_also(pieces, mass_kg)
    return dict(sums)
