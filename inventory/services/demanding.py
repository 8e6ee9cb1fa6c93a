"""The demand that reordering learns from, kept per day as the ledger grows.

What is new in the ledger is folded into the days once, in the order in which it was written;
nothing that was folded is read again. A reversal takes back what it reverses on the day on
which that was issued.
"""

from collections.abc import Sequence

from django.conf import settings
from django.db import connection

from inventory.models import DemandFolded
from inventory.services.sealing import newest_sequence
from materialcenter.commands import command, step

TRANSACTIONS_AT_ONCE = 20_000

_LAST_OF_CHUNK = """
SELECT max(sequence) FROM (
    SELECT sequence FROM inventory_transaction
    WHERE center_id = %s AND sequence > %s AND sequence <= %s
    ORDER BY sequence LIMIT %s) chunk
"""

# The depot's own stock to workshops; what went back to a consigned lot's owner was no demand.
_CHANGES = """
SELECT l.material_id, (o.effective_at AT TIME ZONE %(zone)s)::date AS day,
       sum(CASE WHEN o.reason = 'issue' THEN s.sign * m.mass_kg ELSE 0 END) AS issued_kg,
       sum(CASE WHEN o.reason = 'pool' THEN s.sign * m.mass_kg ELSE 0 END) AS pool_kg
FROM inventory_transaction t
JOIN inventory_transaction o ON o.sequence = COALESCE(t.reverses_id, t.sequence)
CROSS JOIN LATERAL (
    SELECT CASE WHEN t.reverses_id IS NULL THEN 1 ELSE -1 END AS sign) s
JOIN inventory_movement m ON m.transaction_id = o.sequence
JOIN inventory_place p ON p.id = m.to_place_id AND p.kind = 'workshop'
JOIN inventory_lot l ON l.id = m.lot_id AND l.owner_id IS NULL
WHERE t.center_id = %(center)s AND t.sequence > %(after)s AND t.sequence <= %(through)s
  AND o.reason IN ('issue', 'pool')
GROUP BY l.material_id, day
"""

_PAST = """
SELECT material_id, issued_on AS day, sum(mass_kg) AS issued_kg, 0 AS pool_kg
FROM inventory_pastissue
WHERE center_id = %(center)s AND id = ANY(%(issues)s::bigint[])
GROUP BY material_id, issued_on
"""

_MERGE = """
MERGE INTO inventory_demandday d
USING ({changes}) c
ON d.center_id = %(center)s AND d.material_id = c.material_id AND d.day = c.day
WHEN MATCHED THEN UPDATE SET issued_kg = d.issued_kg + c.issued_kg,
                             pool_kg = d.pool_kg + c.pool_kg
WHEN NOT MATCHED THEN INSERT (center_id, material_id, day, issued_kg, pool_kg)
     VALUES (%(center)s, c.material_id, c.day, c.issued_kg, c.pool_kg)
"""


def fold_ledger(*, center_id: int) -> None:
    """Fold all that a center has written so far into its days of demand."""
    through = newest_sequence(center_id=center_id)
    while fold_demand(center_id=center_id, through=through):
        pass


@command
def fold_demand(*, center_id: int, through: int) -> bool:
    """Fold the oldest transactions that are not folded; say whether there were any.

    through: as `newest_sequence` gave it. Two at once fold each transaction once: the second
    waits for the first and goes on after it.
    """
    folded = lock_demand(center_id=center_id)
    with connection.cursor() as cursor:
        cursor.execute(_LAST_OF_CHUNK, [center_id, folded.through, through, TRANSACTIONS_AT_ONCE])
        (last,) = cursor.fetchone()
        if last is None:
            return False
        cursor.execute(
            _MERGE.format(changes=_CHANGES),
            {
                "center": center_id,
                "after": folded.through,
                "through": last,
                "zone": settings.TIME_ZONE,
            },
        )
    folded.through = last
    folded.save(update_fields=["through"])
    return True


@step
def lock_demand(*, center_id: int) -> DemandFolded:
    """Hold a center's days of demand until the transaction ends."""
    DemandFolded.objects.bulk_create([DemandFolded(center_id=center_id)], ignore_conflicts=True)
    return DemandFolded.objects.select_for_update().get(center_id=center_id)


@step
def add_past_issues(*, center_id: int, issue_ids: Sequence[int]) -> None:
    """Add issues of the old books to the days, once, when they are brought in."""
    lock_demand(center_id=center_id)
    with connection.cursor() as cursor:
        cursor.execute(
            _MERGE.format(changes=_PAST), {"center": center_id, "issues": list(issue_ids)}
        )
