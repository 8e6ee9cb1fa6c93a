"""Why everybody got what it got: numbers by which a member checks its share by hand. Words are not here.

In each of two steps, firm claims and then flexible ones, every claim is divided by one common divisor. Pieces are then
rounded to the nearest whole number, an exact half going up for the earlier commitment until the pieces are used up;
grams are rounded down, and the largest remainders get one gram more. Nobody gets less than he picked up, or more than
he claimed. Balinski & Young, Fair Representation (1982): dividing so is the same as giving the next piece to the
largest claim/(2·given + 1). Amounts are pieces or grams, as in rounds.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from orders.rules.proportion import bound_order, level
from orders.rules.rounds import GRAMS, Round, share_round
from orders.rules.sharing import RULE_VERSION, Claim

HALF = Fraction(1, 2)


class Why(StrEnum):
    """The reason for a share, where it is decided."""

    ALL = "all"
    NEAREST = "nearest"
    HALF_UP = "half_up"
    HALF_DOWN = "half_down"
    IN_PROPORTION = "in_proportion"
    PICKED_UP = "picked_up"
    UNDER_MINIMUM = "under_minimum"


@dataclass(frozen=True)
class Step:
    """Firm or flexible claims of those who stay: what they sum to, what there was for them, and the divisor.

    divisor: 1 where everybody gets all, None where nobody gets more than he picked up.
    """

    asked: int
    came: int
    divisor: Fraction | None


@dataclass(frozen=True)
class Portion:
    """What a claim gets in a step. quotient: claim/divisor, exact; is_up: rounded up; floor: picked up."""

    claim: int
    floor: int
    quotient: Fraction
    is_up: bool
    share: int

    @property
    def is_half(self) -> bool:
        """Say whether the quotient lies exactly between two whole numbers."""
        return self.quotient % 1 == HALF

    @property
    def by_turn(self) -> int:
        """Return what rounding alone gives."""
        return int(self.quotient) + self.is_up


@dataclass(frozen=True)
class Account:
    """One member's share and the reason. would_get: what an excluded one would have got at its turn, from 1."""

    claim: Claim
    share: int
    firm: Portion
    flexible: Portion
    why: Why
    would_get: int | None = None
    turn: int | None = None

    @property
    def decisive(self) -> Portion:
        """Return the step's portion in which the share is decided."""
        return self.flexible if self.is_flexible else self.firm

    @property
    def is_flexible(self) -> bool:
        """Say whether the share is decided among flexible claims: all that was asked is there."""
        return bool(self.flexible.claim) and self.firm.share == self.firm.claim


@dataclass(frozen=True)
class Explanation:
    """How a round was shared. accounts: in the order of the round's claims."""

    came: int
    set_aside: int
    left_over: int
    by_weight: bool
    firm: Step
    flexible: Step
    accounts: tuple[Account, ...]

    @property
    def asked(self) -> int:
        """Return the sum of all firm claims, of those who got nothing too."""
        return sum(one.firm.claim for one in self.accounts)

    def shares(self) -> dict[str, int]:
        """Recompute every share from divisor and rounding alone."""
        return {
            one.claim.key: 0
            if one.turn
            else _recompute(one.firm, self.firm) + _recompute(one.flexible, self.flexible)
            for one in self.accounts
        }


def _recompute(portion: Portion, step: Step) -> int:
    quotient = Fraction(portion.claim) / step.divisor if step.divisor else Fraction(0)
    return min(portion.claim, max(portion.floor, int(quotient) + portion.is_up))


def explain(one: Round, *, version: str = RULE_VERSION) -> Explanation:
    """Share a round by a version of the rule and explain every share. Raises what share_round raises."""
    sharing = share_round(one, version=version)
    unit = GRAMS if one.by_weight else 1
    staying = [claim for claim in one.claims if claim.key not in sharing.excluded]
    shares = [sharing.pieces[claim.key] for claim in staying]
    firm = [claim.firm * unit for claim in staying]
    floors = [claim.picked_up * unit + claim.picked_up_grams for claim in staying]
    first_shares = [min(pair) for pair in zip(shares, firm, strict=True)]
    first_floors = [min(pair) for pair in zip(floors, firm, strict=True)]
    first, firm_portions = _step(firm, first_floors, first_shares, by_weight=one.by_weight)
    second, flexible_portions = _step(
        [claim.flexible * unit for claim in staying],
        [a - b for a, b in zip(floors, first_floors, strict=True)],
        [a - b for a, b in zip(shares, first_shares, strict=True)],
        by_weight=one.by_weight,
    )
    accounts = {
        claim.key: _account(claim, a, b, (first, second), by_weight=one.by_weight)
        for claim, a, b in zip(staying, firm_portions, flexible_portions, strict=True)
    }
    accounts |= _excluded(one, sharing.excluded, version=version)
    return Explanation(
        came=one.received + one.set_aside,
        set_aside=one.set_aside,
        left_over=sharing.left_over + one.set_aside,
        by_weight=one.by_weight,
        firm=first,
        flexible=second,
        accounts=tuple(accounts[claim.key] for claim in one.claims),
    )


