"""What value went over the yard's edge, for whoever keeps the books in double entry.

From rack to rack and over the cutting bench nothing comes or goes: the bench gives off in
the same transaction what it takes on. Consigned stock is worth nothing.
"""

from decimal import Decimal

from django.db.models import Sum

from inventory.models import Balance

# A relation to put into brackets: transaction, lot, the kinds of place at both ends, rupiah.
VALUE_FLOWS = """
SELECT m.transaction_id AS sequence, m.lot_id, f.kind AS from_kind, o.kind AS to_kind, m.value
FROM inventory_movement m
JOIN inventory_place f ON f.id = m.from_place_id
JOIN inventory_place o ON o.id = m.to_place_id
WHERE m.value > 0
  AND NOT (f.kind IN ('rack', 'cutting') AND o.kind IN ('rack', 'cutting'))
"""


def value_on_hand(center_id: int) -> Decimal:
    """Return what all that lies on a center's racks is worth now, in rupiah. One statement."""
    worth = Balance.objects.filter(center_id=center_id).aggregate(worth=Sum("value"))["worth"]
    return worth or Decimal(0)
