"""What a pool came to: savings, how far wishes were filled, suppliers, prices, and the pool before.

Staff see everything; a buyer sees the pool's sums and the own workshops, never another's
name or quantity, nor a supplier's name.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import F, Sum
from django.utils.translation import gettext as _

from inventory import catalogue
from materialcenter.models import Workshop
from materialcenter.person import Person
from orders.models import Allocation, Clearing, Offer, Pool, ReceiptLine
from orders.reports.pools.outcome.before import PRICED, pool_before
from orders.reports.pools.outcome.shapes import (
    ZERO,
    Amounts,
    GroupOutcome,
    MaterialOutcome,
    MemberOutcome,
    Outcome,
    PoolBefore,
    PriceThen,
    Quoted,
    Served,
    SupplierOutcome,
    Why,
    Wished,
    Wishes,
    percent_of,
    together,
)
from orders.reports.pools.outcome.suppliers import days_late, suppliers_of
from orders.reports.pools.outcome.wished import Weighed, wishes_of
from orders.rules.clearing import Offer as RuleOffer
from orders.rules.clearing import Tier
from orders.rules.concentration import concentration

__all__ = [
    "PRICED",
    "Amounts",
    "GroupOutcome",
    "MaterialOutcome",
    "MemberOutcome",
    "Outcome",
    "PoolBefore",
    "PriceThen",
    "Quoted",
    "Served",
    "SupplierOutcome",
    "Why",
    "Wished",
    "Wishes",
    "days_late",
    "outcome_of",
    "percent_of",
]


def outcome_of(pool: Pool, *, by: Person, on: date) -> Outcome:
    """Say what a priced pool came to so far. At most seventeen statements, whatever its size."""
    cleared = _cleared(pool)
    materials = catalogue.materials_by_id(pool.center_id, [row["material_id"] for row in cleared])
    weighed = {
        row["material_id"]: Weighed(
            unit_kg=materials[row["material_id"]].piece_mass_kg or Decimal(1),
            is_counted=materials[row["material_id"]].is_counted,
            counter_price_per_kg=Decimal(row["inputs__counter_price"]),
        )
        for row in cleared
    }
    wished = wishes_of(pool, weighed)
    members = _members(wished)
    shown = _materials(pool, cleared, materials, weighed, wished, by)
    is_staff = by.is_staff
    kg = {member.code: member.wishes.kg.planned for member in members}
    return Outcome(
        pool=pool,
        wishes=together(wished),
        member_count=len(members),
        served={way: sum(m.wishes.served == way for m in members) for way in Served},
        materials=shown,
        members=tuple(m for m in members if is_staff or m.workshop_id in by.workshop_ids),
        suppliers=suppliers_of(pool, on=on) if is_staff else (),
        by_cluster=_groups(members, lambda m: m.cluster) if is_staff else (),
        by_trade=_groups(members, lambda m: m.trade) if is_staff else (),
        concentration=concentration(kg) if is_staff else None,
        before=pool_before(pool, shown, by=by),
    )


def _cleared(pool: Pool) -> list[dict[str, Any]]:
    rows = (
        Clearing.objects.filter(pool_material__pool=pool)
        .order_by("pool_material__material__code")
        .values(
            "offer_id",
            "price_per_kg",
            "quantity",
            "depot_quantity",
            "inputs__offers",
            "inputs__counter_price",
            material_id=F("pool_material__material_id"),
        )
    )
    return [dict(row) for row in rows]


def _members(wished: Iterable[Wished]) -> tuple[MemberOutcome, ...]:
    """Put each workshop's wishes together, the most saved first."""
    by_workshop = _by(wished, lambda one: one.workshop_id)
    rows = Workshop.objects.filter(pk__in=list(by_workshop)).order_by("code")
    members = [
        MemberOutcome(
            workshop_id=row.pk,
            code=row.code,
            name=row.name,
            cluster=row.cluster,
            trade=row.get_trade_display(),
            wishes=together(by_workshop[row.pk]),
        )
        for row in rows
    ]
    return tuple(sorted(members, key=lambda m: (-m.wishes.planned_saving, m.code)))


