"""A center's own bank days: closed where the calendar says open, or open where it says closed."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from materialcenter import audit
from materialcenter.commands import command
from materialcenter.errors import Fault, Invalid, Missing
from materialcenter.models import DayOff
from materialcenter.person import Person, Role

KEEPS_DAYS_OFF = (Role.FINANCE, Role.SUPERVISOR)
LONGEST_NAME = 80
FURTHEST = timedelta(days=2 * 366)


class BadDayOff(Invalid):
    """A day that cannot be kept."""

    code = "day_off_invalid"
    sentence = _("This day cannot be kept like that.")


@command
def keep_day_off(*, day: date, name: str, is_off: bool, by: Person, at: datetime) -> DayOff:
    """Keep a day on which the center's banks are closed, or work although the calendar says no.

    A day that is kept already takes the new word. Due dates that were written down before stay
    as they are. Raises WrongRole, BadDayOff, which names every fault.
    """
    by.must_be(*KEEPS_DAYS_OFF)
    name = name.strip()
    faults = _faults(day, name, today=timezone.localdate(at))
    if faults:
        raise BadDayOff(faults=faults)
    kept, _created = DayOff.objects.update_or_create(
        center_id=by.center_id, day=day, defaults={"name": name, "is_off": is_off}
    )
    audit.record(
        by=by,
        action="day_off.kept",
        subject="DayOff",
        subject_id=kept.pk,
        at=at,
        day=day,
        name=name,
        is_off=is_off,
    )
    return kept


def _faults(day: date, name: str, *, today: date) -> list[Fault]:
    faults = []
    if not today <= day <= today + FURTHEST:
        sentence = __("Choose a day from today on, within two years.")
        faults.append(Fault("day_out_of_range", sentence, "day"))
    if not 1 <= len(name) <= LONGEST_NAME:
        sentence = __("Say why, in up to 80 characters.")
        faults.append(Fault("name_missing", sentence, "name"))
    return faults


@command
def drop_day_off(*, day_off_id: int, by: Person, at: datetime) -> None:
    """Let the calendar say again what a day is. Raises WrongRole, Missing."""
    by.must_be(*KEEPS_DAYS_OFF)
    rows = DayOff.objects.visible_to(by).select_for_update()
    kept = rows.filter(pk=day_off_id).first()
    if kept is None:
        raise Missing
    kept.delete()
    audit.record(
        by=by,
        action="day_off.dropped",
        subject="DayOff",
        subject_id=day_off_id,
        at=at,
        day=kept.day,
        name=kept.name,
    )
