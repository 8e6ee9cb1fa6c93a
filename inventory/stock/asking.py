"""What was asked for and not there: demand that the ledger never sees."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import connection
from django.utils import timezone

from inventory.stock.types import Shortage
from materialcenter.commands import step

_NOTE = """
INSERT INTO inventory_unmetdemand AS u
    (center_id, material_id, day, workshop_id, asked_kg, had_kg)
SELECT %(center)s, n.material_id, %(day)s, %(workshop)s, n.asked_kg, n.had_kg
FROM unnest(%(materials)s::bigint[], %(asked)s::numeric[], %(had)s::numeric[])
     AS n(material_id, asked_kg, had_kg)
ORDER BY n.material_id
ON CONFLICT (center_id, material_id, day, workshop_id) DO UPDATE
SET asked_kg = GREATEST(u.asked_kg, EXCLUDED.asked_kg),
    had_kg = GREATEST(u.had_kg, EXCLUDED.had_kg)
"""

_NOTE_GOT = """
UPDATE inventory_unmetdemand u
SET had_kg = GREATEST(u.had_kg, n.got_kg)
FROM unnest(%(materials)s::bigint[], %(got)s::numeric[]) AS n(material_id, got_kg)
WHERE u.center_id = %(center)s AND u.material_id = n.material_id AND u.day = %(day)s
  AND u.workshop_id = %(workshop)s
"""


@step
def note_unmet(
    *, center_id: int, workshop_id: int, shortages: Sequence[Shortage], at: datetime
) -> None:
    """Note what a workshop could not have today; asking again that day is the same wish.

    Of several askings the most asked for counts, and the most that there was.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _NOTE,
            {
                "center": center_id,
                "workshop": workshop_id,
                "day": timezone.localdate(at),
                "materials": [one.material_id for one in shortages],
                "asked": [one.asked_kg for one in shortages],
                "had": [one.had_kg for one in shortages],
            },
        )


@step
def note_got(
    *, center_id: int, workshop_id: int, kg_by_material: dict[int, Decimal], at: datetime
) -> None:
    """Note what a workshop got today after all, so that it does not count as refused too."""
    with connection.cursor() as cursor:
        cursor.execute(
            _NOTE_GOT,
            {
                "center": center_id,
                "workshop": workshop_id,
                "day": timezone.localdate(at),
                "materials": list(kg_by_material),
                "got": list(kg_by_material.values()),
            },
        )
