"""What workshops owe, and what they paid ahead; asked at every handing over."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, F, Sum, Value, When
from django.db.models.functions import Coalesce

from materialcenter.models import Workshop
from materialcenter.person import Person
from materialcenter.statements import run_prepared
from orders.models import Payment, Pool

_DEPOSIT_LEFT = """
SELECT COALESCE(sum(CASE WHEN invoice_id IS NULL THEN amount
                         WHEN method = 'deposit' THEN -amount ELSE 0 END), 0)
FROM orders_payment
WHERE workshop_id = %s::bigint AND pool_id = %s::bigint
"""
_EXPOSURE = """
SELECT COALESCE(sum(total - paid), 0)
FROM orders_invoice
WHERE workshop_id = %s::bigint AND total > paid
"""


def deposit_left(*, workshop_id: int, pool_id: int) -> int:
    """Return what is left of the deposits that a workshop paid for a pool."""
    ((left,),) = run_prepared(_DEPOSIT_LEFT, [workshop_id, pool_id])
    return int(left)


def exposure(workshop_id: int) -> int:
    """Sum what a workshop owes on its invoices, in whole rupiah."""
    ((owed,),) = run_prepared(_EXPOSURE, [workshop_id])
    return int(owed)


@dataclass(frozen=True)
class LeftDeposit:
    """What is left of a workshop's deposit for a pool that is over, in whole rupiah."""

    workshop: Workshop
    pool: Pool
    left: int


def left_deposits(
    person: Person, *, workshop_ids: Iterable[int] | None = None, limit: int = 100
) -> list[LeftDeposit]:
    """List deposits of which a pool that is over left something, the oldest pool first.

    workshop_ids: None for all that the person may see. At most `limit`, the rest waits
    until these are used. Three statements.
    """
    rows = Payment.objects.visible_to(person).filter(
        pool__status__in=[status for status, following in Pool.NEXT.items() if not following]
    )
    if workshop_ids is not None:
        rows = rows.filter(workshop_id__in=set(workshop_ids))
    used = When(method=Payment.Method.DEPOSIT, invoice__isnull=False, then=-F("amount"))
    sums = (
        rows.values("workshop_id", "pool_id")
        .order_by("pool_id", "workshop_id")
        .annotate(
            left=Coalesce(
                Sum(Case(When(invoice=None, then=F("amount")), used, default=Value(0))), Value(0)
            )
        )
        .filter(left__gt=0)[:limit]
    )
    found = list(sums)
    workshops = Workshop.objects.in_bulk({row["workshop_id"] for row in found})
    pools = Pool.objects.in_bulk({row["pool_id"] for row in found})
    return [
        LeftDeposit(workshops[row["workshop_id"]], pools[row["pool_id"]], int(row["left"]))
        for row in found
    ]
