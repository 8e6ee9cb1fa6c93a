"""What was handed over and no invoice bills yet, by workshop."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Sum

from materialcenter.models import Workshop
from materialcenter.person import Person
from orders.models import DeliveryNote


@dataclass(frozen=True)
class Unbilled:
    """What a workshop took that is not billed yet: notes, whole rupiah with VAT, since when."""

    workshop: Workshop
    count: int
    total: int
    since: datetime


def unbilled_workshops(person: Person) -> list[Unbilled]:
    """List the workshops with anything that is not billed, by code. Two statements."""
    sums = {
        workshop_id: (count, int(total), since)
        for workshop_id, count, total, since in DeliveryNote.objects.visible_to(person)
        .unbilled()
        .order_by("workshop_id")
        .values_list("workshop_id")
        .annotate(Count("pk"), Sum("total"), Min("handed_at"))
    }
    workshops = Workshop.objects.filter(pk__in=sums).order_by("code")
    return [Unbilled(workshop, *sums[workshop.pk]) for workshop in workshops]
