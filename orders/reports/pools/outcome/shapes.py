"""What a pool came to, as plain data. Here belongs what can be said of the numbers alone; never a query."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import cached_property

from orders.models import Pool
from orders.rules.clearing import Offer
from orders.rules.concentration import Concentration

ZERO = Decimal(0)
TENTH = Decimal("0.1")


class Served(StrEnum):
    """How far a wish was filled."""

    FULLY = "fully"
    PARTLY = "partly"
    NOT = "not"


class Why(StrEnum):
    """Why a wish was not filled: what the clearing said, or what came of the delivery."""

    NO_OFFER = "no_offer"
    PRICE_CAP = "price_cap"
    NOT_REACHED = "not_reached"
    MINIMUM = "minimum"
    PACKS = "packs"
    FEW_PACKS = "few_packs"  # planned less than wanted, because only whole packs are bought
    ROLLED_OVER = "rolled_over"  # less came than the least it accepts
    SHORT = "short"  # less came than was planned


@dataclass(frozen=True)
class Amounts:
    """Of one material in its unit (sheets, bars, or kg), or of several in table kg.

    got: shared out so far, or as planned while nothing was. picked_up: on delivery notes.
    """

    wanted: Decimal = ZERO
    planned: Decimal = ZERO
    got: Decimal = ZERO
    picked_up: Decimal = ZERO

    def __add__(self, other: "Amounts") -> "Amounts":
        return Amounts(
            self.wanted + other.wanted,
            self.planned + other.planned,
            self.got + other.got,
            self.picked_up + other.picked_up,
        )

    def times(self, unit_kg: Decimal) -> "Amounts":
        """Return the same in kg."""
        return Amounts(
            self.wanted * unit_kg,
            self.planned * unit_kg,
            self.got * unit_kg,
            self.picked_up * unit_kg,
        )

    @property
    def fill_percent(self) -> Decimal | None:
        """Return what was got of what was wanted, in percent; None where nothing was."""
        return percent_of(self.got, self.wanted)


def percent_of(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """Return a part in percent of the whole, to a tenth, halves up; None of nothing."""
    if not whole:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(TENTH, ROUND_HALF_UP)


@dataclass(frozen=True)
class Wished:
    """One workshop's wish for one material and what came of it.

    planned_saving, taken_saving: whole rupiah against the counter price, of what the
    clearing planned, and of what was billed so far; negative where it cost more.
    """

    workshop_id: int
    material_id: int
    amounts: Amounts
    unit_kg: Decimal
    why: Why | None
    planned_saving: int
    taken_saving: int

    @property
    def served(self) -> Served:
        """Say how far the wish was filled."""
        if self.amounts.got >= self.amounts.wanted:
            return Served.FULLY
        return Served.PARTLY if self.amounts.got else Served.NOT

    @property
    def kg(self) -> Amounts:
        """Return the amounts in table kg."""
        return self.amounts.times(self.unit_kg)


@dataclass(frozen=True)
class Wishes:
    """Some wishes together: their sums, and how many were served how far."""

    all: tuple[Wished, ...]

    @cached_property
    def kg(self) -> Amounts:
        """Return the sums in table kg."""
        return sum((one.kg for one in self.all), Amounts())

    @cached_property
    def units(self) -> Amounts:
        """Return the sums in the unit, of wishes for one material."""
        return sum((one.amounts for one in self.all), Amounts())

    @cached_property
    def planned_saving(self) -> int:
        """Return the whole rupiah saved as planned."""
        return sum(one.planned_saving for one in self.all)

    @cached_property
    def taken_saving(self) -> int:
        """Return the whole rupiah saved by what was billed."""
        return sum(one.taken_saving for one in self.all)

    @cached_property
    def reasons(self) -> tuple[tuple[Why, int], ...]:
        """Count why wishes were not filled, the most frequent first."""
        return tuple(Counter(one.why for one in self.all if one.why).most_common())

    @cached_property
    def served(self) -> Served:
        """Say how far all of them together were filled."""
        ways = {one.served for one in self.all}
        return ways.pop() if len(ways) == 1 else Served.PARTLY


@dataclass(frozen=True)
class MemberOutcome:
    """A workshop of the pool with its wishes."""

    workshop_id: int
    code: str
    name: str
    cluster: str
    trade: str
    wishes: Wishes


@dataclass(frozen=True)
class Quoted:
    """An offer that the material was cleared with; supplier is "" for buyers."""

    supplier: str
    offer: Offer
    is_chosen: bool


@dataclass(frozen=True)
class MaterialOutcome:
    """A material of the pool: prices per kg landed, quantities in its unit.

    ordered, depot: as cleared, the depot's part in it. received: sound, so far. left_over:
    what nobody was shared and the depot keeps. price_per_kg: None where nothing was reached.
    """

    material_id: int
    code: str
    unit: str
    unit_kg: Decimal
    wishes: Wishes
    ordered: int
    depot: int
    received: Decimal
    left_over: Decimal
    is_shared_out: bool
    price_per_kg: Decimal | None
    counter_price_per_kg: Decimal
    supplier: str
    quoted: tuple[Quoted, ...]

    @property
    def members(self) -> dict[Served, int]:
        """Count the wishes by how far they were filled."""
        return {way: sum(one.served == way for one in self.wishes.all) for way in Served}

    @property
    def ordered_kg(self) -> Decimal:
        """Return what was ordered in table kg."""
        return self.ordered * self.unit_kg

    @property
    def saved_percent(self) -> Decimal | None:
        """Return how far the price is under the counter's, in percent."""
        if self.price_per_kg is None:
            return None
        return percent_of(self.counter_price_per_kg - self.price_per_kg, self.counter_price_per_kg)


