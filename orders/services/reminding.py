"""Reminding workshops of what they owe: one mail a day at most, in working hours alone."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Max, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from materialcenter import audit
from materialcenter.commands import command, step
from materialcenter.models import DayOff, Workshop
from materialcenter.person import system_person
from materialcenter.services.telling.people import buyers_of
from orders.models import Invoice, Reminder
from orders.rules.reminding import LEVELS, is_decent_hour, level_due
from orders.rules.working_days import is_working_day
from orders.services.telling_buyers import readers_of, tell_buyers


def workshops_to_remind(*, at: datetime) -> list[tuple[int, int]]:
    """Return (center id, workshop id) of those who owe what a reminder is due for.

    Nobody outside working hours, on a day off, or twice on a day. Two statements.
    """
    if not is_decent_hour(timezone.localtime(at)):
        return []
    today = timezone.localdate(at)
    reached = Q()
    for level, days in enumerate(LEVELS, start=1):
        reached |= Q(due_on__lte=today - timedelta(days=days), sent__lt=level)
    reminded = Reminder.objects.filter(sent_at__gte=_midnight(today))
    found = (
        Invoice.objects.unpaid()
        .annotate(sent=Coalesce(Max("reminders__level"), 0))
        .filter(reached)
        .exclude(workshop_id__in=reminded.values("invoice__workshop_id"))
        .order_by("center_id", "workshop_id")
        .values_list("center_id", "workshop_id")
        .distinct()
    )
    is_working = _working_centers(today)
    return [(center_id, pk) for center_id, pk in found if is_working(center_id)]


def _working_centers(day: date) -> Callable[[int], bool]:
    """Return what says whether a center works on a day: by the calendar, or by its own word."""
    own = dict(DayOff.objects.filter(day=day).values_list("center_id", "is_off"))

    def works(center_id: int) -> bool:
        return is_working_day(day, {day: own[center_id]} if center_id in own else {})

    return works


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@command
def remind_workshop(*, workshop_id: int, at: datetime) -> list[Reminder]:
    """Write down one mail to a workshop about all that is due, and which level each invoice got.

    Nothing where the moment is not decent any more, today's mail went out, or nobody reads
    mail or signs in; the next pass sees it again. Locks the workshop.
    """
    workshop = Workshop.objects.select_for_update(no_key=True).get(pk=workshop_id)
    today = timezone.localdate(at)
    if not (is_decent_hour(timezone.localtime(at)) and _working_centers(today)(workshop.center_id)):
        return []
    before = Reminder.objects.filter(invoice__workshop=workshop)
    if before.filter(sent_at__gte=_midnight(today)).exists() or _is_out_of_reach(workshop):
        return []
    reminders = Reminder.objects.bulk_create(_due(workshop, today, at))
    if reminders:
        _tell(workshop, reminders, at)
    return reminders


def _is_out_of_reach(workshop: Workshop) -> bool:
    """Say whether nobody reads mail for a workshop, and nobody is told in the app either."""
    return not (readers_of(workshop) or buyers_of(workshop.center_id, [workshop.pk]))


def _due(workshop: Workshop, today: date, at: datetime) -> Iterator[Reminder]:
    owed: Any = (
        Invoice.objects.filter(workshop=workshop)
        .unpaid()
        .annotate(sent=Coalesce(Max("reminders__level"), 0))
        .order_by("due_on", "pk")
    )
    for invoice in owed:
        level = level_due(invoice.due_on, on=today, sent=invoice.sent)
        if level:
            open_amount = invoice.total - invoice.paid
            yield Reminder(invoice=invoice, level=level, open_amount=open_amount, sent_at=at)


@step
def _tell(workshop: Workshop, reminders: list[Reminder], at: datetime) -> None:
    tell_buyers(workshop_id=workshop.pk, about="reminder", about_id=reminders[0].pk)
    audit.record(
        by=system_person(workshop.center_id),
        action="workshop.reminded",
        subject="Workshop",
        subject_id=workshop.pk,
        at=at,
        invoices=[reminder.invoice.number for reminder in reminders],
        amount=sum(reminder.open_amount for reminder in reminders),
    )
