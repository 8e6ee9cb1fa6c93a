"""What cut pieces weigh: their table weight, scaled as the weighed parent is to its own.

Here belong weights and totals of what was cut. Never here: rows, prices.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from inventory.rules.forms import Form
from inventory.rules.mass import MassRefused, Rounding, piece_mass_kg

USUAL_KERF_MM = Decimal(3)
_GRAM = Decimal("0.001")
FLAT = (Form.SHEET, Form.PLATE)


@dataclass(frozen=True)
class Size:
    """The size of pieces; width_mm is None for bars."""

    length_mm: Decimal
    width_mm: Decimal | None = None

    @property
    def extent(self) -> Decimal:
        """Return the area in mm², of bars the length in mm."""
        return self.length_mm * (Decimal(1) if self.width_mm is None else self.width_mm)

    def fits_in(self, other: "Size") -> bool:
        """Say whether a piece of this size can come of the other, lying along or across."""
        if self.width_mm is None or other.width_mm is None:
            return self.length_mm <= other.length_mm
        mine = sorted((self.length_mm, self.width_mm))
        return all(
            a <= b for a, b in zip(mine, sorted((other.length_mm, other.width_mm)), strict=True)
        )


def weight_of(pieces: int, size: Size, *, parent: Size, parent_pieces: int, kg: Decimal) -> Decimal:
    """Return what pieces weigh of a parent that was weighed: its kg by length or area.

    kg: of all parent pieces. Rounded down to the gram, so that parts never weigh more than
    their whole; zero for what weighs under a gram.
    """
    part = size.extent * pieces / (parent.extent * parent_pieces)
    return (kg * part).quantize(_GRAM, ROUND_DOWN)


def table_weight(
    form: str, density: Decimal, section: dict[str, Decimal], size: Size, pieces: int
) -> Decimal | None:
    """Return the table weight of cut pieces; None where a piece has none (under a gram).

    section: the material's own dimensions, of which length (and a sheet's width) are replaced.
    """
    sides = {**section, "length_mm": size.length_mm}
    if size.width_mm is not None:
        sides["width_mm"] = size.width_mm
    try:
        return piece_mass_kg(form, density=density, rounding=Rounding.EXACT, **sides) * pieces
    except MassRefused:
        return None


def expected_kerf_kg(
    cut: Sequence[tuple[int, Size]],
    *,
    parent: Size,
    parent_pieces: int,
    kg: Decimal,
    kerf_mm: Decimal,
) -> Decimal:
    """Estimate the kerf: one saw cut at the end of each piece, of sheets also along it.

    cut: pieces and their size, remnants included. Never more than what is not in the cut.
    """
    lost = sum(
        (
            pieces
            * kerf_mm
            * (1 if size.width_mm is None else size.length_mm + size.width_mm + kerf_mm)
            for pieces, size in cut
        ),
        Decimal(0),
    )
    whole = parent.extent * parent_pieces
    rest = whole - sum((pieces * size.extent for pieces, size in cut), Decimal(0))
    return (kg * max(Decimal(0), min(lost, rest)) / whole).quantize(_GRAM, ROUND_HALF_UP)
