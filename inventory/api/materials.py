"""The catalogue: materials, their counter prices, and when they are reordered."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from django.utils import timezone
from ninja import Router
from pydantic import Field

from inventory.models import Material, ReorderPlan
from inventory.reports.why import why_of
from inventory.services import cataloguing, reordering
from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, CursorList, Input, Kg, Out, Price
from materialcenter.errors import Missing
from materialcenter.models import Role
from materialcenter.paging import page_of
from materialcenter.person import STAFF, Person

router = Router(tags=["materials"])

Mm = Annotated[Decimal, Field(max_digits=9, decimal_places=2)]
TwoDecimals = Annotated[Decimal, Field(max_digits=5, decimal_places=2)]


class PieceIn(Input):
    """What a material is; dimensions in mm, those that its form has."""

    form: Material.Form
    grade: str
    thickness_mm: Mm | None = None
    width_mm: Mm | None = None
    length_mm: Mm | None = None
    diameter_mm: Mm | None = None
    root_radius_mm: Mm | None = None
    toe_radius_mm: Mm | None = None

    def piece(self) -> cataloguing.Piece:
        """Return it as the act takes it."""
        return cataloguing.Piece(
            form=self.form,
            grade=self.grade,
            dimensions={name: getattr(self, name) for name in cataloguing.DIMENSIONS},
        )


class MaterialIn(PieceIn):
    """A material to add; its unit and table weight follow from the rest."""

    code: str
    counter_price_per_kg: Price
    fixed_value_per_kg: Price | None = None


class ChangeIn(PieceIn):
    """What a material is to be."""

    is_active: bool = True
    fixed_value_per_kg: Price | None = None


class PriceIn(Input):
    """A new counter price."""

    counter_price_per_kg: Price


class LevelsIn(Input):
    """Levels set by hand, in kg."""

    reorder_point_kg: Kg
    order_up_to_kg: Kg


class PlanningIn(Input):
    """What a material is planned by; null is the center's usual."""

    fill_rate_percent: TwoDecimals | None = None
    lead_time_days: TwoDecimals | None = None
    multiple_kg: Kg | None = None


class WeekOut(Out):
    """A week: what was asked for behind, what is expected ahead; low and high: one in ten beyond."""

    begins: date
    asked_kg: Kg | None
    mean_kg: Kg | None
    low_kg: Kg | None
    high_kg: Kg | None


class WhyOut(Out):
    """Why a material is to be ordered, or not yet."""

    material: str
    free_kg: Kg
    coming_kg: Kg
    position_kg: Kg
    weeks: list[WeekOut]
    falls_under_on: date | None
    runs_out_on: date | None


class MaterialOut(Out):
    """A material."""

    code: str
    form: str
    grade: str
    unit: str
    thickness_mm: Mm | None
    width_mm: Mm | None
    length_mm: Mm | None
    diameter_mm: Mm | None
    root_radius_mm: Mm | None
    toe_radius_mm: Mm | None
    piece_mass_kg: Kg | None
    counter_price_per_kg: Price
    fixed_value_per_kg: Price | None
    is_active: bool

    @staticmethod
    def of(material: Material, *, by: Person) -> "MaterialOut":
        """Shape a material whose grade is loaded; what the books say of it is the staff's."""
        return MaterialOut(
            code=material.code,
            form=material.form,
            grade=material.grade.code,
            unit=material.unit,
            piece_mass_kg=material.piece_mass_kg,
            counter_price_per_kg=material.counter_price_per_kg,
            fixed_value_per_kg=material.fixed_value_per_kg if by.is_staff else None,
            is_active=material.is_active,
            **{name: getattr(material, name) for name in cataloguing.DIMENSIONS},
        )


class PlanOut(Out):
    """When a material is reordered: levels in kg, and the demand they rest on."""

    material: str
    demand_class: str
    daily_mean_kg: Kg
    reorder_point_kg: Kg
    order_up_to_kg: Kg
    is_manual: bool
    weekly_spread_kg: Kg
    lead_time_days: Decimal
    lead_time_spread_days: Decimal
    fill_rate_percent: Decimal | None
    own_lead_time_days: Decimal | None
    multiple_kg: Kg | None
    planned_at: datetime

    @staticmethod
    def of(plan: ReorderPlan) -> "PlanOut":
        """Shape a plan."""
        return PlanOut(
            material=plan.material.code,
            demand_class=plan.demand_class,
            daily_mean_kg=plan.daily_mean_kg,
            reorder_point_kg=plan.reorder_point_kg,
            order_up_to_kg=plan.order_up_to_kg,
            is_manual=plan.is_manual,
            weekly_spread_kg=plan.weekly_spread_kg,
            lead_time_days=plan.lead_time_days,
            lead_time_spread_days=plan.lead_time_spread_days,
            fill_rate_percent=plan.fill_rate_percent,
            own_lead_time_days=plan.own_lead_time_days,
            multiple_kg=plan.multiple_kg,
            planned_at=plan.planned_at,
        )


