"""What was weighed for a document: the tickets that name it."""

from inventory.models import WeighTicket
from materialcenter.person import Person

MOST_TICKETS = 50


def weigh_tickets_of(person: Person, reference: str) -> list[WeighTicket]:
    """Return the tickets that belong to a document and hold, the newest first.

    reference: the document's number. Left out are cancelled ones and those that an issued
    ticket corrects. One statement.
    """
    replaced = WeighTicket.objects.filter(status=WeighTicket.Status.ISSUED, corrects__isnull=False)
    rows = WeighTicket.objects.visible_to(person).filter(reference__iexact=reference)
    return list(
        rows.exclude(status=WeighTicket.Status.CANCELLED)
        .exclude(pk__in=replaced.values("corrects_id"))
        .order_by("-pk")[:MOST_TICKETS]
    )
