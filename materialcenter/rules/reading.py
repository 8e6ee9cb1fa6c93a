"""Reading what people type and what spreadsheets hold: numbers, dates, document numbers.

Here belongs the meaning of a typed value in Indonesia: "1.234" is a thousand and more, "1,5"
one and a half, and a date starts with its day. Never here: whether the value is allowed
where it stands (a negative mass reads well and is refused by whoever asked for it), names
and addresses of cells, or the sentences that people are shown; those go by `code`.
"""

import re
import unicodedata
from datetime import date, datetime, time
from decimal import Decimal
from typing import NoReturn, TypeAlias

Cell: TypeAlias = object

_PLAIN = re.compile(r"-?[0-9]+(?:,[0-9]+)?")
_GROUPED = re.compile(r"-?[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?")
_NUMBER_LIKE = re.compile(r"-?[0-9][0-9.,]*")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/-]([0-9]{1,2})[/-]([0-9]{4})")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME = re.compile(r"([0-9]{1,2})[.:]([0-9]{2})(?:[.:]([0-9]{2}))?")

_LONGEST = 40
_TOO_LARGE = Decimal(10) ** 15
_YEARS = range(1900, 2200)

NUMBER_EXAMPLE = "1.234,5"
WHOLE_EXAMPLE = "1.234"
DATE_EXAMPLE = "31/12/2026"
DATE_TIME_EXAMPLE = "31/12/2026 08.30"
DOCUMENT_NUMBER_EXAMPLE = "INV-001"


class Unreadable(ValueError):
    """A value that cannot be read as what was asked for.

    code: blank, not_a_number, unclear_separators ("1.23", "1,234.5"), too_large, not_whole,
    not_a_date, no_such_day, month_first_date, not_a_time, no_such_time, not_a_document_number;
    from identity.py also those it lists. value: what stood there, as it was given.
    expected: an example of what would have been read.
    """

    def __init__(self, code: str, value: object, expected: str) -> None:
        super().__init__(f"{code}: {value!r}, expected something like {expected}")
        self.code = code
        self.value = value
        self.expected = expected


def read_decimal(value: Cell) -> Decimal:
    """Read a number as people in Indonesia type it, or as a spreadsheet holds it.

    value: text with dots between thousands and a comma before decimals ("1.234,5", "1,5",
    "1.234" = 1234, "-120,5"), or an int, Decimal or float; a float is the decimal that it
    prints as. Returns it exactly, of either sign, below 10^15 in size.
    Raises Unreadable: blank, not_a_number, unclear_separators, too_large.
    """
    if isinstance(value, str):
        number = _read_number_text(value)
    elif isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        _refuse_other(value, "not_a_number", NUMBER_EXAMPLE)
    else:
        number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        if not number.is_finite():
            raise Unreadable("not_a_number", value, NUMBER_EXAMPLE)
    if abs(number) >= _TOO_LARGE:
        raise Unreadable("too_large", value, NUMBER_EXAMPLE)
    return number


def read_whole(value: Cell) -> int:
    """Read a whole number; "12,0" and 12.0 are whole, "12,5" is not.

    Raises Unreadable: not_whole, and what `read_decimal` raises.
    """
    number = read_decimal(value)
    if number != number.to_integral_value():
        raise Unreadable("not_whole", value, WHOLE_EXAMPLE)
    return int(number)


def read_date(value: Cell) -> date:
    """Read a day: text as day/month/year or year-month-day, or a date of a spreadsheet.

    A datetime without a zone gives its day. Years run from 1900 to 2199.
    Raises Unreadable: blank, not_a_date (also a spreadsheet's bare serial number),
    month_first_date ("03/13/2026"), no_such_day ("31/02/2026").
    """
    if isinstance(value, datetime):
        if value.tzinfo is not None:
            raise Unreadable("not_a_date", value, DATE_EXAMPLE)
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        _refuse_other(value, "not_a_date", DATE_EXAMPLE)
    return _read_date_text(_trimmed(value, DATE_EXAMPLE), value, DATE_EXAMPLE)


def read_date_time(value: Cell) -> datetime:
    """Read a day and a time of it: "01/09/2026 08.32", "2026-09-01T08:32", or a datetime.

    Hours run from 0 to 23, seconds may follow. Returns the wall clock's time without a zone;
    the caller says whose clock it was. A datetime that has a zone is refused.
    Raises Unreadable: blank, not_a_time, no_such_time, and what `read_date` raises.
    """
    if isinstance(value, datetime):
        if value.tzinfo is not None:
            raise Unreadable("not_a_time", value, DATE_TIME_EXAMPLE)
        return value
    if not isinstance(value, str):
        _refuse_other(value, "not_a_time", DATE_TIME_EXAMPLE)
    text = _trimmed(value, DATE_TIME_EXAMPLE)
    parts = text.split("T") if _ISO.match(text) and "T" in text else text.split()
    day = _read_date_text(parts[0], value, DATE_TIME_EXAMPLE)
    found = _TIME.fullmatch(parts[1]) if len(parts) == 2 else None
    if found is None:
        raise Unreadable("not_a_time", value, DATE_TIME_EXAMPLE)
    hour, minute, second = (int(part or 0) for part in found.groups())
    try:
        return datetime.combine(day, time(hour, minute, second))
    except ValueError:
        raise Unreadable("no_such_time", value, DATE_TIME_EXAMPLE) from None


def normalised_number(value: str) -> str:
    """Reduce a document's number to what makes it the same: letters and digits, lower case.

    "INV-001 ", "inv 001" and "Inv/001" all give "inv001"; full-width forms count as plain.
    Raises Unreadable: not_a_document_number, when no letter or digit is left.
    """
    folded = unicodedata.normalize("NFKC", value).casefold()
    kept = "".join(character for character in folded if character.isalnum())
    if not kept:
        raise Unreadable("not_a_document_number", value, DOCUMENT_NUMBER_EXAMPLE)
    return kept


def _read_number_text(value: str) -> Decimal:
    text = _trimmed(value, NUMBER_EXAMPLE)
    if len(text) > _LONGEST or not _NUMBER_LIKE.fullmatch(text):
        raise Unreadable("not_a_number", value, NUMBER_EXAMPLE)
    if not (_PLAIN.fullmatch(text) or _GROUPED.fullmatch(text)):
        raise Unreadable("unclear_separators", value, NUMBER_EXAMPLE)
    return Decimal(text.replace(".", "").replace(",", "."))


def _read_date_text(text: str, value: str, expected: str) -> date:
    if found := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
        swapped = False
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = (int(part) for part in found.groups())
        swapped = _is_day(year, day, month)
    else:
        raise Unreadable("not_a_date", value, expected)
    if year not in _YEARS:
        raise Unreadable("no_such_day", value, expected)
    if not _is_day(year, month, day):
        raise Unreadable("month_first_date" if swapped else "no_such_day", value, expected)
    return date(year, month, day)


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _trimmed(value: str, expected: str) -> str:
    text = value.strip()
    if not text:
        raise Unreadable("blank", value, expected)
    return text


def _refuse_other(value: object, code: str, expected: str) -> NoReturn:
    raise Unreadable("blank" if value is None else code, value, expected)
