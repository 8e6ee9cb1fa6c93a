"""What was forecast for months before they began, against what was asked for in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from inventory.reports.watching.asked import ASKED, Period, asked_of
from inventory.reports.worth.asof import read

# Only months that were forecast at all; in them, what nobody expected was forecast as nothing.
_FORECASTS_TAIL = """
, kept AS (
    SELECT n AS month FROM unnest(%(firsts)s::date[]) WITH ORDINALITY AS f(first, n)
    WHERE EXISTS (SELECT FROM inventory_monthforecast
                  WHERE center_id = %(center)s AND month = f.first)
), lines AS (
    SELECT material_id, width_bucket(month, %(firsts)s::date[]) AS month,
           NULLIF(demand_class, '') AS class, 0::numeric AS came_kg,
           daily_mean_kg
               * extract(day FROM month + interval '1 month - 1 day')::integer AS forecast_kg
    FROM inventory_monthforecast
    WHERE center_id = %(center)s AND month BETWEEN %(since)s AND %(until)s AND daily_mean_kg > 0
    UNION ALL
    SELECT material_id, month, NULL, met_kg + refused_kg, 0 FROM asked
), paired AS (
    SELECT month, material_id, COALESCE(max(class), 'none') AS class,
           sum(forecast_kg) AS forecast_kg, sum(came_kg) AS came_kg
    FROM lines WHERE month IN (SELECT month FROM kept)
    GROUP BY material_id, month
), summed AS (
    SELECT month, class, material_id, sum(forecast_kg) AS forecast_kg, sum(came_kg) AS came_kg,
           sum(abs(forecast_kg - came_kg)) AS error_kg
    FROM paired GROUP BY GROUPING SETS ((month), (class), (material_id))
), placed AS (
    SELECT *, row_number() OVER (
        PARTITION BY material_id IS NULL ORDER BY error_kg DESC, material_id) AS n
    FROM summed
)
SELECT p.month, p.class, m.code, p.forecast_kg, p.came_kg, p.error_kg
FROM placed p LEFT JOIN inventory_material m ON m.id = p.material_id
WHERE p.material_id IS NULL OR p.n <= %(limit)s
ORDER BY 1, 2, p.n
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
    asked = asked_of(center_id, months) | {"limit": limit}
    by_month: dict[date, Foretold] = {}
    by_class: dict[str, Foretold] = {}
    worst: list[tuple[str, Foretold]] = []
    for month, demand_class, material, *sums in read(_FORECASTS, asked):
        if month is not None:
            by_month[months.months[month - 1]] = Foretold(*sums)
        elif demand_class is not None:
            by_class[demand_class] = Foretold(*sums)
        else:
            worst.append((material, Foretold(*sums)))
    return Forecasts(by_month, by_class, worst)