@dataclass(frozen=True)
class SupplierOutcome:
    """A purchase order of the pool against what came of it.

    promised_on: confirmed by the supplier, or expected by its lead time. last_on: of the
    last delivery so far. days_late: of the last delivery once all is there, of today while
    it is not and the day has passed; negative when early, None while it can be in time.
    ordered_kg, received_kg: table kg, of each line no more than was ordered.
    """

    supplier: str
    order: str
    sent_on: date | None
    promised_on: date | None
    first_on: date | None
    last_on: date | None
    deliveries: int
    days_late: int | None
    is_done: bool
    ordered_kg: Decimal
    received_kg: Decimal

    @property
    def in_full_percent(self) -> Decimal | None:
        """Return what came of what was ordered, in percent."""
        return percent_of(self.received_kg, self.ordered_kg)


@dataclass(frozen=True)
class GroupOutcome:
    """The members of one cluster or trade together."""

    name: str
    members: int
    wishes: Wishes


@dataclass(frozen=True)
class PriceThen:
    """A material of both pools: landed prices per kg, None where nothing was reached."""

    code: str
    price_per_kg: Decimal | None
    price_before: Decimal | None

    @property
    def change_percent(self) -> Decimal | None:
        """Return how the price changed, in percent."""
        if self.price_per_kg is None or self.price_before is None:
            return None
        return percent_of(self.price_per_kg - self.price_before, self.price_before)


@dataclass(frozen=True)
class PoolBefore:
    """The pool that this one is compared with, in the same terms."""

    number: str
    title: str
    members: int
    wanted_kg: Decimal
    planned_kg: Decimal
    planned_saving: int
    prices: tuple[PriceThen, ...]

    @property
    def planned_percent(self) -> Decimal | None:
        """Return what was planned of what was wanted, in percent."""
        return percent_of(self.planned_kg, self.wanted_kg)


@dataclass(frozen=True)
class Outcome:
    """A pool's result as a person may see it.

    wishes: everybody's, for the sums. members: those the person may see. suppliers, by_cluster,
    by_trade and concentration (of kg as planned) are the staff's: empty or None for buyers.
    """

    pool: Pool
    wishes: Wishes
    member_count: int
    served: dict[Served, int]
    materials: tuple[MaterialOutcome, ...]
    members: tuple[MemberOutcome, ...]
    suppliers: tuple[SupplierOutcome, ...]
    by_cluster: tuple[GroupOutcome, ...]
    by_trade: tuple[GroupOutcome, ...]
    concentration: Concentration | None
    before: PoolBefore | None

    @property
    def large_members(self) -> tuple[tuple[MemberOutcome, Decimal], ...]:
        """Return who has more than a quarter of the pool, with the percent."""
        if self.concentration is None:
            return ()
        by_code = {member.code: member for member in self.members}
        return tuple((by_code[part.key], part.percent) for part in self.concentration.over)

    @property
    def depot_kg(self) -> Decimal:
        """Return what was ordered for the depot itself, in table kg."""
        return sum((m.depot * m.unit_kg for m in self.materials), ZERO)

    @property
    def ordered_kg(self) -> Decimal:
        """Return what was ordered, in table kg."""
        return sum((m.ordered_kg for m in self.materials), ZERO)

    @property
    def received_kg(self) -> Decimal:
        """Return what came sound, in table kg."""
        return sum((m.received * m.unit_kg for m in self.materials), ZERO)

    @property
    def is_shared_out(self) -> bool:
        """Say whether what came was shared out, at least once."""
        return any(m.is_shared_out for m in self.materials)

    @property
    def saved_percent(self) -> Decimal | None:
        """Return the saving as planned, in percent of what the counter would have asked."""
        counter = sum((m.wishes.kg.planned * m.counter_price_per_kg for m in self.materials), ZERO)
        return percent_of(self.wishes.planned_saving, counter)


def together(wishes: Iterable[Wished]) -> Wishes:
    """Put wishes together."""
    return Wishes(tuple(wishes))
