"""Webster's method of dividing whole pieces, exactly and fast. Knows weights and positions, never people or prices.

The next piece always goes to the largest weight/(2·given + 1), ties to the earlier position. Who already holds
pieces (a floor) keeps them and waits until it is his turn again. Balinski & Young, Fair Representation (1982), ch. 12.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush, heapreplace


@dataclass(slots=True)
class _Alike:
    """Claims alike but for their position, which take their turns together, the earlier first.

    members: positions, rising. The first `had` of them hold one piece more than `held`, the others just that; not all
    of them have had their turn. minimum: under it they may be excluded; 0 for who never is. turn: the next one's place
    in the queue, smaller is sooner; None when nobody wants more.
    """

    firm: int
    flexible: int
    held: int
    minimum: int
    members: list[int]
    had: int = 0
    turn: tuple[int, int] | None = None

    def settle(self) -> None:
        """Begin the next round of turns when everybody has had one."""
        if self.members and self.had == len(self.members):
            self.held += 1
            self.had = 0


class Handout:
    """Hand out pieces one at a time: every firm weight is filled before the first flexible piece.

    Claims compare exactly: two different fractions with denominators under 2^b differ by more than 2^-2b, so scaling by
    2^2b and rounding down keeps their order, and equal fractions equal.
    """

    def __init__(
        self,
        firm: Sequence[int],
        flexible: Sequence[int],
        floors: Sequence[int],
        minimums: Sequence[int],
    ) -> None:
        """Take claims by position, who all hold their floors: 0 <= floor <= firm + flexible.

        minimums: what each must hold at the end, or be excluded; 0 for who stays whatever it gets.
        """
        groups: dict[tuple[int, int, int, int], list[int]] = {}
        columns = zip(firm, flexible, floors, minimums, strict=True)
        for position, alike in enumerate(columns):
            groups.setdefault(alike, []).append(position)
        self._groups = [_Alike(*alike, members) for alike, members in groups.items()]
        self._count = len(firm)
        largest = max((*firm, *flexible), default=0)
        self._shift = 2 * (2 * largest + 1).bit_length()
        self._stage = 1 << (self._shift + largest.bit_length() + 1)
        self._queue: list[tuple[int, int, int]] = []

    def fill(self, total: int) -> int:
        """Hand out from the start until `total` pieces are given, floors included; return how many nobody wanted."""
        counts = [len(group.members) for group in self._groups]
        firm = [group.firm for group in self._groups]
        flexible = [group.flexible for group in self._groups]
        firm_floors = [min(group.held, group.firm) for group in self._groups]
        beyond = [
            group.held - floor for group, floor in zip(self._groups, firm_floors, strict=True)
        ]
        for_firm = total - _sum(beyond, counts)
        asked = _sum(firm, counts)
        firm_given = _start_near(for_firm, firm, firm_floors, counts)
        if for_firm >= asked:
            beyond = _start_near(total - asked, flexible, beyond, counts)
        for number, group in enumerate(self._groups):
            group.held = firm_given[number] + beyond[number]
            group.turn = self._turn(group)
            if group.turn is not None:
                self._queue.append((*group.turn, number))
        heapify(self._queue)
        return self._give(total - _sum([group.held for group in self._groups], counts))

    def exclude_short(self) -> list[int]:
        """Exclude who is under its minimum, one by one, and hand its pieces to the others; return positions in order.

        First goes the smallest part of its minimum, of equals the latest. Everybody else only gains by an exclusion,
        so a part noted earlier is never too high: the queue is kept lazily, and a claim is judged again when it comes
        up with a part that has grown. Of claims alike the latest has the least.
        """
        shift = 2 * max((group.minimum for group in self._groups), default=0).bit_length()

        def part(group: _Alike) -> tuple[int, int]:
            return (group.held << shift) // group.minimum, -group.members[-1]

        queue = [(*part(g), n) for n, g in enumerate(self._groups) if g.held < g.minimum]
        heapify(queue)
        excluded = []
        while queue:
            *noted, number = queue[0]
            group = self._groups[number]
            if not group.members or group.held >= group.minimum:
                heappop(queue)
            elif (now := part(group)) != tuple(noted):
                heapreplace(queue, (*now, number))
            else:
                excluded.append(group.members[-1])
                self._give(self._withdraw_latest(number))
        return excluded

    def given(self) -> list[int]:
        """List the pieces held by position, 0 for who was excluded."""
        pieces = [0] * self._count
        for group in self._groups:
            for turn, position in enumerate(group.members):
                pieces[position] = group.held + (turn < group.had)
        return pieces

    def _turn(self, group: _Alike) -> tuple[int, int] | None:
        """Give the place in the queue of a group's next piece: urgency, the most urgent the smallest, and position."""
        if not group.members:
            return None
        position = group.members[group.had]
        if group.held < group.firm:
            return -((group.firm << self._shift) // (2 * group.held + 1)), position
        beyond = group.held - group.firm
        if beyond < group.flexible:
            return self._stage - (group.flexible << self._shift) // (2 * beyond + 1), position
        return None

    def _give(self, pieces: int) -> int:
        """Hand out up to `pieces` more; return how many nobody wanted."""
        queue = self._queue
        while pieces and queue:
            urgency, position, number = heappop(queue)
            group = self._groups[number]
            if group.turn != (urgency, position):
                continue  # it was put in again when its turn changed
            members = group.members
            last = len(members)
            if queue and queue[0][0] == urgency:  # others as urgent come between them
                last = max(group.had + 1, bisect_left(members, queue[0][1], group.had))
            count = min(pieces, last - group.had)
            group.had += count
            pieces -= count
            if group.had < len(members):
                group.turn = urgency, members[group.had]
                heappush(queue, (*group.turn, number))
            else:
                self._line_up(number)
        return pieces

    def _withdraw_latest(self, number: int) -> int:
        """Take the latest of a group out for good and return the pieces it held, to be given again."""
        group = self._groups[number]
        freed = group.held
        group.members.pop()
        self._line_up(number)
        return freed

    def _line_up(self, number: int) -> None:
        """Put a group into the queue whose turn may have changed."""
        group = self._groups[number]
        group.settle()
        turn = self._turn(group)
        if turn != group.turn:
            group.turn = turn
            if turn is not None:
                heappush(self._queue, (*turn, number))


def apportion(total: int, weights: Sequence[int], floors: Sequence[int] | None = None) -> list[int]:
    """Divide whole pieces by weight; nobody gets less than the floor or more than the weight.

    total: at least the sum of floors. floors: 0 <= floor <= weight each; none when left out.
    Returns pieces by position; the sum is min(total, sum of weights). Raises nothing.
    """
    nothing = [0] * len(weights)
    handout = Handout(weights, nothing, floors or nothing, nothing)
    handout.fill(total)
    return handout.given()


def _start_near(
    total: int, weights: Sequence[int], floors: Sequence[int], counts: Sequence[int]
) -> list[int]:
    """Divide all but at most two pieces each at once, by bisecting the share of its weight that everybody gets.

    counts: how many have this weight and floor; total is of them all. The answer is a state that handing out one by
    one passes through: everybody has, of its pieces, exactly those whose weight/(2·given + 1) is at least one common
    threshold, or the floor.
    """
    wanted = _sum(weights, counts)
    if total >= wanted:
        return list(weights)
    count = sum(counts)
    # One step of the share moves nobody by more than a piece.
    bits = (2 * max(weights, default=0) + 1).bit_length()
    low, high, given = 0, 1 << bits, list(floors)
    share = ((2 * total - count) << bits) // (2 * wanted)
    while high - low > 1:
        if not low < share < high:
            share = (low + high) // 2
        tried = [
            max(floor, ((2 * weight * share >> bits) + 1) >> 1)
            for weight, floor in zip(weights, floors, strict=True)
        ]
        spare = total - _sum(tried, counts)
        if spare < 0:
            high = share
        else:
            low, given = share, tried
            if spare <= 2 * count:
                break
        share = (low + high) // 2
    return given


def _sum(numbers: Sequence[int], counts: Sequence[int]) -> int:
    return sum(number * count for number, count in zip(numbers, counts, strict=True))
