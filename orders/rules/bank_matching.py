"""Whose money a line of the bank's statement is: open invoices that it may pay, the likeliest first.

Here belongs how likely a match is. Never here: taking the payment.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_NUMBER, _NAME, _AMOUNT = 4, 2, 1
_NOT_WRITTEN = re.compile(r"[^0-9A-Z]+")
# Words of names that say nothing about whose they are.
_COMMON = frozenset({"BENGKEL", "UD", "CV", "PT", "DAN", "JAYA", "LOGAM", "TEKNIK"})


@dataclass(frozen=True)
class OpenBill:
    """An invoice with something open on it, whole rupiah above zero."""

    number: str
    workshop: str
    open: int


def suggest(text: str, amount: int, bills: Sequence[OpenBill], *, most: int = 3) -> list[OpenBill]:
    """Return the open invoices that a line may pay, the likeliest first, `most` at most.

    text, amount: of the line, whole rupiah. The invoice's number in the text counts most,
    then the workshop's name, then the amount that is open to the rupiah. The amount alone
    suffices; an invoice with less open than came in is never suggested.
    """
    written = _NOT_WRITTEN.sub("", text.upper())
    words = frozenset(_words(text))
    scored = [
        (-_score(written, words, amount, bill), place)
        for place, bill in enumerate(bills)
        if bill.open >= amount
    ]
    return [bills[place] for score, place in sorted(scored) if score][:most]


def _score(written: str, words: frozenset[str], amount: int, bill: OpenBill) -> int:
    named = [word for word in _words(bill.workshop) if len(word) > 1 and word not in _COMMON]
    return (
        _NUMBER * (_NOT_WRITTEN.sub("", bill.number.upper()) in written)
        + _NAME * (bool(named) and words.issuperset(named))
        + _AMOUNT * (bill.open == amount)
    )


def _words(text: str) -> list[str]:
    return [word for word in _NOT_WRITTEN.split(text.upper()) if word]