def _account(
    claim: Claim, firm: Portion, flexible: Portion, steps: tuple[Step, Step], *, by_weight: bool
) -> Account:
    account = Account(claim, firm.share + flexible.share, firm, flexible, Why.NEAREST)
    portion, step = account.decisive, steps[account.is_flexible]
    if step.divisor == 1:
        why = Why.ALL
    elif portion.share > portion.by_turn:
        why = Why.PICKED_UP
    elif by_weight:
        why = Why.IN_PROPORTION
    elif portion.is_half:
        why = Why.HALF_UP if portion.is_up else Why.HALF_DOWN
    else:
        why = Why.NEAREST
    return replace(account, why=why)


def _excluded(one: Round, keys: Sequence[str], *, version: str) -> dict[str, Account]:
    """Explain who got nothing: what each would have got when its turn came, minimums aside."""
    claims = [replace(claim, minimum=0) for claim in one.claims]
    by_key = {claim.key: claim for claim in one.claims}
    accounts = {}
    for turn, key in enumerate(keys, start=1):
        sharing = share_round(replace(one, claims=tuple(claims)), version=version)
        claims = [claim for claim in claims if claim.key != key]
        unit = GRAMS if one.by_weight else 1
        claim = by_key[key]
        accounts[key] = Account(
            claim=claim,
            share=0,
            firm=Portion(claim.firm * unit, 0, Fraction(0), is_up=False, share=0),
            flexible=Portion(claim.flexible * unit, 0, Fraction(0), is_up=False, share=0),
            why=Why.UNDER_MINIMUM,
            would_get=sharing.pieces[key],
            turn=turn,
        )
    return accounts


# One step


def _step(
    claims: Sequence[int], floors: Sequence[int], shares: Sequence[int], *, by_weight: bool
) -> tuple[Step, list[Portion]]:
    if by_weight:
        numerator, denominator = level(sum(shares), sum(claims), bound_order(claims, floors))
        divisor = Fraction(denominator, numerator) if numerator else None
    else:
        divisor = _divisor(claims, floors, shares)
    quotients = [Fraction(claim) / divisor if divisor else Fraction(0) for claim in claims]
    portions = [
        Portion(claim, floor, quotient, is_up=share > max(floor, int(quotient)), share=share)
        for claim, floor, quotient, share in zip(claims, floors, quotients, shares, strict=True)
    ]
    return Step(sum(claims), sum(shares), divisor), [_rounded(p, by_weight) for p in portions]


def _rounded(portion: Portion, by_weight: bool) -> Portion:
    """Round up what is over a half even where a floor or the whole claim hides it."""
    is_over = not by_weight and portion.quotient % 1 > HALF
    return replace(portion, is_up=True) if is_over else portion


def _divisor(
    claims: Sequence[int], floors: Sequence[int], shares: Sequence[int]
) -> Fraction | None:
    """Find the plainest number that divides every claim to its share, rounded to the nearest.

    What was asked over what came, where it does, so that everybody gets his proportion, rounded. Else any number
    between the largest claim/(share + 1/2) of those who could get more and the smallest claim/(share - 1/2) of those
    who got more than they picked up. Where the two are the same, somebody is exactly at a half.
    """
    low = max(
        (
            Fraction(2 * claim, 2 * share + 1)
            for claim, share in zip(claims, shares, strict=True)
            if share < claim
        ),
        default=None,
    )
    high = min(
        (
            Fraction(2 * claim, 2 * share - 1)
            for claim, floor, share in zip(claims, floors, shares, strict=True)
            if share > floor
        ),
        default=None,
    )
    if low is None:
        return Fraction(1)
    if high is None:
        return None
    in_proportion = Fraction(sum(claims), sum(shares))
    return in_proportion if low < in_proportion < high else _plainest_between(low, high)


def _plainest_between(low: Fraction, high: Fraction) -> Fraction:
    """Return the decimal of fewest digits between two numbers; the number itself where they are the same."""
    if low == high:
        return low
    scale = 1
    while Fraction(int(low * scale) + 1, scale) >= high:
        scale *= 10
    return Fraction(int(low * scale) + 1, scale)
