"""What the commitments of a pool add up to, without reading them one by one."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from materialcenter.statements import run_prepared
from orders.models import Pool

# One statement, so that a change is read where it waits or in the sum, never in both or neither.
_TALLIES = """
SELECT pm.pool_id, pm.id, pm.material_id,
       COALESCE(t.members, 0) + w.members, COALESCE(t.quantity, 0) + w.quantity,
       COALESCE(t.minimum, 0) + w.minimum, COALESCE(t.maximum, 0) + w.maximum
FROM orders_poolmaterial pm
LEFT JOIN orders_pooltally t ON t.pool_material_id = pm.id
CROSS JOIN LATERAL (
    SELECT COALESCE(sum(c.members), 0) AS members, COALESCE(sum(c.quantity), 0) AS quantity,
           COALESCE(sum(c.minimum), 0) AS minimum, COALESCE(sum(c.maximum), 0) AS maximum
    FROM orders_tallychange c WHERE c.pool_material_id = pm.id
) w
WHERE pm.pool_id = ANY (%s::bigint[])
ORDER BY pm.pool_id, pm.material_id
"""


@dataclass(frozen=True)
class Tally:
    """The sums of a material's standing commitments, in the material's unit; members counts them."""

    pool_material_id: int
    material_id: int
    members: int
    quantity: int
    minimum: int
    maximum: int


def tally_of(pool: Pool) -> list[Tally]:
    """Add up what is wanted of each material of a pool, by material id. One statement."""
    return tallies_of([pool])[pool.pk]


def tallies_of(pools: Sequence[Pool]) -> dict[int, list[Tally]]:
    """Add up what is wanted of each material of pools, by pool id. One statement."""
    found: dict[int, list[Tally]] = defaultdict(list, {pool.pk: [] for pool in pools})
    for pool_id, *sums in run_prepared(_TALLIES, [[pool.pk for pool in pools]]):
        found[pool_id].append(Tally(*map(int, sums)))
    return found
