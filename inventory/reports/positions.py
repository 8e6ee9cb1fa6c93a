"""Where materials stand against their levels: what is free and coming, and when they run low."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

# What is free and coming of the material of plan p; m is the material.
POSITION_KG = "COALESCE(b.free_kg, 0) + COALESCE(e.free_kg, 0)"
PLANS_WITH_POSITION = """
FROM inventory_reorderplan p
JOIN inventory_material m ON m.id = p.material_id
LEFT JOIN LATERAL (
    SELECT sum(on_hand_kg - reserved_kg) AS free_kg FROM inventory_balance
    WHERE center_id = p.center_id AND material_id = p.material_id
      AND is_saleable AND on_hand_kg > 0) b ON true
LEFT JOIN LATERAL (
    SELECT sum(free_kg) AS free_kg FROM inventory_expectedsupply
    WHERE center_id = p.center_id AND material_id = p.material_id) e ON true
"""
_POSITIONS = f"""
SELECT p.material_id, {POSITION_KG}, p.reorder_point_kg, p.order_up_to_kg,
       p.daily_mean_kg, COALESCE(p.multiple_kg, 0)
{PLANS_WITH_POSITION}
WHERE p.center_id = %s AND p.material_id = ANY(%s::bigint[]) AND m.is_active
"""


@dataclass(frozen=True)
class Position:
    """A planned material in kg: free and coming, its levels, its mean demand a day.

    multiple_kg: 0 where any quantity may be ordered.
    """

    material_id: int
    position_kg: Decimal
    reorder_point_kg: Decimal
    order_up_to_kg: Decimal
    daily_mean_kg: Decimal
    multiple_kg: Decimal

    @property
    def room_kg(self) -> Decimal:
        """Return what may still be ordered until the level is reached."""
        return max(self.order_up_to_kg - self.position_kg, Decimal(0))

    @property
    def days_left(self) -> Decimal:
        """Return the days until it runs low at its mean demand; many where none is asked for."""
        if not self.daily_mean_kg:
            return Decimal(9_999)
        return max(self.position_kg - self.reorder_point_kg, Decimal(0)) / self.daily_mean_kg


def positions_of(center_id: int, material_ids: Iterable[int]) -> dict[int, Position]:
    """Return where planned, active materials stand; one query however many."""
    with connection.cursor() as cursor:
        cursor.execute(_POSITIONS, [center_id, list(material_ids)])
        return {row[0]: Position(*row) for row in cursor.fetchall()}
