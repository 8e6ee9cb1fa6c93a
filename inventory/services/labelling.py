"""Printing labels of lots and racks: a few at once, many by a job.

Nothing in the yard changes by it; a label says what lies there when it is printed.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from django.utils.translation import gettext_lazy as _

from inventory.catalogue import MAY_LABEL as MAY_LABEL
from inventory.documents.labels import PAPERS, Printed, labels_pdf, lot_label, rack_label
from inventory.models import Lot, Place
from inventory.reports.lots import LotLine, lot_lines
from inventory.rules.bundling import bundles_of
from inventory.rules.labels import lot_number_in
from materialcenter import audit
from materialcenter.commands import command
from materialcenter.errors import Invalid, Missing
from materialcenter.jobs import later, report_progress
from materialcenter.models import Attachment, Job
from materialcenter.person import Person
from materialcenter.rules.filetypes import PDF
from materialcenter.services.filing import file_away

AT_ONCE = 60
PER_FILE = 336  # whole sheets of every paper
MOST = 2000
TASK = "inventory.tasks.print_labels"
SUBJECT = "Labels"


class NoLotsToLabel(Invalid):
    """Nothing to print a label for."""

    code = "nothing_to_label"
    sentence = _("Nothing that fits lies in the yard, so there is no label to print.")


class NoSuchLot(Invalid):
    """Lots that are not there."""

    code = "unknown_lot"
    sentence = _("There is no lot %(lot)s here.")


class TooManyLabels(Invalid):
    """More labels than one print may have."""

    code = "too_many_labels"
    sentence = _("That would be %(count)s labels; one print has at most %(most)s. Choose fewer.")


class BundleSizeRefused(Invalid):
    """A bundle of nothing."""

    code = "bundle_size_invalid"
    sentence = _("A bundle has at least one piece.")


class NoSuchPaper(Invalid):
    """A paper that labels are not printed on."""

    code = "unknown_paper"
    sentence = _("There is no such paper for labels.")


class StartOffSheet(Invalid):
    """A first label that the sheet does not have."""

    code = "start_off_sheet"
    sentence = _("A sheet of this paper has the labels 1 to %(last)d.")


@dataclass(frozen=True)
class Wanted:
    """Which labels, on which paper.

    of: of lots or of racks. lots: by number; without one, what lies in the yard and fits
    reference (of a receipt or cut), material, rack and q (as the list of lots is searched).
    bundle_pieces: pieces of a bundle, each with a label; None labels each lot once. start:
    the first unused label of the first sheet.
    """

    of: Literal["lots", "racks"] = "lots"
    lots: tuple[str, ...] = ()
    reference: str = ""
    material: str = ""
    rack: str = ""
    q: str = ""
    paper: str = "a4-2x7"
    bundle_pieces: int | None = None
    start: int = 1


def labels_wanted(wanted: Wanted, by: Person) -> list[Printed]:
    """Write the labels that somebody wants, in the language that is active.

    Raises WrongRole, NoSuchPaper, StartOffSheet, BundleSizeRefused, NoSuchLot,
    NoLotsToLabel, TooManyLabels.
    """
    by.must_be(*MAY_LABEL)
    _check(wanted)
    labels = _of_racks(wanted, by) if wanted.of == "racks" else _of_lots(wanted, by)
    if not labels:
        raise NoLotsToLabel
    return labels


def print_now(labels: Sequence[Printed], wanted: Wanted) -> bytes:
    """Print a few labels as one PDF."""
    return labels_pdf(labels, paper=PAPERS[wanted.paper], start=wanted.start)


@command
def print_later(*, wanted: Wanted, by: Person, at: datetime) -> int:
    """Have labels printed by a job, and return its id. Raises what labels_wanted refuses."""
    count = len(labels_wanted(wanted, by))
    job_id = later(
        TASK,
        center_id=by.center_id,
        of_center_id=by.center_id,
        user_id=by.user_id,
        token_id=by.token_id,
        wanted=asdict(wanted),
    )
    audit.record(
        by=by, action="labels.asked", subject="Job", subject_id=job_id, at=at, labels=count
    )
    return job_id


def print_files(*, job_id: int, wanted: Wanted, by: Person, at: datetime) -> None:
    """Print a job's labels into files of PER_FILE labels each; those that are kept stay."""
    labels = labels_wanted(wanted, by)
    first = PER_FILE - wanted.start + 1
    parts = [
        labels[:first],
        *(labels[n : n + PER_FILE] for n in range(first, len(labels), PER_FILE)),
    ]
    kept = len(files_of(job_id, by))
    done = 0
    for number, part in enumerate(parts, start=1):
        report_progress(done=done, total=len(labels))
        if number > kept:
            start = wanted.start if number == 1 else 1
            content = labels_pdf(part, paper=PAPERS[wanted.paper], start=start)
            _keep(job_id=job_id, name=f"label-{number}.pdf", content=content, by=by, at=at)
        done += len(part)
    report_progress(done=done, total=len(labels))


