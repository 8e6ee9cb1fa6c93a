"""The ABC-XYZ matrix of a center's materials, its nine cells and the materials in one.

The rule is `inventory.rules.reordering.matrix`; here it runs where the rows are, so that no
number of materials has to be loaded. What is on the list or was asked for has a cell.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from inventory.reports.classes import limits_of
from inventory.reports.watching.asked import ASKED, Period, asked_of
from inventory.reports.worth.asof import read
from inventory.rules.reordering.matrix import (
    CELLS,
    STEADY_CUT,
    VARYING_CUT,
    most_squares,
    variation,
)

_PLACED_TAIL = """
, monthly AS (
    SELECT material_id, sum(met_kg) AS met_kg, sum(met_kg + refused_kg) AS kg
    FROM asked GROUP BY material_id, month
), demand AS (
    SELECT material_id, sum(met_kg) AS met_kg, sum(kg) AS kg, sum(kg * kg) AS squares
    FROM monthly GROUP BY material_id
), lying AS (
    SELECT b.material_id, sum(b.value) AS stock
    FROM inventory_balance b JOIN inventory_lot l ON l.id = b.lot_id AND l.owner_id IS NULL
    WHERE b.center_id = %(center)s AND b.on_hand_kg > 0
    GROUP BY b.material_id
), valued AS (
    SELECT m.id, m.code, COALESCE(d.met_kg, 0) AS met_kg, COALESCE(d.kg, 0) AS kg,
           COALESCE(d.squares, 0) AS squares, COALESCE(y.stock, 0) AS stock,
           COALESCE(d.kg, 0) * m.counter_price_per_kg AS value
    FROM inventory_material m
    LEFT JOIN demand d ON d.material_id = m.id
    LEFT JOIN lying y ON y.material_id = m.id
    WHERE m.center_id = %(center)s AND (m.is_active OR d.kg > 0)
), ranked AS (
    SELECT *, sum(value) OVER () AS total,
           sum(value) OVER (ORDER BY value DESC, id ROWS UNBOUNDED PRECEDING) - value AS dearer
    FROM valued
), placed AS (
    SELECT *, CASE WHEN value > 0 AND dearer * 100 < total * %(a)s THEN 'A'
                   WHEN value > 0 AND dearer * 100 < total * %(b)s THEN 'B' ELSE 'C' END
              || CASE WHEN kg > 0 AND %(months)s * squares <= %(steady)s * kg * kg THEN 'X'
                      WHEN kg > 0 AND %(months)s * squares <= %(varying)s * kg * kg THEN 'Y'
                      ELSE 'Z' END AS cell
    FROM ranked
)
"""

_PLACED = ASKED + _PLACED_TAIL

_CELLS_TAIL = """
SELECT cell, count(*), sum(met_kg), sum(kg), sum(value), sum(stock)
FROM placed GROUP BY cell ORDER BY cell
"""

_CELLS = _PLACED + _CELLS_TAIL

_MATERIALS_TAIL = """
, numbered AS (
    SELECT row_number() OVER (ORDER BY value DESC, id) AS n, *
    FROM placed WHERE cell = %(cell)s
)
SELECT n, code, met_kg, kg, squares, value, stock
FROM numbered WHERE n > %(after)s ORDER BY n LIMIT %(limit)s
"""

_MATERIALS = _PLACED + _MATERIALS_TAIL


@dataclass(frozen=True)
class Cell:
    """What falls into a cell. value: demand at counter prices; stock: what lies there, at cost."""

    cell: str
    materials: int
    met_kg: Decimal
    asked_kg: Decimal
    value: Decimal
    stock: Decimal

    @property
    def level_percent(self) -> Decimal | None:
        """Return the part of what was asked for that was met; None where nothing was."""
        return self.met_kg * 100 / self.asked_kg if self.asked_kg else None


@dataclass(frozen=True)
class CellMaterial:
    """A material in a cell. n: its place there, the dearest first. variation: of its months."""

    n: int
    material: str
    met_kg: Decimal
    asked_kg: Decimal
    variation: Decimal | None
    value: Decimal
    stock: Decimal


def cells(center_id: int, months: Period) -> Sequence[Cell]:
    """Return the nine cells in the order of CELLS, the empty ones too. months: whole ones."""
    found: Mapping[str, Cell] = {
        row[0]: Cell(*row) for row in read(_CELLS, _asked(center_id, months))
    }
    return [found.get(cell, _empty(cell)) for cell in CELLS]


def cell_materials(
    center_id: int, months: Period, *, cell: str, after: int = 0, limit: int
) -> list[CellMaterial]:
    """Return the materials in a cell, the dearest demand first, from the one behind `after` on."""
    asked = _asked(center_id, months) | {"cell": cell, "after": after, "limit": limit}
    count = len(months.months)
    return [
        CellMaterial(n, code, met_kg, kg, variation(kg, squares, count), value, stock)
        for n, code, met_kg, kg, squares, value, stock in read(_MATERIALS, asked)
    ]


def _empty(cell: str) -> Cell:
    return Cell(cell, 0, Decimal(0), Decimal(0), Decimal(0), Decimal(0))


def _asked(center_id: int, months: Period) -> dict[str, Any]:
    first, second, _rest = limits_of(center_id)
    return asked_of(center_id, months) | {
        "months": len(months.months),
        "a": first.share_percent,
        "b": second.share_percent,
        "steady": most_squares(STEADY_CUT),
        "varying": most_squares(VARYING_CUT),
    }
