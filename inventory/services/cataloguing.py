"""Materials: adding them with their table weight by rule, and what may change of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from inventory.models import Grade, Lot, Material
from inventory.rules.forms import Form
from inventory.rules.mass import MassRefused, piece_mass_kg
from materialcenter import audit
from materialcenter.commands import command
from materialcenter.errors import Conflict, Fault, Invalid, Missing
from materialcenter.person import Person, Role

MAY_CATALOGUE = (Role.PURCHASER, Role.SUPERVISOR)
DIMENSIONS = (
    "thickness_mm",
    "width_mm",
    "length_mm",
    "diameter_mm",
    "root_radius_mm",
    "toe_radius_mm",
)
_CENT = Decimal("0.01")
LARGEST_MM = Decimal("9999999.99")
_RADII = ("root_radius_mm", "toe_radius_mm")


class CodeTaken(Conflict):
    """Another material has this code."""

    code = "material_code_taken"
    sentence = _("There is a material %(material)s already.")


class BadCode(Invalid):
    """A code that an address could not hold."""

    code = "material_code_invalid"
    sentence = _("A code has 1 to 30 capital letters, digits, dots and hyphens.")


class NoSuchGrade(Invalid):
    """A grade that the depot does not keep."""

    code = "unknown_grade"
    sentence = _("The depot keeps no grade %(grade)s.")


class BadDimensions(Invalid):
    """Dimensions that make no piece; `faults` names each."""

    code = "bad_dimensions"
    sentence = _("These dimensions make no %(form)s.")


class PriceNotPositive(Invalid):
    """A price of nothing."""

    code = "price_not_positive"
    sentence = _("A price must be more than zero.")


class FixedValueRefused(Invalid):
    """A value as scrap of what is counted, or below zero."""

    code = "fixed_value_refused"
    sentence = _("Only what is kept by weight has a value as scrap, zero or more per kg.")


class MaterialInUse(Conflict):
    """What lies in the yard cannot become something else."""

    code = "material_in_use"
    sentence = _("Lots of %(material)s were received; its form, grade and size stay.")


# By the code of MassRefused, at the field that it names.
SENTENCES = {
    "missing_dimension": _("This is needed for the table weight."),
    "unknown_dimension": _("This form has no such dimension; leave it empty."),
    "bad_number": _("This is no number."),
    "not_positive": _("This must be more than zero."),
    "impossible_shape": _("These dimensions do not go together."),
    "too_light": _("A piece of this size weighs nothing."),
}


@dataclass(frozen=True)
class Piece:
    """What a material is: a form of a grade in fixed dimensions (mm), None where it has none."""

    form: str
    grade: str
    dimensions: Mapping[str, Decimal | None]


@command
def add_material(
    *,
    code: str,
    piece: Piece,
    counter_price_per_kg: Decimal,
    fixed_value_per_kg: Decimal | None = None,
    by: Person,
    at: datetime,
) -> Material:
    """Add a material; its unit and its table weight follow from the form and the size.

    fixed_value_per_kg: what scrap of a cut is booked at. Raises BadCode, CodeTaken,
    NoSuchGrade, BadDimensions (naming each), PriceNotPositive, FixedValueRefused.
    """
    by.must_be(*MAY_CATALOGUE)
    if not (1 <= len(code) <= 30 and set(code) <= _CODE_LETTERS):
        raise BadCode(field="code")
    grade = _grade(piece.grade, by)
    mass_kg = _table_weight(piece, grade)
    price = _checked_price(counter_price_per_kg)
    fixed_value = _checked_fixed_value(fixed_value_per_kg, unit_of(piece.form))
    if Material.objects.visible_to(by).filter(code=code).exists():
        raise CodeTaken(field="code", material=code)
    material = Material.objects.create(
        center_id=by.center_id,
        code=code,
        form=piece.form,
        grade=grade,
        unit=unit_of(piece.form),
        piece_mass_kg=mass_kg,
        counter_price_per_kg=price,
        fixed_value_per_kg=fixed_value,
        **_sizes(piece),
    )
    _note("material.added", material, by, at, counter_price_per_kg=price)
    return material


@command
def change_material(
    *,
    code: str,
    piece: Piece,
    is_active: bool,
    fixed_value_per_kg: Decimal | None = None,
    by: Person,
    at: datetime,
) -> Material:
    """Correct what a material is, while nothing of it was received, or take it off the list.

    fixed_value_per_kg: what scrap of a cut is booked at from now on.
    Raises Missing, NoSuchGrade, BadDimensions, MaterialInUse, FixedValueRefused.
    """
    by.must_be(*MAY_CATALOGUE)
    material = _material(code, by)
    grade = _grade(piece.grade, by)
    fixed_value = _checked_fixed_value(fixed_value_per_kg, unit_of(piece.form))
    sizes = _sizes(piece)
    was = {name: getattr(material, name) for name in ("form", "grade_id", *DIMENSIONS)}
    becomes = {"form": piece.form, "grade_id": grade.pk, **sizes}
    if was != becomes:
        if Lot.objects.filter(material=material).exists():
            raise MaterialInUse(material=code)
        material.piece_mass_kg = _table_weight(piece, grade)
        material.unit = unit_of(piece.form)
    for name, value in becomes.items():
        setattr(material, name, value)
    material.is_active = is_active
    material.fixed_value_per_kg = fixed_value
    material.save(
        update_fields=[
            "form",
            "grade",
            "unit",
            "piece_mass_kg",
            "is_active",
            "fixed_value_per_kg",
            *DIMENSIONS,
        ]
    )
    news = {"is_active": is_active, "fixed_value_per_kg": fixed_value}
    _note("material.changed", material, by, at, was=_plain(was), **news)
    return material


@command
def change_counter_price(
    *, code: str, counter_price_per_kg: Decimal, by: Person, at: datetime
) -> Material:
    """Set what workshops pay per weighed kg at the counter from now on.

    Orders that were placed keep their price. Raises Missing, PriceNotPositive.
    """
    by.must_be(*MAY_CATALOGUE)
    material = _material(code, by)
    price = _checked_price(counter_price_per_kg)
    was = material.counter_price_per_kg
    material.counter_price_per_kg = price
    material.save(update_fields=["counter_price_per_kg"])
    _note(
        "material.price_changed",
        material,
        by,
        at,
        was=was,
        counter_price_per_kg=price,
    )
    return material


def unit_of(form: str) -> str:
    """Return the unit in which a form is counted."""
    if not Form(form).is_counted:
        return Material.Unit.KG
    return Material.Unit.SHEET if form in {Form.SHEET, Form.PLATE} else Material.Unit.BAR


_CODE_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-")


def _material(code: str, by: Person) -> Material:
    found = Material.objects.visible_to(by).select_for_update(no_key=True).filter(code=code).first()
    if found is None:
        raise Missing
    return found


def _grade(code: str, by: Person) -> Grade:
    found = Grade.objects.filter(center_id=by.center_id, code=code).first()
    if found is None:
        raise NoSuchGrade(field="grade", grade=code)
    return found


def _sizes(piece: Piece) -> dict[str, Decimal | None]:
    return {name: piece.dimensions.get(name) for name in DIMENSIONS}


def _table_weight(piece: Piece, grade: Grade) -> Decimal | None:
    """Compute the table weight, None for what has no pieces; an angle's radii may be left out."""
    form = Form(piece.form)
    given = {name: size for name, size in piece.dimensions.items() if size is not None}
    if not form.is_counted:
        if given:
            raise _bad_dimensions(form, "unknown_dimension", tuple(given))
        return None
    large = tuple(name for name, size in given.items() if size > LARGEST_MM)
    if large:
        raise _bad_dimensions(form, "impossible_shape", large)
    sizes: dict[str, Any] = {name: 0 for name in _RADII if name in form.dimensions}
    sizes.update(given)
    try:
        return piece_mass_kg(form, density=grade.density, **sizes)
    except MassRefused as refusal:
        raise _bad_dimensions(form, refusal.code, refusal.names) from refusal


def _bad_dimensions(form: Form, code: str, names: tuple[str, ...]) -> BadDimensions:
    faults = [Fault(code, str(SENTENCES[code]), field=name) for name in names or ("",)]
    return BadDimensions(faults=faults, form=Material.Form(form).label)


def _checked_price(price: Decimal) -> Decimal:
    """Return a price as it is kept, with its two decimals."""
    if price <= 0:
        raise PriceNotPositive(field="counter_price_per_kg")
    return price.quantize(_CENT)


def _checked_fixed_value(value: Decimal | None, unit: str) -> Decimal | None:
    if value is None:
        return None
    if unit != Material.Unit.KG or value < 0:
        raise FixedValueRefused(field="fixed_value_per_kg")
    return value.quantize(_CENT)


def _plain(values: Mapping[str, object]) -> dict[str, str]:
    return {name: "" if value is None else str(value) for name, value in values.items()}


def _note(action: str, material: Material, by: Person, at: datetime, **data: object) -> None:
    audit.record(by=by, action=action, subject="Material", subject_id=material.pk, at=at, **data)
