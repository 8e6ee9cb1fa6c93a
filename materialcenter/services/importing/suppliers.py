"""The import of suppliers: new ones are added, known ones brought up to date by their code."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from materialcenter.commands import step
from materialcenter.importing import cells
from materialcenter.importing.comparing import count_changes
from materialcenter.importing.kinds import Column, Context, Kind, Reading
from materialcenter.models import Supplier
from materialcenter.person import Role
from materialcenter.rules.identity import NPWP_EXAMPLE, PHONE_EXAMPLE, read_npwp, read_phone

MOST_DAYS = 730


@dataclass(frozen=True)
class SupplierRow:
    """A supplier as the sheet has it; None is a blank cell or no column."""

    code: str
    name: str
    city: str | None
    lead_time_days: int
    lead_time_spread_days: int
    email: str | None
    phone: str | None
    npwp: str | None


def _changes(row: SupplierRow, fields: frozenset[str]) -> dict[str, Any]:
    """Return what a row says of a supplier; columns that are not there say nothing."""
    names = fields & set(SupplierRow.__dataclass_fields__) - {"code"}
    return {name: "" if getattr(row, name) is None else getattr(row, name) for name in names}


def _known(context: Context) -> dict[str, Supplier]:
    return {s.code: s for s in Supplier.objects.visible_to(context.by)}


def _count(reading: Reading[SupplierRow], context: Context) -> Mapping[str, int]:
    said = {row.code: _changes(row, reading.fields) for row in reading.rows}
    return count_changes(said, _known(context))


@step
def _apply(reading: Reading[SupplierRow], context: Context) -> None:
    rows = {row.code: row for row in reading.rows}
    known = {
        s.code: s
        for s in Supplier.objects.visible_to(context.by)
        .select_for_update(no_key=True)
        .filter(code__in=rows)
        .order_by("pk")
    }
    for code, supplier in known.items():
        for name, value in _changes(rows[code], reading.fields).items():
            setattr(supplier, name, value)
    Supplier.objects.bulk_update(
        known.values(), sorted(_changes(reading.rows[0], reading.fields)), batch_size=500
    )
    Supplier.objects.bulk_create(
        Supplier(center_id=context.by.center_id, code=row.code, **_changes(row, reading.fields))
        for row in rows.values()
        if row.code not in known
    )


_days = cells.whole(least=0, largest=MOST_DAYS, example="14")

SUPPLIERS = Kind(
    name="suppliers",
    title=_("Suppliers"),
    roles=frozenset({Role.PURCHASER, Role.SUPERVISOR}),
    columns=(
        Column("code", ("Kode", "Code", "Kode pemasok"), cells.code(12, "S01"), example="S01"),
        Column(
            "name",
            ("Nama", "Name", "Nama pemasok"),
            cells.text(120, "PT Baja Contoh"),
            example="PT Baja Contoh",
        ),
        Column("city", ("Kota", "City"), cells.text(80, "Cilegon"), needed=False, optional=True),
        Column(
            "lead_time_days",
            ("Waktu tunggu (hari)", "Waktu tunggu", "Lead time (days)"),
            _days,
            example="14",
        ),
        Column(
            "lead_time_spread_days",
            ("Simpangan (hari)", "Simpangan", "Spread (days)"),
            _days,
            example="4",
        ),
        Column("email", ("Email", "E-mail", "Surel"), cells.email, needed=False, optional=True),
        Column(
            "phone",
            ("Telepon", "No. Telepon", "Phone"),
            read_phone,
            needed=False,
            optional=True,
            example=PHONE_EXAMPLE,
        ),
        Column("npwp", ("NPWP",), read_npwp, needed=False, optional=True, example=NPWP_EXAMPLE),
    ),
    row=SupplierRow,
    apply=_apply,
    unique=(("code",),),
    count=_count,
)
