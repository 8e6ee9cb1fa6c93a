"""Divide what came among those who asked for it. Pure arithmetic; when to share, and what is owed, is not here.

What every answer keeps, as the tests prove:
- sums are exact: what is shared and what is left over make what was received, to the piece, gram or rupiah;
- 0 <= picked_up <= share <= firm + flexible, except that an excluded claim gets 0;
- one more piece never takes one from anybody, as long as nobody is excluded over a minimum;
- the order of the claims does not matter, nor does anybody's key, except between claims alike in every respect;
- claims alike in every respect, none of them excluded, differ by at most one.

Who would end under its minimum gets nothing and rolls over to the next pool, and everything is shared again without
it: first the one with the smallest part of its minimum, of equals the latest. Who has picked up a part has accepted
part deliveries and is never excluded. RULE_VERSION is stored with every result and grows with every change of answer.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from math import lcm

from orders.rules.errors import RuleError
from orders.rules.proportion import bound_order, divide, level
from orders.rules.webster import Handout

RULE_VERSION = "sharing-1"

GRAMS = 1000


@dataclass(frozen=True)
class Claim:
    """What one commitment may claim of a delivery, in the material's unit: whole pieces, or whole kg.

    firm: what it asked; flexible: what it would take beyond; minimum: under this it wants nothing; picked_up: what it
    already took home, over all deliveries. picked_up_grams: the grams beyond the whole kg, for share_mass only.
    """

    key: str
    firm: int
    committed_at: datetime
    flexible: int = 0
    minimum: int = 0
    picked_up: int = 0
    picked_up_grams: int = 0


@dataclass(frozen=True)
class Sharing:
    """The answer: pieces (whole grams from share_mass) by key, excluded ones with 0; what is left for the depot; and
    the excluded keys in the order in which they went."""

    pieces: dict[str, int]
    left_over: int
    excluded: tuple[str, ...]


def share_pieces(received: int, claims: Sequence[Claim]) -> Sharing:
    """Divide whole pieces among claims by Webster's method, firm quantities first, then flexible ones.

    received: sound pieces of all deliveries so far, at least what was picked up. claims: in any order; ties go to the
    earlier commitment, then to the larger claim. Raises RuleError for nonsense: negative or not whole numbers, a key
    twice, a minimum or picked-up quantity over firm + flexible, more picked up than received.
    """
    ordered = _checked(claims)
    for claim in ordered:
        if claim.picked_up_grams:
            raise RuleError(
                "grams_of_pieces",
                "Pieces are not picked up by the gram.",
                key=claim.key,
            )
    _check_received(received, sum(claim.picked_up for claim in ordered))
    handout = Handout(
        [claim.firm for claim in ordered],
        [claim.flexible for claim in ordered],
        [claim.picked_up for claim in ordered],
        [0 if claim.picked_up else claim.minimum for claim in ordered],
    )
    handout.fill(received)
    excluded = handout.exclude_short()
    given = handout.given()
    pieces = {claim.key: share for claim, share in zip(ordered, given, strict=True)}
    return Sharing(
        pieces, received - sum(given), tuple(ordered[position].key for position in excluded)
    )


def share_mass(received_kg: Decimal, claims: Sequence[Claim]) -> Sharing:
    """Divide a divisible material in proportion to the claims, in whole grams by largest remainder.

    received_kg: three decimals at most. claims: in whole kg, in any order. Returns grams. Firm before flexible, floors,
    minimums and errors as in share_pieces; a minimum is compared with the exact proportion, before rounding to grams.
    With largest remainders one more gram received may take one gram, never more, from somebody.
    """
    ordered = _checked(claims)
    grams = _grams(received_kg)
    _check_received(grams, sum(_picked_up_grams(claim) for claim in ordered))
    excluded = [claim.key for claim in _exclude_short_of_firm(grams, ordered)]
    active = _without(ordered, excluded)
    while (short := _first_short(grams, active)) is not None:
        excluded.append(short.key)
        active = _without(active, excluded[-1:])
    shares = _whole_grams(grams, active)
    pieces = {claim.key: shares.get(claim.key, 0) for claim in ordered}
    return Sharing(pieces, grams - sum(shares.values()), tuple(excluded))


def split_rupiah(total: int, weights: Sequence[Decimal]) -> list[int]:
    """Split an amount of whole rupiah by weight so that the parts sum exactly, by largest remainder.

    total: a negative one, as of a credit note, is split like its opposite. Ties of remainders go by position.
    Raises RuleError for a negative or infinite weight, or an amount with no weight to carry it.
    """
    if any(not weight.is_finite() or weight < 0 for weight in weights):
        raise RuleError("weight_negative", "A weight must be a number of at least zero.")
    if total < 0:
        return [-part for part in split_rupiah(-total, weights)]
    exact = [Fraction(weight) for weight in weights]
    scale = lcm(*(weight.denominator for weight in exact))
    whole = [weight.numerator * (scale // weight.denominator) for weight in exact]
    if total and not any(whole):
        raise RuleError("no_weight", "There is no weight by which to split the amount.")
    return divide(total, whole)


# Checking and ordering


def _checked(claims: Sequence[Claim]) -> list[Claim]:
    """Refuse nonsense and put the claims in their order: the earlier, then the larger, and only then by key."""
    seen: set[str] = set()
    for claim in claims:
        numbers = (
            claim.firm,
            claim.flexible,
            claim.minimum,
            claim.picked_up,
            claim.picked_up_grams,
        )
        if not all(isinstance(number, int) for number in numbers):
            raise RuleError(
                "quantity_not_whole",
                "A claim is counted in whole units.",
                key=claim.key,
            )
        if min(numbers) < 0:
            raise RuleError("quantity_negative", "A claim cannot be negative.", key=claim.key)
        most = claim.firm + claim.flexible
        if claim.minimum > most:
            raise RuleError(
                "minimum_over_maximum",
                "The minimum is more than the claim.",
                key=claim.key,
            )
        if _picked_up_grams(claim) > most * GRAMS:
            raise RuleError(
                "picked_up_over_claim",
                "More was picked up than claimed.",
                key=claim.key,
            )
        if claim.key in seen:
            raise RuleError("key_twice", "Two claims have the same key.", key=claim.key)
        seen.add(claim.key)
    return sorted(claims, key=_rank)


def _rank(claim: Claim) -> tuple[datetime, int, int, int, int, str]:
    return (
        claim.committed_at,
        -claim.firm,
        -claim.flexible,
        -claim.minimum,
        -_picked_up_grams(claim),
        claim.key,
    )


def _without(claims: Sequence[Claim], keys: Sequence[str]) -> list[Claim]:
    gone = frozenset(keys)
    return [claim for claim in claims if claim.key not in gone]


def _check_received(received: int, picked_up: int) -> None:
    if not isinstance(received, int) or received < 0:
        raise RuleError(
            "received_negative",
            "What was received must be a whole number of at least zero.",
        )
    if picked_up > received:
        raise RuleError("picked_up_over_received", "More was picked up than received.")


def _grams(mass_kg: Decimal) -> int:
    exact = Fraction(mass_kg) * GRAMS if mass_kg.is_finite() else Fraction(-1)
    if exact.denominator != 1:
        raise RuleError("mass_finer_than_gram", "A mass has three decimals at most.")
    return exact.numerator


def _picked_up_grams(claim: Claim) -> int:
    return claim.picked_up * GRAMS + claim.picked_up_grams


# Divisible material


def _exclude_short_of_firm(grams: int, ordered: Sequence[Claim]) -> list[Claim]:
    """List who must go, in order, until the firm claims of the others are filled or nobody is under its minimum.

    While firm claims are not filled, a claim without a floor gets firm * share, so the smallest part of a minimum is
    always the smallest firm/minimum, whatever the share: the order is known beforehand, only its length is sought, and
    the longer the list, the larger the share and the next firm/minimum both are.
    """
    picked_up = [_picked_up_grams(claim) for claim in ordered]
    at_risk = [claim for claim in ordered if claim.minimum and not _picked_up_grams(claim)]
    at_risk.reverse()
    if grams > sum(picked_up):  # else all parts are 0, and the latest goes first
        at_risk.sort(key=_firm_part(at_risk))
    firm = [claim.firm * GRAMS for claim in ordered]
    firm_floors = [min(a, b) for a, b in zip(picked_up, firm, strict=True)]
    for_firm = grams - sum(picked_up) + sum(firm_floors)
    bound = bound_order(firm, firm_floors)
    gone = accumulate((claim.firm * GRAMS for claim in at_risk), initial=0)
    asked_before = sum(firm)
    asked = [asked_before - without for without in gone]

    def settled(count: int) -> bool:
        if count == len(at_risk) or for_firm >= asked[count]:
            return True
        numerator, denominator = level(for_firm, asked[count], bound)
        return at_risk[count].firm * numerator >= at_risk[count].minimum * denominator

    return at_risk[: bisect_left(range(len(at_risk) + 1), True, key=settled)]


def _firm_part(claims: Sequence[Claim]) -> Callable[[Claim], int]:
    """Give firm/minimum as a whole number that compares exactly among these claims."""
    shift = 2 * max((claim.minimum for claim in claims), default=0).bit_length()
    return lambda claim: (claim.firm << shift) // claim.minimum


def _first_short(grams: int, active: Sequence[Claim]) -> Claim | None:
    """Find who goes next once firm claims are filled: only a claim whose minimum is over its firm part can be short."""
    for_flexible = grams - sum(claim.firm for claim in active) * GRAMS
    candidates = [
        claim for claim in active if claim.minimum > claim.firm and not _picked_up_grams(claim)
    ]
    flexible = [claim.flexible * GRAMS for claim in active]
    floors = [max(0, _picked_up_grams(claim) - claim.firm * GRAMS) for claim in active]
    if not candidates or for_flexible < sum(floors):
        return None
    wanted = sum(flexible)
    numerator, denominator = level(min(for_flexible, wanted), wanted, bound_order(flexible, floors))
    parts = [
        (
            Fraction(
                claim.firm * denominator + claim.flexible * numerator,
                claim.minimum * denominator,
            ),
            -position,
        )
        for position, claim in enumerate(candidates)
    ]
    part, position = min(parts)
    return candidates[-position] if part < 1 else None


def _whole_grams(grams: int, claims: Sequence[Claim]) -> dict[str, int]:
    """Share grams among claims that all stay: firm claims first, then flexible ones, floors kept."""
    picked_up = [_picked_up_grams(claim) for claim in claims]
    firm = [claim.firm * GRAMS for claim in claims]
    flexible = [claim.flexible * GRAMS for claim in claims]
    firm_floors = [min(a, b) for a, b in zip(picked_up, firm, strict=True)]
    flexible_floors = [a - b for a, b in zip(picked_up, firm_floors, strict=True)]
    for_firm = min(grams - sum(flexible_floors), sum(firm))
    for_flexible = min(grams - for_firm, sum(flexible))
    firm_shares = divide(for_firm, firm, firm_floors)
    flexible_shares = divide(for_flexible, flexible, flexible_floors)
    return {
        claim.key: a + b for claim, a, b in zip(claims, firm_shares, flexible_shares, strict=True)
    }
