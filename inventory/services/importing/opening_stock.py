"""The import of what lies in the yard on a day: one receipt through the door."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory import catalogue, stock
from inventory.models import Lot, Material, Place, Transaction
from inventory.rules.asof import day_in_titles
from inventory.rules.tolerance import (
    MassBand,
    NoTolerance,
    mass_band_kg,
    standard_for_grade,
    thickness_tolerance_mm,
)
from inventory.services.importing.units import UNIT_SENTENCES, pieces_of_unit
from materialcenter.commands import step
from materialcenter.errors import Invalid
from materialcenter.formats import kg
from materialcenter.importing import cells
from materialcenter.importing.faults import CellFault
from materialcenter.importing.finding import find_suppliers
from materialcenter.importing.kinds import Column, Context, Kind, Option, Reading, RowCheck
from materialcenter.models import Supplier
from materialcenter.person import Person, Role
from materialcenter.rules.reading import DATE_EXAMPLE, Unreadable, read_date

AS_OF = "as_of"
LOT_KEY = ("material", "heat", "mass_kg", "rack", "received_on")


class NotADay(Invalid):
    """The day of the list cannot be read."""

    code = "not_a_date"
    sentence = _("“%(value)s” is no date; write it such as %(expected)s.")


@dataclass(frozen=True)
class StockRow:
    """A lot as the sheet has it; heat "" where none is known, pieces None for bulk."""

    material: Material
    heat: str | None
    pieces: int | None
    mass_kg: Decimal
    rack: str
    received_on: date
    cost_per_kg: Decimal
    supplier: Supplier | None

    @property
    def table_kg(self) -> Decimal | None:
        """Return what the pieces weigh by table, None for what has none."""
        if self.pieces is None or self.material.piece_mass_kg is None:
            return None
        return self.material.piece_mass_kg * self.pieces


def _read_day(value: str, _by: Person) -> str:
    try:
        return read_date(value).isoformat()
    except Unreadable as wrong:
        raise NotADay(field=AS_OF, value=value, expected=wrong.expected) from wrong


def _as_of(reading: Reading[StockRow], context: Context) -> date:
    """Return the day of the list: as it was said, as a title says, else today."""
    if context.options.get(AS_OF):
        return date.fromisoformat(context.options[AS_OF])
    return day_in_titles(reading.titles) or timezone.localdate(context.at)


def _check(reading: Reading[StockRow], context: Context) -> Iterator[CellFault]:
    """Refuse days after the list's, racks that are outsides, and lots that are there already."""
    day = _as_of(reading, context)
    if day > timezone.localdate(context.at):
        yield CellFault("list_in_the_future", data={"day": f"{day:%d/%m/%Y}"})
    outsides = set(
        Place.objects.visible_to(context.by)
        .exclude(kind=Place.Kind.RACK)
        .values_list("code", flat=True)
    )
    known = _known_lots(reading, context)
    for line in reading.lines:
        received = line.values.get("received_on")
        if received is not None and received > day:
            yield line.fault("in_the_future", field="received_on", expected=f"{day:%d/%m/%Y}")
        if line.values.get("rack") in outsides:
            yield line.fault("place_is_outside", field="rack")
        if line.row is not None and _lot_key(line.row) in known:
            yield line.fault("lot_known", field="material")


def _lot_key(row: StockRow) -> tuple[int, str, Decimal, date]:
    return (row.material.pk, row.heat or "", row.mass_kg, row.received_on)


def _known_lots(
    reading: Reading[StockRow], context: Context
) -> set[tuple[int, str, Decimal, date]]:
    """Return the lots of an earlier opening, so that a mended file does not bring them again."""
    ids = {row.material.pk for row in reading.rows}
    return set(
        Lot.objects.visible_to(context.by)
        .filter(material_id__in=ids, reference__startswith=_PREFIX)
        .values_list("material_id", "heat", "received_kg", "received_on")
    )


_PREFIX = "IMPORT-"


def _warn(reading: Reading[StockRow], _context: Context) -> Iterator[CellFault]:
    """Point at weights that the standard's thickness does not allow, and at missing heats."""
    for line in reading.lines:
        row = line.row
        if row is None:
            continue
        if row.material.is_counted and not row.heat:
            yield line.fault("no_heat", field="heat")
        band = _band(row)
        if band is not None and not band.holds(row.mass_kg):
            yield line.fault(
                "weight_unlikely",
                field="mass_kg",
                table=kg(row.table_kg),
                least=kg(band.least_kg),
                most=kg(band.most_kg),
            )


