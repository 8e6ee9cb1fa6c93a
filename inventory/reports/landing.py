"""Late costs: over which lots a bill went, and how much of a lot's value is late."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, Sum

from inventory.models import LandedCost, Lot, Movement, Place, Transaction
from materialcenter.fields import ZERO_RUPIAH

_INSIDE = Q(to_place__kind=Place.Kind.RACK)


@dataclass(frozen=True)
class LateShare:
    """What a lot bears of a bill, in rupiah: what is still here, and what is gone."""

    lot: str
    material: str
    on_stock: Decimal
    on_gone: Decimal


def late_shares(cost: LandedCost) -> Sequence[LateShare]:
    """Return a bill's shares by lot; one query."""
    rows = (
        Movement.objects.filter(transaction_id=cost.transaction_id)
        .values("lot_id", "lot__number", "lot__material__code")
        .annotate(
            here=Sum("value", filter=_INSIDE, default=ZERO_RUPIAH),
            gone=Sum("value", filter=~_INSIDE, default=ZERO_RUPIAH),
        )
        .order_by("lot_id")
    )
    return [
        LateShare(row["lot__number"], row["lot__material__code"], row["here"], row["gone"])
        for row in rows
    ]


def late_cost_of(lot: Lot) -> Decimal:
    """Return what late costs added to a lot in all, here and gone; one query."""
    sums = Movement.objects.filter(
        lot=lot, transaction__reason=Transaction.Reason.REVALUATION
    ).aggregate(all=Sum("value", default=ZERO_RUPIAH))
    return Decimal(sums["all"])
