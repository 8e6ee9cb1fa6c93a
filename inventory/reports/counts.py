"""Counts as people see them: how far they are, rack by rack, and what differs.

What the books have is shown of nothing that is still to be counted, to nobody; of what is
counted, to those who decide and check; and to all staff once a count is over.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from inventory.models import Balance, CountEntry, CountLine, Lot, Movement, Place, StockCount
from inventory.rules.counting import Quantity, worth
from materialcenter.errors import Missing
from materialcenter.person import Person, Role

SEE_OPEN = (Role.SUPERVISOR, Role.FINANCE, Role.AUDITOR)
BAR_WIDTH = 200
_TENTH, _HUNDRED = Decimal("0.1"), Decimal(100)
Spot = tuple[int, int]


@dataclass(frozen=True)
class Figures:
    """What was counted of a line, what the books had then, and the difference.

    value: of the difference in rupiah, below zero for what is missing: as it was posted, or
    what it is worth now while nothing is. percent: of the book's kg, None where it had none.
    """

    counted: Quantity
    book: Quantity
    value: Decimal

    @property
    def difference(self) -> Quantity:
        """Return counted minus book."""
        return self.counted - self.book

    @property
    def percent(self) -> Decimal | None:
        """Return the difference in percent of the book's kg."""
        if not self.book.mass_kg:
            return None
        share = self.difference.mass_kg * _HUNDRED / self.book.mass_kg
        return share.quantize(_TENTH, ROUND_HALF_UP)


@dataclass(frozen=True)
class SeenLine:
    """A line as a person may see it: figures are None while it must be counted blind."""

    line: CountLine
    entries: tuple[CountEntry, ...]
    figures: Figures | None

    @property
    def size(self) -> str:
        """Return the lot's own size in mm, "" where it is the material's."""
        return size_of(self.line.lot)


@dataclass(frozen=True)
class RackProgress:
    """A rack of a count: how many of its lines are counted."""

    place: Place
    lines: int
    counted: int

    @property
    def is_done(self) -> bool:
        """Say whether nothing on it is left to count."""
        return self.counted == self.lines


@dataclass(frozen=True)
class Bar:
    """Missing and extra rupiah of a material, with widths out of BAR_WIDTH."""

    material: str
    missing: Decimal
    extra: Decimal
    missing_width: int
    extra_width: int


@dataclass(frozen=True)
class Outcome:
    """What a count found, of the lines that a person may see.

    differing: lines with a difference, in walking order. missing, extra: rupiah and kg, zero
    or more. accurate_percent: lines without a difference of those that are seen.
    """

    differing: tuple[SeenLine, ...]
    lines: int
    missing_kg: Decimal
    extra_kg: Decimal
    missing: Decimal
    extra: Decimal
    bars: tuple[Bar, ...]

    @property
    def net(self) -> Decimal:
        """Return what is gained, or lost below zero, in rupiah."""
        return self.extra - self.missing

    @property
    def accurate_percent(self) -> Decimal | None:
        """Return how many lines agreed with the books, in percent."""
        if not self.lines:
            return None
        right = self.lines - len(self.differing)
        return (right * _HUNDRED / self.lines).quantize(_TENTH, ROUND_HALF_UP)


def count_of(number: str, person: Person) -> StockCount:
    """Find a count with its progress. Raises Missing."""
    found = (
        StockCount.objects.visible_to(person)
        .with_progress()
        .select_related("opened_by", "decided_by", "center", "transaction")
        .filter(number=number)
        .first()
    )
    if found is None:
        raise Missing
    return found


def line_of(count: StockCount, line_id: int) -> CountLine:
    """Find a line of a count with `newest`. Raises Missing."""
    rows = count.lines.with_names().with_sequence()
    found = rows.filter(pk=line_id).first() if line_id < 2**63 else None
    if found is None:
        raise Missing
    return found


def lines_to_count(lot: Lot) -> list[CountLine]:
    """List where a lot is still to be counted, at most one line per rack. One statement."""
    waiting = CountLine.objects.filter(lot=lot, is_open=True).exclude(
        status=CountLine.Status.COUNTED
    )
    return list(waiting.with_names().select_related("count").in_walking_order())


def size_of(lot: Lot) -> str:
    """Return a cut lot's own size in mm: length, or length and width."""
    sides = [side for side in (lot.length_mm, lot.width_mm) if side is not None]
    return " × ".join(f"{side.normalize():f}" for side in sides) + (" mm" if sides else "")


def racks_of(count: StockCount) -> list[RackProgress]:
    """Return a count's racks in walking order, those with nothing on the list too."""
    done: dict[int, list[bool]] = {}
    for place_id, status in count.lines.values_list("place_id", "status"):
        done.setdefault(place_id, []).append(status == CountLine.Status.COUNTED)
    named = set(count.racks.values_list("pk", flat=True))
    places = Place.objects.filter(pk__in=named | done.keys()).order_by("walk_order", "code")
    return [
        RackProgress(place, len(done.get(place.pk, ())), sum(done.get(place.pk, ())))
        for place in places
    ]


