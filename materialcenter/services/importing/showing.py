"""An import run as people see it: its faults, warnings and counts in their language."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from materialcenter.importing.faults import fault_from_json
from materialcenter.importing.kinds import COUNTS, Kind, kind_named
from materialcenter.models import ImportRun


@dataclass(frozen=True)
class ShownFault:
    """A fault in words; `place` is such as Stok!C8."""

    code: str
    sentence: str
    place: str
    sheet: str
    row: int
    column: str
    heading: str
    value: str
    expected: str


@dataclass(frozen=True)
class Count:
    """A number of the preview: name is stable, label is in the reader's language."""

    name: str
    label: str
    number: int


@dataclass(frozen=True)
class ShownRun:
    """A run with everything that was found in its file.

    done, total: rows written and in all.
    """

    run: ImportRun
    title: str
    faults: Sequence[ShownFault]
    fault_count: int
    warnings: Sequence[ShownFault]
    warning_count: int
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    counts: Sequence[Count]
    skipped: Sequence[str]
    done: int
    total: int

    @property
    def labelled_rows(self) -> list[list[tuple[str, str]]]:
        """Return the first rows, each cell with its heading."""
        return [list(zip(self.headings, row, strict=True)) for row in self.rows]

    @property
    def is_moving(self) -> bool:
        """Say whether a job is at it, so that looking again makes sense."""
        waits = self.run.status in {ImportRun.Status.READING, ImportRun.Status.APPLYING}
        return waits and not self.has_given_up

    @property
    def has_given_up(self) -> bool:
        """Say whether its job failed for good."""
        return self.run.job is not None and self.run.job.failed_at is not None

    @property
    def can_be_confirmed(self) -> bool:
        """Say whether somebody may confirm it now."""
        return self.run.status == ImportRun.Status.READY


def show_run(run: ImportRun) -> ShownRun:
    """Describe a run; select_related("job", "attachment") spares two statements."""
    kind = kind_named(run.kind)
    preview = run.preview
    return ShownRun(
        run=run,
        title=str(kind.title),
        faults=_shown(kind, run.faults),
        fault_count=preview.get("fault_count", len(run.faults)),
        warnings=_shown(kind, preview.get("warnings", [])),
        warning_count=preview.get("warning_count", 0),
        headings=preview.get("headings", []),
        rows=preview.get("rows", []),
        counts=[
            Count(name, str(kind.counts.get(name) or COUNTS[name]), number)
            for name, number in preview.get("counts", [])
        ],
        skipped=preview.get("skipped", []),
        done=_done(run),
        total=(run.job.total if run.job else 0) or run.row_count,
    )


def _done(run: ImportRun) -> int:
    if run.status == ImportRun.Status.APPLIED:
        return run.row_count
    return run.job.done if run.job else 0


def _shown(kind: Kind[Any], stored: Sequence[dict[str, Any]]) -> list[ShownFault]:
    faults = [fault_from_json(each) for each in stored]
    return [
        ShownFault(
            code=fault.code,
            sentence=fault.sentence(kind.sentences),
            place=fault.place,
            sheet=fault.sheet,
            row=fault.row,
            column=fault.letter,
            heading=fault.heading,
            value=fault.value,
            expected=fault.expected,
        )
        for fault in faults
    ]
