"""The steps of a pool: written down for its members to read, and told to them."""

from datetime import datetime
from typing import Any

from materialcenter.commands import step
from materialcenter.jobs import later
from materialcenter.person import Person
from orders.models import Pool, PoolEvent


@step
def record_step(
    pool: Pool, kind: str, *, by: Person, at: datetime, reason: str = "", **facts: Any
) -> PoolEvent:
    """Write down what happened to a locked pool, and have its members told once.

    kind: a PoolEvent.Kind. facts: plain values for the sentence that members read; never a
    workshop's name or quantity. Raises nothing.
    """
    event = PoolEvent.objects.create(
        pool=pool,
        kind=kind,
        reason=reason.strip(),
        facts=facts,
        happened_at=at,
        recorded_by_id=by.user_id,
    )
    later("orders.tasks.tell_members", center_id=pool.center_id, pool_id=pool.pk, event_id=event.pk)
    return event
