"""The forms in which metal is bought, kept and sold, and what describes each.

Here belongs what a form is: how it is counted and which dimensions it has.
Never here: what a form weighs (mass.py), what a grade is, anything with a row.
"""

from enum import StrEnum


class Form(StrEnum):
    """The shape of a material; the values are those of the catalogue's files."""

    SHEET = "sheet"
    PLATE = "plate"
    ROUND_BAR = "round_bar"
    SQUARE_BAR = "square_bar"
    HEX_BAR = "hex_bar"
    FLAT_BAR = "flat_bar"
    ANGLE = "angle"
    PIPE = "pipe"
    INGOT = "ingot"
    SCRAP = "scrap"

    @property
    def is_counted(self) -> bool:
        """Say whether the form is counted in whole pieces; if not, it is sold by kg."""
        return bool(self.dimensions)

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Name the dimensions a piece of this form needs, all in mm, none for bulk.

        diameter_mm is the diameter of a round bar, the side of a square bar, the width
        across flats of a hexagon and the outer diameter of a pipe. thickness_mm is the
        wall of a pipe; width_mm the leg of an equal angle.
        """
        return _DIMENSIONS[self]


_FLAT = ("thickness_mm", "width_mm", "length_mm")
_BAR = ("diameter_mm", "length_mm")

_DIMENSIONS: dict[Form, tuple[str, ...]] = {
    Form.SHEET: _FLAT,
    Form.PLATE: _FLAT,
    Form.FLAT_BAR: _FLAT,
    Form.ROUND_BAR: _BAR,
    Form.SQUARE_BAR: _BAR,
    Form.HEX_BAR: _BAR,
    Form.ANGLE: (*_FLAT, "root_radius_mm", "toe_radius_mm"),
    Form.PIPE: ("diameter_mm", "thickness_mm", "length_mm"),
    Form.INGOT: (),
    Form.SCRAP: (),
}
