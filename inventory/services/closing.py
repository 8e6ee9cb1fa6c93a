"""Closing a period: from then on nothing is dated into it."""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from inventory.models import StockCount
from materialcenter import audit
from materialcenter.commands import command
from materialcenter.errors import Conflict, Invalid
from materialcenter.formats import day
from materialcenter.models import Center
from materialcenter.person import Person, Role

MAY_CLOSE = (Role.FINANCE, Role.SUPERVISOR)


class PeriodNotOver(Invalid):
    """The period's last day is not past."""

    code = "period_not_over"
    sentence = _("Only days that are over can be closed; the last one is %(last)s.")


class ClosedAlready(Conflict):
    """The books are closed that far already."""

    code = "period_closed_already"
    sentence = _("The books are closed through %(through)s already.")


class CountsOpen(Conflict):
    """Counts that were opened in the period are not over, so its differences are not known."""

    code = "counts_open"
    sentence = _("Approve or cancel the open counts first: %(counts)s.")


@command
def close_period(*, through: date, by: Person, at: datetime) -> Center:
    """Close the center's books through a day; they are not opened again.

    What is to stand in the books before they are closed is written first, see BEFORE_CLOSING.
    The lock of the center's row waits for the postings that are being written, and holds up
    those that come meanwhile.
    Raises PeriodNotOver, ClosedAlready, CountsOpen.
    """
    by.must_be(*MAY_CLOSE)
    today = timezone.localdate(at)
    if through >= today:
        raise PeriodNotOver(field="through", last=day(date.fromordinal(today.toordinal() - 1)))
    center = Center.objects.visible_to(by).select_for_update(no_key=True).get()
    if center.books_closed_through is not None and through <= center.books_closed_through:
        raise ClosedAlready(field="through", through=day(center.books_closed_through))
    _refuse_open_counts(through, by)
    import_string(settings.BEFORE_CLOSING)(center_id=center.pk, at=at)
    center.books_closed_through = through
    center.save(update_fields=["books_closed_through"])
    audit.record(
        by=by,
        action="period.closed",
        subject="Center",
        subject_id=center.pk,
        at=at,
        through=through,
    )
    return center


def _refuse_open_counts(through: date, by: Person) -> None:
    """Raise CountsOpen for counts opened on or before a day that are not over."""
    opened = StockCount.objects.visible_to(by).not_over().filter(opened_at__date__lte=through)
    numbers = list(opened.order_by("number").values_list("number", flat=True))
    if numbers:
        raise CountsOpen(field="through", counts=", ".join(numbers))
