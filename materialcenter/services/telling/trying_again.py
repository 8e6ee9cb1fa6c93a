"""Notices that did not get out, sent once more because the person asked for it."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from materialcenter import audit
from materialcenter.commands import command
from materialcenter.errors import Conflict, Missing
from materialcenter.models import Delivery, Notice
from materialcenter.person import Person


class NotGivenUp(Conflict):
    """A delivery that waits, is being tried, or got there."""

    code = "delivery_not_given_up"
    sentence = _("This notice has not been given up.")


class WayClosed(Conflict):
    """The other side said that there is nobody any more."""

    code = "channel_retired"
    sentence = _("Nobody is there any more. Connect it anew, and remove the old one.")


@command
def try_delivery_again(*, delivery_id: int, by: Person, at: datetime) -> Delivery:
    """Send a notice of the person's that was given up once more, from its first try.

    It goes at once, also in their quiet hours: they are there to ask for it. What is read goes
    out to nobody, so it counts as unread again. Raises Missing, NotGivenUp, WayClosed.
    """
    mine = Delivery.objects.visible_to(by).select_related("channel")
    found = mine.select_for_update(of=("self",)).filter(pk=delivery_id).first()
    if found is None:
        raise Missing
    if found.gave_up_at is None:
        raise NotGivenUp
    if found.channel is not None and found.channel.retired_at is not None:
        raise WayClosed
    found.gave_up_at = found.claimed_until = None
    found.tries, found.error, found.due_at = 0, "", at
    found.save(update_fields=["gave_up_at", "claimed_until", "tries", "error", "due_at"])
    Notice.objects.filter(pk=found.notice_id).update(read_at=None)
    audit.record(by=by, action="delivery.retried", subject="Delivery", subject_id=found.pk, at=at)
    return found
