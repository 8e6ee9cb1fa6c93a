"""Whose money a line of the bank's statement is: open invoices that it may pay, the likeliest first.

Here belongs how likely a match is. Never here: taking the payment.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

_NUMBER, _NAME, _AMOUNT = 4, 2, 1
_NOT_WRITTEN = re.compile(r"[^0-9A-Z]+")
# Words of names that say nothing about whose they are.
_COMMON = frozenset({"BENGKEL", "UD", "CV", "PT", "DAN", "JAYA", "LOGAM", "TEKNIK"})

# More invoices of one workshop are not tried together: the choices double with each.
MOST_TOGETHER = 12


@dataclass(frozen=True)
class OpenBill:
    """An invoice with something open on it, whole rupiah above zero. code: the workshop's."""

    number: str
    workshop: str
    open: int
    code: str


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


def suggest_together(text: str, amount: int, bills: Sequence[OpenBill]) -> list[OpenBill]:
    """Return two or more invoices of one workshop that a line pays to the rupiah, else none.

    bills: the oldest first, and so is the answer. Of a workshop that the text names, or one of
    whose invoices it names, any of its MOST_TOGETHER oldest may go together; of any other
    workshop all that it owes. Of several choices the one with the most invoices that the text
    names, then the fewest invoices, then the oldest.
    """
    written, words = _NOT_WRITTEN.sub("", text.upper()), frozenset(_words(text))
    owed: dict[str, list[OpenBill]] = defaultdict(list)
    for bill in bills:
        owed[bill.code].append(bill)

    def named(choice: Iterable[OpenBill]) -> int:
        return sum(_is_numbered(bill, written) for bill in choice)

    fits: list[tuple[OpenBill, ...]] = []
    for own in owed.values():
        is_told = _is_named(own[0], words) or named(own) > 0
        choices = _choices(own[:MOST_TOGETHER]) if is_told else iter([tuple(own)])
        fits += [one for one in choices if sum(bill.open for bill in one) == amount]
    return list(max((one for one in fits if len(one) > 1), key=named, default=()))


def _choices(own: Sequence[OpenBill]) -> Iterator[tuple[OpenBill, ...]]:
    for size in range(2, len(own) + 1):
        yield from combinations(own, size)


def fill_oldest(amount: int, opens: Sequence[int]) -> list[int]:
    """Spread whole rupiah over what is open, the oldest first; return what each gets.

    The sum is the amount, or all that is open where that is less.
    """
    given = []
    for open_amount in opens:
        given.append(min(amount, open_amount))
        amount -= given[-1]
    return given


def _score(written: str, words: frozenset[str], amount: int, bill: OpenBill) -> int:
    return (
        _NUMBER * _is_numbered(bill, written)
        + _NAME * _is_named(bill, words)
        + _AMOUNT * (bill.open == amount)
    )


def _is_numbered(bill: OpenBill, written: str) -> bool:
    return _NOT_WRITTEN.sub("", bill.number.upper()) in written


def _is_named(bill: OpenBill, words: frozenset[str]) -> bool:
    named = [word for word in _words(bill.workshop) if len(word) > 1 and word not in _COMMON]
    return bool(named) and words.issuperset(named)


def _words(text: str) -> list[str]:
    return [word for word in _NOT_WRITTEN.split(text.upper()) if word]
