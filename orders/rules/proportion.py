"""Exact division in proportion, for what is divisible: grams and rupiah. Whole pieces are Webster's (webster.py)."""

from collections.abc import Sequence


def divide(amount: int, weights: Sequence[int], floors: Sequence[int] | None = None) -> list[int]:
    """Divide whole units in proportion by largest remainder; nobody gets less than his floor.

    amount: at least the sum of floors. floors: 0 <= floor <= weight each; none when left out. Returns units by
    position, ties of remainders to the earlier one; the sum is amount. Raises nothing.
    """
    floors = floors or [0] * len(weights)
    numerator, denominator = level(amount, sum(weights), bound_order(weights, floors))
    units, remainders = [], []
    for position, (weight, floor) in enumerate(zip(weights, floors, strict=True)):
        whole, remainder = divmod(weight * numerator, denominator)
        units.append(max(whole, floor))
        if whole >= floor:
            remainders.append((-remainder, position))
    for _, position in sorted(remainders)[: amount - sum(units)]:
        units[position] += 1
    return units


def level(amount: int, total_weight: int, bound: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Find the share of its weight that everybody gets who is not held up by a floor: numerator and denominator.

    total_weight: of all. bound: (floor, weight) of those with a floor, as bound_order gives them. With this share the
    sum of max(floor, weight * share) is amount.
    """
    for floor, weight in bound:
        if floor * total_weight <= weight * amount:
            break
        amount -= floor
        total_weight -= weight
    return (amount, total_weight) if total_weight else (0, 1)


def bound_order(weights: Sequence[int], floors: Sequence[int]) -> list[tuple[int, int]]:
    """List (floor, weight) of those with a floor, the largest floor/weight first, compared exactly."""
    shift = (
        2 * max(weights, default=0).bit_length()
    )  # two different fractions differ by more than 2^-shift
    bound = [(floor, weight) for floor, weight in zip(floors, weights, strict=True) if floor]
    return sorted(bound, key=lambda pair: -(pair[0] << shift) // pair[1])
