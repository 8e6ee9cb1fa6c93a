"""Getting notices out: taking what is due, sending it, and trying again what failed.

At least once: who is killed between sending and noting it sends again, under the same
Message-ID where it is mail. To lose a notice would be worse than to tell it twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from materialcenter.commands import command
from materialcenter.jobs import later
from materialcenter.models import Channel, Delivery, Membership, Notice, User
from materialcenter.rules.quiet_hours import goes_out_at
from materialcenter.services.telling.kinds import GIVEN_UP
from materialcenter.services.telling.notifiers import (
    WEB_PUSH,
    Gone,
    NotDelivered,
    NotifierUnknown,
    label_of,
    notify,
)
from materialcenter.services.telling.web_push import push
from materialcenter.services.telling.writing import hours_of, note

TRIES = 8
AT_ONCE = 500
MOST_IN_DIGEST = 50
# So many lines of a digest fit a phone's screen; the page of all notices has the rest.
BRIEFLY = 5
ALL, FAILED = "/notices/", "/notices/failed/"
_FIRST_PAUSE = timedelta(minutes=1)
_LONGEST_PAUSE = timedelta(hours=6)
# Longer than a job may take to be sent again and again; see jobs.SEND_AGAIN_AFTER.
_CLAIM = timedelta(days=1)

_TAKE = """
WITH due AS (
    SELECT d.id FROM materialcenter_delivery d
    WHERE d.sent_at IS NULL AND d.gave_up_at IS NULL AND d.due_at <= %(at)s
      AND (d.claimed_until IS NULL OR d.claimed_until <= %(at)s)
    ORDER BY d.due_at, d.id LIMIT %(most)s FOR UPDATE SKIP LOCKED
)
UPDATE materialcenter_delivery d SET claimed_until = %(until)s
FROM due, materialcenter_notice n
WHERE d.id = due.id AND n.id = d.notice_id
RETURNING n.center_id, n.user_id, d.channel_id, d.id
"""


@dataclass(frozen=True)
class Message:
    """What goes out at once to one person on one way. number: the same when it is sent again.

    brief, path: the text without its address, and the page it is of, for browsers.
    """

    subject: str
    text: str
    number: str
    brief: str
    path: str


@command
def take_due(*, at: datetime) -> int:
    """Have everything that is due sent, by a job for each message; return how many those are.

    What is due to a person on one way is one message. Two at once take different ones.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"at": at, "until": at + _CLAIM, "most": AT_ONCE})
        rows = cursor.fetchall()
    count = 0
    for key, group in groupby(sorted(rows, key=_message_of), _message_of):
        later(
            "materialcenter.tasks.deliver",
            center_id=key[0],
            delivery_ids=[row[3] for row in group],
        )
        count += 1
    return count


def _message_of(row: tuple[int, ...]) -> tuple[int, int, int]:
    center_id, user_id, channel_id = row[:3]
    return center_id, user_id, channel_id or 0


def deliver(*, delivery_ids: Sequence[int], at: datetime) -> None:
    """Send one message and note how that went; what is sent, given up or read stays as it is."""
    wanted = _still_wanted(delivery_ids)
    if not wanted:
        return
    first = wanted[0]
    user: User = first.notice.user
    with translation.override(user.language):
        message = _compose(wanted)
    try:
        _send(first, message)
    except NotDelivered as error:
        note_failed(
            delivery_ids=[one.pk for one in wanted],
            reason=str(error),
            is_gone=isinstance(error, Gone),
            at=at,
        )
    else:
        Delivery.objects.filter(pk__in=[one.pk for one in wanted]).update(
            sent_at=at, error="", claimed_until=None
        )


def _still_wanted(delivery_ids: Sequence[int]) -> list[Delivery]:
    """Read what is to go out, and drop what nobody waits for any more."""
    rows = (
        Delivery.objects.filter(pk__in=delivery_ids, sent_at=None, gave_up_at=None)
        .select_related("notice__user__telling", "channel")
        .order_by("pk")
    )
    found = list(rows)
    if not found:
        return []
    notice: Notice = found[0].notice
    belongs = Membership.objects.filter(center_id=notice.center_id, user_id=notice.user_id)
    is_there = notice.user.is_active and belongs.exists()
    wanted = [one for one in found if is_there and not _is_over(one)]
    Delivery.objects.filter(pk__in={one.pk for one in found} - {one.pk for one in wanted}).delete()
    return wanted


def _is_over(delivery: Delivery) -> bool:
    """Say whether it was read in the app before it went out, or its way is gone."""
    channel = delivery.channel
    if channel is None and not delivery.notice.user.email:
        return True
    return delivery.notice.read_at is not None or bool(channel and channel.retired_at)


