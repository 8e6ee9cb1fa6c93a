"""Who bears what of a pool's cost: goods by material, freight by weight, tax by both.

Here belongs the split of what was paid, exact to the rupiah. Never here: what was billed,
or where the amounts come from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from orders.rules.errors import RuleError
from orders.rules.sharing import split_rupiah


@dataclass(frozen=True)
class Took:
    """What one taker took of one material: weighed kg, zero or more."""

    taker: str
    material: str
    mass_kg: Decimal


@dataclass(frozen=True)
class PoolCost:
    """What a pool's material cost, whole rupiah; tax: only what nobody gives back."""

    goods: Mapping[str, int]
    freight: int
    tax: int

    @property
    def total(self) -> int:
        """Return all of it."""
        return sum(self.goods.values()) + self.freight + self.tax


@dataclass(frozen=True)
class CostShare:
    """One taker's part of the cost, whole rupiah."""

    taker: str
    mass_kg: Decimal
    goods: int
    freight: int
    tax: int

    @property
    def total(self) -> int:
        """Return all of it."""
        return self.goods + self.freight + self.tax


def split_cost(cost: PoolCost, took: Sequence[Took], *, rest: str) -> tuple[CostShare, ...]:
    """Split a pool's cost over who took its material, so that every part sums exactly.

    took: a taker and material at most once, in the order in which ties go. rest: the taker
    who bears what nobody took (the depot), named in `took` or not. Each material's goods go
    by the kg taken of it, freight by all kg, tax by goods and freight. Returns a share per
    taker, in the order they first come, the rest's last where it took nothing. Raises
    RuleError: took_twice, mass_negative.
    """
    _check(took)
    takers = list(dict.fromkeys([*(part.taker for part in took), rest]))
    goods = dict.fromkeys(takers, 0)
    kg = dict.fromkeys(takers, Decimal(0))
    parts: dict[str, list[tuple[str, Decimal]]] = {material: [] for material in cost.goods}
    for part in took:
        kg[part.taker] += part.mass_kg
        parts.setdefault(part.material, []).append((part.taker, part.mass_kg))
    for material, amount in cost.goods.items():
        _add(goods, amount, parts[material], rest)
    freight = dict.fromkeys(takers, 0)
    _add(freight, cost.freight, list(kg.items()), rest)
    tax = dict.fromkeys(takers, 0)
    _add(tax, cost.tax, [(t, Decimal(goods[t] + freight[t])) for t in takers], rest)
    return tuple(CostShare(t, kg[t], goods[t], freight[t], tax[t]) for t in takers)


def _add(
    sums: dict[str, int], amount: int, weights: Sequence[tuple[str, Decimal]], rest: str
) -> None:
    """Add the parts of an amount to the takers; without any weight all of it is the rest's."""
    if not any(weight for _taker, weight in weights):
        weights = [(rest, Decimal(1))]
    parts = split_rupiah(amount, [weight for _taker, weight in weights])
    for (taker, _weight), part in zip(weights, parts, strict=True):
        sums[taker] += part


def _check(took: Sequence[Took]) -> None:
    if any(part.mass_kg < 0 for part in took):
        raise RuleError("mass_negative", "Nobody takes less than nothing.")
    if len({(part.taker, part.material) for part in took}) < len(took):
        raise RuleError("took_twice", "A taker's kg of a material stand in one row.")
