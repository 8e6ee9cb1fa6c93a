"""What is due to suppliers and from workshops, week by week."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Sum

from materialcenter.person import Person
from orders.models import Invoice
from orders.reports.payables import open_payables
from orders.rules.due_weeks import DueByWeek, due_by_week, week_starts


@dataclass(frozen=True)
class DueWeek:
    """What is due in a week from its Monday on, whole rupiah."""

    begins_on: date
    payable: int
    receivable: int


@dataclass(frozen=True)
class WeeksDue:
    """Open money by the week of its due day, as it stands on a day."""

    on: date
    payables: DueByWeek
    receivables: DueByWeek

    @property
    def weeks(self) -> tuple[DueWeek, ...]:
        """Return the weeks from the current one on."""
        amounts = zip(self.payables.weeks, self.receivables.weeks, strict=True)
        return tuple(
            DueWeek(begins_on, payable, receivable)
            for begins_on, (payable, receivable) in zip(week_starts(self.on), amounts, strict=True)
        )


def weeks_due(person: Person, *, on: date) -> WeeksDue:
    """Sum what is open by the week in which it is due. Two statements."""
    to_pay = (
        open_payables(person)
        .order_by()
        .values_list("due_on")
        .annotate(amount=Sum(F("total") - F("paid") - F("credited")))
    )
    to_get = (
        Invoice.objects.visible_to(person)
        .unpaid()
        .order_by()
        .values_list("due_on")
        .annotate(amount=Sum(F("total") - F("paid")))
    )
    return WeeksDue(on, due_by_week(to_pay, on=on), due_by_week(to_get, on=on))
