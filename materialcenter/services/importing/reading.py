"""Reading a file that was sent: its faults, or a preview of what it would bring."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models

from materialcenter.commands import command
from materialcenter.errors import DomainError
from materialcenter.formats import locale
from materialcenter.importing.cells import shown
from materialcenter.importing.faults import CellFault
from materialcenter.importing.kinds import Context, Kind, Reading, kind_named
from materialcenter.importing.lines import read_lines, sorted_faults
from materialcenter.importing.sheets import read_sheets
from materialcenter.models import ImportRun
from materialcenter.person import Person
from materialcenter.rules.filetypes import XML

MOST_FAULTS = 5_000
PREVIEW_ROWS = 10


def read_import(*, run_id: int, by: Person, at: datetime) -> ImportRun:
    """Read the file of a run and keep its faults, or its preview when there is none.

    Repeatable: a run that is not waiting to be read stays as it is.
    """
    run = ImportRun.objects.select_related("attachment__content").get(pk=run_id)
    if run.status != ImportRun.Status.READING:
        return run
    context = Context(by=by, at=at, options=run.options, run_id=run.pk)
    reading = read_run(run, context)
    return _keep_reading(run_id=run.pk, reading=reading, context=context)


def read_run(run: ImportRun, context: Context) -> Reading[Any]:
    """Read a run's file into typed lines, every fault of the file and against the tables."""
    kind = kind_named(run.kind)
    content, media_type = bytes(run.attachment.content.content), run.attachment.media_type
    try:
        if media_type == XML and kind.read_xml is not None:
            sheets = list(kind.read_xml(content))
        else:
            sheets = read_sheets(content, media_type=media_type)
    except DomainError as error:
        fault = CellFault(error.code, row=error.data.get("line", 0), data=error.data)
        return Reading((), (fault,), (), frozenset(), ())
    reading = read_lines(kind, sheets, context)
    if not reading.lines:
        return reading
    faults = sorted_faults([*reading.faults, *kind.check(reading, context)])
    return Reading(reading.lines, faults, reading.titles, reading.fields, reading.skipped)


@command
def _keep_reading(*, run_id: int, reading: Reading[Any], context: Context) -> ImportRun:
    run = ImportRun.objects.select_for_update(no_key=True).get(pk=run_id)
    if run.status == ImportRun.Status.READING:
        keep_reading(run, reading, context)
    return run


def keep_reading(run: ImportRun, reading: Reading[Any], context: Context) -> None:
    """Write down what a reading found, on a run that the caller has locked."""
    kind = kind_named(run.kind)
    run.row_count = len(reading.lines)
    run.faults = [fault.as_json() for fault in reading.faults[:MOST_FAULTS]]
    run.preview = {"fault_count": len(reading.faults), "skipped": list(reading.skipped)}
    run.status = ImportRun.Status.FAULTY
    if not reading.faults:
        run.status = ImportRun.Status.READY
        run.preview |= _preview(kind, reading, context)
    run.save(update_fields=["row_count", "faults", "preview", "status"])


def _preview(kind: Kind[Any], reading: Reading[Any], context: Context) -> dict[str, Any]:
    warnings = sorted_faults(kind.warn(reading, context))
    columns = [column for column in kind.columns if column.field in reading.fields]
    return {
        "headings": [column.headings[0] for column in columns],
        "rows": [
            [_written(line.values.get(column.field)) for column in columns]
            for line in reading.lines[:PREVIEW_ROWS]
        ],
        "counts": [[name, number] for name, number in kind.count(reading, context).items()],
        "warnings": [warning.as_json() for warning in warnings[:MOST_FAULTS]],
        "warning_count": len(warnings),
    }


def _written(value: Any) -> str:
    """Write a value as it was understood, so that a person sees whether it was."""
    if isinstance(value, models.Model):
        return str(getattr(value, "code", value))
    if isinstance(value, Decimal):
        return f"{value.normalize():f}".replace(".", "," if locale() == "id_ID" else ".")
    if isinstance(value, (date, datetime)):
        return shown(value)
    return "" if value is None else str(value)
