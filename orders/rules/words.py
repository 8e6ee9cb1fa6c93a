"""Amounts in words (terbilang), as invoices and receipts carry them."""

from enum import StrEnum

from num2words import num2words  # type: ignore[import-untyped]

# num2words names thousands in Indonesian up to septillions; money never gets there.
_MOST = 10**15 - 1


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
    return f"{num2words(amount, lang=Language(language).value)} rupiah"
