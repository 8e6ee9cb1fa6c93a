"""What came of each episode: whether the forecast was right, and what was refused meanwhile."""

from datetime import datetime

from django.conf import settings
from django.db import connection
from django.utils import timezone

from materialcenter.commands import command

# Days are judged once they are over, both ends of an episode included.
_JUDGE = """
UPDATE inventory_reorderalert a
SET outcome = jsonb_build_object(
        'days', e.days,
        'forecast_kg', round(a.daily_mean_kg * e.days, 3)::text,
        'asked_kg', (e.issued_kg + e.refused_kg)::text,
        'refused_kg', e.refused_kg::text)
FROM (
    SELECT o.id, o.last_on - o.first_on + 1 AS days,
           COALESCE((SELECT sum(d.issued_kg) FROM inventory_demandday d
                     WHERE d.center_id = %(center)s AND d.material_id = o.material_id
                       AND d.day BETWEEN o.first_on AND o.last_on), 0) AS issued_kg,
           COALESCE((SELECT sum(GREATEST(u.asked_kg - u.had_kg, 0))
                     FROM inventory_unmetdemand u
                     WHERE u.center_id = %(center)s AND u.material_id = o.material_id
                       AND u.day BETWEEN o.first_on AND o.last_on), 0) AS refused_kg
    FROM (SELECT id, material_id, (opened_at AT TIME ZONE %(zone)s)::date AS first_on,
                 (closed_at AT TIME ZONE %(zone)s)::date AS last_on
          FROM inventory_reorderalert
          WHERE center_id = %(center)s AND closed_at IS NOT NULL AND outcome IS NULL) o
    WHERE o.last_on < %(today)s
) e
WHERE a.id = e.id
"""


@command
def judge_alerts(*, center_id: int, at: datetime) -> int:
    """Write the outcome of episodes that ended before today, once each; return how many.

    The days of demand must be folded up to now.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _JUDGE,
            {"center": center_id, "zone": settings.TIME_ZONE, "today": timezone.localdate(at)},
        )
        return int(cursor.rowcount)
