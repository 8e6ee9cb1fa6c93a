"""Scales that speak: reading the weight off an indicator that sends it all the time.

Here belong addresses, frames, and the two ways to listen: TCP, as serial-to-Ethernet
converters give it, and a serial port of this machine. Nothing here knows the database,
people or HTTP; whoever may read which scale is decided by the caller.

An address is `tcp://HOST:PORT` or `serial:///dev/ttyUSB0?baud=9600`, with `format=` for
the frames that the indicator sends (see frames.py): `comma` (without a word), `toledo` or
`yaohua`. Nothing is ever sent to a scale; it is only listened to.

A weight is taken when the indicator calls it stable (or, where its frames cannot say so,
when it stays the same), and has stayed the same over SETTLED_FRAMES frames and SETTLED_S
seconds: converters hand out old frames first, and those alone never fill that time.

The port is opened with the standard library's termios rather than a package: a depot's
machine is Linux or macOS, and all that is needed is raw mode, the speed and 8N1.
"""

from inventory.scales.address import Networks, open_reader, parse_address
from inventory.scales.frames import Shown
from inventory.scales.reading import (
    BadAddress,
    NotAllowed,
    NotStable,
    NotUnderstood,
    Reader,
    Reading,
    ScaleFailed,
    ShowsNet,
    ShowsTooMuch,
    Unreachable,
    read_stable,
)

__all__ = [
    "BadAddress",
    "Networks",
    "NotAllowed",
    "NotStable",
    "NotUnderstood",
    "Reader",
    "Reading",
    "ScaleFailed",
    "Shown",
    "ShowsNet",
    "ShowsTooMuch",
    "Unreachable",
    "open_reader",
    "parse_address",
    "read_stable",
]