def seen_lines(person: Person, count: StockCount, lines: Sequence[CountLine]) -> list[SeenLine]:
    """Show lines, whose names and entries are loaded, as a person may see them.

    One query for what differences are worth.
    """
    shown = [line for line in lines if _may_see(person, count, line)]
    values = _values(count, shown)
    seen = {line.pk for line in shown}
    return [
        SeenLine(line, entries, _figures(entries, values.get((line.lot_id, line.place_id))))
        if line.pk in seen and (entries := tuple(line.entries.all()))
        else SeenLine(line, (), None)
        for line in lines
    ]


def outcome_of(person: Person, count: StockCount) -> Outcome:
    """Sum up what a count found, of the lines that a person may see; four queries."""
    lines = list(count.lines.with_names().with_entries().in_walking_order())
    seen = [line for line in seen_lines(person, count, lines) if line.figures is not None]
    differing = tuple(line for line in seen if line.figures and line.figures.difference)
    figures = [line.figures for line in differing if line.figures]
    kgs = [one.difference.mass_kg for one in figures]
    values = [one.value for one in figures]
    return Outcome(
        differing=differing,
        lines=len(seen),
        missing_kg=-sum((mass for mass in kgs if mass < 0), Decimal(0)),
        extra_kg=sum((mass for mass in kgs if mass > 0), Decimal(0)),
        missing=-sum((value for value in values if value < 0), Decimal(0)),
        extra=sum((value for value in values if value > 0), Decimal(0)),
        bars=_bars(differing),
    )


def _may_see(person: Person, count: StockCount, line: CountLine) -> bool:
    if count.status not in StockCount.OPEN:
        return True
    return line.status == CountLine.Status.COUNTED and person.has(*SEE_OPEN)


@dataclass(frozen=True)
class _Worth:
    """What a line's difference is worth: as it was posted, or by what lies there now."""

    posted: Decimal | None = None
    value: Decimal = Decimal(0)
    on_hand_kg: Decimal = Decimal(0)
    cost_per_kg: Decimal = Decimal(0)

    def of(self, difference: Quantity) -> Decimal:
        if self.posted is not None:
            return self.posted
        return worth(
            difference.mass_kg,
            value=self.value,
            on_hand_kg=self.on_hand_kg,
            cost_per_kg=self.cost_per_kg,
        )


def _figures(entries: Sequence[CountEntry], values: _Worth | None) -> Figures:
    last = entries[-1]
    counted = Quantity(last.pieces, last.mass_kg)
    book = Quantity(last.book_pieces, last.book_kg)
    return Figures(counted, book, (values or _Worth()).of(counted - book))


def _values(count: StockCount, lines: Iterable[CountLine]) -> Mapping[Spot, _Worth]:
    rows = list(lines)
    if count.transaction_id is not None:
        return _posted(count.transaction_id)
    lots = [line.lot_id for line in rows]
    balances = {
        (balance.lot_id, balance.place_id): balance
        for balance in Balance.objects.filter(lot_id__in=lots)
    }
    return {
        (line.lot_id, line.place_id): _worth_now(
            line.lot, balances.get((line.lot_id, line.place_id))
        )
        for line in rows
    }


def _worth_now(lot: Lot, balance: Balance | None) -> _Worth:
    if balance is None:
        return _Worth(cost_per_kg=lot.cost_per_kg)
    return _Worth(None, balance.value, balance.on_hand_kg, lot.cost_per_kg)


def _posted(transaction_id: int) -> dict[Spot, _Worth]:
    found: dict[Spot, _Worth] = {}
    movements = Movement.objects.filter(transaction_id=transaction_id)
    for movement in movements.select_related("to_place"):
        is_gain = movement.to_place.is_inside
        place = movement.to_place_id if is_gain else movement.from_place_id
        value = movement.value if is_gain else -movement.value
        found[movement.lot_id, place] = _Worth(posted=value)
    return found


def _bars(differing: Sequence[SeenLine]) -> tuple[Bar, ...]:
    """Draw missing and extra rupiah per material, the largest together ahead."""
    sums: dict[str, tuple[Decimal, Decimal]] = {}
    for line in differing:
        value = line.figures.value if line.figures else Decimal(0)
        missing, extra = sums.get(line.line.lot.material.code, (Decimal(0), Decimal(0)))
        code = line.line.lot.material.code
        sums[code] = (missing - min(value, Decimal(0)), extra + max(value, Decimal(0)))
    largest = max((max(pair) for pair in sums.values()), default=Decimal(0))
    ordered = sorted(sums.items(), key=lambda item: (-sum(item[1]), item[0]))
    return tuple(
        Bar(code, missing, extra, _width(missing, largest), _width(extra, largest))
        for code, (missing, extra) in ordered
    )


def _width(value: Decimal, largest: Decimal) -> int:
    return int(BAR_WIDTH * value / largest) if largest else 0
