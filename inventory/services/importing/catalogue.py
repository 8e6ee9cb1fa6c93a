"""The import of a catalogue: materials with their grades, table weights and counter prices.

A material that is known may get another price; what it is never changes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from inventory.models import Grade, Material
from inventory.rules.forms import Form
from inventory.rules.grades import grade_by_name
from inventory.rules.mass import MassRefused, piece_mass_kg
from materialcenter.commands import step
from materialcenter.importing import cells
from materialcenter.importing.comparing import count_changes
from materialcenter.importing.faults import CellFault
from materialcenter.importing.kinds import Column, Context, Kind, Line, Reading, RowCheck, Wrong
from materialcenter.person import Role

# A table weight in a sheet may differ so far from the rule's: the trade takes 3.14 for π.
MOST_DIFFERENCE = Decimal("0.002")

FORMS = {
    "sheet": Form.SHEET,
    "lembaran": Form.SHEET,
    "plate": Form.PLATE,
    "pelat": Form.PLATE,
    "plat": Form.PLATE,
    "round_bar": Form.ROUND_BAR,
    "besi as": Form.ROUND_BAR,
    "square_bar": Form.SQUARE_BAR,
    "besi kotak": Form.SQUARE_BAR,
    "hex_bar": Form.HEX_BAR,
    "besi segi enam": Form.HEX_BAR,
    "flat_bar": Form.FLAT_BAR,
    "besi strip": Form.FLAT_BAR,
    "angle": Form.ANGLE,
    "besi siku": Form.ANGLE,
    "pipe": Form.PIPE,
    "pipa": Form.PIPE,
    "ingot": Form.INGOT,
    "scrap": Form.SCRAP,
    "besi tua": Form.SCRAP,
}
UNITS = {
    "lembar": Material.Unit.SHEET,
    "sheet": Material.Unit.SHEET,
    "batang": Material.Unit.BAR,
    "bar": Material.Unit.BAR,
    "kg": Material.Unit.KG,
}
DIMENSIONS = (
    "thickness_mm",
    "width_mm",
    "length_mm",
    "diameter_mm",
    "root_radius_mm",
    "toe_radius_mm",
)


@dataclass(frozen=True)
class MaterialRow:
    """A material as the sheet has it; table_kg is None for what is sold by weight."""

    code: str
    form: Form
    grade: str
    unit: str
    thickness_mm: Decimal | None
    width_mm: Decimal | None
    length_mm: Decimal | None
    diameter_mm: Decimal | None
    root_radius_mm: Decimal | None
    toe_radius_mm: Decimal | None
    table_kg: Decimal | None
    counter_price_per_kg: Decimal


def _unit_of(form: Form) -> str:
    if not form.is_counted:
        return Material.Unit.KG
    return Material.Unit.SHEET if form in {Form.SHEET, Form.PLATE} else Material.Unit.BAR


def _wrong_unit(form: Form, unit: str) -> Wrong | None:
    right = _unit_of(form)
    if unit == right:
        return None
    word = next(word for word, value in UNITS.items() if value == right)
    return Wrong("unit", "unit_not_of_form", word)


def _weight_of_bulk(form: Form, table_kg: Decimal | None) -> Wrong | None:
    if form.is_counted and table_kg is None:
        return Wrong("table_kg", "blank", "37,327")
    if not form.is_counted and table_kg is not None:
        return Wrong("table_kg", "bulk_has_no_table_weight")
    return None


def _unknown_grade(grade: str, context_grades: Mapping[str, Decimal]) -> bool:
    return grade not in context_grades and grade_by_name(grade) is None


def _densities(context: Context) -> dict[str, Decimal]:
    return dict(Grade.objects.filter(center_id=context.by.center_id).values_list("code", "density"))


def _check(reading: Reading[MaterialRow], context: Context) -> Iterator[CellFault]:
    densities = _densities(context)
    known = _known(context)
    for line in reading.lines:
        grade = line.values.get("grade")
        if grade is not None and _unknown_grade(grade, densities):
            yield line.fault("unknown_grade", field="grade")
        elif grade is not None:
            yield from _check_mass(line, _density(grade, densities))
        if line.row is not None and line.row.code in known:
            yield from _check_same(line, line.row, known[line.row.code])


def _density(grade: str, densities: Mapping[str, Decimal]) -> Decimal:
    if grade in densities:
        return densities[grade]
    named = grade_by_name(grade)
    if named is None:
        raise LookupError(f"no density of grade {grade}")
    return named.density


def _check_mass(line: Line[MaterialRow], density: Decimal) -> Iterator[CellFault]:
    """Name dimensions that are missing, too many or impossible, or a weight that is not theirs."""
    form: Form | None = line.values.get("form")
    if form is None or not all(name in line.values for name in DIMENSIONS):
        return
    given = {name: line.values[name] for name in DIMENSIONS if line.values[name] is not None}
    if not form.is_counted:
        for name in given:
            yield line.fault("dimension_not_of_form", field=name)
        return
    try:
        mass = piece_mass_kg(form, density=density, **given)
    except MassRefused as refused:
        code = _MASS_FAULTS.get(refused.code, "impossible_shape")
        for name in refused.names or ("form",):
            yield line.fault(code, field=name)
        return
    sheets = line.values.get("table_kg")
    if sheets is not None and abs(sheets - mass) > mass * MOST_DIFFERENCE:
        yield line.fault("table_weight_differs", field="table_kg", expected=_comma(mass))


_MASS_FAULTS = {
    "missing_dimension": "dimension_missing",
    "unknown_dimension": "dimension_not_of_form",
}


def _comma(number: Decimal) -> str:
    return f"{number:f}".replace(".", ",")


def _check_same(
    line: Line[MaterialRow], row: MaterialRow, material: Material
) -> Iterator[CellFault]:
    for name in ("form", "unit", *DIMENSIONS):
        if getattr(material, name) != getattr(row, name):
            yield line.fault(
                "material_differs", field=name, expected=getattr(material, name) or "–"
            )
    if material.grade.code != row.grade:
        yield line.fault("material_differs", field="grade", expected=material.grade.code)


def _known(context: Context) -> dict[str, Material]:
    materials = Material.objects.visible_to(context.by).select_related("grade")
    return {material.code: material for material in materials}


def _count(reading: Reading[MaterialRow], context: Context) -> Mapping[str, int]:
    said = {r.code: {"counter_price_per_kg": r.counter_price_per_kg} for r in reading.rows}
    return count_changes(said, _known(context))


@step
def _apply(reading: Reading[MaterialRow], context: Context) -> None:
    rows = {row.code: row for row in reading.rows}
    grades = _grades(rows, context)
    known = {
        material.code: material
        for material in Material.objects.visible_to(context.by)
        .select_for_update(no_key=True)
        .filter(code__in=rows)
        .order_by("pk")
    }
    for code, material in known.items():
        material.counter_price_per_kg = rows[code].counter_price_per_kg
    Material.objects.bulk_update(known.values(), ["counter_price_per_kg"], batch_size=500)
    Material.objects.bulk_create(
        (_material(row, grades[row.grade]) for row in rows.values() if row.code not in known),
        batch_size=1000,
    )


def _grades(rows: Mapping[str, MaterialRow], context: Context) -> dict[str, Grade]:
    """Return the grades that the rows name, making those that are new."""
    center_id = context.by.center_id
    names = sorted({row.grade for row in rows.values()})
    Grade.objects.bulk_create(
        [
            Grade(center_id=center_id, code=name, density=named.density, standard=named.standard)
            for name in names
            if (named := grade_by_name(name)) is not None
        ],
        ignore_conflicts=True,
    )
    return {g.code: g for g in Grade.objects.filter(center_id=center_id, code__in=names)}


def _material(row: MaterialRow, grade: Grade) -> Material:
    dimensions: dict[str, Any] = {name: getattr(row, name) for name in DIMENSIONS}
    given = {name: size for name, size in dimensions.items() if size is not None}
    return Material(
        center_id=grade.center_id,
        code=row.code,
        form=row.form.value,
        grade=grade,
        unit=row.unit,
        piece_mass_kg=(
            piece_mass_kg(row.form, density=grade.density, **given) if row.form.is_counted else None
        ),
        counter_price_per_kg=row.counter_price_per_kg,
        **dimensions,
    )


def _size(field: str, headings: tuple[str, ...], read: cells.Reader = cells.length_mm) -> Column:
    return Column(field, headings, read, needed=False, example="1219")


CATALOGUE = Kind(
    name="catalogue",
    title=_("Catalogue of materials"),
    roles=frozenset({Role.PURCHASER, Role.SUPERVISOR}),
    columns=(
        Column("code", ("Kode", "Code"), cells.code(30, "SPHC-2-4X8"), example="SPHC-2-4X8"),
        Column("form", ("Bentuk", "Form"), cells.choice(FORMS), example="sheet"),
        Column("grade", ("Mutu", "Grade"), cells.code(20, "SPHC"), example="SPHC"),
        _size("thickness_mm", ("Tebal (mm)", "Tebal", "Thickness (mm)")),
        _size("width_mm", ("Lebar (mm)", "Lebar", "Width (mm)")),
        _size("length_mm", ("Panjang (mm)", "Panjang", "Length (mm)")),
        _size("diameter_mm", ("Diameter/Sisi (mm)", "Diameter/Sisi", "Diameter (mm)")),
        _size("root_radius_mm", ("R (mm)",), cells.or_zero(cells.length_mm)),
        _size("toe_radius_mm", ("r (mm)",), cells.or_zero(cells.length_mm)),
        Column("unit", ("Satuan", "Unit"), cells.choice(UNITS), example="lembar"),
        Column(
            "table_kg",
            ("Berat tabel (kg)", "Berat tabel", "Table weight (kg)"),
            cells.mass_kg,
            needed=False,
            example="37,327",
        ),
        Column(
            "counter_price_per_kg",
            ("Harga jual (Rp/kg)", "Harga jual", "Counter price (Rp/kg)"),
            cells.price_per_kg,
            example="12.550",
        ),
    ),
    row=MaterialRow,
    apply=_apply,
    unique=(("code",),),
    row_checks=(
        RowCheck(("form", "unit"), _wrong_unit),
        RowCheck(("form", "table_kg"), _weight_of_bulk),
    ),
    check=_check,
    count=_count,
    sentences={
        "unit_not_of_form": _("“%(value)s” is not the unit of this form; it is %(expected)s."),
        "bulk_has_no_table_weight": _(
            "What is sold by weight has no table weight; leave this cell empty."
        ),
        "unknown_grade": _("The grade “%(value)s” is not known; set it up with its density first."),
        "dimension_missing": _("This form needs %(heading)s; the cell is empty."),
        "dimension_not_of_form": _("This form has no %(heading)s; leave the cell empty."),
        "impossible_shape": _("No piece can have this size; look at “%(value)s” again."),
        "table_weight_differs": _(
            "The sheet says %(value)s kg, but this size and grade weigh %(expected)s kg."
        ),
        "material_differs": _(
            "This material is known with another %(heading)s (%(expected)s); a material never"
            " changes. Give the new one a code of its own."
        ),
    },
)
