"""How often the stock turned over: the cost of what went out against what lay there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from inventory.reports.watching.asked import Period
from inventory.reports.worth.asof import read, start_of

YEAR_DAYS = 365

# What lies there now by form, and what changed it since the period began, by month; what came
# after the period is a month of its own. Reversals take back what had gone out.
_TURNS = """
WITH moved AS (
    SELECT a.form, CASE WHEN t.effective_at < %(end)s
                        THEN date_trunc('month', t.effective_at AT TIME ZONE %(zone)s)::date
                   END AS month,
           COALESCE(r.reason, t.reason) AS reason,
           CASE WHEN o.kind = 'rack' THEN m.value ELSE -m.value END AS change,
           CASE WHEN o.kind = 'workshop' THEN m.value
                WHEN f.kind = 'workshop' THEN -m.value ELSE 0 END AS cost
    FROM inventory_transaction t
    LEFT JOIN inventory_transaction r ON r.sequence = t.reverses_id
    JOIN inventory_movement m ON m.transaction_id = t.sequence
    JOIN inventory_place f ON f.id = m.from_place_id
    JOIN inventory_place o ON o.id = m.to_place_id
    JOIN inventory_lot l ON l.id = m.lot_id AND l.owner_id IS NULL
    JOIN inventory_material a ON a.id = l.material_id
    WHERE t.center_id = %(center)s AND t.effective_at >= %(start)s
      AND (f.kind = 'rack') <> (o.kind = 'rack')
)
SELECT form, month, false, sum(change), sum(cost),
       COALESCE(sum(cost) FILTER (WHERE reason = 'pool'), 0)
FROM moved GROUP BY form, month
UNION ALL
SELECT a.form, NULL, true, sum(b.value), 0, 0
FROM inventory_balance b
JOIN inventory_lot l ON l.id = b.lot_id AND l.owner_id IS NULL
JOIN inventory_material a ON a.id = l.material_id
WHERE b.center_id = %(center)s AND b.on_hand_kg > 0
GROUP BY a.form
ORDER BY 1
"""

_FIRST = """
SELECT (min(effective_at) AT TIME ZONE %(zone)s)::date FROM inventory_transaction
WHERE center_id = %(center)s
"""


@dataclass(frozen=True)
class Turned:
    """A form's stock over some days, in rupiah at cost.

    cost: of what went to workshops; pool_cost: of it as shares of pools. closings: what lay
    there at the end of each month, and of the last day.
    """

    form: str
    days: int
    cost: Decimal
    pool_cost: Decimal
    closings: Sequence[Decimal]

    @property
    def mean_value(self) -> Decimal:
        """Return what lay there on average at the ends of months."""
        return sum(self.closings, Decimal(0)) / len(self.closings)

    @property
    def turns(self) -> Decimal | None:
        """Return how many times a year it went out; None where nothing lay there."""
        if self.mean_value <= 0:
            return None
        return self.cost * YEAR_DAYS / self.days / self.mean_value

    @property
    def days_of_stock(self) -> Decimal | None:
        """Return for how many days it lasts at that pace; None where nothing went out."""
        return self.mean_value * self.days / self.cost if self.cost > 0 else None


@dataclass(frozen=True)
class Turns:
    """Turns by form, the costliest stock first. period: from the first day of the books on."""

    period: Period
    forms: Sequence[Turned]

    @property
    def whole(self) -> Turned:
        """Return all forms together."""
        months = len(self.period.months)
        return Turned(
            form="",
            days=self.period.days,
            cost=sum((one.cost for one in self.forms), Decimal(0)),
            pool_cost=sum((one.pool_cost for one in self.forms), Decimal(0)),
            closings=[
                sum((one.closings[n] for one in self.forms), Decimal(0)) for n in range(months)
            ],
        )


def turns(center_id: int, period: Period, *, zone: str) -> Turns | None:
    """Read how the stock turned over, in two statements; None before the books begin.

    What lay there at the end of a month is reckoned backwards from now, as every past worth is.
    """
    ((first,),) = read(_FIRST, {"center": center_id, "zone": zone})
    if first is None or first > period.until:
        return None
    kept = Period(max(period.since, first), period.until)
    asked = {
        "center": center_id,
        "zone": zone,
        "start": start_of(kept.since),
        "end": start_of(kept.until + timedelta(days=1)),
    }
    now: dict[str, Decimal] = {}
    moved: dict[str, dict[date | None, Sequence[Decimal]]] = {}
    for form, month, is_now, *sums in read(_TURNS, asked):
        if is_now:
            now[form] = sums[0]
        else:
            moved.setdefault(form, {})[month] = sums
    found = [
        _turned(form, kept, now.get(form, Decimal(0)), moved.get(form, {}))
        for form in now.keys() | moved.keys()
    ]
    return Turns(kept, sorted(found, key=lambda one: (-one.mean_value, one.form)))


_NOTHING = (Decimal(0), Decimal(0), Decimal(0))


def _turned(
    form: str, period: Period, now: Decimal, moved: Mapping[date | None, Sequence[Decimal]]
) -> Turned:
    """Walk back from now over what changed. moved: by month, None for what came after."""
    months = period.months
    value, closings = now - moved.get(None, _NOTHING)[0], []
    for month in reversed(months):
        closings.append(value)
        value -= moved.get(month, _NOTHING)[0]
    return Turned(
        form=form,
        days=period.days,
        cost=sum((moved.get(month, _NOTHING)[1] for month in months), Decimal(0)),
        pool_cost=sum((moved.get(month, _NOTHING)[2] for month in months), Decimal(0)),
        closings=closings[::-1],
    )
