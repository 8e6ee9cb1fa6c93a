"""The shapes of the office's report, and how its parts add up. No queries."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, fields, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal, TypeVar

CLUSTER: Literal["cluster"] = "cluster"
TRADE: Literal["trade"] = "trade"
_TENTH = Decimal("0.1")
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Sums:
    """What is counted of some workshops in a year.

    registered: on the register, at work or served. served: of them, those that took anything.
    coached: in a coaching programme, partnered: suppliers of a car maker's tier one, as the
    register says now. mass_kg: handed over, pool_kg: of it through pools, old_kg: of it from
    the old books. turnover: net of VAT, less what was credited; saving: what pools' prices
    were below the counter's; whole rupiah.
    """

    registered: int = 0
    served: int = 0
    coached: int = 0
    coached_served: int = 0
    partnered: int = 0
    partnered_served: int = 0
    mass_kg: Decimal = Decimal(0)
    pool_kg: Decimal = Decimal(0)
    old_kg: Decimal = Decimal(0)
    turnover: int = 0
    saving: int = 0


def together(parts: Iterable[Sums]) -> Sums:
    """Add sums up."""
    listed = list(parts)
    sums: dict[str, Any] = {
        field.name: sum(getattr(part, field.name) for part in listed) for field in fields(Sums)
    }
    return replace(Sums(), **sums) if listed else Sums()


@dataclass(frozen=True)
class Cell:
    """The workshops of one cluster and one trade. cluster: "" where the register has none."""

    cluster: str
    trade: str
    sums: Sums


@dataclass(frozen=True)
class Taken:
    """What the workshops of a cluster and a trade took of a material, in kg."""

    cluster: str
    trade: str
    form: str
    material: str
    mass_kg: Decimal


@dataclass(frozen=True)
class MaterialTaken:
    """What was taken of a material in all, in kg."""

    form: str
    material: str
    mass_kg: Decimal


@dataclass(frozen=True)
class Group:
    """A cluster, or a trade, with its sums and what it took of each form, in kg."""

    key: str
    sums: Sums
    by_form: dict[str, Decimal]


@dataclass(frozen=True)
class OfficeYear:
    """A year, by cluster and trade: each workshop stands in one cell, and so does all it took."""

    year: int
    cells: tuple[Cell, ...]
    taken: tuple[Taken, ...]

    @property
    def whole(self) -> Sums:
        """Return the sums of all workshops."""
        return together(cell.sums for cell in self.cells)

    @property
    def is_empty(self) -> bool:
        """Say whether nobody took anything."""
        return not any(cell.sums.served for cell in self.cells)

    @property
    def forms(self) -> dict[str, Decimal]:
        """Return the kg of each form, most first."""
        return _most_first(_kg_by(self.taken, lambda row: row.form))

    @property
    def materials(self) -> tuple[MaterialTaken, ...]:
        """Return what was taken of each material, by form, most first in both."""
        place = {form: n for n, form in enumerate(self.forms)}
        sums = _kg_by(self.taken, lambda row: (row.form, row.material))
        rows = [MaterialTaken(form, code, kg) for (form, code), kg in sums.items()]
        return tuple(sorted(rows, key=lambda row: (place[row.form], -row.mass_kg, row.material)))

    def by(self, part: Literal["cluster", "trade"]) -> tuple[Group, ...]:
        """Return the sums of each cluster, or trade: who took most first, then by name."""
        sums: defaultdict[str, list[Sums]] = defaultdict(list)
        for cell in self.cells:
            sums[getattr(cell, part)].append(cell.sums)
        forms = _kg_by(self.taken, lambda row: (getattr(row, part), row.form))
        groups = [
            Group(
                key,
                together(parts),
                {form: kg for (whose, form), kg in forms.items() if whose == key},
            )
            for key, parts in sums.items()
        ]
        return tuple(sorted(groups, key=lambda group: (-group.sums.mass_kg, group.key)))


def _kg_by(rows: Iterable[Taken], key: Callable[[Taken], K]) -> dict[K, Decimal]:
    sums: defaultdict[K, Decimal] = defaultdict(Decimal)
    for row in rows:
        sums[key(row)] += row.mass_kg
    return dict(sums)


def _most_first(sums: dict[str, Decimal]) -> dict[str, Decimal]:
    return dict(sorted(sums.items(), key=lambda item: (-item[1], item[0])))


@dataclass(frozen=True)
class Revenue:
    """What the center earned in a year against what it was to earn, whole rupiah.

    turnover: net of VAT, less what was credited. cost: of the goods that went. reported: what
    the office was told, of a year that these books do not hold; it counts before what the
    books say. target: None where none is set.
    """

    year: int
    turnover: int = 0
    cost: int = 0
    target: int | None = None
    reported: int | None = None

    @property
    def margin(self) -> int:
        """Return what was left of the turnover for the center's own service."""
        return self.turnover - self.cost

    @property
    def reached(self) -> int | None:
        """Return the revenue that counts against the target; None where nothing says it."""
        if self.reported is not None:
            return self.reported
        return self.margin if self.turnover or self.cost else None

    @property
    def percent(self) -> Decimal | None:
        """Return the revenue in percent of the target, to a tenth; None without one of the two."""
        if not self.target or self.reached is None:
            return None
        return (Decimal(self.reached) * 100 / self.target).quantize(_TENTH, ROUND_HALF_UP)

    @property
    def is_known(self) -> bool:
        """Say whether there is anything to say of the year."""
        return self.reached is not None or self.target is not None


@dataclass(frozen=True)
class OfficeReport:
    """A year beside the year before it. revenues: of some years until this, the oldest first."""

    this: OfficeYear
    before: OfficeYear
    revenues: tuple[Revenue, ...]

    @property
    def revenue(self) -> Revenue:
        """Return the year's own revenue."""
        return self.revenues[-1]

    @property
    def revenue_before(self) -> Revenue:
        """Return the revenue of the year before."""
        return self.revenues[-2]

    @property
    def is_empty(self) -> bool:
        """Say whether the year holds nothing at all."""
        return self.this.is_empty and not self.revenue.is_known
