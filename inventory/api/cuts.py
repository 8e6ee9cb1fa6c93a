"""Cutting: jobs as they were done, plans for lists of cuts, and remnants by their size."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import Field

from inventory.api.lots import LotOut
from inventory.models import CutPlan
from inventory.reports.cuts import JobView, cut_jobs, find_plan, find_remnants, job_views
from inventory.reports.lots import lot_lines
from inventory.rules.cutting import Wanted
from inventory.services import cutting, planning_cuts
from inventory.services.printing_cuts import PDF, cut_plan_pdf
from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, Count, CursorList, Input, Kg, Out, Price
from materialcenter.errors import Missing
from materialcenter.paging import page_of
from materialcenter.person import STAFF
from materialcenter.web import as_download

router = Router(tags=["cuts"])
plans = Router(tags=["cuts"])
remnants = Router(tags=["cuts"])

Mm = Annotated[Decimal, Field(max_digits=9, decimal_places=2)]
Label = Annotated[str, Field(max_length=60)]


class CutIntoIn(Input):
    """Kind is piece, remnant or scrap; mass_kg as weighed, else from the size."""

    kind: str
    rack: str
    pieces: Count = 0
    length_mm: Mm | None = None
    width_mm: Mm | None = None
    mass_kg: Kg | None = None
    material: str = ""
    label: Label = ""


class CutIn(Input):
    """Pieces of a lot that were cut, and what came of them; without a day, today."""

    lot: str
    from_rack: str
    pieces: Count
    mass_kg: Kg | None = None
    outputs: list[CutIntoIn]
    plan: str = ""
    on: date | None = None
    note: Annotated[str, Field(max_length=200)] = ""


class CutOutputOut(Out):
    """A lot that came of a cut."""

    kind: str
    lot: str
    material: str
    pieces: int
    length_mm: Mm | None
    width_mm: Mm | None
    mass_kg: Kg
    table_kg: Kg | None
    cost_per_kg: Price
    label: str


class CutOut(Out):
    """A job: what went in, what came out, the kerf loss and the one to be expected."""

    number: str
    lot: str
    material: str
    heat: str
    from_rack: str
    plan: str
    sequence: int
    pieces: int
    mass_kg: Kg
    kerf_kg: Kg
    expected_kerf_kg: Kg
    value: Price
    cut_at: datetime
    is_undone: bool
    outputs: list[CutOutputOut]

    @staticmethod
    def of(view: JobView) -> "CutOut":
        """Shape a job."""
        job = view.job
        return CutOut(
            number=job.number,
            lot=job.lot.number,
            material=job.lot.material.code,
            heat=job.lot.heat,
            from_rack=job.place.code,
            plan=job.plan.number if job.plan else "",
            sequence=job.transaction_id,
            pieces=job.pieces,
            mass_kg=job.mass_kg,
            kerf_kg=job.kerf_kg,
            expected_kerf_kg=view.expected_kerf_kg,
            value=job.value,
            cut_at=job.cut_at,
            is_undone=view.is_undone,
            outputs=[
                CutOutputOut(
                    kind=out.kind,
                    lot=out.lot.number,
                    material=out.lot.material.code,
                    pieces=out.lot.received_pieces,
                    length_mm=out.lot.length_mm,
                    width_mm=out.lot.width_mm,
                    mass_kg=out.lot.received_kg,
                    table_kg=out.lot.table_kg,
                    cost_per_kg=out.lot.cost_per_kg,
                    label=out.label,
                )
                for out in view.outputs
            ],
        )


class WantedIn(Input):
    """Pieces of one size; width_mm of sheets only."""

    length_mm: Mm
    width_mm: Mm | None = None
    pieces: Count
    may_turn: bool = True
    label: Label = ""


class CutPlanIn(Input):
    """A list of cuts of one material."""

    material: str
    kerf_mm: Mm = Decimal(3)
    cuts: list[WantedIn]
    uses_remnants: bool = True


class CutPlanOut(Out):
    """A plan; result is empty until it was computed."""

    number: str
    material: str
    status: str
    kerf_mm: Mm
    uses_remnants: bool
    cuts: list[dict[str, Any]]
    is_proven: bool
    planned_at: datetime
    computed_at: datetime | None
    result: dict[str, Any]

    @staticmethod
    def of(plan: CutPlan) -> "CutPlanOut":
        """Shape a plan whose material is loaded."""
        return CutPlanOut(
            number=plan.number,
            material=plan.material.code,
            status=plan.status,
            kerf_mm=plan.kerf_mm,
            uses_remnants=plan.uses_remnants,
            cuts=plan.wanted,
            is_proven=plan.is_proven,
            planned_at=plan.planned_at,
            computed_at=plan.computed_at,
            result=plan.result or {},
        )


def _job(person: Any, number: str) -> CutOut:
    found = cut_jobs(person).filter(number=number).first()
    if found is None:
        raise Missing
    return CutOut.of(job_views([found])[0])


@router.get("", response={200: CursorList[CutOut], **REFUSALS})
@needs(*STAFF)
def list_cuts(request: Any, lot: str = "", cursor: str = "", limit: int = 50) -> CursorList[CutOut]:
    """List cutting jobs, the newest first; of one lot by its number."""
    rows = cut_jobs(request.auth)
    if lot:
        rows = rows.filter(lot__number=lot)
    page = page_of(rows, cursor=cursor, limit=limit)
    return CursorList[CutOut](
        items=[CutOut.of(view) for view in job_views(page.items)], next_cursor=page.next_cursor
    )


@router.post("", response={201: CutOut, **REFUSALS})
@needs(*cutting.MAY_CUT)
@creates()
def cut(request: Any, body: CutIn) -> CutOut:
    """Cut pieces of a lot; what is not weighed out again is kerf."""
    job = cutting.do_cut(
        lot_number=body.lot,
        from_rack=body.from_rack,
        pieces=body.pieces,
        mass_kg=body.mass_kg,
        outputs=[cutting.CutInto(**out.model_dump()) for out in body.outputs],
        plan_number=body.plan,
        note=body.note,
        on=body.on or timezone.localdate(),
        by=request.auth,
        at=timezone.now(),
    )
    return _job(request.auth, job.number)


@router.get("/{number}", response={200: CutOut, **REFUSALS})
@needs(*STAFF)
def show_cut(request: Any, number: str) -> CutOut:
    """Show a cutting job."""
    return _job(request.auth, number)


@plans.get("", response={200: CursorList[CutPlanOut], **REFUSALS})
@needs(*STAFF)
def list_plans(request: Any, cursor: str = "", limit: int = 50) -> CursorList[CutPlanOut]:
    """List cutting plans, the newest first."""
    rows = CutPlan.objects.visible_to(request.auth).select_related("material")
    page = page_of(rows, cursor=cursor, limit=limit)
    return CursorList[CutPlanOut](
        items=[CutPlanOut.of(plan) for plan in page.items], next_cursor=page.next_cursor
    )


@plans.post("", response={201: CutPlanOut, **REFUSALS})
@needs(*planning_cuts.MAY_PLAN)
@creates()
def ask_plan(request: Any, body: CutPlanIn) -> CutPlanOut:
    """Ask for the least material for a list of cuts; look again until it is computed."""
    plan = planning_cuts.ask_plan(
        material_code=body.material,
        kerf_mm=body.kerf_mm,
        cuts=[Wanted(**cut.model_dump()) for cut in body.cuts],
        uses_remnants=body.uses_remnants,
        by=request.auth,
        at=timezone.now(),
    )
    return CutPlanOut.of(plan)


@plans.get("/{number}", response={200: CutPlanOut, **REFUSALS})
@needs(*STAFF)
def show_plan(request: Any, number: str) -> CutPlanOut:
    """Show a cutting plan."""
    return CutPlanOut.of(find_plan(request.auth, number))


@plans.get("/{number}/document", response={200: None, **REFUSALS})
@needs(*STAFF)
def plan_document(request: Any, number: str) -> HttpResponse:
    """Give out a plan with its drawings as PDF."""
    plan = find_plan(request.auth, number)
    return as_download(safe_name=f"{plan.number}.pdf", media_type=PDF, content=cut_plan_pdf(plan))


@remnants.get("", response={200: CursorList[LotOut], **REFUSALS})
@needs(*STAFF)
def list_remnants(
    request: Any,
    length_mm: Mm | None = None,
    width_mm: Mm | None = None,
    thickness_mm: Mm | None = None,
    grade: str = "",
    material: str = "",
    cursor: str = "",
    limit: int = 50,
) -> CursorList[LotOut]:
    """List what was cut and still lies here, at least so long and wide in either direction."""
    rows = find_remnants(
        request.auth,
        length_mm=length_mm,
        width_mm=width_mm,
        thickness_mm=thickness_mm,
        grade=grade,
        material=material,
    )
    page = page_of(rows, cursor=cursor, limit=limit)
    return CursorList[LotOut](
        items=[LotOut.of(line) for line in lot_lines(page.items)], next_cursor=page.next_cursor
    )
