"""Suppliers' lead times as their deliveries were: from the day of sending to that of coming."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from inventory import stock
from materialcenter.commands import command

LOOKED_BACK = timedelta(days=730)

# A supplier's first delivery of an order tells how long it takes; a rest that comes later is
# what was not there, not the way.
_MEASURED = """
SELECT supplier_id, count(*), round(avg(days), 2), round(COALESCE(stddev_samp(days), 0), 2)
FROM (
    SELECT o.supplier_id,
           min((r.received_at AT TIME ZONE %(zone)s)::date)
               - (o.sent_at AT TIME ZONE %(zone)s)::date AS days
    FROM orders_purchaseorder o
    JOIN orders_receipt r ON r.purchase_order_id = o.id
    WHERE o.center_id = %(center)s AND o.sent_at >= %(since)s
    GROUP BY o.id
) delivered
WHERE days >= 0
GROUP BY supplier_id
"""


@command
def measure_lead_times(*, center_id: int, at: datetime) -> int:
    """Measure how long each supplier took over the last two years; return how many there are."""
    with connection.cursor() as cursor:
        cursor.execute(
            _MEASURED,
            {"center": center_id, "since": at - LOOKED_BACK, "zone": settings.TIME_ZONE},
        )
        measured = [stock.MeasuredLeadTime(*row) for row in cursor.fetchall()]
    stock.keep_lead_times(center_id=center_id, measured=measured, at=at)
    return len(measured)
