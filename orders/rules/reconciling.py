"""A supplier's statement held against our books: what agrees, and what explains the rest.

Here belongs which row of theirs is which row of ours. Never here: reading a file, or the books.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from materialcenter.rules.reading import Unreadable, normalised_number

# A payment is booked by both within a few days of each other, each under a number of its own.
DAYS_APART = 7


@dataclass(frozen=True)
class Entry:
    """A row of a statement, whole rupiah: above zero what is owed more, below what is owed less."""

    number: str
    day: date
    amount: int


@dataclass(frozen=True)
class Pair:
    """The same document in both statements."""

    ours: Entry
    theirs: Entry

    @property
    def difference(self) -> int:
        """Return how much more it is with them."""
        return self.theirs.amount - self.ours.amount


@dataclass(frozen=True)
class Reconciliation:
    """Every row of both sides in exactly one group, each group by day."""

    matched: tuple[Pair, ...]
    differing: tuple[Pair, ...]
    not_with_us: tuple[Entry, ...]
    not_with_them: tuple[Entry, ...]

    @property
    def difference(self) -> int:
        """Return how much more their rows come to than ours: what the groups explain."""
        return self.from_differing + self.from_not_with_us - self.from_not_with_them

    @property
    def from_differing(self) -> int:
        """Return what amounts that differ add to theirs."""
        return sum(pair.difference for pair in self.differing)

    @property
    def from_not_with_us(self) -> int:
        """Return what they have and we do not."""
        return sum(entry.amount for entry in self.not_with_us)

    @property
    def from_not_with_them(self) -> int:
        """Return what we have and they do not."""
        return sum(entry.amount for entry in self.not_with_them)


def reconcile(ours: Sequence[Entry], theirs: Sequence[Entry]) -> Reconciliation:
    """Put every row of both sides into a group.

    Rows of one number, however it is spelt, and of one sign are the same document: those of
    equal amount first, then those of the nearest days. What lowers the balance and has no
    partner by number is paired by equal amount within DAYS_APART days, the nearest day first.
    Raises nothing.
    """
    left, right = _sorted(ours), _sorted(theirs)
    pairs = _paired(left, right, _document_and_amount)
    pairs += _paired(left, right, _document)
    pairs += _paired(left, right, _payment, apart=DAYS_APART)
    return Reconciliation(
        matched=_by_day(pair for pair in pairs if not pair.difference),
        differing=_by_day(pair for pair in pairs if pair.difference),
        not_with_us=tuple(right),
        not_with_them=tuple(left),
    )


def _sorted(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (entry.day, entry.number, entry.amount))


def _by_day(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    return tuple(sorted(pairs, key=lambda pair: (pair.ours.day, pair.ours.number)))


def _document(entry: Entry) -> object:
    """Return what two rows of one document share; None where the number says nothing."""
    try:
        return normalised_number(entry.number), entry.amount < 0
    except Unreadable:
        return None


def _document_and_amount(entry: Entry) -> object:
    document = _document(entry)
    return document and (document, entry.amount)


def _payment(entry: Entry) -> object:
    return entry.amount if entry.amount < 0 else None


def _paired(
    left: list[Entry],
    right: list[Entry],
    key: Callable[[Entry], object],
    *,
    apart: int | None = None,
) -> list[Pair]:
    """Take pairs that share a key out of both lists, the nearest days first.

    apart: no pair is further apart than so many days, None for any.
    """
    theirs: dict[object, list[int]] = defaultdict(list)
    for place, entry in enumerate(right):
        theirs[key(entry)].append(place)
    theirs.pop(None, None)
    near = sorted(
        (abs((entry.day - right[place].day).days), n, place)
        for n, entry in enumerate(left)
        for place in theirs.get(key(entry), ())
    )
    taken: dict[int, int] = {}
    used: set[int] = set()
    for days, n, place in near:
        if n not in taken and place not in used and (apart is None or days <= apart):
            taken[n] = place
            used.add(place)
    pairs = [Pair(left[n], right[place]) for n, place in taken.items()]
    left[:] = [entry for n, entry in enumerate(left) if n not in taken]
    right[:] = [entry for place, entry in enumerate(right) if place not in used]
    return pairs
