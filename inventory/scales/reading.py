"""Taking one weight from a scale: listening until it stays the same, and not forever."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from inventory.scales.frames import FORMATS, LONGEST, Shown

PATIENCE_S = 3.0
SETTLED_FRAMES = 3
SETTLED_S = 0.4
# Noise alone, such as at the wrong speed, is given up after so much of it.
_MOST_BYTES = 64 * 1024


class ScaleFailed(Exception):
    """A scale that gives no weight; `code` says why, `text` what it sent."""

    code = "scale_failed"

    def __init__(self, text: str = "") -> None:
        """Keep what is known."""
        super().__init__(text or self.code)
        self.text = text


class BadAddress(ScaleFailed):
    """An address that is none."""

    code = "scale_address_invalid"


class NotAllowed(ScaleFailed):
    """An address outside the networks where scales may stand."""

    code = "scale_address_not_allowed"


class Unreachable(ScaleFailed):
    """Nobody answers, the port is taken, or nothing is sent."""

    code = "scale_unreachable"


class NotUnderstood(ScaleFailed):
    """Something is sent, but no frame of the format."""

    code = "scale_not_understood"


class NotStable(ScaleFailed):
    """The weight did not come to rest in time."""

    code = "scale_not_stable"


class ShowsNet(ScaleFailed):
    """The indicator's tare key was pressed, so it shows no gross weight."""

    code = "scale_shows_net"


class ShowsTooMuch(ScaleFailed):
    """The indicator says that it is loaded over its range."""

    code = "scale_over_range"


@dataclass(frozen=True)
class Reading:
    """A settled weight in kg, and the frame that said so, as printable text."""

    mass_kg: Decimal
    frame: str


class Reader(Protocol):
    """Something that can be listened to."""

    @property
    def format(self) -> str:
        """Return the name of the frames that it gives, of frames.FORMATS."""

    def listen(self, *, until: float) -> Iterator[bytes]:
        """Give what is sent, as it comes, until a moment of time.monotonic().

        Raises Unreachable; ends when the moment has come or the line was closed.
        """


def read_stable(
    reader: Reader,
    *,
    patience_s: float | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Reading:
    """Listen until the weight has settled, for `patience_s` (PATIENCE_S) seconds at the most.

    Raises Unreachable, NotUnderstood, NotStable, ShowsNet, ShowsTooMuch.
    """
    since, count = 0.0, 0
    last: Shown | None = None
    heard = b""
    for frame, shown in _shown(
        reader, until=clock() + (PATIENCE_S if patience_s is None else patience_s)
    ):
        heard = frame
        now = clock()
        if shown is None:
            continue
        if shown != last:
            last, since, count = shown, now, 0
        count += 1
        if count >= SETTLED_FRAMES and now - since >= SETTLED_S and shown.stable is not False:
            return _accepted(shown, frame)
    raise _why_not(last, heard)


def _accepted(shown: Shown, frame: bytes) -> Reading:
    if shown.is_over:
        raise ShowsTooMuch(_printable(frame))
    if shown.is_net:
        raise ShowsNet(_printable(frame))
    return Reading(shown.mass_kg, _printable(frame))


def _why_not(last: Shown | None, heard: bytes) -> ScaleFailed:
    if not heard:
        return Unreachable()
    if last is None:
        return NotUnderstood(_printable(heard))
    if last.is_over:
        return ShowsTooMuch(_printable(heard))
    return NotStable(_printable(heard))


def _shown(reader: Reader, *, until: float) -> Iterator[tuple[bytes, Shown | None]]:
    """Cut the stream into frames; bytes that never become one are given as they are."""
    form = FORMATS[reader.format]
    stream, total = b"", 0
    for piece in reader.listen(until=until):
        stream += piece
        total += len(piece)
        while found := form.cut(stream):
            frame, stream = found
            yield frame, form.read(frame)
        if len(stream) > LONGEST:
            yield stream[-LONGEST:], None
            stream = stream[-LONGEST // 2 :]
        if total > _MOST_BYTES:
            return
    if stream:
        yield stream, None


def _printable(frame: bytes) -> str:
    return frame.decode("ascii", "backslashreplace").encode("unicode_escape").decode()[:80]