def job_of(job_id: int, by: Person) -> Job:
    """Find a job that prints labels. Raises Missing."""
    found = Job.objects.visible_to(by).filter(pk=job_id, task=TASK).first()
    if found is None:
        raise Missing
    return found


def files_of(job_id: int, by: Person) -> list[Attachment]:
    """Return the files that a job has printed so far, in their order."""
    return list(
        Attachment.objects.visible_to(by).filter(subject=SUBJECT, subject_id=job_id).order_by("pk")
    )


@command
def _keep(*, job_id: int, name: str, content: bytes, by: Person, at: datetime) -> None:
    file_away(
        center_id=by.center_id,
        name=name,
        media_type=PDF,
        content=content,
        subject=SUBJECT,
        subject_id=job_id,
        by=by,
        at=at,
    )


def _check(wanted: Wanted) -> None:
    paper = PAPERS.get(wanted.paper)
    if paper is None:
        raise NoSuchPaper(field="paper")
    if not 1 <= wanted.start <= paper.per_sheet:
        raise StartOffSheet(field="start", last=paper.per_sheet)
    if wanted.bundle_pieces is not None and wanted.bundle_pieces < 1:
        raise BundleSizeRefused(field="bundle_pieces")


def _of_racks(wanted: Wanted, by: Person) -> list[Printed]:
    racks = Place.objects.visible_to(by).racks().order_by("walk_order", "code")
    if wanted.rack:
        racks = racks.filter(code=wanted.rack)
    _refuse_many(racks.count())
    return [rack_label(rack.code, bay=rack.bay) for rack in racks]


def _of_lots(wanted: Wanted, by: Person) -> list[Printed]:
    lines = [line for line in _lines(wanted, by) if line.mass_kg > 0]
    size = wanted.bundle_pieces
    _refuse_many(sum(_count(line, size) for line in lines))
    return [
        lot_label(line.lot, bundle)
        for line in lines
        for bundle in bundles_of(line.pieces, line.mass_kg, size=size)
    ]


def _lines(wanted: Wanted, by: Person) -> list[LotLine]:
    rows = Lot.objects.visible_to(by).with_names().order_by("pk")
    numbers = [lot_number_in(number) for number in wanted.lots]
    if numbers:
        _refuse_many(len(numbers))
        rows = rows.filter(number__in=numbers)
        missing = sorted(set(numbers) - {lot.number for lot in rows})
        if missing:
            raise NoSuchLot(field="lot", lot=", ".join(missing))
        return lot_lines(list(rows))
    rows = rows.search(text=wanted.q, material=wanted.material, rack=wanted.rack).in_yard()
    if wanted.reference:
        rows = rows.filter(reference=wanted.reference)
    _refuse_many(rows.count())
    return lot_lines(list(rows))


def _count(line: LotLine, size: int | None) -> int:
    return 1 if size is None or not line.pieces else -(-line.pieces // size)


def _refuse_many(count: int) -> None:
    if count > MOST:
        raise TooManyLabels(count=count, most=MOST)
