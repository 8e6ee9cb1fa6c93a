"""The next pool, drafted after September's and not open yet."""

from dataclasses import replace

from babel.dates import format_date

from orders.demo.calendar import Calendar
from orders.demo.past_pool import TITLE
from orders.demo.people import Cast
from orders.models import Pool
from orders.services.drafting import change_conditions, conditions_of, repeat_pool


def draft_next_pool(cast: Cast, calendar: Calendar) -> Pool:
    """Draft a pool like September's, to be looked over: offers side by side, who waits."""
    at = calendar.ago(1, 15)
    september = Pool.objects.visible_to(cast.purchaser).get(title=TITLE)
    pool = repeat_pool(pool_id=september.pk, by=cast.purchaser, at=at)
    month = format_date(pool.deadline_at, "MMMM y", locale="id_ID")
    conditions = replace(conditions_of(pool), title=f"Pengadaan bersama {month}: usulan")
    return change_conditions(pool_id=pool.pk, conditions=conditions, by=cast.purchaser, at=at)
