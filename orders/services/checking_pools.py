"""Proving what is kept of pools from the commitments alone; nothing is mended here."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

# One statement, so that everything is read at one moment while others go on committing.
_CHECKS = """
WITH said AS MATERIALIZED (
    SELECT DISTINCT ON (pool_id, material_id, workshop_id)
           id, pool_id, material_id, workshop_id, quantity, minimum, maximum
    FROM orders_commitment
    ORDER BY pool_id, material_id, workshop_id, id DESC
), standing AS MATERIALIZED (
    SELECT * FROM said WHERE quantity > 0
), proved AS (
    SELECT pool_id, material_id, count(*) AS members, sum(quantity) AS quantity,
           sum(minimum) AS minimum, sum(maximum) AS maximum
    FROM standing GROUP BY pool_id, material_id
), kept AS (
    SELECT pm.pool_id, pm.material_id, COALESCE(sum(k.members), 0) AS members,
           COALESCE(sum(k.quantity), 0) AS quantity, COALESCE(sum(k.minimum), 0) AS minimum,
           COALESCE(sum(k.maximum), 0) AS maximum
    FROM orders_poolmaterial pm
    LEFT JOIN (
        SELECT pool_material_id, members, quantity, minimum, maximum FROM orders_pooltally
        UNION ALL
        SELECT pool_material_id, members, quantity, minimum, maximum FROM orders_tallychange
    ) k ON k.pool_material_id = pm.id
    GROUP BY pm.id
), found AS (
    SELECT 'tally' AS check, pool_id, material_id, NULL::bigint AS workshop_id,
           format('%s members, %s (%s to %s)', COALESCE(k.members, 0), COALESCE(k.quantity, 0),
                  COALESCE(k.minimum, 0), COALESCE(k.maximum, 0)) AS kept,
           format('%s members, %s (%s to %s)', COALESCE(p.members, 0), COALESCE(p.quantity, 0),
                  COALESCE(p.minimum, 0), COALESCE(p.maximum, 0)) AS proved
    FROM kept k FULL JOIN proved p USING (pool_id, material_id)
    WHERE (COALESCE(k.members, 0), COALESCE(k.quantity, 0), COALESCE(k.minimum, 0),
           COALESCE(k.maximum, 0))
          <> (COALESCE(p.members, 0), COALESCE(p.quantity, 0), COALESCE(p.minimum, 0),
              COALESCE(p.maximum, 0))
    UNION ALL
    SELECT 'snapshot', s.pool_id, s.material_id, s.workshop_id, 'nothing',
           format('commitment %s', s.id)
    FROM standing s
    JOIN orders_pool p ON p.id = s.pool_id AND p.frozen_at IS NOT NULL
    WHERE NOT EXISTS (SELECT FROM orders_frozenwish f WHERE f.commitment_id = s.id)
    UNION ALL
    SELECT 'snapshot', f.pool_id, c.material_id, c.workshop_id, format('commitment %s', c.id),
           CASE WHEN p.frozen_at IS NULL THEN 'nothing: the pool is open'
                WHEN f.pool_id <> c.pool_id THEN 'nothing: it stands in another pool'
                ELSE 'nothing: it does not stand' END
    FROM orders_frozenwish f
    JOIN orders_pool p ON p.id = f.pool_id
    JOIN orders_commitment c ON c.id = f.commitment_id
    WHERE p.frozen_at IS NULL OR f.pool_id <> c.pool_id
       OR NOT EXISTS (SELECT FROM standing s WHERE s.id = f.commitment_id)
)
SELECT f.check, p.number, m.code, COALESCE(w.code, ''), f.kept, f.proved
FROM found f
JOIN orders_pool p ON p.id = f.pool_id
JOIN inventory_material m ON m.id = f.material_id
LEFT JOIN materialcenter_workshop w ON w.id = f.workshop_id
ORDER BY p.id, f.check, m.code, w.code
"""


@dataclass(frozen=True)
class PoolDifference:
    """Something kept of a pool that is not as its commitments say.

    check: "tally" or "snapshot". workshop: "" where the whole material is meant. kept: what is
    written down. proved: what it should be.
    """

    check: str
    pool: str
    material: str
    workshop: str
    kept: str
    proved: str

    def __str__(self) -> str:
        """Return it in one line."""
        where = " ".join(part for part in (self.pool, self.material, self.workshop) if part)
        return f"{self.check}: {where}: kept {self.kept}, proved {self.proved}"


def check_pools() -> Iterator[PoolDifference]:
    """Name every sum and snapshot that differs from the commitments, pool by pool."""
    with connection.cursor() as cursor:
        cursor.execute(_CHECKS)
        for row in cursor:
            yield PoolDifference(*row)