def _band(row: StockRow) -> MassBand | None:
    material, table_kg = row.material, row.table_kg
    standard = standard_for_grade(material.grade.code)
    thickness, width = material.thickness_mm, material.width_mm
    flat = material.form in {Material.Form.SHEET, Material.Form.PLATE}
    if not flat or table_kg is None or standard is None or thickness is None or width is None:
        return None
    try:
        tolerance = thickness_tolerance_mm(standard, thickness_mm=thickness, width_mm=width)
    except NoTolerance:
        return None
    return mass_band_kg(table_kg, thickness_mm=thickness, tolerance_mm=tolerance)


def _count(reading: Reading[StockRow], context: Context) -> Mapping[str, int]:
    rows = reading.rows
    known = set(catalogue.rack_ids_by_code(context.by.center_id))
    return {
        "lots": len(rows),
        "kg": int(sum((row.mass_kg for row in rows), Decimal(0))),
        "new_racks": len({row.rack for row in rows} - known),
    }


@step
def _apply(reading: Reading[StockRow], context: Context) -> None:
    center_id = context.by.center_id
    day = _as_of(reading, context)
    racks = _racks(center_id, (row.rack for row in reading.rows))
    end_of_day = timezone.make_aware(datetime.combine(day, time(23, 59)))
    entry = stock.Entry(
        center_id=center_id,
        reason=Transaction.Reason.RECEIPT,
        reference=f"{_PREFIX}{context.run_id}",
        actor_id=context.by.user_id,
        effective_at=min(end_of_day, context.at),
        recorded_at=context.at,
        key=f"import:{context.run_id}",
    )
    stock.receive(entry, [_new_lot(row, racks[row.rack]) for row in reading.rows])


def _new_lot(row: StockRow, place_id: int) -> stock.NewLot:
    return stock.NewLot(
        material_id=row.material.pk,
        place_id=place_id,
        heat=row.heat or "",
        pieces=row.pieces or 0,
        mass_kg=row.mass_kg,
        table_kg=row.table_kg,
        cost_per_kg=row.cost_per_kg,
        received_on=row.received_on,
        supplier_id=row.supplier.pk if row.supplier else None,
    )


def _racks(center_id: int, codes: Iterable[str]) -> dict[str, int]:
    """Return the ids of racks by code, making those that are new."""
    wanted = sorted(set(codes))
    Place.objects.bulk_create(
        [Place(center_id=center_id, code=code) for code in wanted], ignore_conflicts=True
    )
    return catalogue.rack_ids_by_code(center_id)


OPENING_STOCK: Kind[Any] = Kind(
    name="opening_stock",
    title=_("Opening stock"),
    roles=frozenset({Role.CLERK, Role.SUPERVISOR}),
    columns=(
        Column(
            "material",
            ("Kode", "Kode bahan", "Material"),
            cells.code(30, "SPHC-2-4X8"),
            example="SPHC-2-4X8",
            find=catalogue.materials_by_code,
            unknown="unknown_material",
        ),
        Column(
            "heat",
            ("No. Lebur", "Nomor lebur", "Heat"),
            cells.capitals(40, "C90085"),
            needed=False,
        ),
        Column("pieces", ("Jumlah", "Pieces"), cells.whole(least=1), needed=False, example="12"),
        Column(
            "mass_kg",
            ("Berat timbang (kg)", "Berat timbang", "Weighed (kg)"),
            cells.mass_kg,
            example="1.234,5",
        ),
        Column("rack", ("Rak", "Rack"), cells.code(20, "A-01"), example="A-01"),
        Column(
            "received_on",
            ("Tgl terima", "Tanggal terima", "Received"),
            read_date,
            example=DATE_EXAMPLE,
        ),
        Column(
            "cost_per_kg",
            ("Harga beli (Rp/kg)", "Harga beli", "Cost (Rp/kg)"),
            cells.price_per_kg,
            example="10.950",
        ),
        Column(
            "supplier",
            ("Pemasok", "Kode pemasok", "Supplier"),
            cells.code(12, "S01"),
            needed=False,
            example="S01",
            find=find_suppliers,
            unknown="unknown_supplier",
        ),
    ),
    row=StockRow,
    apply=_apply,
    unique=(LOT_KEY,),
    row_checks=(RowCheck(("material", "pieces"), pieces_of_unit),),
    check=_check,
    warn=_warn,
    count=_count,
    sentences={
        **UNIT_SENTENCES,
        "list_in_the_future": _("This list is of %(day)s, a day that has not come yet."),
        "place_is_outside": _("“%(value)s” is no rack of the yard; write the rack it lies on."),
        "lot_known": _("This lot was taken in by an earlier import; delete the row."),
        "no_heat": _("This lot has no heat number; it cannot be traced to its maker."),
        "weight_unlikely": _(
            "%(value)s kg is not what these pieces can weigh: by table %(table)s, within the"
            " standard's thickness %(least)s to %(most)s."
        ),
    },
    counts={"lots": _("lots"), "kg": _("kg in all"), "new_racks": _("new racks")},
    options=(Option(AS_OF, _("Stock as of"), _read_day),),
)
