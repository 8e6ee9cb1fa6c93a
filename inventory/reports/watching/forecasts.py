"""What was forecast for months before they began, against what was asked for in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from inventory.reports.watching.asked import ASKED, Period
from inventory.reports.worth.asof import read

# Only months that were forecast at all; in them, what nobody expected was forecast as nothing.
_FORECASTS_TAIL = """
, forecast AS (
    SELECT f.month, f.material_id, COALESCE(NULLIF(f.demand_class, ''), 'none') AS class,
           f.daily_mean_kg
               * extract(day FROM f.month + interval '1 month - 1 day')::integer AS kg
    FROM inventory_monthforecast f
    WHERE f.center_id = %(center)s AND f.month BETWEEN %(since)s AND %(until)s
), came AS (
    SELECT date_trunc('month', day)::date AS month, material_id, sum(met_kg + refused_kg) AS kg
    FROM asked
    WHERE date_trunc('month', day)::date IN (SELECT DISTINCT month FROM forecast)
    GROUP BY 1, 2
), paired AS MATERIALIZED (
    SELECT month, material_id, COALESCE(f.class, 'none') AS class,
           COALESCE(f.kg, 0) AS forecast_kg, COALESCE(c.kg, 0) AS came_kg
    FROM (SELECT * FROM forecast WHERE kg > 0) f
    FULL JOIN came c USING (month, material_id)
), worst AS (
    SELECT material_id, sum(forecast_kg) AS forecast_kg, sum(came_kg) AS came_kg,
           sum(abs(forecast_kg - came_kg)) AS error_kg
    FROM paired GROUP BY material_id
    ORDER BY error_kg DESC, material_id LIMIT %(limit)s
)
SELECT month, class, NULL, sum(forecast_kg), sum(came_kg), sum(abs(forecast_kg - came_kg))
FROM paired GROUP BY GROUPING SETS ((month), (class))
UNION ALL
SELECT NULL, NULL, m.code, w.forecast_kg, w.came_kg, w.error_kg
FROM worst w JOIN inventory_material m ON m.id = w.material_id
ORDER BY 1, 2, 6 DESC, 3
"""

_FORECASTS = ASKED + _FORECASTS_TAIL


@dataclass(frozen=True)
class Foretold:
    """Kg forecast and asked for. error_kg: what each material was off in each month, summed."""

    forecast_kg: Decimal = Decimal(0)
    came_kg: Decimal = Decimal(0)
    error_kg: Decimal = Decimal(0)

    def __add__(self, other: "Foretold") -> "Foretold":
        return Foretold(
            self.forecast_kg + other.forecast_kg,
            self.came_kg + other.came_kg,
            self.error_kg + other.error_kg,
        )

    @property
    def bias_percent(self) -> Decimal | None:
        """Return by how much too much was forecast, below zero too little; None without any."""
        return (self.forecast_kg - self.came_kg) * 100 / self.came_kg if self.came_kg else None

    @property
    def off_percent(self) -> Decimal | None:
        """Return the weighted absolute error in percent of what came; None where nothing did."""
        return self.error_kg * 100 / self.came_kg if self.came_kg else None


@dataclass(frozen=True)
class Forecasts:
    """Months that were forecast and are over, in parts. worst: the materials most kg off."""

    by_month: Mapping[date, Foretold]
    by_class: Mapping[str, Foretold]
    worst: Sequence[tuple[str, Foretold]]

    @property
    def whole(self) -> Foretold:
        """Return all of it."""
        return sum(self.by_class.values(), Foretold())


def forecasts(center_id: int, months: Period, *, limit: int) -> Forecasts:
    """Compare forecasts with what came, in one statement. months: whole ones that are over."""
    asked = {
        "center": center_id,
        "since": months.since,
        "until": months.until,
        "limit": limit,
    }
    by_month: dict[date, Foretold] = {}
    by_class: dict[str, Foretold] = {}
    worst: list[tuple[str, Foretold]] = []
    for month, demand_class, material, *sums in read(_FORECASTS, asked):
        if month is not None:
            by_month[month] = Foretold(*sums)
        elif demand_class is not None:
            by_class[demand_class] = Foretold(*sums)
        else:
            worst.append((material, Foretold(*sums)))
    return Forecasts(by_month, by_class, worst)
