"""Imports: send a spreadsheet, see what it holds, confirm it."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from ninja import File, Form, Router
from ninja.files import UploadedFile

from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, CursorList, Input, Out
from materialcenter.errors import Missing
from materialcenter.models import ImportRun
from materialcenter.paging import page_of
from materialcenter.person import STAFF, Person
from materialcenter.services import importing
from materialcenter.services.importing.showing import ShownRun, show_run

router = Router(tags=["imports"])


class ImportIn(Input):
    """What the file holds, and what the kind asks beside it."""

    kind: str
    pool: str = ""
    as_of: str = ""


class CellFaultOut(Out):
    """A fault or warning; place is such as Stok!C8, column its letter."""

    code: str
    sentence: str
    place: str
    sheet: str
    row: int
    column: str
    heading: str
    value: str
    expected: str


class CountOut(Out):
    """A number of the preview, such as new: 97; label is name in the reader's language."""

    name: str
    label: str
    number: int


class PreviewOut(Out):
    """The first rows as they were understood."""

    headings: list[str]
    rows: list[list[str]]
    counts: list[CountOut]
    skipped: list[str]


class ImportRow(Out):
    """An import in the list."""

    id: int
    kind: str
    status: str
    file_name: str
    row_count: int
    asked_at: datetime
    applied_at: datetime | None

    @staticmethod
    def of(run: ImportRun) -> "ImportRow":
        """Shape a run."""
        return ImportRow(
            id=run.pk,
            kind=run.kind,
            status=run.status,
            file_name=run.attachment.name,
            row_count=run.row_count,
            asked_at=run.asked_at,
            applied_at=run.applied_at,
        )


class ImportOut(ImportRow):
    """An import with its faults, or its preview when there are none."""

    fault_count: int
    faults: list[CellFaultOut]
    warning_count: int
    warnings: list[CellFaultOut]
    preview: PreviewOut
    job: int | None
    done: int
    total: int

    @staticmethod
    def shown(shown: ShownRun) -> "ImportOut":
        """Shape a run with everything that was found."""
        return ImportOut(
            **ImportRow.of(shown.run).dict(),
            fault_count=shown.fault_count,
            faults=[CellFaultOut.from_orm(fault) for fault in shown.faults],
            warning_count=shown.warning_count,
            warnings=[CellFaultOut.from_orm(warning) for warning in shown.warnings],
            preview=PreviewOut(
                headings=list(shown.headings),
                rows=[list(row) for row in shown.rows],
                counts=[CountOut.from_orm(count) for count in shown.counts],
                skipped=list(shown.skipped),
            ),
            job=shown.run.job_id,
            done=shown.done,
            total=shown.total,
        )


@router.get("", response={200: CursorList[ImportRow], **REFUSALS})
@needs(*STAFF)
def list_imports(request: Any, cursor: str = "", limit: int = 50) -> Any:
    """List imports, the newest first."""
    rows = ImportRun.objects.visible_to(request.auth).select_related("attachment")
    page = page_of(rows.defer("faults", "preview"), cursor=cursor, limit=limit)
    return {"items": [ImportRow.of(run) for run in page.items], "next_cursor": page.next_cursor}


@router.post("", response={201: ImportOut, **REFUSALS})
@needs(*STAFF)
@creates()
def send_file(request: Any, payload: Form[ImportIn], file: File[UploadedFile]) -> ImportOut:
    """Send a file; a job reads it, and nothing is stored before it is confirmed."""
    said = request.POST.dict()  # with whatever else was sent, so that it is refused by name
    run = importing.send_file(
        kind=payload.kind,
        name=file.name or "",
        content=file.read(),
        options={name: value for name, value in said.items() if name != "kind"},
        by=request.auth,
        at=timezone.now(),
    )
    return ImportOut.shown(_shown(run.pk, request.auth))


@router.get("/{run_id}", response={200: ImportOut, **REFUSALS})
@needs(*STAFF)
def get_import(request: Any, run_id: int) -> Any:
    """Show an import: its faults, its preview, how far its job is."""
    return ImportOut.shown(_shown(run_id, request.auth))


@router.post("/{run_id}/apply", response={200: ImportOut, **REFUSALS})
@needs(*STAFF)
@creates(200)
def apply_import(request: Any, run_id: int) -> ImportOut:
    """Confirm an import; a job writes everything, or nothing."""
    importing.confirm_import(run_id=run_id, by=request.auth, at=timezone.now())
    return ImportOut.shown(_shown(run_id, request.auth))


def _shown(run_id: int, person: Person) -> ShownRun:
    found = (
        ImportRun.objects.visible_to(person)
        .select_related("attachment", "job")
        .filter(pk=run_id)
        .first()
    )
    if found is None:
        raise Missing
    return show_run(found)
