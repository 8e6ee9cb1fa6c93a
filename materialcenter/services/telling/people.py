"""Whom there is to tell: the one place that finds people, each in one statement.

Who is not active any more is told nothing, and nobody of another center is.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import QuerySet

from materialcenter.models import Membership, Role, WorkshopBuyer


def people_with(center_id: int, *roles: str, but: Iterable[int | None] = ()) -> list[int]:
    """Return the users who hold one of the roles in a center, by id.

    but: users who need not be told, such as whoever did it.
    """
    rows = Membership.objects.filter(center_id=center_id, role__in=roles, user__is_active=True)
    left_out = [user_id for user_id in but if user_id is not None]
    return list(
        rows.exclude(user_id__in=left_out)
        .order_by("user_id")
        .values_list("user_id", flat=True)
        .distinct()
    )


def buyers_of(center_id: int, workshops: Collection[int] | QuerySet[Any, Any]) -> list[int]:
    """Return the users who buy for any of a center's workshops, by id.

    workshops: their ids, or a query of them that becomes a part of the statement.
    """
    rows = WorkshopBuyer.objects.filter(
        workshop__center_id=center_id,
        workshop_id__in=workshops,
        user__is_active=True,
        user__memberships__center_id=center_id,
        user__memberships__role=Role.BUYER,
    )
    return list(rows.order_by("user_id").values_list("user_id", flat=True).distinct())
