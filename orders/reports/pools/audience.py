"""Whom a pool is for."""

from django.db.models import QuerySet

from materialcenter.models import Workshop
from orders.models import Pool, PoolInvitation


def workshops_admitted(pool: Pool) -> QuerySet[Workshop]:
    """Return the active workshops that may join a pool."""
    rows = Workshop.objects.filter(center_id=pool.center_id, is_active=True)
    if pool.audience == Pool.Audience.PROGRAMME:
        return rows.exclude(coaching_programme="")
    if pool.audience == Pool.Audience.CHOSEN:
        invited = PoolInvitation.objects.filter(pool=pool)
        return rows.filter(pk__in=invited.values("workshop_id"))
    return rows
