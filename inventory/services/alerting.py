"""What becomes of an alert that nobody answers: told again to more people, or kept quiet a while."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory.models import ReorderAlert
from inventory.services.reordering import MAY_PLAN
from inventory.stock import AlertOver, AlertTaken
from materialcenter import audit
from materialcenter.access import Person
from materialcenter.commands import command
from materialcenter.errors import Invalid, Missing
from materialcenter.jobs import later

# An alert that was not answered for so long is told again: first to the purchasers, then to
# the supervisors too. At night nobody is told: the job looks between these hours.
TOLD_AGAIN_AFTER_HOURS = 48
HIGHEST_LEVEL = 2
TELLING_HOURS = range(7, 18)
MOST_QUIET_DAYS = 60

_RAISE = """
UPDATE inventory_reorderalert
SET level = level + 1, told_at = %(at)s
WHERE center_id = %(center)s AND closed_at IS NULL AND taken_as = '' AND level < %(highest)s
  AND (snoozed_until IS NULL OR snoozed_until <= %(today)s)
  AND GREATEST(opened_at, told_at,
               (snoozed_until::timestamp AT TIME ZONE %(zone)s) - make_interval(hours => %(hours)s))
      <= %(at)s - make_interval(hours => %(hours)s)
RETURNING id
"""


class QuietDayOut(Invalid):
    """The day until which an alert is to be quiet is not one of the coming weeks."""

    code = "quiet_day_out_of_range"
    sentence = _("Choose a day after today and at most %(most)s days ahead.")


class QuietReasonMissing(Invalid):
    """An alert is kept quiet without a reason."""

    code = "reason_missing"
    sentence = _("Say why, so that the others know.")


@command
def tell_again(*, center_id: int, at: datetime) -> list[int]:
    """Raise the level of alerts that nobody answered, and have them told again; return them.

    Each level is reached once, however many workers look at once.
    """
    if timezone.localtime(at).hour not in TELLING_HOURS:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            _RAISE,
            {
                "center": center_id,
                "at": at,
                "today": timezone.localdate(at),
                "zone": settings.TIME_ZONE,
                "hours": TOLD_AGAIN_AFTER_HOURS,
                "highest": HIGHEST_LEVEL,
            },
        )
        raised = [alert_id for (alert_id,) in cursor.fetchall()]
    for alert_id in raised:
        later(settings.ON_REORDER_ALERT_AGAIN, center_id=center_id, alert_id=alert_id)
    return raised


@command
def snooze_alert(
    *, alert_id: int, until: date, reason: str, by: Person, at: datetime
) -> ReorderAlert:
    """Keep an alert quiet until a day: it stands, but nobody is told again before.

    Raises WrongRole, Missing, AlertTaken, AlertOver, QuietDayOut, QuietReasonMissing.
    """
    by.must_be(*MAY_PLAN)
    alert = (
        ReorderAlert.objects.visible_to(by)
        .select_for_update(no_key=True)
        .filter(pk=alert_id)
        .first()
    )
    if alert is None:
        raise Missing
    if alert.taken_as:
        raise AlertTaken(reference=alert.taken_reference)
    if alert.closed_at is not None:
        raise AlertOver
    today = timezone.localdate(at)
    if not today < until <= today + timedelta(days=MOST_QUIET_DAYS):
        raise QuietDayOut(field="until", most=MOST_QUIET_DAYS)
    if not reason.strip():
        raise QuietReasonMissing(field="reason")
    alert.snoozed_until = until
    alert.snoozed_by_id = by.user_id
    alert.snooze_reason = reason.strip()
    alert.save(update_fields=["snoozed_until", "snoozed_by", "snooze_reason"])
    audit.record(
        by=by,
        action="alert.snoozed",
        subject="Material",
        subject_id=alert.material_id,
        at=at,
        until=until,
        reason=alert.snooze_reason,
    )
    return alert
