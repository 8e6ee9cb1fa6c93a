"""Why a message did not get out: one of a few causes, read out of what the other side said.

Mail servers answer with three digits and often an enhanced code (RFC 5321, 3463); notifiers end
their sentence with the HTTP status.
"""

import re
from enum import StrEnum


class Cause(StrEnum):
    """What stood in the way."""

    FULL = "full"
    SITE = "site"
    REFUSED = "refused"
    NOBODY = "nobody"
    BUSY = "busy"
    UNREACHABLE = "unreachable"
    OTHER = "other"


# The three digits stand first, or in the brackets of Python's own words; never inside a text.
_REPLY = r"(?:^|\()(?:{})\b"
_ENHANCED = r"(?<![\d.])(?:{})(?![\d.]*\d)"
# A full mailbox and an unwanted sender are 550 as well, so the plain 550 comes after them.
_SIGNS = (
    (Cause.FULL, (_REPLY.format("[45]52"), _ENHANCED.format(r"[45]\.2\.2"), "mailbox (is )?full")),
    (Cause.SITE, (_REPLY.format("53[045]"), _ENHANCED.format(r"5\.7\.[089]"), "error=401")),
    (Cause.REFUSED, (_REPLY.format("554"), _ENHANCED.format(r"5\.7\.\d+"), "error=403")),
    (
        Cause.NOBODY,
        (_REPLY.format("55[013]"), _ENHANCED.format(r"5\.1\.\d+"), "error=(400|404|410)"),
    ),
    (Cause.BUSY, (_REPLY.format(r"4\d\d"), _ENHANCED.format(r"4\.\d\.\d+"), r"error=(429|5\d\d)")),
    (
        Cause.UNREACHABLE,
        (r"\[errno ", "connection ", "timed out", "timeout", "unexpectedly closed", "getaddrinfo"),
    ),
)
_PATTERNS = tuple((cause, re.compile("|".join(signs), re.IGNORECASE)) for cause, signs in _SIGNS)


def cause_of(error: str) -> Cause:
    """Return what stood in the way of a message, by the words of whoever did not take it."""
    for cause, pattern in _PATTERNS:
        if pattern.search(error):
            return cause
    return Cause.OTHER
