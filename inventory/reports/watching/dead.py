"""Dead stock: what lies there today and was not asked for at the counter in half a year or a year.

The materials themselves are listed by `inventory.reports.worth.slow_movers`; here are its sums.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from inventory.reports.worth.asof import read

HALF_YEAR_DAYS = 180
YEAR_DAYS = 365

_DEAD = """
WITH lying AS (
    SELECT b.material_id, sum(b.on_hand_kg) AS kg, sum(b.value) AS value
    FROM inventory_balance b
    JOIN inventory_lot l ON l.id = b.lot_id AND l.owner_id IS NULL
    WHERE b.center_id = %(center)s AND b.on_hand_kg > 0
    GROUP BY b.material_id
), gone AS (
    SELECT material_id, max(day) AS last_on FROM inventory_demandday
    WHERE center_id = %(center)s AND issued_kg > 0 AND day > %(today)s - %(year)s
    GROUP BY material_id
), marked AS (
    SELECT a.form, y.kg, y.value, g.last_on IS NULL AS year,
           COALESCE(g.last_on <= %(today)s - %(half)s, true) AS half
    FROM lying y
    JOIN inventory_material a ON a.id = y.material_id
    LEFT JOIN gone g ON g.material_id = y.material_id
)
SELECT form, count(*), sum(kg), sum(value),
       count(*) FILTER (WHERE half), COALESCE(sum(kg) FILTER (WHERE half), 0),
       COALESCE(sum(value) FILTER (WHERE half), 0),
       count(*) FILTER (WHERE year), COALESCE(sum(kg) FILTER (WHERE year), 0),
       COALESCE(sum(value) FILTER (WHERE year), 0)
FROM marked GROUP BY form ORDER BY sum(value) DESC, form
"""


@dataclass(frozen=True)
class Lying:
    """Materials that lie there, their kg and what they cost in rupiah."""

    materials: int = 0
    mass_kg: Decimal = Decimal(0)
    value: Decimal = Decimal(0)

    def __add__(self, other: "Lying") -> "Lying":
        return Lying(
            self.materials + other.materials,
            self.mass_kg + other.mass_kg,
            self.value + other.value,
        )


@dataclass(frozen=True)
class Dead:
    """A form's stock, what of it did not go in half a year, and what of that not in a year."""

    form: str
    stock: Lying
    half_year: Lying
    year: Lying


@dataclass(frozen=True)
class DeadStock:
    """Today's stock by form, the most valuable first."""

    forms: Sequence[Dead]

    @property
    def whole(self) -> Dead:
        """Return all forms together."""
        return Dead(
            "",
            sum((one.stock for one in self.forms), Lying()),
            sum((one.half_year for one in self.forms), Lying()),
            sum((one.year for one in self.forms), Lying()),
        )


def dead_stock(center_id: int, *, today: date) -> DeadStock:
    """Read what lies there and was not asked for, in one statement."""
    asked = {
        "center": center_id,
        "today": today,
        "half": HALF_YEAR_DAYS,
        "year": YEAR_DAYS,
    }
    rows = read(_DEAD, asked)
    return DeadStock([Dead(r[0], Lying(*r[1:4]), Lying(*r[4:7]), Lying(*r[7:10])) for r in rows])
