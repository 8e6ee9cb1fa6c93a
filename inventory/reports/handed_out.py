"""What went to workshops: issues of the old books, and what the goods cost that left."""

from datetime import datetime
from decimal import Decimal

from django.db.models import Case, F, Q, QuerySet, Sum, When
from django.db.models.functions import ExtractYear

from inventory.models import Movement, PastIssue, Place
from materialcenter.person import Person


def past_issues(person: Person) -> QuerySet[PastIssue]:
    """Return the issues from before the ledger began, of a center's staff; a buyer sees none."""
    if not person.is_staff:
        return PastIssue.objects.none()
    return PastIssue.objects.filter(center_id=person.center_id)


def cost_of_goods_by_year(
    center_id: int, *, since: datetime, before: datetime
) -> dict[int, Decimal]:
    """Sum what the center's own goods cost that workshops took, by calendar year, in rupiah.

    What came back is taken off, what a late cost added to goods that are gone is added.
    Years in which nothing went are left out. One statement.
    """
    went = Q(to_place__kind=Place.Kind.WORKSHOP)
    rows = (
        Movement.objects.filter(
            went | Q(from_place__kind=Place.Kind.WORKSHOP),
            center_id=center_id,
            lot__owner__isnull=True,
            transaction__effective_at__gte=since,
            transaction__effective_at__lt=before,
        )
        .order_by()
        .values(year=ExtractYear("transaction__effective_at"))
        .annotate(cost=Sum(Case(When(went, then=F("value")), default=-F("value"))))
    )
    return {row["year"]: row["cost"] for row in rows}
