"""What workshops owe, and what they paid ahead; asked at every handing over."""

from materialcenter.statements import run_prepared

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
