"""The import of the old books' issues: the demand that reordering learns from."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory import catalogue
from inventory.models import Material, PastIssue
from inventory.services.demanding import add_past_issues
from inventory.services.importing.units import UNIT_SENTENCES, pieces_of_unit
from materialcenter.commands import step
from materialcenter.importing import cells
from materialcenter.importing.faults import CellFault
from materialcenter.importing.finding import find_workshops
from materialcenter.importing.kinds import Column, Context, Kind, Reading, RowCheck
from materialcenter.models import Workshop
from materialcenter.person import Role
from materialcenter.rules.reading import DATE_EXAMPLE, read_date

BATCH = 2_000


@dataclass(frozen=True)
class IssueRow:
    """An issue as the sheet has it; pieces is None for what is kept by weight."""

    issued_on: date
    workshop: Workshop
    material: Material
    pieces: int | None
    mass_kg: Decimal


Key = tuple[date, int, int, int, Decimal]


def _key(row: IssueRow) -> Key:
    return (row.issued_on, row.workshop.pk, row.material.pk, row.pieces or 0, row.mass_kg)


def _check(reading: Reading[IssueRow], context: Context) -> Iterator[CellFault]:
    """Refuse days ahead, and issues that an earlier file has brought already."""
    today = timezone.localdate(context.at)
    days = [line.values["issued_on"] for line in reading.lines if "issued_on" in line.values]
    known = _known(context, min(days), max(days)) if days else Counter()
    for line in reading.lines:
        day = line.values.get("issued_on")
        if day is not None and day > today:
            yield line.fault("in_the_future", field="issued_on", expected=f"{today:%d/%m/%Y}")
        if line.row is not None and known[_key(line.row)] > 0:
            known[_key(line.row)] -= 1
            yield line.fault("issue_known", field="issued_on")


def _known(context: Context, first: date, last: date) -> Counter[Key]:
    rows = PastIssue.objects.filter(
        center_id=context.by.center_id, issued_on__range=(first, last)
    ).values_list("issued_on", "workshop_id", "material_id", "pieces", "mass_kg")
    return Counter(rows.iterator(chunk_size=BATCH))


def _count(reading: Reading[IssueRow], context: Context) -> Mapping[str, int]:
    rows = reading.rows
    return {
        "rows": len(rows),
        "materials": len({row.material.pk for row in rows}),
        "kg": int(sum((row.mass_kg for row in rows), Decimal(0))),
    }


@step
def _apply(reading: Reading[IssueRow], context: Context) -> None:
    rows = reading.rows
    for start in range(0, len(rows), BATCH):
        written = PastIssue.objects.bulk_create(
            PastIssue(
                center_id=context.by.center_id,
                material=row.material,
                workshop=row.workshop,
                issued_on=row.issued_on,
                pieces=row.pieces or 0,
                mass_kg=row.mass_kg,
            )
            for row in rows[start : start + BATCH]
        )
        add_past_issues(center_id=context.by.center_id, issue_ids=[issue.pk for issue in written])
        context.report(min(start + BATCH, len(rows)))


ISSUE_HISTORY: Kind[Any] = Kind(
    name="issue_history",
    title=_("Issues of the old books"),
    roles=frozenset({Role.PURCHASER, Role.SUPERVISOR}),
    columns=(
        Column("issued_on", ("Tanggal", "Date"), read_date, example=DATE_EXAMPLE),
        Column(
            "workshop",
            ("IKM", "Kode IKM", "Workshop"),
            cells.code(12, "W0001"),
            example="W0001",
            find=find_workshops,
            unknown="unknown_workshop",
        ),
        Column(
            "material",
            ("Kode", "Kode bahan", "Material"),
            cells.code(30, "SPHC-2-4X8"),
            example="SPHC-2-4X8",
            find=catalogue.materials_by_code,
            unknown="unknown_material",
        ),
        Column("pieces", ("Jumlah", "Pieces"), cells.whole(least=1), needed=False, example="12"),
        Column("mass_kg", ("Berat (kg)", "Berat", "Weight (kg)"), cells.mass_kg, example="1.234,5"),
    ),
    row=IssueRow,
    apply=_apply,
    row_checks=(RowCheck(("material", "pieces"), pieces_of_unit),),
    check=_check,
    count=_count,
    sentences={
        **UNIT_SENTENCES,
        "issue_known": _("This issue is in the books already; delete the row."),
    },
    counts={"materials": _("materials"), "kg": _("kg in all")},
)
