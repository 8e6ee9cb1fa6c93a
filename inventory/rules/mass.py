"""The table weight of one piece, from its form, its grade's density and its dimensions.

Here belong the formulas of cross-sections and the two ways of rounding them. Never
here: weighed weights, tolerances (tolerance.py) or a density, which belongs to the grade.
"""

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from enum import StrEnum
from typing import TypeAlias

from inventory.rules.forms import Form

Number: TypeAlias = Decimal | int | float

_PI = Decimal("3.14159265358979323846264338328")
_HEXAGON = Decimal(3).sqrt(Context(prec=30)) / 2
_FILLET = 1 - _PI / 4
_MM3_PER_DM3 = Decimal(10) ** 6
_MM2_PER_M2 = Decimal(10) ** 6
_GRAM = Decimal("0.001")
# Wide enough that nothing is rounded before the one rounding that has a name.
_EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN)


class Rounding(StrEnum):
    """How a table weight is rounded; halves go to the even digit (JIS Z 8401, rule A).

    EXACT rounds once, to three decimals of a kg. JIS rounds as the mills' tables do:
    mass per m² (or per m) and area to four significant figures, their product to three.
    """

    EXACT = "exact"
    JIS = "jis"


class MassRefused(ValueError):
    """A piece that has no table weight; `code` says why, `names` which dimensions.

    Codes: no_piece_mass (ingot and scrap), missing_dimension, unknown_dimension,
    bad_number (no finite number), not_positive, impossible_shape, too_light.
    """

    def __init__(self, code: str, names: tuple[str, ...] = ()) -> None:
        super().__init__(f"{code}: {', '.join(names)}" if names else code)
        self.code = code
        self.names = names


def piece_mass_kg(
    form: Form | str,
    *,
    density: Number,
    rounding: Rounding = Rounding.EXACT,
    **dimensions: Number | None,
) -> Decimal:
    """Compute the table weight of one piece.

    form: a Form or its value. density: kg/dm³ of the grade (carbon steel 7.85).
    dimensions: exactly those that `Form.dimensions` names, in mm; None counts as missing;
    a float stands for the decimal it prints as. Radii may be zero, the rest may not.
    Returns kg with three decimals, above zero.
    Raises MassRefused, naming every dimension at fault; ValueError for an unknown form.
    Sections as in JIS G 3191, G 3192, G 3193 and G 3445 with the true π; the angle's
    fillets are 0.2146·(R² − 2r²).
    """
    form = Form(form)
    if not form.is_counted:
        raise MassRefused("no_piece_mass")
    with localcontext(_EXACT):
        sizes = _read_sizes(form, dimensions)
        weight = _read_number("density", density)
        if weight <= 0:
            raise MassRefused("not_positive", ("density",))
        mass = _ROUNDINGS[rounding](form, sizes, weight)
    if mass <= 0:
        raise MassRefused("too_light")
    return mass


def _read_sizes(form: Form, given: Mapping[str, Number | None]) -> dict[str, Decimal]:
    unknown = tuple(sorted(given.keys() - set(form.dimensions)))
    if unknown:
        raise MassRefused("unknown_dimension", unknown)
    present = {name: given[name] for name in form.dimensions if given.get(name) is not None}
    missing = tuple(name for name in form.dimensions if name not in present)
    if missing:
        raise MassRefused("missing_dimension", missing)
    sizes = {name: _read_number(name, value) for name, value in present.items()}
    _check_sizes(form, sizes)
    return sizes


def _read_number(name: str, value: Number | None) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (Decimal, int, float)):
        raise MassRefused("bad_number", (name,))
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite():
        raise MassRefused("bad_number", (name,))
    return number


