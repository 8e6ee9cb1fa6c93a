"""The head of a transaction that a person writes: who, what for, and on which day."""

from datetime import date, datetime, time
from uuid import uuid4

from django.utils import timezone

from inventory import stock
from materialcenter.person import Person

_NOON = time(12)


def entry_by(
    by: Person, *, reason: str, reference: str, on: date, at: datetime, note: str = ""
) -> stock.Entry:
    """Return the head of a person's transaction.

    on: the day it happened; today happens now, an earlier day at its noon. A day ahead is
    refused by the door. Sending a form or a request again is caught by its own key.
    """
    is_today = on == timezone.localdate(at)
    noon = timezone.make_aware(datetime.combine(on, _NOON))
    return stock.Entry(
        center_id=by.center_id,
        reason=reason,
        reference=reference,
        actor_id=by.user_id,
        effective_at=at if is_today else noon,
        recorded_at=at,
        key=f"{reason}-{uuid4().hex}",
        note=note,
    )
