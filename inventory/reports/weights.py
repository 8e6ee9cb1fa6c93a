"""Table weight and weighed weight side by side, and what the standard lets them differ."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from inventory.models import Lot, Material
from inventory.rules.tolerance import (
    MassBand,
    NoTolerance,
    mass_band_kg,
    standard_for_grade,
    thickness_tolerance_mm,
)

__all__ = ["MassBand", "Weights", "table_kg", "weight_band", "weights_of"]

# An angle's legs or a flat bar have tables of their own, which are not kept here.
_FLAT = frozenset({Material.Form.SHEET, Material.Form.PLATE})
_TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Weights:
    """A lot's two weights as it was received.

    difference_percent: of the table weight, one decimal, below zero when lighter; None for
    what is kept by weight. band: what the thickness tolerance means in kg, None where no
    table of the standard covers it.
    """

    table_kg: Decimal | None
    weighed_kg: Decimal
    difference_percent: Decimal | None
    band: MassBand | None

    @property
    def is_outside(self) -> bool:
        """Say whether the weight lies outside what the standard allows."""
        return self.band is not None and not self.band.holds(self.weighed_kg)


def weights_of(lot: Lot) -> Weights:
    """Compare a lot's weights; its material and grade are loaded already."""
    band = None if lot.length_mm else weight_band(lot.material, lot.received_pieces)
    return _weights(table=lot.table_kg, mass_kg=lot.received_kg, band=band)


def compared(material: Material, *, pieces: int, mass_kg: Decimal) -> Weights:
    """Put the scale's kg of some pieces beside the table's; the grade is loaded already."""
    table = None if material.piece_mass_kg is None else table_kg(material, pieces)
    return _weights(table=table, mass_kg=mass_kg, band=weight_band(material, pieces))


def _weights(*, table: Decimal | None, mass_kg: Decimal, band: MassBand | None) -> Weights:
    difference = None
    if table:
        difference = ((mass_kg - table) * 100 / table).quantize(_TENTH, ROUND_HALF_UP)
    return Weights(
        table_kg=table,
        weighed_kg=mass_kg,
        difference_percent=difference,
        band=band,
    )


def table_kg(material: Material, quantity: int) -> Decimal:
    """Return the table weight of a quantity in the material's unit."""
    if material.piece_mass_kg is None:
        return Decimal(quantity)
    return material.piece_mass_kg * quantity


def weight_band(material: Material, pieces: int) -> MassBand | None:
    """Return the lightest and heaviest that pieces may be by their standard's thickness.

    None for what is no sheet or plate, and where no standard's table covers grade and size.
    """
    standard = standard_for_grade(material.grade.code)
    if standard is None or not pieces or material.form not in _FLAT:
        return None
    if not material.thickness_mm or not material.width_mm:
        return None
    try:
        tolerance_mm = thickness_tolerance_mm(
            standard, thickness_mm=material.thickness_mm, width_mm=material.width_mm
        )
    except NoTolerance:
        return None
    return mass_band_kg(
        table_kg(material, pieces), thickness_mm=material.thickness_mm, tolerance_mm=tolerance_mm
    )
