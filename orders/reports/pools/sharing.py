"""How what came of a pool was shared: the published result with its reasons, and the proof of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Sum

from materialcenter.errors import Missing
from materialcenter.models import Workshop
from materialcenter.person import Person
from orders.models import AllocatedShare, Allocation, DeliveryNoteLine, Pool
from orders.rules.errors import RuleError
from orders.rules.explaining import Account, Explanation, Why, explain
from orders.rules.rounds import GRAMS, round_from

IS_OVER = frozenset({Pool.Status.ALLOCATED, Pool.Status.SETTLED})


@dataclass(frozen=True)
class Member:
    """A workshop's share with its reason; amounts in pieces or grams, picked_up until now."""

    workshop: Workshop
    account: Account
    picked_up: int


@dataclass(frozen=True)
class Alike:
    """How many members asked the same and got the same for the same reason, without names.

    asked, more: the firm claim, and what would be taken beyond it, in the material's unit;
    share in pieces or grams.
    """

    asked: int
    more: int
    share: int
    why: Why
    members: int


@dataclass(frozen=True)
class SharingView:
    """A round of a material. members: those whose names the person may read.

    others: everybody without names, for a member; empty for who has no share in it.
    is_last: no further round follows. rounds: all of the material, the first first.
    """

    pool: Pool
    allocation: Allocation
    rounds: tuple[Allocation, ...]
    explanation: Explanation
    members: tuple[Member, ...]
    others: tuple[Alike, ...]
    is_last: bool

    @property
    def excluded(self) -> int:
        """Return how many members would have got less than they accept."""
        return sum(account.turn is not None for account in self.explanation.accounts)


def sharing_view(
    pool: Pool, *, material: str, person: Person, round_no: int | None = None
) -> SharingView:
    """Gather how a material of a pool was shared in a round, the newest unless one is named.

    pool: one that the person may see. Four statements. Raises Missing where nothing was
    shared yet, or there is no such round.
    """
    rounds = tuple(
        Allocation.objects.filter(pool_material__pool=pool, pool_material__material__code=material)
        .select_related("pool_material__material__grade")
        .order_by("round")
    )
    found = [one for one in rounds if round_no in {None, one.round}]
    if not found:
        raise Missing
    allocation = found[-1]
    explanation = explain(round_from(allocation.inputs), version=allocation.rule_version)
    members = _members(allocation, explanation, person)
    shows_others = bool(members) and not person.is_staff
    return SharingView(
        pool=pool,
        allocation=allocation,
        rounds=rounds,
        explanation=explanation,
        members=tuple(members),
        others=tuple(_alike(explanation)) if shows_others else (),
        is_last=allocation is rounds[-1] and pool.status in IS_OVER,
    )


def _members(allocation: Allocation, explanation: Explanation, person: Person) -> list[Member]:
    ids = [int(account.claim.key) for account in explanation.accounts]
    workshops = Workshop.objects.visible_to(person).in_bulk(ids)
    picked_up = _picked_up(allocation, list(workshops), by_weight=explanation.by_weight)
    return [
        Member(workshops[pk], account, picked_up.get(pk, 0))
        for account in explanation.accounts
        if (pk := int(account.claim.key)) in workshops
    ]


def _picked_up(
    allocation: Allocation, workshop_ids: Sequence[int], *, by_weight: bool
) -> dict[int, int]:
    """Return what delivery notes gave of the material until now, in pieces or grams."""
    rows = (
        DeliveryNoteLine.objects.filter(
            share__allocation__pool_material=allocation.pool_material_id,
            share__workshop__in=workshop_ids,
        )
        .values("share__workshop_id")
        .order_by("share__workshop_id")
        .annotate(pieces_sum=Sum("pieces"), kg_sum=Sum("mass_kg"))
    )
    return {
        row["share__workshop_id"]: int(row["kg_sum"] * GRAMS) if by_weight else row["pieces_sum"]
        for row in rows
    }