def _check_sizes(form: Form, sizes: Mapping[str, Decimal]) -> None:
    wrong = tuple(
        name
        for name, size in sizes.items()
        if size < 0 or (size == 0 and not name.endswith("radius_mm"))
    )
    if wrong:
        raise MassRefused("not_positive", wrong)
    if form is Form.PIPE and 2 * sizes["thickness_mm"] > sizes["diameter_mm"]:
        raise MassRefused("impossible_shape", ("thickness_mm", "diameter_mm"))
    if form is Form.ANGLE:
        _check_angle(sizes)


def _check_angle(sizes: Mapping[str, Decimal]) -> None:
    leg, thickness = sizes["width_mm"], sizes["thickness_mm"]
    if thickness >= leg:
        raise MassRefused("impossible_shape", ("thickness_mm", "width_mm"))
    # The toe is cut out of the leg's end, the root fills the corner between the legs.
    if sizes["toe_radius_mm"] > thickness:
        raise MassRefused("impossible_shape", ("toe_radius_mm", "thickness_mm"))
    if sizes["root_radius_mm"] + sizes["toe_radius_mm"] > leg - thickness:
        raise MassRefused("impossible_shape", ("root_radius_mm", "toe_radius_mm", "width_mm"))


def _flat_section(size: Mapping[str, Decimal]) -> Decimal:
    return size["thickness_mm"] * size["width_mm"]


def _round_section(size: Mapping[str, Decimal]) -> Decimal:
    return _PI / 4 * size["diameter_mm"] ** 2


def _square_section(size: Mapping[str, Decimal]) -> Decimal:
    return size["diameter_mm"] ** 2


def _hexagon_section(size: Mapping[str, Decimal]) -> Decimal:
    return _HEXAGON * size["diameter_mm"] ** 2


def _angle_section(size: Mapping[str, Decimal]) -> Decimal:
    legs = size["thickness_mm"] * (2 * size["width_mm"] - size["thickness_mm"])
    return legs + _FILLET * (size["root_radius_mm"] ** 2 - 2 * size["toe_radius_mm"] ** 2)


def _pipe_section(size: Mapping[str, Decimal]) -> Decimal:
    return _PI * size["thickness_mm"] * (size["diameter_mm"] - size["thickness_mm"])


# Cross-section in mm², along the length.
_SECTIONS: dict[Form, Callable[[Mapping[str, Decimal]], Decimal]] = {
    Form.SHEET: _flat_section,
    Form.PLATE: _flat_section,
    Form.FLAT_BAR: _flat_section,
    Form.ROUND_BAR: _round_section,
    Form.SQUARE_BAR: _square_section,
    Form.HEX_BAR: _hexagon_section,
    Form.ANGLE: _angle_section,
    Form.PIPE: _pipe_section,
}


def _exact_mass(form: Form, size: Mapping[str, Decimal], density: Decimal) -> Decimal:
    mass = _SECTIONS[form](size) * size["length_mm"] * density / _MM3_PER_DM3
    return mass.quantize(_GRAM)


def _jis_mass(form: Form, size: Mapping[str, Decimal], density: Decimal) -> Decimal:
    if form in (Form.SHEET, Form.PLATE):
        unit = density * size["thickness_mm"]  # kg/m²: a mm over a m² is a dm³
        extent = size["width_mm"] * size["length_mm"] / _MM2_PER_M2
    else:
        unit = density * _SECTIONS[form](size) / 1000  # kg/m: a mm² along a metre is 1 cm³
        extent = size["length_mm"] / 1000
    mass = _significant(_significant(unit, 4) * _significant(extent, 4), 3)
    return mass.quantize(_GRAM)


_ROUNDINGS: dict[Rounding, Callable[[Form, Mapping[str, Decimal], Decimal], Decimal]] = {
    Rounding.EXACT: _exact_mass,
    Rounding.JIS: _jis_mass,
}


def _significant(number: Decimal, figures: int) -> Decimal:
    """Round to significant figures, halves to the even digit."""
    return Context(prec=figures, rounding=ROUND_HALF_EVEN).plus(number)
