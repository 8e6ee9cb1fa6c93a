"""The frames of the usual indicators, as bytes and as what they mean.

comma (A&D, CAS, Avery and most that can be set up): a line of
    `ST,GS,+ 12460kg\\r\\n`: ST stable, US in motion, OL over the range; GS gross, NT net;
    sign, number, unit kg, g or t. A&D's short form leaves out the second word; CAS's has
    further words between the second and the number, which are skipped.
toledo (Mettler Toledo, continuous): STX, three status bytes, six digits of weight, six of
    tare, CR, and a checksum that may be there. The first status byte holds the place of the
    decimal point; the second net, sign, over range, motion, kg; every one has bit 5 set.
yaohua (XK3190-A9 and its kind, the usual weighbridge in Indonesia): STX, sign, six digits,
    the number of decimals, two characters of checksum (XOR of what stands between), ETX.
    It never says whether it is stable, so the weight must simply stay the same.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import xor

LONGEST = 64
_LINE = re.compile(
    rb"(?P<state>ST|US|OL),(?:(?P<kind>GS|NT),)?(?:[^\r\n]{0,24},)?"
    rb" *(?P<sign>[+-]?) *(?P<number>\d{1,8}(?:\.\d{1,4})?) *(?P<unit>kg|g|t)? *",
    re.IGNORECASE,
)
_KG_OF = {b"kg": Decimal(1), b"": Decimal(1), b"g": Decimal("0.001"), b"t": Decimal(1000)}
_STX, _ETX, _CR = 0x02, 0x03, 0x0D
_FIXED = 0x20


@dataclass(frozen=True)
class Shown:
    """What one frame says. mass_kg is signed; stable is None where the frame cannot say."""

    mass_kg: Decimal
    stable: bool | None
    is_net: bool = False
    is_over: bool = False


@dataclass(frozen=True)
class Format:
    """How frames are cut out of the stream, and read.

    cut: gives a frame and the rest, or None while the first frame is not whole.
    """

    cut: Callable[[bytes], tuple[bytes, bytes] | None]
    read: Callable[[bytes], Shown | None]


def read_line(frame: bytes) -> Shown | None:
    """Read a comma frame without its line's end; None for what is none."""
    found = _LINE.fullmatch(frame)
    if found is None:
        return None
    mass = Decimal(found["number"].decode()) * _KG_OF[(found["unit"] or b"").lower()]
    state = found["state"].upper()
    return Shown(
        mass_kg=-mass if found["sign"] == b"-" else mass,
        stable=state == b"ST",
        is_net=(found["kind"] or b"").upper() == b"NT",
        is_over=state == b"OL",
    )


def read_toledo(frame: bytes) -> Shown | None:
    """Read a continuous frame from STX to before CR; None for what is none, pounds too."""
    if len(frame) != 16 or frame[0] != _STX or not all(b & _FIXED for b in frame[1:4]):
        return None
    point, state = frame[1] & 0b111, frame[2]
    digits = frame[4:10].lstrip(b" ")
    if not digits.isdigit() or not state & 0b1_0000 or frame[3] & 0b111:
        return None
    mass = Decimal(digits.decode()).scaleb(2 - point)
    return Shown(
        mass_kg=-mass if state & 0b10 else mass,
        stable=not state & 0b1000,
        is_net=bool(state & 0b1),
        is_over=bool(state & 0b100),
    )


def read_yaohua(frame: bytes) -> Shown | None:
    """Read a frame from STX to ETX; None for what is none or has another checksum."""
    if len(frame) != 12 or frame[0] != _STX or frame[11] != _ETX or frame[1:2] not in b"+-":
        return None
    digits, decimals = frame[2:8], frame[8:9]
    if not digits.isdigit() or decimals not in {b"0", b"1", b"2", b"3", b"4"}:
        return None
    if f"{reduce(xor, frame[1:9]):02X}".encode() != frame[9:11].upper():
        return None
    mass = Decimal(digits.decode()).scaleb(-int(decimals))
    return Shown(mass_kg=-mass if frame[1:2] == b"-" else mass, stable=None)


def _cut_line(stream: bytes) -> tuple[bytes, bytes] | None:
    head, found, rest = stream.partition(b"\n")
    return (head.rstrip(b"\r"), rest) if found else None


def _cut_toledo(stream: bytes) -> tuple[bytes, bytes] | None:
    start = stream.find(_STX)
    if start < 0 or len(stream) < start + 17:
        return None
    if stream[start + 16] != _CR:
        return stream[start : start + 1], stream[start + 1 :]
    return stream[start : start + 16], stream[start + 17 :]


def _cut_yaohua(stream: bytes) -> tuple[bytes, bytes] | None:
    end = stream.find(_ETX)
    if end < 0:
        return None
    return stream[max(0, end - 11) : end + 1], stream[end + 1 :]


FORMATS: Mapping[str, Format] = {
    "comma": Format(_cut_line, read_line),
    "toledo": Format(_cut_toledo, read_toledo),
    "yaohua": Format(_cut_yaohua, read_yaohua),
}
