"""The ways to people beside mail, as the site has them, each by one address of theirs.

The site writes the whole URL of the notifier library but the address (settings.NOTIFIERS), so
nobody who connects a way chooses where a request goes.
"""

import logging
import re
from dataclasses import dataclass
from urllib.parse import quote

import apprise
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from materialcenter.errors import Invalid

WEB_PUSH = "webpush"
_ADDRESS = re.compile(r"[A-Za-z0-9_+@.\-]{1,64}")
_PHONE = re.compile(r"\+?[0-9]{9,15}")
_AT_HOME = "62"


class NotifierUnknown(Invalid):
    """The site has no such way to tell people."""

    code = "notifier_unknown"
    sentence = _("Choose one of the ways that are offered.")


class AddressUnfit(Invalid):
    """No address of this way looks so."""

    code = "notifier_address_unfit"
    sentence = _("This is no address for %(notifier)s. %(hint)s")


class NotDelivered(Exception):
    """It did not get there; the text says why, as the other side put it."""


class Gone(NotDelivered):
    """There is nobody at this address any more."""


@dataclass(frozen=True)
class Notifier:
    """A way to people. hint: what its address is and where somebody finds it."""

    name: str
    label: str | Promise
    hint: str | Promise
    pattern: re.Pattern[str] = _ADDRESS


def offered() -> list[Notifier]:
    """List the ways that the site has, by name."""
    return [_notifier(name) for name in sorted(settings.NOTIFIERS)]


def notifier_of(name: str) -> Notifier:
    """Return a way that the site has. Raises NotifierUnknown."""
    if name not in settings.NOTIFIERS:
        raise NotifierUnknown(field="notifier")
    return _notifier(name)


def label_of(name: str) -> str:
    """Return how people call a way, also one that the site has no more."""
    if name == WEB_PUSH:
        return str(_("Browser"))
    return str(_notifier(name).label) if name in settings.NOTIFIERS else name


def check_address(name: str, address: str) -> str:
    """Return an address as the way writes it. Raises NotifierUnknown, AddressUnfit."""
    notifier = notifier_of(name)
    typed = address.strip()
    if notifier.pattern is _PHONE:
        typed = re.sub(r"[\s.\-()]", "", typed)
    if not notifier.pattern.fullmatch(typed):
        raise AddressUnfit(field="address", notifier=str(notifier.label), hint=str(notifier.hint))
    return _with_country(typed) if notifier.pattern is _PHONE else typed


def _with_country(number: str) -> str:
    """Write a telephone number as 62812…: one that begins with a single zero is of Indonesia."""
    return _AT_HOME + number[1:] if number.startswith("0") else number.removeprefix("+")


def notify(name: str, address: str, *, subject: str, text: str) -> None:
    """Send a line and a text to somebody's address. Raises NotDelivered, NotifierUnknown."""
    notifier_of(name)
    url = settings.NOTIFIERS[name].replace("{to}", quote(address, safe=""))
    sender = apprise.Apprise(asset=apprise.AppriseAsset(app_id="Material Center", async_mode=False))
    capture = apprise.LogCapture(level=logging.WARNING, fmt="%(message)s")  # type: ignore[no-untyped-call]
    with capture as said:
        if sender.add(url) and sender.notify(title=subject, body=text):
            return
        reason = said.getvalue().strip()
    raise NotDelivered(reason.splitlines()[-1] if reason else name)


def _notifier(name: str) -> Notifier:
    scheme = settings.NOTIFIERS[name].partition("://")[0]
    return _BY_SCHEME[scheme](name) if scheme in _BY_SCHEME else Notifier(name, name, _ANY)


_ANY = _("Letters, digits and . + - _ @ only.")
_BY_SCHEME = {
    "tgram": lambda name: Notifier(
        name,
        "Telegram",
        _("The number of your chat: write to the center's bot first, then ask @userinfobot."),
        re.compile(r"-?[0-9]{5,15}"),
    ),
    "whatsapp": lambda name: Notifier(
        name, "WhatsApp", _("Your number with its country, such as +62 812 3456 7890."), _PHONE
    ),
    "ntfys": lambda name: Notifier(
        name,
        "ntfy",
        _(
            "A topic of the ntfy app that nobody guesses: 8 to 64 letters, digits, - and _."
            " Subscribe to it in the app first."
        ),
        re.compile(r"[A-Za-z0-9_\-]{8,64}"),
    ),
}