def _compose(deliveries: Sequence[Delivery]) -> Message:
    first, number = deliveries[0], f"notice.{deliveries[0].pk}"
    if len(deliveries) == 1:
        notice = first.notice
        text = _body([notice], notice.path)
        return Message(notice.subject, text, number, notice.text, notice.path)
    notices = [one.notice for one in deliveries]
    subject = ngettext("%(count)s notice", "%(count)s notices", len(notices)) % {
        "count": len(notices)
    }
    brief = "\n".join(notice.subject for notice in notices[:BRIEFLY])
    return Message(subject, _body(notices, ALL), number, brief, ALL)


def _body(notices: Sequence[Notice], path: str) -> str:
    return render_to_string(
        "materialcenter/mail/notices.txt",
        {
            "notices": notices[:MOST_IN_DIGEST],
            "more": max(len(notices) - MOST_IN_DIGEST, 0),
            "url": f"{settings.SITE_URL}{path}",
        },
    )


def _send(delivery: Delivery, message: Message) -> None:
    if delivery.channel is not None:
        send_on(delivery.channel, message)
        return
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    mail = EmailMessage(
        subject=message.subject,
        body=message.text,
        to=[delivery.notice.user.email],
        headers={"Message-ID": f"<{message.number}@{domain}>"},
    )
    try:
        mail.send()
    except (SMTPException, OSError) as error:
        raise NotDelivered(str(error)) from error


def send_on(channel: Channel, message: Message) -> None:
    """Send something to one of a person's ways. Raises NotDelivered, Gone."""
    if channel.notifier == WEB_PUSH:
        push(channel.address, message.subject, message.brief, message.path)
        return
    try:
        notify(channel.notifier, channel.address, subject=message.subject, text=message.text)
    except NotifierUnknown as error:  # The site has taken this way away.
        raise NotDelivered(str(error)) from error


@command
def note_failed(*, delivery_ids: Sequence[int], reason: str, is_gone: bool, at: datetime) -> None:
    """Write down why it failed and when it is tried again: after 1, 3, 9 … minutes, TRIES times.

    Then it is given up and the person is told so in the app. is_gone: there is nobody at the
    other end, so nothing goes there any more.
    """
    rows = Delivery.objects.select_for_update(of=("self",)).filter(
        pk__in=delivery_ids, sent_at=None, gave_up_at=None
    )
    for delivery in rows.select_related("notice__user__telling", "channel").order_by("pk"):
        delivery.tries += 1
        delivery.error = reason[:400]
        delivery.claimed_until = None
        if is_gone or delivery.tries >= TRIES:
            delivery.gave_up_at = at
            _tell_given_up(delivery, at)
        else:
            pause = min(_FIRST_PAUSE * 3 ** (delivery.tries - 1), _LONGEST_PAUSE)
            hours = hours_of(delivery.notice.user)
            delivery.due_at = goes_out_at(at + pause, hours, timezone.get_default_timezone())
        delivery.save(update_fields=["tries", "error", "claimed_until", "gave_up_at", "due_at"])
        if is_gone and delivery.channel is not None:
            Channel.objects.filter(pk=delivery.channel.pk, retired_at=None).update(retired_at=at)


def _tell_given_up(delivery: Delivery, at: datetime) -> None:
    notice = delivery.notice

    def said() -> tuple[str, str]:
        way = label_of(delivery.channel.notifier) if delivery.channel else _("mail")
        line = _("A message to you by %(way)s could not be delivered") % {"way": way}
        return line, notice.subject

    note(
        center_id=notice.center_id,
        user_ids=[notice.user_id],
        kind=GIVEN_UP,
        key=str(delivery.pk),
        said=said,
        path=FAILED,
        at=at,
    )


def send_code(*, channel_id: int) -> None:
    """Send a person's code to the way they are connecting; an unconfirmed one only."""
    channel = (
        Channel.objects.select_related("user").filter(pk=channel_id, confirmed_at=None).first()
    )
    if channel is None or not channel.code:
        return
    with translation.override(channel.user.language):
        subject = _("%(code)s is your code") % {"code": channel.code}
        text = _("Enter it at the material center to get its messages here.")
    _try(channel, subject, text)


def send_trial(*, channel_id: int) -> None:
    """Send a person a message that says that it arrives."""
    channel = Channel.objects.select_related("user").filter(pk=channel_id).first()
    if channel is None:
        return
    with translation.override(channel.user.language):
        subject, text = _("It works"), _("The material center's messages arrive here.")
    _try(channel, subject, text)


def _try(channel: Channel, subject: str, text: str) -> None:
    """Send what the person waits for at the screen; why it failed stands there, not in a retry."""
    try:
        send_on(channel, Message(subject, text, number="", brief=text, path=ALL))
    except NotDelivered as error:
        reason = str(error)[:400]
    else:
        reason = ""
    Channel.objects.filter(pk=channel.pk).update(error=reason)