def _groups(
    members: Iterable[MemberOutcome], name_of: Callable[[MemberOutcome], str]
) -> tuple[GroupOutcome, ...]:
    """Put the members of each cluster or trade together, the most saved first."""
    ordered = sorted(members, key=name_of)
    groups = []
    for name, each in groupby(ordered, key=name_of):
        of_group = list(each)
        wishes = together(one for member in of_group for one in member.wishes.all)
        groups.append(GroupOutcome(name or _("no cluster"), len(of_group), wishes))
    return tuple(sorted(groups, key=lambda group: -group.wishes.planned_saving))


def _materials(
    pool: Pool,
    cleared: list[dict[str, Any]],
    materials: dict[int, catalogue.Material],
    weighed: dict[int, Weighed],
    wished: list[Wished],
    by: Person,
) -> tuple[MaterialOutcome, ...]:
    wishes = _by(wished, lambda one: one.material_id)
    received = _received(pool, materials)
    left_over = _left_over(pool, materials)
    suppliers = _suppliers(cleared) if by.is_staff else {}
    return tuple(
        MaterialOutcome(
            material_id=pk,
            code=materials[pk].code,
            unit=materials[pk].unit,
            unit_kg=weighed[pk].unit_kg,
            wishes=together(wishes[pk]),
            ordered=row["quantity"],
            depot=row["depot_quantity"],
            received=received.get(pk, ZERO),
            left_over=left_over.get(pk, ZERO),
            is_shared_out=pk in left_over,
            price_per_kg=row["price_per_kg"],
            counter_price_per_kg=weighed[pk].counter_price_per_kg,
            supplier=suppliers.get(row["offer_id"], ""),
            quoted=tuple(_quoted(row, suppliers, by)),
        )
        for row in cleared
        for pk in [row["material_id"]]
    )


def _quoted(row: dict[str, Any], suppliers: dict[int, str], by: Person) -> Iterable[Quoted]:
    """Yield the offers of a clearing; to a buyer only the one that was ordered from, unnamed."""
    for kept in row["inputs__offers"]:
        offer = _offer(kept)
        is_chosen = offer.key == str(row["offer_id"])
        if by.is_staff or is_chosen:
            yield Quoted(suppliers.get(int(offer.key), ""), offer, is_chosen)


def _offer(kept: dict[str, Any]) -> RuleOffer:
    """Read an offer out of a clearing's inputs as it was written."""
    return RuleOffer(
        key=kept["key"],
        tiers=tuple(
            Tier(Decimal(tier["from_kg"]), Decimal(tier["price_per_kg"])) for tier in kept["tiers"]
        ),
        minimum_kg=Decimal(kept["minimum_kg"]),
        pack=kept["pack"],
        piece_mass_kg=Decimal(kept["piece_mass_kg"]),
        freight_per_kg=Decimal(kept["freight_per_kg"]),
        freight_fixed=Decimal(kept["freight_fixed"]),
        lead_time_days=kept["lead_time_days"],
    )


def _suppliers(cleared: list[dict[str, Any]]) -> dict[int, str]:
    keys = {int(kept["key"]) for row in cleared for kept in row["inputs__offers"]}
    return dict(Offer.objects.filter(pk__in=keys).values_list("pk", "supplier__name"))


def _received(pool: Pool, materials: dict[int, catalogue.Material]) -> dict[int, Decimal]:
    """Add up what came sound on the pool's orders, in each material's unit."""
    rows = (
        ReceiptLine.objects.filter(order_line__purchase_order__pool=pool)
        .order_by()
        .values_list("material_id")
        .annotate(
            sound_pieces=Sum(F("pieces") - F("rejected_pieces")),
            sound_kg=Sum(F("mass_kg") - F("rejected_kg")),
        )
    )
    return {
        pk: Decimal(pieces) if materials[pk].is_counted else mass_kg for pk, pieces, mass_kg in rows
    }


def _left_over(pool: Pool, materials: dict[int, catalogue.Material]) -> dict[int, Decimal]:
    """Give what the newest round of each material left to the depot, in its unit."""
    rows = (
        Allocation.objects.filter(pool_material__pool=pool)
        .order_by("round")
        .values_list("pool_material__material_id", "left_over_pieces", "left_over_kg")
    )
    return {
        pk: Decimal(pieces) if materials[pk].is_counted else mass_kg for pk, pieces, mass_kg in rows
    }


def _by(wished: Iterable[Wished], whose: Callable[[Wished], int]) -> dict[int, list[Wished]]:
    groups: dict[int, list[Wished]] = defaultdict(list)
    for one in wished:
        groups[whose(one)].append(one)
    return groups
