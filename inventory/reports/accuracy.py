"""How right suggestions were: what was forecast while they stood, and what came."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import connection

LOOKED_BACK = timedelta(days=365)

_ACCURACY = """
SELECT count(*), count(*) FILTER (WHERE taken_as <> ''),
       COALESCE(sum((outcome->>'forecast_kg')::numeric), 0),
       COALESCE(sum((outcome->>'asked_kg')::numeric), 0),
       COALESCE(sum(abs((outcome->>'forecast_kg')::numeric - (outcome->>'asked_kg')::numeric)), 0),
       COALESCE(sum((outcome->>'refused_kg')::numeric), 0),
       COALESCE(percentile_cont(0.5) WITHIN GROUP (ORDER BY (outcome->>'days')::int), 0)
FROM inventory_reorderalert
WHERE center_id = %s AND closed_at >= %s AND outcome IS NOT NULL
"""


@dataclass(frozen=True)
class Accuracy:
    """Of the episodes of a year that are over; kg asked for while they stood.

    error_kg: the sum of what each forecast was off. usual_days: the median length.
    """

    episodes: int
    taken: int
    forecast_kg: Decimal
    asked_kg: Decimal
    error_kg: Decimal
    refused_kg: Decimal
    usual_days: float

    @property
    def off_percent(self) -> Decimal | None:
        """Say how far off forecasts were, in percent of what was asked for; None without any."""
        return self.error_kg / self.asked_kg * 100 if self.asked_kg else None


def accuracy_of(center_id: int, at: datetime) -> Accuracy:
    """Sum up the episodes of the last year, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_ACCURACY, [center_id, at - LOOKED_BACK])
        return Accuracy(*cursor.fetchone())
