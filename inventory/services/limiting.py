"""What a grade allows: taken from its standard, and changed by hand."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from itertools import combinations

from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from inventory.models import Grade, GradeLimit, Property
from inventory.rules.conformity import Limit
from inventory.rules.grade_limits import known_limits
from materialcenter import audit
from materialcenter.commands import command, step
from materialcenter.errors import Fault, Invalid, Missing
from materialcenter.person import Person, Role

MAY_LIMIT = (Role.PURCHASER, Role.SUPERVISOR)
LARGEST = Decimal("99999.9999")
LARGEST_MM = Decimal("9999999.99")
ELEMENTS = frozenset(Property.values) - {
    Property.YIELD,
    Property.TENSILE,
    Property.ELONGATION,
    Property.HARDNESS,
    Property.COATING,
}
PERCENTAGES = ELEMENTS | {Property.ELONGATION}


class BadLimits(Invalid):
    """Limits that limit nothing, or that contradict each other; `faults` names each."""

    code = "limits_invalid"
    sentence = _("These limits cannot be kept like this.")


@command
def set_limits(
    *, grade_code: str, limits: Sequence[Limit], by: Person, at: datetime
) -> list[GradeLimit]:
    """Let these be all limits of a grade; what was certified before is shown by them too.

    Raises WrongRole, Missing, BadLimits (naming each line: limit_property_unknown,
    limit_empty, limit_out_of_range, limit_minimum_above_maximum, limit_range_backwards,
    limit_ranges_overlap).
    """
    by.must_be(*MAY_LIMIT)
    grade = _lock_grade(grade_code, by)
    faults = _faults(limits)
    if faults:
        raise BadLimits(faults=faults)
    return _replace(grade, limits, by=by, at=at)


@command
def take_known_limits(*, by: Person, at: datetime) -> list[str]:
    """Give each grade that has no limits those of its standard; return those grades' codes."""
    by.must_be(*MAY_LIMIT)
    grades = (
        Grade.objects.select_for_update(no_key=True).filter(center_id=by.center_id).order_by("pk")
    )
    taken = []
    for grade in grades:
        limits = known_limits(grade.code)
        if limits and not GradeLimit.objects.filter(grade=grade).exists():
            _replace(grade, limits, by=by, at=at)
            taken.append(grade.code)
    return taken


def _lock_grade(code: str, by: Person) -> Grade:
    rows = Grade.objects.select_for_update(no_key=True)
    found = rows.filter(center_id=by.center_id, code=code).first()
    if found is None or not by.is_staff:
        raise Missing
    return found


@step
def _replace(
    grade: Grade, limits: Sequence[Limit], *, by: Person, at: datetime
) -> list[GradeLimit]:
    GradeLimit.objects.filter(grade=grade).delete()
    kept = GradeLimit.objects.bulk_create(
        GradeLimit(
            grade=grade,
            measured=limit.measured,
            minimum=limit.minimum,
            maximum=limit.maximum,
            from_mm=limit.from_mm,
            to_mm=limit.to_mm,
        )
        for limit in limits
    )
    audit.record(
        by=by,
        action="grade.limits_set",
        subject="Grade",
        subject_id=grade.pk,
        at=at,
        grade=grade.code,
        limits=[_written(limit) for limit in limits],
    )
    return kept


def _written(limit: Limit) -> list[str | None]:
    ends = (limit.minimum, limit.maximum, limit.from_mm, limit.to_mm)
    return [limit.measured, *(None if end is None else str(end) for end in ends)]


def _faults(limits: Sequence[Limit]) -> list[Fault]:
    faults = []
    for n, limit in enumerate(limits):
        for code, field, sentence in _line_faults(limit):
            place = __("Line %(line)s") % {"line": n + 1}
            faults.append(Fault(code, sentence, f"limits.{n}.{field}", place))
    for (one, first), (n, second) in combinations(enumerate(limits), 2):
        if first.measured == second.measured and first.overlaps(second):
            sentence = __("Line %(line)s limits the same for some of these thicknesses.")
            fault = Fault(
                "limit_ranges_overlap",
                sentence % {"line": one + 1},
                f"limits.{n}.from_mm",
                __("Line %(line)s") % {"line": n + 1},
            )
            faults.append(fault)
    return faults


def _line_faults(limit: Limit) -> list[tuple[str, str, str]]:
    """Return (code, field, sentence) for everything that is wrong with a limit."""
    found = []
    low, high, start, end = limit.minimum, limit.maximum, limit.from_mm, limit.to_mm
    if limit.measured not in Property.values:
        found.append(("limit_property_unknown", "measured", __("Choose what is measured.")))
    if low is None and high is None:
        sentence = __("Say at least how much or at most how much.")
        found.append(("limit_empty", "minimum", sentence))
    most = Decimal(100) if limit.measured in PERCENTAGES else LARGEST
    for field, number in (("minimum", low), ("maximum", high)):
        if number is not None and not 0 <= number <= most:
            sentence = __("It must be between 0 and %(most)s.") % {"most": most}
            found.append(("limit_out_of_range", field, sentence))
    for field, number in (("from_mm", start), ("to_mm", end)):
        if number is not None and not 0 <= number <= LARGEST_MM:
            sentence = __("It must be between 0 and %(most)s.") % {"most": LARGEST_MM}
            found.append(("limit_out_of_range", field, sentence))
    if low is not None and high is not None and low > high:
        sentence = __("The least is more than the most.")
        found.append(("limit_minimum_above_maximum", "minimum", sentence))
    if start is not None and end is not None and start > end:
        found.append(("limit_range_backwards", "from_mm", __("The range runs backwards.")))
    return found
