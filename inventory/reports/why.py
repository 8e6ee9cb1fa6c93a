"""Why a material is to be ordered: what was asked for, what is expected, what lies and comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Sum

from inventory.models import ExpectedSupply, Material, ReorderPlan
from inventory.reports.availability import NOTHING, available
from inventory.reports.demand import WEEK_DAYS, daily_demand

WEEKS_BACK = 26
WEEKS_AHEAD = 8
# A week in ten lies above the upper edge of the band, one in ten below the lower.
_TEN_PERCENT = Decimal("1.2816")
_GRAM = Decimal("0.001")


@dataclass(frozen=True)
class Week:
    """A week by its first day. asked_kg: None ahead. mean, low, high: None behind; all in kg."""

    begins: date
    asked_kg: Decimal | None
    mean_kg: Decimal | None
    low_kg: Decimal | None
    high_kg: Decimal | None


@dataclass(frozen=True)
class DayAhead:
    """What there will be at the end of a day if all goes as forecast; coming_kg came that day."""

    day: date
    coming_kg: Decimal
    left_kg: Decimal


@dataclass(frozen=True)
class Why:
    """All that a suggestion rests on. runs_out_on, falls_under_on: None where not in sight."""

    material: Material
    plan: ReorderPlan | None
    free_kg: Decimal
    coming_kg: Decimal
    weeks: Sequence[Week]
    days: Sequence[DayAhead]
    falls_under_on: date | None
    runs_out_on: date | None

    @property
    def position_kg(self) -> Decimal:
        """Return what is free plus what is coming and promised to nobody."""
        return self.free_kg + self.coming_kg


def why_of(material: Material, today: date) -> Why:
    """Gather why a material is to be ordered, or not yet; the same queries for any material."""
    plan = ReorderPlan.objects.filter(material=material).first()
    free = available(material.center_id, [material.pk]).get(material.pk, NOTHING).mass_kg
    coming = _coming(material)
    days = _days(plan, free, coming, today)
    under = plan.reorder_point_kg if plan else Decimal(0)
    return Why(
        material=material,
        plan=plan,
        free_kg=free,
        coming_kg=sum(coming.values(), Decimal(0)),
        weeks=[*_past(material, today), *_ahead(plan, today)],
        days=days,
        falls_under_on=next((one.day for one in days if one.left_kg < under), None),
        runs_out_on=next((one.day for one in days if one.left_kg <= 0), None),
    )


def _coming(material: Material) -> dict[date | None, Decimal]:
    """Return the kg that come by day; None what nobody has promised a day for."""
    rows = (
        ExpectedSupply.objects.filter(center_id=material.center_id, material=material)
        .values("due_on")
        .annotate(kg=Sum("free_kg"))
        .values_list("due_on", "kg")
    )
    return dict(rows)


def _past(material: Material, today: date) -> list[Week]:
    """Sum what was asked for to weeks that end yesterday."""
    since = today - timedelta(days=WEEKS_BACK * WEEK_DAYS)
    days = daily_demand(
        material.center_id, material.pk, since=since, until=today - timedelta(days=1)
    )
    return [
        Week(
            days[start][0],
            sum((kg for _day, kg in days[start : start + WEEK_DAYS]), Decimal(0)),
            None,
            None,
            None,
        )
        for start in range(0, len(days), WEEK_DAYS)
    ]


def _ahead(plan: ReorderPlan | None, today: date) -> list[Week]:
    if plan is None or not plan.daily_mean_kg:
        return []
    mean = plan.daily_mean_kg * WEEK_DAYS
    stray = (plan.weekly_spread_kg * _TEN_PERCENT).quantize(_GRAM, ROUND_HALF_UP)
    return [
        Week(today + timedelta(weeks=n), None, mean, max(mean - stray, Decimal(0)), mean + stray)
        for n in range(WEEKS_AHEAD)
    ]


def _days(
    plan: ReorderPlan | None,
    free_kg: Decimal,
    coming: dict[date | None, Decimal],
    today: date,
) -> list[DayAhead]:
    """Walk ahead day by day; what is late counts as coming today, what has no day never."""
    daily = plan.daily_mean_kg if plan else Decimal(0)
    left, days = free_kg, []
    for n in range(WEEKS_AHEAD * WEEK_DAYS):
        day = today + timedelta(days=n)
        came = sum(
            (
                kg
                for due, kg in coming.items()
                if due is not None and (due == day or (n == 0 and due < day))
            ),
            Decimal(0),
        )
        left = max(left + came - daily, Decimal(0))
        days.append(DayAhead(day, came, left))
    return days
