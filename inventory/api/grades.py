"""Grades and what each allows."""

from decimal import Decimal
from typing import Annotated, Any

from django.utils import timezone
from ninja import Router
from pydantic import Field

from inventory.models import Grade
from inventory.reports.conformity import grades_of
from inventory.rules.conformity import Limit
from inventory.services import limiting
from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, CursorList, Input, Out
from materialcenter.person import STAFF

router = Router(tags=["grades"])

Value = Annotated[Decimal, Field(max_digits=9, decimal_places=4)]
Mm = Annotated[Decimal, Field(max_digits=9, decimal_places=2)]


class GradeLimitIn(Input):
    """What a grade allows of a property, both ends included, for a range of thickness or all."""

    property: Annotated[str, Field(max_length=2)]
    minimum: Value | None = None
    maximum: Value | None = None
    from_mm: Mm | None = None
    to_mm: Mm | None = None


class GradeLimitsIn(Input):
    """All limits of a grade."""

    limits: list[GradeLimitIn]


class GradeLimitOut(Out):
    """A limit as it is kept."""

    property: str
    minimum: Decimal | None
    maximum: Decimal | None
    from_mm: Decimal | None
    to_mm: Decimal | None


class GradeOut(Out):
    """A grade and its limits."""

    code: str
    standard: str
    density: Decimal
    limits: list[GradeLimitOut]

    @staticmethod
    def of(grade: Grade) -> "GradeOut":
        """Shape a grade whose limits are at hand."""
        return GradeOut(
            code=grade.code,
            standard=grade.standard,
            density=grade.density,
            limits=[
                GradeLimitOut(
                    property=limit.measured,
                    minimum=limit.minimum,
                    maximum=limit.maximum,
                    from_mm=limit.from_mm,
                    to_mm=limit.to_mm,
                )
                for limit in grade.limits.all()
            ],
        )


@router.get("", response={200: CursorList[GradeOut], **REFUSALS})
@needs(*STAFF)
def list_grades(request: Any) -> CursorList[GradeOut]:
    """List all grades with their limits; a depot has a few dozen."""
    grades = grades_of(request.auth.center_id)
    return CursorList[GradeOut](items=[GradeOut.of(grade) for grade in grades], next_cursor="")


@router.post("/known-limits", response={201: CursorList[GradeOut], **REFUSALS})
@needs(*limiting.MAY_LIMIT)
@creates()
def take_known_limits(request: Any) -> CursorList[GradeOut]:
    """Give grades without limits those of their standard, where its figures are known."""
    taken = set(limiting.take_known_limits(by=request.auth, at=timezone.now()))
    grades = [grade for grade in grades_of(request.auth.center_id) if grade.code in taken]
    return CursorList[GradeOut](items=[GradeOut.of(grade) for grade in grades], next_cursor="")


@router.put("/{code}/limits", response={200: GradeOut, **REFUSALS})
@needs(*limiting.MAY_LIMIT)
@creates(200)
def set_limits(request: Any, code: str, body: GradeLimitsIn) -> GradeOut:
    """Let these be all limits of a grade."""
    limits = [
        Limit(limit.property, limit.minimum, limit.maximum, limit.from_mm, limit.to_mm)
        for limit in body.limits
    ]
    limiting.set_limits(grade_code=code, limits=limits, by=request.auth, at=timezone.now())
    grades = grades_of(request.auth.center_id)
    return next(GradeOut.of(grade) for grade in grades if grade.code == code)
