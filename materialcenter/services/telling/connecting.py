"""A person's own ways out: connected with an address, confirmed by a code, tried and removed.

Nothing but a code goes to an address before the code has come back, so nobody has somebody
else told things.
"""

import secrets
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from materialcenter import audit, limiting
from materialcenter.commands import command
from materialcenter.errors import Conflict, Invalid, Missing
from materialcenter.jobs import later
from materialcenter.models import Channel, User
from materialcenter.person import Person
from materialcenter.services.telling.choosing import must_be_somebody
from materialcenter.services.telling.notifiers import check_address

MOST_CHANNELS = 5
MOST_WRONG = 5
CODE_LASTS = timedelta(hours=1)
LONGEST_LABEL = 60
# Codes and trial messages together; each goes to an address that somebody typed.
MESSAGES_AN_HOUR = 5


class TooManyChannels(Conflict):
    """The person has as many ways as anybody may have."""

    code = "channels_too_many"
    sentence = _("You have %(most)s ways already. Remove one first.")


class ChannelKnown(Conflict):
    """The same address is connected already."""

    code = "channel_known"
    sentence = _("This address is connected already.")


class LabelTooLong(Invalid):
    """A name that no list could show."""

    code = "channel_label_too_long"
    sentence = _("Give it a name of up to 60 characters.")


class CodeWrong(Invalid):
    """Not the code that was sent there."""

    code = "channel_code_wrong"
    sentence = _("This is not the code that was sent there.")


class CodeSpent(Conflict):
    """A code that is too old or was guessed at too often."""

    code = "channel_code_spent"
    sentence = _("This code is no longer good. Remove this way and connect it anew.")


class NotConfirmed(Conflict):
    """Nothing but a code goes to an address that is not confirmed, nothing to a closed one."""

    code = "channel_not_confirmed"
    sentence = _("Enter the code that was sent there first; a closed way is connected anew.")


def connect(*, notifier: str, address: str, label: str, by: Person, at: datetime) -> Channel:
    """Connect a way of the site's to the person and have a code sent to their address there.

    notifier: a name of notifiers.offered. Raises OnlyPeople, NotifierUnknown, AddressUnfit,
    LabelTooLong, RateLimited, TooManyChannels, ChannelKnown.
    """
    user_id = must_be_somebody(by)
    written = check_address(notifier, address)
    if len(label.strip()) > LONGEST_LABEL:
        raise LabelTooLong(field="label")
    limiting.take_of_hour(f"telling:{user_id}", per_hour=MESSAGES_AN_HOUR)
    return _connect(notifier=notifier, address=written, label=label.strip(), by=by, at=at)


@command
def _connect(*, notifier: str, address: str, label: str, by: Person, at: datetime) -> Channel:
    user = User.objects.select_for_update(no_key=True).get(pk=must_be_somebody(by))
    mine = Channel.objects.visible_to(by)
    same = mine.filter(notifier=notifier, address=address)
    if same.filter(retired_at=None).exists():
        raise ChannelKnown(field="address")
    if mine.filter(retired_at=None).count() >= MOST_CHANNELS:
        raise TooManyChannels(most=MOST_CHANNELS)
    same.delete()
    made = Channel.objects.create(
        user=user,
        notifier=notifier,
        address=address,
        label=label,
        code=f"{secrets.randbelow(10**6):06d}",
        created_at=at,
    )
    later("materialcenter.tasks.send_code", center_id=by.center_id, channel_id=made.pk)
    _record("channel.connected", made, by, at)
    return made


def confirm(*, channel_id: int, code: str, by: Person, at: datetime) -> None:
    """Take the code that was sent to an address; from now on the person is told things there.

    A wrong one is counted although it is refused, so this must not run inside another
    transaction. Who confirmed already is not asked again. Raises Missing, CodeWrong, CodeSpent.
    """
    if not _take_code(channel_id=channel_id, code=code.strip(), by=by, at=at):
        raise CodeWrong(field="code")


@command
def _take_code(*, channel_id: int, code: str, by: Person, at: datetime) -> bool:
    channel = _locked(channel_id, by)
    if channel.confirmed_at is not None:
        return True
    if channel.wrong_codes >= MOST_WRONG or at > channel.created_at + CODE_LASTS:
        raise CodeSpent(field="code")
    if not secrets.compare_digest(code.encode(), channel.code.encode()):
        channel.wrong_codes += 1
        channel.save(update_fields=["wrong_codes"])
        return False
    channel.confirmed_at, channel.code, channel.error = at, "", ""
    channel.save(update_fields=["confirmed_at", "code", "error"])
    _record("channel.confirmed", channel, by, at)
    return True


@command
def disconnect(*, channel_id: int, by: Person, at: datetime) -> None:
    """Remove one of the person's ways, and what waits to go out there. Raises Missing."""
    channel = _locked(channel_id, by)
    _record("channel.removed", channel, by, at)
    channel.delete()


def try_channel(*, channel_id: int, by: Person, at: datetime) -> None:
    """Send the person a message on one of their ways, to see that it arrives.

    Raises Missing, NotConfirmed, RateLimited.
    """
    found = Channel.objects.visible_to(by).filter(pk=channel_id).first()
    if found is None:
        raise Missing
    if found.confirmed_at is None or found.retired_at is not None:
        raise NotConfirmed
    limiting.take_of_hour(f"telling:{by.user_id}", per_hour=MESSAGES_AN_HOUR)
    _try(channel=found, by=by, at=at)


@command
def _try(*, channel: Channel, by: Person, at: datetime) -> None:
    later("materialcenter.tasks.send_trial", center_id=by.center_id, channel_id=channel.pk)
    _record("channel.tried", channel, by, at)


def _locked(channel_id: int, by: Person) -> Channel:
    found = Channel.objects.visible_to(by).select_for_update().filter(pk=channel_id).first()
    if found is None:
        raise Missing
    return found


def _record(action: str, channel: Channel, by: Person, at: datetime) -> None:
    """Note an act without the address, which is the person's own."""
    audit.record(
        by=by,
        action=action,
        subject="Channel",
        subject_id=channel.pk,
        at=at,
        notifier=channel.notifier,
    )
