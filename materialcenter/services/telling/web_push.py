"""Messages to browsers through their push services (RFC 8030, 8291, 8292).

The browser makes the address and the site's key signs what goes there. A browser is not
believed where it points: only the push services in settings.PUSH_HOSTS are sent to.
"""

import base64
import json
import re
from functools import cache
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import requests
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from py_vapid import Vapid
from pywebpush import WebPushException, webpush

from materialcenter.errors import Invalid
from materialcenter.services.telling.notifiers import Gone, NotDelivered

# What is told is old news after a day.
KEPT_S = 24 * 3600
TIMEOUT_S = 10
LONGEST = 2000
# The services take 4096 bytes, encryption included.
LONGEST_LINE_BYTES, LONGEST_TEXT_BYTES = 400, 2400
_POINT_BYTES, _AUTH_BYTES = 65, 16
# Nothing in it that two readers of addresses might read in two ways.
_ENDPOINT = re.compile(r"https?://[a-z0-9.\-]+(:[0-9]{1,5})?/[\x21-\x5b\x5d-\x7e]*")
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


class SubscriptionUnfit(Invalid):
    """No browser writes a subscription so."""

    code = "push_subscription_unfit"
    sentence = gettext_lazy(
        "This is no subscription of a browser. Please connect this phone again."
    )


class PushHostUnknown(Invalid):
    """The subscription points at a host that is no known push service."""

    code = "push_host_unknown"
    sentence = gettext_lazy("This browser's push service is not known here: %(host)s.")


def is_offered() -> bool:
    """Say whether the site has a key to sign with."""
    return bool(settings.VAPID_PRIVATE_KEY)


def public_key() -> str:
    """Return the site's key as browsers want it: an uncompressed point in URL-safe base64."""
    return _public_key(settings.VAPID_PRIVATE_KEY)


@cache
def _public_key(private_key: str) -> str:
    point = Vapid.from_raw(private_key.encode()).public_key.public_bytes(
        Encoding.X962, PublicFormat.UncompressedPoint
    )
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def check_subscription(text: str) -> str:
    """Return a browser's subscription as it is kept, with nothing in it but what is needed.

    Raises SubscriptionUnfit, PushHostUnknown.
    """
    found = _read(text)
    _check_host(found["endpoint"])
    return json.dumps(found, sort_keys=True, separators=(",", ":"))


def push(subscription: str, subject: str, text: str, url: str) -> None:
    """Send a line and a text to a browser, which opens the url when it is tapped.

    subscription: as check_subscription returns it. Raises Gone when there is no such browser
    any more, NotDelivered when the service did not take it.
    """
    found = json.loads(subscription)
    try:
        _check_host(found["endpoint"])
    except PushHostUnknown as error:
        raise NotDelivered(str(error)) from error
    message = {
        "title": _cut(subject, LONGEST_LINE_BYTES),
        "body": _cut(text, LONGEST_TEXT_BYTES),
        "url": url,
    }
    sender = settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].strip("> ")
    with requests.Session() as session:
        # A push service answers by itself; whoever sends elsewhere is not one.
        session.max_redirects = 0
        try:
            webpush(
                found,
                json.dumps(message),
                vapid_private_key=Vapid.from_raw(settings.VAPID_PRIVATE_KEY.encode()),
                vapid_claims={"sub": f"mailto:{sender}"},
                ttl=KEPT_S,
                timeout=TIMEOUT_S,
                requests_session=session,
            )
        except WebPushException as error:
            raise _refusal(error.status_code) from error
        except requests.RequestException as error:
            raise NotDelivered(_("The browser's push service cannot be reached.")) from error


def _refusal(status: int | None) -> NotDelivered:
    if status in _GONE:
        return Gone(_("This browser takes no messages any more. Connect it again."))
    return NotDelivered(
        _("The browser's push service refused the message (%(status)s).") % {"status": status}
    )


def _read(text: str) -> dict[str, Any]:
    """Read the endpoint and the keys out of what a browser sent. Raises SubscriptionUnfit."""
    if len(text) > LONGEST:
        raise SubscriptionUnfit(field="subscription")
    try:
        given = json.loads(text)
        endpoint, keys = given["endpoint"], given["keys"]
        point, auth = _bytes(keys["p256dh"]), _bytes(keys["auth"])
        is_address = _ENDPOINT.fullmatch(endpoint) is not None
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point)
    except (KeyError, TypeError, ValueError) as error:
        raise SubscriptionUnfit(field="subscription") from error
    if not is_address or len(point) != _POINT_BYTES or len(auth) != _AUTH_BYTES:
        raise SubscriptionUnfit(field="subscription")
    return {"endpoint": endpoint, "keys": {"p256dh": keys["p256dh"], "auth": keys["auth"]}}


def _bytes(text: str) -> bytes:
    padded = text + "=" * (-len(text) % 4)
    return base64.b64decode(padded, altchars=b"-_", validate=True)


def _check_host(endpoint: str) -> None:
    """Raise PushHostUnknown unless the endpoint is of a push service that the site knows."""
    parts = urlsplit(endpoint)
    host = parts.hostname or ""
    is_plain = parts.scheme == "https" and parts.netloc == host
    for known in settings.PUSH_HOSTS:
        if "://" in known:
            is_known = f"{parts.scheme}://{parts.netloc}" == known
        elif known.startswith("*."):
            is_known = is_plain and host.endswith(known[1:])
        else:
            is_known = is_plain and host == known
        if is_known:
            return
    raise PushHostUnknown(field="subscription", host=host[:80])


def _cut(text: str, most: int) -> str:
    """Cut a text to so many bytes, between two characters."""
    return text.encode()[:most].decode(errors="ignore")
