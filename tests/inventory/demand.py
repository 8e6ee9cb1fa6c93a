"""Demand for tests of reordering: the old books' issues, folding, planning."""

from datetime import datetime, timedelta

from django.db import transaction

from inventory.models import PastIssue
from inventory.services import demanding, planning_stock
from tests.cast import NOW, Depot

SHEET = "SPHC-2-4X8"


def issued(depot: Depot, days_ago: int, mass_kg: int, *, code: str = SHEET) -> None:
    """Bring in an issue of the old books as the import does."""
    issue = PastIssue.objects.create(
        center=depot.center,
        material=depot.materials[code],
        workshop=depot.workshops["W0001"],
        issued_on=(NOW - timedelta(days=days_ago)).date(),
        pieces=1,
        mass_kg=mass_kg,
    )
    with transaction.atomic():
        demanding.add_past_issues(center_id=depot.center.pk, issue_ids=[issue.pk])


def fold(depot: Depot) -> None:
    """Fold what the ledger has so far."""
    demanding.fold_ledger(center_id=depot.center.pk)


def plan_anew(depot: Depot, at: datetime) -> list[int]:
    """Fold and plan, as the nightly job does."""
    fold(depot)
    return planning_stock.plan_materials(center_id=depot.center.pk, at=at)