def _alike(explanation: Explanation) -> list[Alike]:
    """Count who asked and got the same, the largest claims first."""
    counted = Counter(
        (account.claim.firm, account.claim.flexible, account.share, account.why)
        for account in explanation.accounts
    )
    alike = [Alike(*which, members) for which, members in counted.items()]
    return sorted(alike, key=lambda one: (-one.asked, -one.more, -one.share, one.why))


# The proof


@dataclass(frozen=True)
class Difference:
    """Something stored that does not follow from the stored inputs.

    what: inputs, received, left_over, share, rolled_over or member. workshop: its code, ""
    where it is nobody's. stored, computed: pieces or grams; None where there is none.
    """

    what: str
    workshop: str = ""
    stored: int | None = None
    computed: int | None = None


@dataclass(frozen=True)
class Proof:
    """A stored round, computed again from its inputs by the rule of its version.

    explanation: None where the inputs cannot be read. codes: of workshops, by a claim's key.
    """

    allocation: Allocation
    explanation: Explanation | None
    codes: dict[str, str]
    differences: tuple[Difference, ...]


def proofs_of(pool: Pool, *, material: str = "") -> list[Proof]:
    """Compute every stored round of a pool again and compare. material: a code; "" for all.

    Three statements.
    """
    allocations = Allocation.objects.filter(pool_material__pool=pool)
    if material:
        allocations = allocations.filter(pool_material__material__code=material)
    found = list(
        allocations.select_related("pool_material__material").order_by(
            "pool_material__material__code", "round"
        )
    )
    shares: dict[int, dict[str, AllocatedShare]] = {one.pk: {} for one in found}
    for share in AllocatedShare.objects.filter(allocation__in=found).select_related("workshop"):
        shares[share.allocation_id][str(share.workshop_id)] = share
    return [_prove(one, shares[one.pk]) for one in found]


def _prove(allocation: Allocation, shares: dict[str, AllocatedShare]) -> Proof:
    codes = {key: share.workshop.code for key, share in shares.items()}
    try:
        explanation = explain(round_from(allocation.inputs), version=allocation.rule_version)
    except (RuleError, KeyError, TypeError, ValueError):
        # Whatever is wrong with what was stored, it is not what the rule was given.
        return Proof(allocation, None, codes, (Difference("inputs"),))
    differences = [
        Difference(what, stored=stored, computed=computed)
        for what, stored, computed in _totals(allocation, explanation)
        if stored != computed
    ]
    accounts = {account.claim.key: account for account in explanation.accounts}
    for key in sorted({*accounts, *shares}, key=int):
        differences += _compare(accounts.get(key), shares.get(key), by_weight=explanation.by_weight)
    return Proof(allocation, explanation, codes, tuple(differences))


def _totals(allocation: Allocation, explanation: Explanation) -> list[tuple[str, int, int]]:
    by_weight = explanation.by_weight
    received = int(allocation.received_kg * GRAMS) if by_weight else allocation.received_pieces
    left_over = int(allocation.left_over_kg * GRAMS) if by_weight else allocation.left_over_pieces
    return [
        ("received", received, explanation.came),
        ("left_over", left_over, explanation.left_over),
    ]


def _compare(
    account: Account | None, share: AllocatedShare | None, *, by_weight: bool
) -> list[Difference]:
    code = share.workshop.code if share else ""
    if account is None or share is None:
        return [Difference("member", code or (account.claim.key if account else ""))]
    stored = int(share.mass_kg * GRAMS) if by_weight else share.pieces
    found = []
    if stored != account.share:
        found.append(Difference("share", code, stored, account.share))
    if share.is_rolled_over != (account.turn is not None):
        found.append(Difference("rolled_over", code))
    return found


def own_shares(pool: Pool, person: Person) -> list[AllocatedShare]:
    """List what a buyer's workshops get of a pool so far; empty for the center's staff."""
    if person.is_staff:
        return []
    return list(
        AllocatedShare.objects.visible_to(person)
        .filter(allocation__pool_material__pool=pool)
        .newest()
        .select_related("workshop", "allocation__pool_material__material")
        .order_by("allocation__pool_material__material__code", "workshop__code")
    )
