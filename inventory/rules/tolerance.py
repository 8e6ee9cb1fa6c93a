"""How far a sheet may be from its thickness by its standard, and so from its weight.

Here belong the standards' thickness tables and the band of mass that one means. Never
here: what a supplier agreed to, or the limits of a receipt against an order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal, localcontext
from enum import StrEnum

_GRAM = Decimal("0.001")


class ThicknessStandard(StrEnum):
    """The standards with a thickness table here, by the name printed on a certificate."""

    G3131 = "JIS G3131"
    G3141 = "JIS G3141"
    G3193 = "JIS G3193"


@dataclass(frozen=True)
class MassBand:
    """The lightest and the heaviest that still conforms, both included, in kg."""

    least_kg: Decimal
    most_kg: Decimal

    def holds(self, mass_kg: Decimal) -> bool:
        """Say whether a weighed mass lies in the band, its ends included."""
        return self.least_kg <= mass_kg <= self.most_kg


class NoTolerance(LookupError):
    """No table of this standard covers the thickness and width; never guess one."""


@dataclass(frozen=True)
class _Column:
    """Tolerances for pieces under a width; rows run from a thickness to the next row's."""

    under_width_mm: Decimal
    rows: Sequence[tuple[Decimal, Decimal]]
    most_mm: Decimal


def _column(under_width: str, most: str, *rows: tuple[str, str]) -> _Column:
    pairs = tuple((Decimal(start), Decimal(tolerance)) for start, tolerance in rows)
    return _Column(Decimal(under_width), pairs, Decimal(most))


# Rows of G3131 and G3141 are those of widths under 1200 and under 1000 mm. The wider
# columns of the standards allow a little more, so for a 1219 mm sheet, the trade's usual
# width, these bands are on the strict side; they are used up to the width given here.
_TABLES: dict[ThicknessStandard, tuple[_Column, ...]] = {
    ThicknessStandard.G3131: (
        _column(
            "1600",
            "12",
            ("1.2", "0.14"),
            ("1.6", "0.16"),
            ("2.0", "0.17"),
            ("2.5", "0.19"),
            ("3.15", "0.21"),
            ("4.0", "0.24"),
            ("5.0", "0.26"),
            ("6.0", "0.29"),
            ("8.0", "0.32"),
            ("10", "0.35"),
        ),
    ),
    ThicknessStandard.G3141: (
        _column(
            "1600",
            "3.2",
            ("0.4", "0.05"),
            ("0.6", "0.06"),
            ("1.0", "0.07"),
            ("1.25", "0.09"),
            ("1.6", "0.11"),
            ("2.0", "0.13"),
            ("2.5", "0.15"),
            ("3.15", "0.17"),
        ),
    ),
    ThicknessStandard.G3193: (
        _column(
            "1600",
            "100",
            ("6.0", "0.50"),
            ("6.3", "0.55"),
            ("16", "0.65"),
            ("25", "0.70"),
            ("40", "0.80"),
            ("63", "0.90"),
        ),
        _column(
            "2000",
            "100",
            ("6.0", "0.60"),
            ("6.3", "0.65"),
            ("16", "0.75"),
            ("25", "0.80"),
            ("40", "0.95"),
            ("63", "1.10"),
        ),
    ),
}

_BY_GRADE: dict[str, ThicknessStandard] = {
    "SPHC": ThicknessStandard.G3131,
    "SPCC": ThicknessStandard.G3141,
    "SS400": ThicknessStandard.G3193,
}


def standard_for_grade(grade: str) -> ThicknessStandard | None:
    """Name the standard whose thickness table a flat piece of this grade follows.

    grade: as in the catalogue (SPHC, SPCC, SS400). Returns None where no table is kept
    here, so that the caller falls back on the limits agreed with the supplier.
    """
    return _BY_GRADE.get(grade)


def thickness_tolerance_mm(
    standard: ThicknessStandard | str, *, thickness_mm: Decimal, width_mm: Decimal
) -> Decimal:
    """Look up how far the thickness may be from nominal, either way.

    thickness_mm, width_mm: the nominal size. Returns mm, above zero.
    Raises NoTolerance where the tables end; ValueError for an unknown standard.
    JIS G 3131, G 3141 (narrow columns) and G 3193.
    """
    standard = ThicknessStandard(standard)
    column = next((c for c in _TABLES[standard] if width_mm < c.under_width_mm), None)
    if column is None or not column.rows[0][0] <= thickness_mm <= column.most_mm:
        raise NoTolerance(f"{standard}: {thickness_mm} mm thick, {width_mm} mm wide")
    return [tolerance for start, tolerance in column.rows if start <= thickness_mm][-1]


def mass_band_kg(
    table_mass_kg: Decimal, *, thickness_mm: Decimal, tolerance_mm: Decimal
) -> MassBand:
    """Turn a thickness tolerance into the band of mass it means, at nominal outline.

    table_mass_kg: of one piece or of many, above zero. The ends are rounded inwards to
    three decimals, which admits exactly the weighed masses that the tolerance admits.
    Raises ValueError unless 0 <= tolerance_mm < thickness_mm and the mass is positive.
    """
    if table_mass_kg <= 0 or not 0 <= tolerance_mm < thickness_mm:
        raise ValueError("a mass above zero and a tolerance smaller than the thickness")
    with localcontext(Context(prec=60)):
        # Multiplied before it is divided, so that a band that ends on a gram stays there.
        least = table_mass_kg * (thickness_mm - tolerance_mm) / thickness_mm
        most = table_mass_kg * (thickness_mm + tolerance_mm) / thickness_mm
        least, most = (
            least.quantize(_GRAM, ROUND_CEILING),
            most.quantize(_GRAM, ROUND_FLOOR),
        )
    return MassBand(least, most)