@router.get("", response={200: CursorList[MaterialOut], **REFUSALS})
@needs()
def list_materials(
    request: Any, q: str = "", form: str = "", grade: str = "", cursor: str = "", limit: int = 50
) -> CursorList[MaterialOut]:
    """List materials in the order of the catalogue."""
    rows = (
        Material.objects.visible_to(request.auth)
        .search(text=q, form=form, grade=grade)
        .select_related("grade")
    )
    page = page_of(rows, cursor=cursor, limit=limit, newest_first=False)
    return CursorList[MaterialOut](
        items=[MaterialOut.of(material, by=request.auth) for material in page.items],
        next_cursor=page.next_cursor,
    )


@router.post("", response={201: MaterialOut, **REFUSALS})
@needs(*cataloguing.MAY_CATALOGUE)
@creates()
def add_material(request: Any, body: MaterialIn) -> MaterialOut:
    """Add a material."""
    return MaterialOut.of(
        cataloguing.add_material(
            code=body.code,
            piece=body.piece(),
            counter_price_per_kg=body.counter_price_per_kg,
            fixed_value_per_kg=body.fixed_value_per_kg,
            by=request.auth,
            at=timezone.now(),
        ),
        by=request.auth,
    )


@router.get("/{code}", response={200: MaterialOut, **REFUSALS})
@needs()
def show_material(request: Any, code: str) -> MaterialOut:
    """Show a material."""
    found = (
        Material.objects.visible_to(request.auth).select_related("grade").filter(code=code).first()
    )
    if found is None:
        raise Missing
    return MaterialOut.of(found, by=request.auth)


@router.put("/{code}", response={200: MaterialOut, **REFUSALS})
@needs(*cataloguing.MAY_CATALOGUE)
@creates(200)
def change_material(request: Any, code: str, body: ChangeIn) -> MaterialOut:
    """Correct a material, or take it off the list."""
    return MaterialOut.of(
        cataloguing.change_material(
            code=code,
            piece=body.piece(),
            is_active=body.is_active,
            fixed_value_per_kg=body.fixed_value_per_kg,
            by=request.auth,
            at=timezone.now(),
        ),
        by=request.auth,
    )


@router.post("/{code}/price", response={200: MaterialOut, **REFUSALS})
@needs(*cataloguing.MAY_CATALOGUE)
@creates(200)
def change_price(request: Any, code: str, body: PriceIn) -> MaterialOut:
    """Set the counter price."""
    return MaterialOut.of(
        cataloguing.change_counter_price(
            code=code,
            counter_price_per_kg=body.counter_price_per_kg,
            by=request.auth,
            at=timezone.now(),
        ),
        by=request.auth,
    )


@router.get("/{code}/reorder-plan", response={200: PlanOut, **REFUSALS})
@needs(*STAFF)
def show_plan(request: Any, code: str) -> PlanOut:
    """Show when a material is reordered."""
    found = (
        ReorderPlan.objects.filter(center_id=request.auth.center_id, material__code=code)
        .select_related("material")
        .first()
    )
    if found is None:
        raise Missing
    return PlanOut.of(found)


@router.get("/{code}/reorder-plan/why", response={200: WhyOut, **REFUSALS})
@needs(Role.PURCHASER, Role.SUPERVISOR, Role.AUDITOR)
def show_why(request: Any, code: str) -> WhyOut:
    """Show what was asked for by week, what is expected, and when it runs out."""
    found = Material.objects.visible_to(request.auth).filter(code=code).first()
    if found is None:
        raise Missing
    why = why_of(found, timezone.localdate())
    return WhyOut(
        material=found.code,
        free_kg=why.free_kg,
        coming_kg=why.coming_kg,
        position_kg=why.position_kg,
        weeks=[WeekOut(**vars(week)) for week in why.weeks],
        falls_under_on=why.falls_under_on,
        runs_out_on=why.runs_out_on,
    )


@router.put("/{code}/reorder-plan", response={200: PlanOut, **REFUSALS})
@needs(Role.PURCHASER, Role.SUPERVISOR)
@creates(200)
def set_plan(request: Any, code: str, body: LevelsIn) -> PlanOut:
    """Set a material's levels by hand."""
    return PlanOut.of(
        reordering.set_reorder_point(
            material_code=code,
            reorder_point_kg=body.reorder_point_kg,
            order_up_to_kg=body.order_up_to_kg,
            by=request.auth,
            at=timezone.now(),
        )
    )


@router.put("/{code}/reorder-plan/settings", response={200: PlanOut, **REFUSALS})
@needs(Role.PURCHASER, Role.SUPERVISOR)
@creates(200)
def set_planning(request: Any, code: str, body: PlanningIn) -> PlanOut:
    """Set what a material is planned by: its fill rate, lead time, multiple."""
    wanted = reordering.PlanSettings(body.fill_rate_percent, body.lead_time_days, body.multiple_kg)
    return PlanOut.of(
        reordering.set_planning(
            material_code=code, wanted=wanted, by=request.auth, at=timezone.now()
        )
    )


@router.post("/{code}/reorder-plan/again", response={200: PlanOut, **REFUSALS})
@needs(Role.PURCHASER, Role.SUPERVISOR)
@creates(200)
def plan_again(request: Any, code: str) -> PlanOut:
    """Give a material's levels back to planning."""
    return PlanOut.of(reordering.plan_again(material_code=code, by=request.auth, at=timezone.now()))
