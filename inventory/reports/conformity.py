"""Heats of mill certificates beside what their grades allow."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from inventory.models import (
    CertificateHeat,
    CertificateResult,
    Grade,
    GradeLimit,
    Material,
    Property,
)
from inventory.rules.conformity import Conformity, Judged, Limit, judge
from materialcenter.formats import measured

LONGEST_REASON = 200


def limits_by_grade(grade_ids: Iterable[int]) -> dict[int, list[Limit]]:
    """Return the limits of grades, in the order in which properties are named. One statement."""
    found: dict[int, list[Limit]] = defaultdict(list)
    rows = GradeLimit.objects.filter(grade_id__in=set(grade_ids)).order_by("pk")
    for row in rows:
        found[row.grade_id].append(
            Limit(row.measured, row.minimum, row.maximum, row.from_mm, row.to_mm)
        )
    return found


def conformities(
    heats: Sequence[tuple[CertificateHeat, Decimal | None]],
) -> list[Conformity]:
    """Judge heats, each with the thickness or diameter of what it became. Two statements."""
    limits = limits_by_grade(heat.grade_id for heat, _size in heats)
    values: dict[int, dict[str, Decimal]] = defaultdict(dict)
    rows = CertificateResult.objects.filter(heat__in={heat.pk for heat, _size in heats})
    for row in rows.order_by("pk"):
        values[row.heat_id][row.measured] = row.value
    return [
        judge(limits.get(heat.grade_id, ()), values[heat.pk], thickness_mm=size)
        for heat, size in heats
    ]


def tested_size_mm(material: Material) -> Decimal | None:
    """Return the thickness or diameter by which a grade's limits differ, None without one."""
    return material.thickness_mm or material.diameter_mm


def grades_of(center_id: int) -> list[Grade]:
    """Return a center's grades by code, with their limits at hand. Two statements."""
    return list(
        Grade.objects.filter(center_id=center_id).prefetch_related("limits").order_by("code")
    )


def labelled(conformity: Conformity) -> list[tuple[str, Judged]]:
    """Put each property's name beside what became of it."""
    return [(str(Property(line.measured).label), line) for line in conformity.lines]


def reason_outside(certificate_number: str, conformity: Conformity) -> str:
    """Say which values lie outside, as the reason of a quarantine: "MTC-1: C 0,52 > 0,48".

    At most 200 characters; what has no room is counted: "+3".
    """
    parts = [_said(line) for line in conformity.outside]
    for kept in range(len(parts), 0, -1):
        more = [f"+{len(parts) - kept}"] if kept < len(parts) else []
        text = f"{certificate_number}: {'; '.join([*parts[:kept], *more])}"
        if len(text) <= LONGEST_REASON:
            return text
    return certificate_number


def _said(line: Judged) -> str:
    sign, limit = ("<", line.minimum) if line.verdict == "below" else (">", line.maximum)
    return f"{line.measured} {measured(line.value)} {sign} {measured(limit)}"
