"""The import of workshops: new ones are added, known ones brought up to date by their code."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from materialcenter.commands import step
from materialcenter.importing import cells
from materialcenter.importing.comparing import count_changes
from materialcenter.importing.faults import CellFault
from materialcenter.importing.kinds import Column, Context, Kind, Line, Reading
from materialcenter.models import Workshop
from materialcenter.person import Role
from materialcenter.rules.identity import (
    NIB_EXAMPLE,
    NPWP_EXAMPLE,
    PHONE_EXAMPLE,
    read_nib,
    read_npwp,
    read_phone,
)

LARGEST_LIMIT = 100_000_000_000
SETS_CREDIT = (Role.FINANCE, Role.SUPERVISOR)
# What only they set, and what it is for a new workshop of which the sheet says nothing.
MONEY: dict[str, Any] = {"credit_limit": 0, "payment_terms": Workshop.Terms.CREDIT.value}

TERMS = {
    "kredit": Workshop.Terms.CREDIT.value,
    "credit": Workshop.Terms.CREDIT.value,
    "tempo": Workshop.Terms.CREDIT.value,
    "bayar di muka": Workshop.Terms.PREPAID.value,
    "prabayar": Workshop.Terms.PREPAID.value,
    "tunai": Workshop.Terms.PREPAID.value,
    "prepaid": Workshop.Terms.PREPAID.value,
}

TRADES = {
    "bubut": Workshop.Trade.TURNING,
    "press": Workshop.Trade.PRESSING,
    "pres": Workshop.Trade.PRESSING,
    "konstruksi": Workshop.Trade.CONSTRUCTION,
    "cor besi": Workshop.Trade.IRON_CASTING,
    "cor aluminium": Workshop.Trade.ALUMINIUM_CASTING,
    "kapal": Workshop.Trade.SHIP,
}


@dataclass(frozen=True)
class WorkshopRow:
    """A workshop as the sheet has it; None is a blank cell or no column."""

    code: str
    name: str
    district: str | None
    cluster: str | None
    trade: str
    whatsapp: str | None
    npwp: str | None
    nib: str | None
    email: str | None
    credit_limit: int | None
    payment_terms: str | None


def _changes(row: WorkshopRow, fields: frozenset[str]) -> dict[str, Any]:
    """Return what a row says; no column says nothing, and blank money leaves it as it is."""
    names = fields & set(WorkshopRow.__dataclass_fields__) - {"code", *MONEY}
    said = {name: "" if getattr(row, name) is None else getattr(row, name) for name in names}
    money = {name: getattr(row, name) for name in MONEY}
    return said | {name: value for name, value in money.items() if value is not None}


def _known(context: Context) -> dict[str, Workshop]:
    return {w.code: w for w in Workshop.objects.visible_to(context.by)}


def _check(reading: Reading[WorkshopRow], context: Context) -> Iterator[CellFault]:
    """Leave credit limits and payment terms to who may set them."""
    if context.by.has(*SETS_CREDIT):
        return
    known = _known(context)
    for line in reading.lines:
        for field in MONEY:
            if _sets(field, line, known):
                yield line.fault(f"{field}_not_yours", field=field)


def _sets(field: str, line: Line[WorkshopRow], known: Mapping[str, Workshop]) -> bool:
    asked = line.values.get(field)
    workshop = known.get(line.values.get("code", ""))
    return asked is not None and asked != (getattr(workshop, field) if workshop else MONEY[field])


def _count(reading: Reading[WorkshopRow], context: Context) -> Mapping[str, int]:
    said = {row.code: _changes(row, reading.fields) for row in reading.rows}
    return count_changes(said, _known(context))


@step
def _apply(reading: Reading[WorkshopRow], context: Context) -> None:
    rows = {row.code: row for row in reading.rows}
    known = {
        w.code: w
        for w in Workshop.objects.visible_to(context.by)
        .select_for_update(no_key=True)
        .filter(code__in=rows)
        .order_by("pk")
    }
    for code, workshop in known.items():
        for name, value in _changes(rows[code], reading.fields).items():
            setattr(workshop, name, value)
    Workshop.objects.bulk_update(known.values(), _written(reading.fields), batch_size=500)
    Workshop.objects.bulk_create(_new(rows.values(), known, reading, context), batch_size=1000)


def _written(fields: frozenset[str]) -> list[str]:
    return sorted(fields & set(WorkshopRow.__dataclass_fields__) - {"code"})


def _new(
    rows: Iterable[WorkshopRow],
    known: Mapping[str, Workshop],
    reading: Reading[WorkshopRow],
    context: Context,
) -> list[Workshop]:
    return [
        Workshop(center_id=context.by.center_id, code=row.code, **_changes(row, reading.fields))
        for row in rows
        if row.code not in known
    ]


def _optional(
    field: str, headings: tuple[str, ...], read: cells.Reader, example: str = ""
) -> Column:
    return Column(field, headings, read, needed=False, optional=True, example=example)


WORKSHOPS = Kind(
    name="workshops",
    title=_("Workshops"),
    roles=frozenset({Role.PURCHASER, Role.FINANCE, Role.SUPERVISOR}),
    columns=(
        Column("code", ("Kode", "Code", "Kode IKM"), cells.code(12, "W0001"), example="W0001"),
        Column(
            "name",
            ("Nama IKM", "Nama", "Name", "Workshop"),
            cells.text(120, "Bengkel Contoh"),
            example="Bengkel Contoh",
        ),
        _optional("district", ("Kecamatan", "District"), cells.text(60, "Talang")),
        _optional(
            "cluster", ("Desa/Sentra", "Sentra", "Desa", "Cluster"), cells.text(60, "Kebasen")
        ),
        Column("trade", ("Jenis usaha", "Usaha", "Trade"), cells.choice(TRADES), example="bubut"),
        _optional("whatsapp", ("WhatsApp", "WA", "No. WA"), read_phone, PHONE_EXAMPLE),
        _optional("npwp", ("NPWP",), read_npwp, NPWP_EXAMPLE),
        _optional("nib", ("NIB",), read_nib, NIB_EXAMPLE),
        _optional("email", ("Email", "E-mail", "Surel"), cells.email, cells.EMAIL_EXAMPLE),
        _optional(
            "credit_limit",
            ("Batas kredit (Rp)", "Batas kredit", "Credit limit (Rp)"),
            cells.whole(least=0, largest=LARGEST_LIMIT, example="25.000.000"),
        ),
        _optional(
            "payment_terms",
            ("Cara bayar", "Syarat bayar", "Payment terms"),
            cells.choice(TERMS),
            "bayar di muka",
        ),
    ),
    row=WorkshopRow,
    apply=_apply,
    unique=(("code",),),
    check=_check,
    count=_count,
    sentences={
        "credit_limit_not_yours": _(
            "Credit limits are set by finance or a supervisor; ask one of them to import this"
            " file, or leave the limit out."
        ),
        "payment_terms_not_yours": _(
            "Payment terms are set by finance or a supervisor; ask one of them to import this"
            " file, or leave the terms out."
        ),
    },
)
