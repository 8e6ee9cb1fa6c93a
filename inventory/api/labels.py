"""Labels as PDF, printed by a job."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.utils import timezone
from ninja import Router
from pydantic import Field

from inventory.services import labelling
from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, Count, Input, Out

router = Router(tags=["labels"])


class LabelsIn(Input):
    """Which labels; see the page of labels. Without lots: what fits the rest and lies here."""

    of: Literal["lots", "racks"] = "lots"
    lots: Annotated[list[str], Field(max_length=labelling.MOST)] = []
    reference: Annotated[str, Field(max_length=60)] = ""
    material: Annotated[str, Field(max_length=30)] = ""
    rack: Annotated[str, Field(max_length=20)] = ""
    q: Annotated[str, Field(max_length=40)] = ""
    paper: str = "a4-2x7"
    bundle_pieces: Count | None = None
    start: Count = 1


class LabelsOut(Out):
    """How far a print is; files: ids of its PDFs, to be had under /files/{id}."""

    id: int
    done: int
    total: int
    finished_at: datetime | None
    failed_at: datetime | None
    files: list[int]


def _shown(person: Any, job_id: int) -> LabelsOut:
    job = labelling.job_of(job_id, person)
    return LabelsOut(
        id=job.pk,
        done=job.done,
        total=job.total,
        finished_at=job.finished_at,
        failed_at=job.failed_at,
        files=[file.pk for file in labelling.files_of(job.pk, person)],
    )


@router.post("", response={201: LabelsOut, **REFUSALS})
@needs(*labelling.MAY_LABEL)
@creates()
def print_labels(request: Any, body: LabelsIn) -> LabelsOut:
    """Have labels printed; ask for the print until it has its files."""
    wanted = labelling.Wanted(**{**body.model_dump(), "lots": tuple(body.lots)})
    job_id = labelling.print_later(wanted=wanted, by=request.auth, at=timezone.now())
    return _shown(request.auth, job_id)


@router.get("/{job_id}", response={200: LabelsOut, **REFUSALS})
@needs(*labelling.MAY_LABEL)
def show_labels(request: Any, job_id: int) -> LabelsOut:
    """Show how far a print is, and its files."""
    return _shown(request.auth, job_id)
