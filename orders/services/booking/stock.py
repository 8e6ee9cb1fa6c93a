"""Facts of the yard: what came in, went out, was lost, or is worth more than before."""

from inventory.catalogue import VALUE_FLOWS
from orders.models import JournalEntry
from orders.services.booking.kinds import Kind

# What comes from a supplier on an order is owed until it is billed, and so is taken back from
# there what goes back; a lot that was cut from such a one goes the same way. What has no order
# is not owed to anybody by these books.
_SUPPLIER = """
CASE WHEN t.reason = 'revaluation' THEN 'charges'
     WHEN EXISTS (SELECT FROM orders_receiptline r WHERE r.lot_id IN (l.id, l.parent_id))
     THEN 'received_not_billed'
     ELSE 'brought_in' END
"""


# Of one end of a movement.
_ROLE = """
CASE v.{end}_kind WHEN 'rack' THEN 'stock' WHEN 'cutting' THEN 'stock'
     WHEN 'workshop' THEN 'cost_of_goods' WHEN 'cutting_loss' THEN 'cutting_loss'
     WHEN 'count_difference' THEN 'count_difference' WHEN 'write_off' THEN 'stock_written_off'
     WHEN 'supplier' THEN {supplier} END
"""
_TO = _ROLE.format(end="to", supplier=_SUPPLIER)
_FROM = _ROLE.format(end="from", supplier=_SUPPLIER)

_PAPERS = """
SELECT t.sequence AS fact_id, (t.effective_at AT TIME ZONE %(zone)s)::date AS dated_on,
       t.reference, t.note AS text
FROM inventory_transaction t
WHERE t.center_id = %(center)s AND t.reason <> 'transfer'
  AND EXISTS (SELECT FROM ({flows}) v WHERE v.sequence = t.sequence)
"""
_SIDES = """
SELECT facts.fact_id, s.role, s.amount
FROM facts
JOIN inventory_transaction t ON t.sequence = facts.fact_id
JOIN ({flows}) v ON v.sequence = t.sequence
JOIN inventory_lot l ON l.id = v.lot_id
CROSS JOIN LATERAL (VALUES ({to}, v.value), ({start}, -v.value)) AS s(role, amount)
"""

STOCK = Kind(
    JournalEntry.Fact.STOCK,
    papers=_PAPERS.format(flows=VALUE_FLOWS),
    sides=_SIDES.format(flows=VALUE_FLOWS, to=_TO, start=_FROM),
)
