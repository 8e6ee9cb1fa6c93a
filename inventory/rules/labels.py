"""What the QR code of a label holds, and reading it back from a camera or a hand scanner.

A lot's label says `MC1:number:heat:material:pieces:kg`, a rack's `MR1:code`. Only letters,
digits and `:-.%` stand in it, so that the code is small, any scanner can type it, and what a
keyboard of another layout makes of it can be told by its mark. Never here: names of people
or workshops, prices, or anything that a label on a stolen sheet should not tell.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import quote, unquote

LOT_MARK, RACK_MARK = "MC1", "MR1"
_BETWEEN = ":"
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-")
_WHOLE, _DECIMAL = re.compile(r"[0-9]{1,9}"), re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,6})?")
# A scanner's own ends: line feeds, tabs, group separators, and what a paste brings along.
_ENDS = "".join(map(chr, range(33))) + "\x7f\xa0\ufeff"
# Some scanners say first which kind of code they read, such as "]Q1".
_KIND_OF_CODE = re.compile(r"^\][A-Za-z][0-9A-Za-z]")

# What a keyboard of another layout types, and what the scanner meant by it (US keys).
_LAYOUTS: tuple[Mapping[int, str | int], ...] = (
    {},
    str.maketrans("öÖßyYzZ", "::-zZyY"),  # German
    str.maketrans("""aAqQzZwW,?mM&é"'(-è_çà):5""", """qQaAwWzZMM::1234567890-.%"""),  # French
    str.maketrans("ñÑçÇ'", "::::-"),  # Spanish, Italian
)


class NotALabel(ValueError):
    """A text that is no label of this kind."""


@dataclass(frozen=True)
class Label:
    """What a lot's label says; pieces and mass_kg are those of the bundle that it hangs on."""

    lot_number: str
    heat: str
    material: str
    pieces: int
    mass_kg: Decimal


def write_label(label: Label) -> str:
    """Write what the QR code of a lot's label holds: ASCII, and reads back as it was."""
    parts = (
        label.lot_number,
        label.heat,
        label.material,
        str(label.pieces),
        format(label.mass_kg, "f"),
    )
    return _BETWEEN.join((LOT_MARK, *map(_escaped, parts)))


def read_label(text: str) -> Label:
    """Read a lot's label as it was scanned or typed by a scanner. Raises NotALabel."""
    parts = _parts_of(text, mark=LOT_MARK)
    if len(parts) != 5:
        raise NotALabel(text)
    lot_number, heat, material, pieces, mass_kg = parts
    if not _WHOLE.fullmatch(pieces) or not _DECIMAL.fullmatch(mass_kg):
        raise NotALabel(text)
    return Label(lot_number, heat, material, int(pieces), Decimal(mass_kg))


def write_rack_label(code: str) -> str:
    """Write what the QR code of a rack's label holds."""
    return _BETWEEN.join((RACK_MARK, _escaped(code)))


def lot_number_in(text: str) -> str:
    """Return the lot's number out of a scanned label, or as somebody typed it.

    Whatever case, layout of the keyboard or line feed a scanner brings is mended; a text
    that is no label comes back without its ends, in capitals, and is the act's to refuse.
    """
    try:
        return _parts_of(text, mark=LOT_MARK)[0]
    except NotALabel:
        return text.strip(_ENDS).upper()


def rack_code_in(text: str) -> str:
    """Return the rack's code out of a scanned label, or as typed; see lot_number_in."""
    try:
        return _parts_of(text, mark=RACK_MARK)[0]
    except NotALabel:
        return text.strip(_ENDS).upper()


def heat_in(text: str) -> str:
    """Return the heat number out of a lot's label, or whatever else a mill's tag says."""
    try:
        return read_label(text).heat
    except NotALabel:
        return text.strip(_ENDS)


def _escaped(text: str) -> str:
    """Write text with capitals, digits, dots and hyphens alone; the rest as %XX of its UTF-8."""
    return "".join(letter if letter in _PLAIN else _percent(letter) for letter in text)


def _percent(letter: str) -> str:
    return quote(letter, safe="") if not letter.isascii() else f"%{ord(letter):02X}"


def _parts_of(text: str, *, mark: str) -> list[str]:
    """Split a label behind its mark, whatever layout it was typed in; at least one part."""
    bare = _KIND_OF_CODE.sub("", text.strip(_ENDS), count=1)
    head = mark + _BETWEEN
    for layout in _LAYOUTS:
        meant = bare.translate(layout).upper()
        if meant.startswith(head):
            return _unescaped(meant.removeprefix(head).split(_BETWEEN), text)
    raise NotALabel(text)


def _unescaped(parts: list[str], text: str) -> list[str]:
    try:
        return [unquote(part, errors="strict") for part in parts]
    except UnicodeDecodeError as error:
        raise NotALabel(text) from error
