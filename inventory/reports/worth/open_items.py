"""What is unfinished when a period is to be closed."""

from dataclasses import dataclass
from datetime import date

from inventory.models import Lot, StockCount, WeighTicket
from inventory.reports.worth.asof import start_of
from materialcenter.person import Person


@dataclass(frozen=True)
class OpenItems:
    """How many things wait: counts keep a period open, the others are only to be known."""

    counts: int
    weigh_tickets: int
    quarantined: int

    @property
    def is_empty(self) -> bool:
        """Say whether nothing waits."""
        return not (self.counts or self.weigh_tickets or self.quarantined)


def open_items(person: Person, *, today: date) -> OpenItems:
    """Count what is unfinished of the days before today; three queries."""
    before = start_of(today)
    counts = StockCount.objects.visible_to(person).filter(
        status__in=(StockCount.Status.COUNTING, StockCount.Status.COUNTED)
    )
    tickets = WeighTicket.objects.visible_to(person).filter(
        status=WeighTicket.Status.OPEN, first_at__lt=before
    )
    lots = Lot.objects.visible_to(person).in_yard().filter(quality=Lot.Quality.QUARANTINED)
    return OpenItems(counts.count(), tickets.count(), lots.count())
