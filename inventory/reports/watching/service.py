"""The service level: kg met from the rack of what was asked for, by month and by class."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from inventory.reports.watching.asked import ASKED, Period, asked_of
from inventory.reports.worth.asof import read

# Both periods in one reading: each month and each class of demand, by whether it is now. First
# by what few things tell kg apart, so that each day's are added up once.
_SERVICE_TAIL = """
, summed AS (
    SELECT a.day >= %(now)s AS is_now, a.month, COALESCE(NULLIF(p.demand_class, ''), 'none') AS class,
           COALESCE(p.fill_rate_percent, %(target)s) AS target,
           sum(a.met_kg) AS met_kg, sum(a.refused_kg) AS refused_kg
    FROM asked a LEFT JOIN inventory_reorderplan p ON p.material_id = a.material_id
    GROUP BY 1, 2, 3, 4
)
SELECT is_now, month, class, sum(met_kg), sum(refused_kg), sum((met_kg + refused_kg) * target)
FROM summed GROUP BY GROUPING SETS ((is_now, month), (is_now, class))
ORDER BY 1, 2, 3
"""

_SERVICE = ASKED + _SERVICE_TAIL

_NOTHING = Decimal(0)


@dataclass(frozen=True)
class Served:
    """What was asked of the rack and met. aimed: each kg asked for times its target percent."""

    met_kg: Decimal = _NOTHING
    refused_kg: Decimal = _NOTHING
    aimed: Decimal = _NOTHING

    def __add__(self, other: "Served") -> "Served":
        return Served(
            self.met_kg + other.met_kg,
            self.refused_kg + other.refused_kg,
            self.aimed + other.aimed,
        )

    @property
    def asked_kg(self) -> Decimal:
        """Return all that was asked for."""
        return self.met_kg + self.refused_kg

    @property
    def level_percent(self) -> Decimal | None:
        """Return the part that was met; None where nothing was asked for."""
        return self.met_kg * 100 / self.asked_kg if self.asked_kg else None

    @property
    def target_percent(self) -> Decimal | None:
        """Return the target, each material's by what was asked for of it; None without any."""
        return self.aimed / self.asked_kg if self.asked_kg else None


@dataclass(frozen=True)
class Service:
    """A period and the one before it, whole and in parts, those without demand left out."""

    by_month: Mapping[date, Served] = field(default_factory=dict)
    by_class: Mapping[str, Served] = field(default_factory=dict)
    before_by_class: Mapping[str, Served] = field(default_factory=dict)

    @property
    def whole(self) -> Served:
        """Return the whole period."""
        return sum(self.by_class.values(), Served())

    @property
    def before(self) -> Served:
        """Return the whole period before."""
        return sum(self.before_by_class.values(), Served())


def service(center_id: int, period: Period, *, target_percent: int) -> Service:
    """Read how much of what was asked for was met, in one statement.

    target_percent: what is aimed at of materials that have no target of their own.
    """
    months: dict[date, Served] = {}
    classes: dict[bool, dict[str, Served]] = {True: {}, False: {}}
    both = Period(period.before.since, period.until)
    asked = asked_of(center_id, both) | {"now": period.since, "target": target_percent}
    for is_now, month, demand_class, *sums in read(_SERVICE, asked):
        if demand_class is not None:
            classes[is_now][demand_class] = Served(*sums)
        elif is_now:
            months[both.months[month - 1]] = Served(*sums)
    return Service(months, classes[True], classes[False])
