"""Readers of single cells: what a column takes, beyond what rules/reading.py reads.

A reader takes a cell that is not blank and returns its value, or raises Unreadable with
a code of faults.SENTENCES.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from materialcenter.rules.reading import (
    NUMBER_EXAMPLE,
    WHOLE_EXAMPLE,
    Cell,
    Unreadable,
    read_decimal,
    read_whole,
)

T = TypeVar("T")
Reader = Callable[[Cell], object]

_CODE = re.compile(r"[A-Z0-9][A-Z0-9 ._+-]*")
LARGEST_INTEGER = 2_147_483_647
EMAIL_EXAMPLE = "nama@contoh.id"


def is_blank(cell: Cell) -> bool:
    """Say whether nothing stands in a cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def shown(cell: Cell) -> str:
    """Write a cell as a person sees it, for faults and previews."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, float):
        return str(cell).replace(".", ",")
    if isinstance(cell, datetime):
        return cell.strftime("%d/%m/%Y %H.%M")
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    return "" if cell is None else " ".join(str(cell).split())[:120]


def text(longest: int, example: str) -> Reader:
    """Take text up to a length; a whole number counts as its digits, spaces are tidied."""

    def read(cell: Cell) -> str:
        if isinstance(cell, bool) or not isinstance(cell, (str, int, float)):
            raise Unreadable("not_a_text", cell, example)
        words = shown(cell) if isinstance(cell, (int, float)) else " ".join(cell.split())
        if not words.isprintable():
            raise Unreadable("not_a_text", cell, example)
        if len(words) > longest:
            raise Unreadable("too_long", cell, str(longest))
        return words

    return read


def code(longest: int, example: str) -> Reader:
    """Take a code, in capitals: letters, digits, spaces and a few marks, fit for an address."""
    read_text = text(longest, example)

    def read(cell: Cell) -> str:
        name = str(read_text(cell)).upper()
        if not _CODE.fullmatch(name):
            raise Unreadable("not_a_code", cell, example)
        return name

    return read


def capitals(longest: int, example: str) -> Reader:
    """Take what a maker calls something, such as a heat number, in capitals."""
    read_text = text(longest, example)
    return lambda cell: str(read_text(cell)).upper()


def choice(values: Mapping[str, T]) -> Callable[[Cell], T]:
    """Take one of the words that `values` lists; capitals do not matter."""

    def read(cell: Cell) -> T:
        word = " ".join(str(cell).split()).casefold()
        if word not in values:
            raise Unreadable("unknown_choice", cell, ", ".join(values))
        return values[word]

    return read


def email(cell: Cell) -> str:
    """Take an email address."""
    address = str(cell).strip()
    try:
        validate_email(address)
    except ValidationError:
        raise Unreadable("not_an_email", cell, EMAIL_EXAMPLE) from None
    return address


def decimal(*, places: int, largest: Decimal, example: str = NUMBER_EXAMPLE) -> Reader:
    """Take a number above zero with at most so many decimals."""

    def read(cell: Cell) -> Decimal:
        number = read_decimal(cell)
        if number <= 0:
            raise Unreadable("not_positive", cell, example)
        if number > largest:
            raise Unreadable("too_large", cell, f"{largest:f}")
        if number != round(number, places):
            raise Unreadable("too_many_decimals", cell, example)
        return number

    return read


def or_zero(read: Reader) -> Reader:
    """Take zero beside what a reader takes."""

    def read_or_zero(cell: Cell) -> object:
        number = read_decimal(cell)
        if number < 0:
            raise Unreadable("negative", cell, "0")
        return read(cell) if number else number

    return read_or_zero


def whole(*, least: int, largest: int = LARGEST_INTEGER, example: str = WHOLE_EXAMPLE) -> Reader:
    """Take a whole number from `least` (0 or 1) on."""

    def read(cell: Cell) -> int:
        number = read_whole(cell)
        if number < least:
            raise Unreadable("negative" if least == 0 else "not_positive", cell, example)
        if number > largest:
            raise Unreadable("too_large", cell, str(largest))
        return number

    return read


mass_kg = decimal(places=3, largest=Decimal("9999999.999"))
price_per_kg = decimal(places=2, largest=Decimal("99999999.99"), example="12.550")
length_mm = decimal(places=2, largest=Decimal("999999.99"), example="1219")
