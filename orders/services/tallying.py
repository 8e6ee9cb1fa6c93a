"""Adding up what commitments changed, so that few changes wait to be read."""

from django.db import connection

from materialcenter.commands import command
from orders.models import TallyChange

_MAKE_ROWS = """
INSERT INTO orders_pooltally (pool_material_id, members, quantity, minimum, maximum)
SELECT pm.id, 0, 0, 0, 0 FROM orders_poolmaterial pm
WHERE pm.pool_id = %s
  AND EXISTS (SELECT FROM orders_tallychange c WHERE c.pool_material_id = pm.id)
ORDER BY pm.id
ON CONFLICT DO NOTHING
"""
# Two workers at once lock the same changes in the same order: the later one waits, finds them
# gone and adds up what is left. Each so takes every change that it can see, and a workshop's
# changes become visible in their order: no sum is ever below what stands. A material whose first
# change came after its row was looked for has none yet: its changes wait for the next time.
_FOLD = """
WITH waiting AS MATERIALIZED (
    SELECT c.id FROM orders_tallychange c
    JOIN orders_poolmaterial pm ON pm.id = c.pool_material_id
    JOIN orders_pooltally t ON t.pool_material_id = c.pool_material_id
    WHERE pm.pool_id = %s
    ORDER BY c.id
    FOR UPDATE OF c
), gone AS (
    DELETE FROM orders_tallychange c USING waiting w WHERE c.id = w.id
    RETURNING c.pool_material_id, c.members, c.quantity, c.minimum, c.maximum
), added AS (
    UPDATE orders_pooltally t
    SET members = t.members + s.members, quantity = t.quantity + s.quantity,
        minimum = t.minimum + s.minimum, maximum = t.maximum + s.maximum
    FROM (SELECT pool_material_id, sum(members) AS members, sum(quantity) AS quantity,
                 sum(minimum) AS minimum, sum(maximum) AS maximum
          FROM gone GROUP BY pool_material_id) s
    WHERE t.pool_material_id = s.pool_material_id
)
SELECT count(*) FROM gone
"""


def pools_to_fold() -> list[int]:
    """Return the ids of the pools with changes that wait."""
    rows = TallyChange.objects.order_by("pool_material__pool_id")
    return list(rows.values_list("pool_material__pool_id", flat=True).distinct())


@command
def fold_tallies(*, pool_id: int) -> int:
    """Add a pool's waiting changes to its sums, each once; return how many there were."""
    with connection.cursor() as cursor:
        cursor.execute(_MAKE_ROWS, [pool_id])
        cursor.execute(_FOLD, [pool_id])
        (count,) = cursor.fetchone()
    return int(count)
