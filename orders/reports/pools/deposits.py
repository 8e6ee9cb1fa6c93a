"""What deposit a wish in a pool needs: the credit line, and everything that uses it already."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from inventory import catalogue
from materialcenter.models import Workshop
from materialcenter.statements import run_prepared
from orders.models import Pool
from orders.reports.credit import deposit_left, exposure
from orders.reports.selling import POOL_SHARE
from orders.rules.deposits import CreditLine, needed_of_all, needed_over_line, worth_of

LONGEST_REFERENCE = 25
# Pools whose wishes may still become bills; what is shared out is counted where it is held.
_WANTED_IN = [
    Pool.Status.OPEN,
    Pool.Status.TOPPING_UP,
    Pool.Status.FROZEN,
    Pool.Status.QUOTED,
    Pool.Status.ORDERED,
    Pool.Status.RECEIVING,
]
# A wish counts at the counter price or a lower cap; once its pool is priced, the planned part
# counts at the pool's price, less what was handed over and so is on a bill.
_USES = """
WITH said AS MATERIALIZED (
    SELECT DISTINCT ON (c.pool_id, c.material_id)
           c.id, c.pool_id, c.material_id, c.quantity, c.price_cap
    FROM orders_commitment c
    JOIN orders_pool p ON p.id = c.pool_id AND p.status = ANY (%s::text[])
    WHERE c.workshop_id = %s::bigint
    ORDER BY c.pool_id, c.material_id, c.id DESC
)
SELECT said.pool_id, said.material_id,
       CASE WHEN s.id IS NULL
            THEN said.quantity * COALESCE(m.piece_mass_kg, 1)
                 * LEAST(m.counter_price_per_kg, said.price_cap)
            ELSE GREATEST(0, s.quantity * COALESCE(m.piece_mass_kg, 1) - taken.mass_kg)
                 * COALESCE(r.price_per_kg, 0) END
FROM said
JOIN inventory_material m ON m.id = said.material_id
LEFT JOIN orders_plannedshare s ON s.commitment_id = said.id
LEFT JOIN orders_clearing r ON r.id = s.clearing_id
LEFT JOIN LATERAL (
    SELECT COALESCE(sum(l.mass_kg), 0) AS mass_kg
    FROM orders_deliverynote n JOIN orders_deliverynoteline l ON l.note_id = n.id
    WHERE s.id IS NOT NULL AND n.pool_id = said.pool_id AND n.workshop_id = %s::bigint
      AND l.material_id = said.material_id
) taken ON true
WHERE said.quantity > 0
"""
_SHARES = """
SELECT s.id, pm.pool_id, COALESCE(r.price_per_kg, 0)
FROM orders_allocatedshare s
JOIN orders_allocation a ON a.id = s.allocation_id
JOIN orders_poolmaterial pm ON pm.id = a.pool_material_id
JOIN orders_pool p ON p.id = pm.pool_id
LEFT JOIN orders_clearing r ON r.pool_material_id = pm.id
WHERE s.workshop_id = %s::bigint AND p.status = %s::text
"""


@dataclass(frozen=True)
class Deposit:
    """What deposit a workshop's wishes in a pool need, in whole rupiah where it is an int.

    worth, worth_before: what the wishes may come to with the wish asked about and without it.
    used: what bills and other pools use of the credit limit.
    """

    limit: int
    used: int
    worth: Decimal
    worth_before: Decimal
    needed: int
    paid: int

    @property
    def missing(self) -> int:
        """Return what must be paid first: nothing for a wish that is not worth more than before."""
        return max(0, self.needed - self.paid) if self.worth > self.worth_before else 0


def deposit_now(pool: Pool, workshop: Workshop) -> Deposit:
    """Say what deposit is needed for what a workshop wants in a pool already."""
    uses = pool_uses(workshop)
    own = sum(uses.get(pool.pk, {}).values(), Decimal(0))
    return _deposit(pool, workshop, uses, worth=own, worth_before=own)


def deposit_for(
    pool: Pool,
    workshop: Workshop,
    material: catalogue.Material,
    *,
    quantity: int,
    price_cap: Decimal | None,
) -> Deposit:
    """Say what deposit is needed once a workshop wants so much of a material.

    quantity: in the material's unit, in place of what is wanted now. In an act the caller
    holds the workshop's row lock, so that two pools never spend the same credit.
    """
    uses = pool_uses(workshop)
    own = uses.get(pool.pk, {})
    before = sum(own.values(), Decimal(0))
    wanted = worth_of(
        catalogue.table_kg(material, quantity),
        counter_price=material.counter_price_per_kg,
        price_cap=price_cap,
    )
    worth = before - own.get(material.pk, Decimal(0)) + wanted
    return _deposit(pool, workshop, uses, worth=worth, worth_before=before)


def payment_reference(pool: Pool, workshop: Workshop) -> str:
    """Return what to name when paying a deposit; at most what a QRIS code takes as bill number."""
    full = f"{pool.number}/{workshop.code}"
    return full if len(full) <= LONGEST_REFERENCE else pool.number


def pool_uses(workshop: Workshop) -> dict[int, dict[int, Decimal]]:
    """Say what a workshop's part of each running pool may still come to, in rupiah.

    Returns pool id to material id to rupiah: wishes, planned parts, and shares that wait to be
    picked up. Two statements, and one more where something waits.
    """
    found: dict[int, dict[int, Decimal]] = {}
    rows = run_prepared(_USES, [_WANTED_IN, workshop.pk, workshop.pk])
    for pool_id, material_id, rupiah in [*rows, *_waiting(workshop)]:
        of_pool = found.setdefault(pool_id, {})
        of_pool[material_id] = of_pool.get(material_id, Decimal(0)) + rupiah
    return found


def _waiting(workshop: Workshop) -> list[tuple[int, int, Decimal]]:
    """Value what is shared out to a workshop and not handed over yet."""
    rows = run_prepared(_SHARES, [workshop.pk, Pool.Status.ALLOCATED])
    if not rows:
        return []
    shares = {share_id: (pool_id, price) for share_id, pool_id, price in rows}
    held = catalogue.held_parts(workshop.center_id, holder=POOL_SHARE, holder_ids=shares)
    return [
        (shares[part.holder_id][0], part.material_id, part.mass_kg * shares[part.holder_id][1])
        for part in held
    ]


def _deposit(
    pool: Pool,
    workshop: Workshop,
    uses: Mapping[int, Mapping[int, Decimal]],
    *,
    worth: Decimal,
    worth_before: Decimal,
) -> Deposit:
    others = (sum(of.values(), Decimal(0)) for pk, of in uses.items() if pk != pool.pk)
    line = CreditLine(workshop.credit_line, sum(others, Decimal(exposure(workshop.pk))))
    if pool.deposit_rule == Pool.DepositRule.ALWAYS:
        needed = needed_of_all(worth, percent=pool.deposit_percent)
    else:
        needed = needed_over_line(worth, line=line, percent=pool.deposit_percent)
    return Deposit(
        limit=line.limit,
        used=int(line.used.to_integral_value(ROUND_CEILING)),
        worth=worth,
        worth_before=worth_before,
        needed=needed,
        paid=deposit_left(workshop_id=workshop.pk, pool_id=pool.pk),
    )
