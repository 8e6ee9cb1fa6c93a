"""Webster's method of dividing whole pieces, exactly and fast. Knows weights and positions, never people or prices.

The next piece always goes to the largest weight/(2·given + 1), ties to the earlier position. Who already holds
pieces (a floor) keeps them and waits until it is his turn again. Balinski & Young, Fair Representation (1982), ch. 12.
"""

from collections.abc import Sequence
from heapq import heapify, heappop, heapreplace

POSITION_BITS = 32


class Handout:
    """Hand out pieces one at a time: every firm weight is filled before the first flexible piece.

    given: pieces held by position, changed in place; it must be what some earlier moment of the same handing out gave,
    or floors. Claims compare exactly: two different fractions with denominators under 2^b differ by more than 2^-2b,
    so scaling by 2^2b and rounding down keeps their order, and equal fractions equal.
    """

    def __init__(self, firm: Sequence[int], flexible: Sequence[int], given: list[int]) -> None:
        self.firm = firm
        self.flexible = flexible
        self.given = given
        self.withdrawn: set[int] = set()
        largest = max((*firm, *flexible), default=0)
        self._shift = 2 * (2 * largest + 1).bit_length()
        self._stage = 1 << (self._shift + largest.bit_length() + 1)
        turns = (self._turn(position) for position in range(len(given)))
        self._queue = [turn for turn in turns if turn is not None]
        heapify(self._queue)

    def _turn(self, position: int) -> int | None:
        """Give the place in the queue of a position's next piece as one number (smaller is sooner), None when full."""
        held, firm = self.given[position], self.firm[position]
        if held < firm:
            urgency = (firm << self._shift) // (2 * held + 1)
            return -urgency << POSITION_BITS | position
        flexible = self.flexible[position]
        if held < firm + flexible:
            urgency = (flexible << self._shift) // (2 * (held - firm) + 1)
            return (self._stage - urgency) << POSITION_BITS | position
        return None

    def give(self, pieces: int) -> int:
        """Hand out up to `pieces` more; return how many nobody wanted."""
        queue, given, mask = self._queue, self.given, (1 << POSITION_BITS) - 1
        while pieces and queue:
            position = queue[0] & mask
            if position in self.withdrawn:
                heappop(queue)
                continue
            given[position] += 1
            pieces -= 1
            turn = self._turn(position)
            if turn is None:
                heappop(queue)
            else:
                heapreplace(queue, turn)
        return pieces

    def withdraw(self, position: int) -> int:
        """Take a position out for good and return the pieces it held, to be given again."""
        self.withdrawn.add(position)
        freed, self.given[position] = self.given[position], 0
        return freed


def apportion(total: int, weights: Sequence[int], floors: Sequence[int] | None = None) -> list[int]:
    """Divide whole pieces by weight; nobody gets less than the floor or more than the weight.

    total: at least the sum of floors. floors: 0 <= floor <= weight each; none when left out.
    Returns pieces by position; the sum is min(total, sum of weights). Raises nothing.
    """
    given = start_near(total, weights, floors or [0] * len(weights))
    rest = min(total, sum(weights)) - sum(given)
    if rest:
        Handout(weights, [0] * len(weights), given).give(rest)
    return given


def start_near(total: int, weights: Sequence[int], floors: Sequence[int]) -> list[int]:
    """Divide all but at most 2·n of the pieces at once, by bisecting the share of its weight that everybody gets.

    The answer is a state that handing out one by one passes through: everybody has, of its pieces, exactly those whose
    weight/(2·given + 1) is at least one common threshold, or the floor.
    """
    if total >= sum(weights):
        return list(weights)
    count = len(weights)
    bits = (
        2 * max(weights, default=0) + 1
    ).bit_length()  # one step of the share moves nobody by more than a piece
    low, high, given = 0, 1 << bits, list(floors)
    share = ((2 * total - count) << bits) // (2 * sum(weights))
    while high - low > 1:
        if not low < share < high:
            share = (low + high) // 2
        tried = [
            max(floor, ((2 * weight * share >> bits) + 1) >> 1)
            for weight, floor in zip(weights, floors, strict=True)
        ]
        spare = total - sum(tried)
        if spare < 0:
            high = share
        else:
            low, given = share, tried
            if spare <= 2 * count:
                break
        share = (low + high) // 2
    return given
