"""Amounts in words (terbilang), as invoices and receipts carry them."""

import re
from enum import StrEnum

from num2words import num2words

# No document of a depot comes near it.
_MOST = 10**15 - 1
# One thousand after a million or more is "seribu" too; num2words says so only at the start.
_ONE_THOUSAND = re.compile(r"(?<=juta )satu ribu|(?<=miliar )satu ribu|(?<=triliun )satu ribu")


class Language(StrEnum):
    """The languages that documents are written in."""

    INDONESIAN = "id"
    ENGLISH = "en"


def in_words(amount: int, language: Language | str = Language.INDONESIAN) -> str:
    """Write an amount of rupiah in words, the currency named at the end.

    amount: whole rupiah, zero or more, under 10^15. language: "id" or "en".
    Returns lower case: "satu juta dua ratus lima puluh ribu rupiah".
    Raises ValueError for an amount outside that or another language.
    """
    if not 0 <= amount <= _MOST:
        raise ValueError(f"no words for {amount}")
    language = Language(language)
    words = str(num2words(amount, lang=language.value))
    if language is Language.INDONESIAN:
        words = _ONE_THOUSAND.sub("seribu", words)
    return f"{words} rupiah"
