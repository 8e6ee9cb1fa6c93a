"""What workshops owe, what they paid ahead, and what they have to their credit."""

from materialcenter.person import Person
from materialcenter.statements import run_prepared
from orders.models import CreditNote

# What a credit note gave back of a deposit is spent through the credit note alone. What was
# handed over and is not billed yet uses the deposit as its bill will.
_DEPOSITS_LEFT = """
SELECT workshop_id, sum(amount) AS left_of_it FROM (
    SELECT workshop_id, CASE WHEN invoice_id IS NULL THEN amount
                             WHEN method = 'deposit' THEN -amount ELSE 0 END AS amount
    FROM orders_payment
    WHERE pool_id = %(pool)s::bigint {narrowed}
    UNION ALL
    SELECT workshop_id, -amount
    FROM orders_creditnote
    WHERE pool_id = %(pool)s::bigint AND invoice_id IS NULL {narrowed}
    UNION ALL
    SELECT workshop_id, -total
    FROM orders_deliverynote
    WHERE pool_id = %(pool)s::bigint AND invoice_id IS NULL {narrowed}
) AS moved
GROUP BY workshop_id
HAVING sum(amount) > 0
ORDER BY workshop_id
"""
_OF_ALL = _DEPOSITS_LEFT.format(narrowed="")
_OF_ONE = _DEPOSITS_LEFT.format(narrowed="AND workshop_id = %(workshop)s::bigint")
_OWED = """
SELECT COALESCE(sum(total - paid), 0)
FROM orders_invoice
WHERE workshop_id = %(workshop)s::bigint AND total > paid
"""
# Of what no invoice bills yet, the deposit paid for its pool covers a part.
_UNBILLED_OF = """
SELECT COALESCE(sum(GREATEST(0, taken.total - COALESCE(paid.amount, 0))), 0)
FROM (
    SELECT pool_id, sum(total) AS total
    FROM orders_deliverynote
    WHERE workshop_id = {workshop} AND invoice_id IS NULL
    GROUP BY pool_id
) AS taken
LEFT JOIN LATERAL (
    SELECT sum(amount) AS amount FROM (
        SELECT CASE WHEN invoice_id IS NULL THEN amount
                    WHEN method = 'deposit' THEN -amount ELSE 0 END AS amount
        FROM orders_payment
        WHERE pool_id = taken.pool_id AND workshop_id = {workshop}
        UNION ALL
        SELECT -amount
        FROM orders_creditnote
        WHERE pool_id = taken.pool_id AND workshop_id = {workshop}
          AND invoice_id IS NULL
    ) AS moved
) AS paid ON true
"""
_UNBILLED = _UNBILLED_OF.format(workshop="%(workshop)s::bigint")
_EXPOSURE = f"SELECT ({_OWED}) + ({_UNBILLED})"
# The same of each row of a query over workshops.
UNBILLED_OF_ROW = f"({_UNBILLED_OF})".format(workshop='"materialcenter_workshop"."id"')


def deposit_left(*, workshop_id: int, pool_id: int) -> int:
    """Return what is left of a workshop's deposits for a pool, less what is not billed yet."""
    rows = run_prepared(_OF_ONE, {"workshop": workshop_id, "pool": pool_id})
    return int(rows[0][1]) if rows else 0


def deposits_left(pool_id: int) -> dict[int, int]:
    """Return what `deposit_left` says of a pool, by workshop; only of whom anything is left."""
    return {workshop: int(left) for workshop, left in run_prepared(_OF_ALL, {"pool": pool_id})}


def exposure(workshop_id: int) -> int:
    """Sum what a workshop owes, in whole rupiah: open invoices, and what is not billed yet.

    The latter with its VAT, less what is left of the deposits for its pool.
    """
    ((owed,),) = run_prepared(_EXPOSURE, {"workshop": workshop_id})
    return int(owed)


def unbilled(workshop_id: int) -> int:
    """Sum what was handed over to a workshop and is not billed yet, less deposits, in rupiah."""
    ((worth,),) = run_prepared(_UNBILLED, {"workshop": workshop_id})
    return int(worth)


def left_credits(
    person: Person, *, workshop_id: int | None = None, limit: int = 100
) -> list[CreditNote]:
    """List credit notes with something left, the oldest first; workshop and pool at hand.

    workshop_id: None for all that the person may see. At most `limit`; the rest waits until
    these are used. One statement.
    """
    rows = CreditNote.objects.visible_to(person).unspent().select_related("workshop", "pool")
    if workshop_id is not None:
        rows = rows.filter(workshop_id=workshop_id)
    return list(rows.order_by("pk")[:limit])
