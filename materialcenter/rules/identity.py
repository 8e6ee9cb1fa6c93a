"""Numbers that name a business or a person in Indonesia: NPWP, NITKU, NIB, telephone.

Here belongs their shape and the form in which they are kept. Never here: whether they
exist, or the national identity number's birth date, which is nobody's business here.
"""

import re

from stdnum.util import clean

from materialcenter.rules.reading import Unreadable

NPWP_EXAMPLE = "0012345678901000"
NITKU_EXAMPLE = "0012345678901000000001"
NIB_EXAMPLE = "9120001234567"
PHONE_EXAMPLE = "0812-3456-7890"

_PHONE = re.compile(r"\+[1-9][0-9]{7,14}")
_INDONESIAN = re.compile(r"\+62[2-9][0-9]{6,11}")


def read_npwp(value: object) -> str:
    """Read a tax number of 16 digits; a person's identity number (NIK) is one.

    value: text, with or without dots, dashes and spaces. Returns the 16 digits.
    The number of 15 digits from before 2024 is written with a 0 in front and is refused
    without it. Raises Unreadable: blank, not_text (a spreadsheet's number has lost
    digits), not_digits, wrong_length, all_zeros.
    """
    return _read_digits(value, 16, NPWP_EXAMPLE)


def read_nitku(value: object) -> str:
    """Read the number of a place of business: NPWP and 6 digits more, 22 in all.

    Returns the 22 digits. Raises what `read_npwp` raises.
    """
    return _read_digits(value, 22, NITKU_EXAMPLE)


def nitku_belongs_to(nitku: str, npwp: str) -> bool:
    """Say whether a place of business is one of this taxpayer's; both as read above."""
    return nitku[:16] == npwp


def read_nib(value: object) -> str:
    """Read a business identification number of 13 digits.

    Returns the 13 digits. Raises what `read_npwp` raises.
    """
    return _read_digits(value, 13, NIB_EXAMPLE)


def read_phone(value: object) -> str:
    """Read a telephone number into the international form, as WhatsApp wants it.

    value: text such as "0812-3456-7890", "62812…", "+62 812 …", "(0283) 491234"; a number of
    another country needs its +. Returns "+" and 8 to 15 digits.
    Raises Unreadable: blank, not_text, not_a_phone.
    """
    text = _text(value, PHONE_EXAMPLE)
    digits = clean(text, " .-()/").strip()
    if digits.startswith("0"):
        digits = "+62" + digits[1:]
    elif digits.startswith("62"):
        digits = "+" + digits
    if digits.startswith("+620"):
        digits = "+62" + digits[4:]  # "+62 (0)812…" is a common way of writing it
    shape = _INDONESIAN if digits.startswith("+62") else _PHONE
    if not shape.fullmatch(digits):
        raise Unreadable("not_a_phone", value, PHONE_EXAMPLE)
    return digits


def _read_digits(value: object, length: int, example: str) -> str:
    digits = clean(_text(value, example), " .-").strip()
    if not (digits.isascii() and digits.isdigit()):
        raise Unreadable("not_digits", value, example)
    if len(digits) != length:
        raise Unreadable("wrong_length", value, example)
    if not digits.strip("0"):
        raise Unreadable("all_zeros", value, example)
    return digits


def _text(value: object, example: str) -> str:
    if value is None or (isinstance(value, str) and not value.strip()):
        raise Unreadable("blank", value, example)
    if not isinstance(value, str):
        raise Unreadable("not_text", value, example)
    return value
