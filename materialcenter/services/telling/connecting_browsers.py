"""Browsers as ways to their people: connected at once, since the browser itself asks for it."""

from datetime import datetime

from materialcenter import audit
from materialcenter.commands import command
from materialcenter.models import Channel, User
from materialcenter.person import Person
from materialcenter.services.telling.choosing import must_be_somebody
from materialcenter.services.telling.connecting import (
    LONGEST_LABEL,
    MOST_CHANNELS,
    LabelTooLong,
    TooManyChannels,
)
from materialcenter.services.telling.notifiers import WEB_PUSH, NotifierUnknown
from materialcenter.services.telling.web_push import check_subscription, is_offered


@command
def connect_browser(*, subscription: str, label: str, by: Person, at: datetime) -> Channel:
    """Tell the person things on the browser that subscribed; one that is known stays as it is.

    subscription: as the browser writes it in JSON. A browser belongs to who connected it last:
    somebody who used it before is told nothing there any more. Raises OnlyPeople,
    NotifierUnknown, SubscriptionUnfit, PushHostUnknown, LabelTooLong, TooManyChannels.
    """
    user_id = must_be_somebody(by)
    if not is_offered():
        raise NotifierUnknown(field="notifier")
    address = check_subscription(subscription)
    if len(label.strip()) > LONGEST_LABEL:
        raise LabelTooLong(field="label")
    user = User.objects.select_for_update(no_key=True).get(pk=user_id)
    same = Channel.objects.filter(notifier=WEB_PUSH, address=address)
    same.exclude(user=user).filter(retired_at=None).update(retired_at=at)
    known = same.filter(user=user, retired_at=None).first()
    if known is not None:
        return known
    if Channel.objects.filter(user=user, retired_at=None).count() >= MOST_CHANNELS:
        raise TooManyChannels(most=MOST_CHANNELS)
    same.filter(user=user).delete()
    made = Channel.objects.create(
        user=user,
        notifier=WEB_PUSH,
        address=address,
        label=label.strip(),
        created_at=at,
        confirmed_at=at,
    )
    audit.record(
        by=by,
        action="channel.connected",
        subject="Channel",
        subject_id=made.pk,
        at=at,
        notifier=WEB_PUSH,
    )
    return made
