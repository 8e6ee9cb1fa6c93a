"""A round of sharing: what each member may claim of all that came so far, and which parts it then holds.

Amounts are whole: pieces of what is counted, grams of what is weighed. How claims are weighed against each other is
sharing.py's; this module says what they are, writes them down so that they can be read again, and moves no more steel
than it must when shares change.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from orders.rules.errors import RuleError
from orders.rules.sharing import RULE_VERSION, Claim, Sharing, share_mass, share_pieces

GRAM = Decimal("0.001")
GRAMS = 1000


@dataclass(frozen=True)
class Planned:
    """What was planned for a member, in the material's unit; picked_up in pieces or grams, over all rounds."""

    key: str
    planned: int
    wanted: int
    minimum: int
    maximum: int
    committed_at: datetime
    picked_up: int = 0


@dataclass(frozen=True)
class Round:
    """What the rule is given: received and the depot's part set aside, in pieces or grams, and the claims."""

    received: int
    set_aside: int
    claims: tuple[Claim, ...]
    by_weight: bool = False


def round_of(
    came: int, plans: Sequence[Planned], *, ordered: int, for_depot: int, by_weight: bool
) -> Round:
    """Say what each member may claim of what came.

    came: sound pieces or grams of all deliveries, picked-up ones included. ordered, for_depot: in the material's unit.
    Until all that was ordered is there, a member claims what was planned for it: firm up to what it wanted, the rest
    flexible. What comes beyond the order goes to who would take more than planned, so there the plan is the firm claim,
    and the depot's planned part is set aside first.
    """
    unit = GRAMS if by_weight else 1
    is_beyond = came > ordered * unit
    taken = sum(plan.picked_up for plan in plans)
    set_aside = min(for_depot * unit, came - taken) if is_beyond else 0
    claims = tuple(_claim(plan, unit, is_beyond=is_beyond) for plan in plans)
    return Round(came - set_aside, set_aside, claims, by_weight)


def _claim(plan: Planned, unit: int, *, is_beyond: bool) -> Claim:
    firm = plan.planned if is_beyond else min(plan.planned, plan.wanted)
    most = max(plan.planned, plan.maximum) if is_beyond else plan.planned
    picked_up, grams = divmod(plan.picked_up, unit)
    # What a larger round gave and was taken home stays so, though less is left by now.
    most = max(most, picked_up + (grams > 0))
    return Claim(
        key=plan.key,
        firm=firm,
        flexible=most - firm,
        minimum=plan.minimum,
        committed_at=plan.committed_at,
        picked_up=picked_up,
        picked_up_grams=grams,
    )


# The rules that ever shared anything, by the version that stands with each result.
_RULES: dict[str, tuple[Callable[..., Sharing], Callable[..., Sharing]]] = {
    RULE_VERSION: (share_pieces, share_mass)
}


def share_round(one: Round, *, version: str = RULE_VERSION) -> Sharing:
    """Share by the rule of a version; amounts in pieces or grams. Raises RuleError for an unknown version."""
    if version not in _RULES:
        raise RuleError("rule_unknown", "No such version of the rule of sharing is known.")
    by_piece, by_mass = _RULES[version]
    if one.by_weight:
        return by_mass(one.received * GRAM, one.claims)
    return by_piece(one.received, one.claims)


def inputs_of(one: Round) -> dict[str, Any]:
    """Write a round as plain values of JSON; times to the microsecond, by which ties are settled."""
    return {
        "received": one.received,
        "set_aside": one.set_aside,
        "by_weight": one.by_weight,
        "claims": [
            {**asdict(claim), "committed_at": claim.committed_at.isoformat()}
            for claim in one.claims
        ],
    }


def round_from(inputs: Mapping[str, Any]) -> Round:
    """Read what inputs_of wrote. Raises KeyError, TypeError or ValueError for anything else."""
    return Round(
        received=inputs["received"],
        set_aside=inputs["set_aside"],
        by_weight=inputs["by_weight"],
        claims=tuple(
            Claim(**{**claim, "committed_at": datetime.fromisoformat(claim["committed_at"])})
            for claim in inputs["claims"]
        ),
    )


# Which parts are held for whom


@dataclass(frozen=True)
class Part:
    """Some of a lot that is held: for a member by key, or for nobody yet. amount in pieces or grams.

    is_in_hand: a clerk has fetched it for that member.
    """

    reservation_id: int
    owner: str | None
    amount: int
    mass_kg: Decimal
    is_in_hand: bool = False


@dataclass(frozen=True)
class Slice:
    """A part's share for a member, or for nobody; is_unchanged where it was so already."""

    reservation_id: int
    owner: str | None
    amount: int
    mass_kg: Decimal
    is_unchanged: bool = False


def divide_parts(parts: Sequence[Part], needs: Mapping[str, int]) -> list[Slice]:
    """Divide held parts among members so that each holds what it needs, and no part moves that may stay.

    parts: the oldest first. needs: pieces or grams by member, served in this order. A member keeps of what it held what
    is in a clerk's hand first, then the oldest; what is missing comes from the oldest that nobody keeps. Slices of a
    part follow each other, and add up to it in amount and in kg. Raises RuleError when less is held than needed.
    """
    needed = {owner: amount for owner, amount in needs.items() if amount}
    kept = dict.fromkeys(range(len(parts)), 0)
    for n, part in sorted(enumerate(parts), key=lambda pair: not pair[1].is_in_hand):
        if part.owner is not None:
            kept[n] = min(part.amount, needed.get(part.owner, 0))
            needed[part.owner] = needed.get(part.owner, 0) - kept[n]
    queue = [(owner, amount) for owner, amount in needed.items() if amount]
    queue.reverse()
    slices = []
    for n, part in enumerate(parts):
        wanted = [(part.owner, kept[n])] if kept[n] else []
        free = part.amount - kept[n]
        while free and queue:
            owner, amount = queue.pop()
            wanted.append((owner, min(amount, free)))
            if amount > free:
                queue.append((owner, amount - free))
            free -= min(amount, free)
        slices += _cut(part, [*wanted, (None, free)] if free else wanted)
    if queue:
        raise RuleError("too_little_held", "Less is held than the shares need.")
    return slices


def _cut(part: Part, wanted: Sequence[tuple[str | None, int]]) -> list[Slice]:
    """Cut a part into amounts that add up to it, the kg with them."""
    slices, until, kg_before = [], 0, Decimal(0)
    for owner, amount in wanted:
        until += amount
        kg = (part.mass_kg * until / part.amount).quantize(GRAM)
        slices.append(Slice(part.reservation_id, owner, amount, kg - kg_before))
        kg_before = kg
    if len(slices) == 1 and slices[0].owner == part.owner:
        return [replace(slices[0], is_unchanged=True)]
    return slices
