"""What waits in the yard: the few rows that the first pages show, and how many there are."""

from datetime import date

from inventory.models import Lot, ReorderAlert, StockCount
from inventory.reports.classes import due_balances
from materialcenter.paging import Few, few_of
from materialcenter.person import Person


def standing_alerts(person: Person) -> Few[ReorderAlert]:
    """Show reorder alerts that nobody answered yet, the oldest ahead."""
    rows = ReorderAlert.objects.visible_to(person).standing().filter(taken_as="")
    return few_of(rows.select_related("material").order_by("opened_at", "pk"))


def quarantined_lots(person: Person) -> Few[Lot]:
    """Show lots in quarantine that still lie in the yard, the oldest ahead."""
    rows = Lot.objects.visible_to(person).in_yard().filter(quality=Lot.Quality.QUARANTINED)
    return few_of(rows.select_related("material").order_by("received_on", "pk"))


def counts_in(person: Person, status: str) -> Few[StockCount]:
    """Show the counts in a status, the oldest ahead."""
    rows = StockCount.objects.visible_to(person).filter(status=status).with_progress()
    return few_of(rows.order_by("opened_at", "pk"))


def due_to_count(person: Person, *, on: date) -> int:
    """Return how many lots on racks are due to be counted and on no open count."""
    return due_balances(person, on=on).count()
