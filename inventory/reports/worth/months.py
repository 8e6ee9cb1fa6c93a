"""The books month by month: opening, what came and went by reason, closing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from inventory.models import Transaction
from inventory.reports.worth.asof import read, start_of
from inventory.reports.worth.losses import months_between

_FLOWS = """
WITH moved AS (
    SELECT date_trunc('month', t.effective_at AT TIME ZONE %(zone)s)::date AS month, t.reason,
           o.kind = 'rack' AS came, m.mass_kg, m.value
    FROM inventory_transaction t
    JOIN inventory_movement m ON m.transaction_id = t.sequence
    JOIN inventory_place f ON f.id = m.from_place_id
    JOIN inventory_place o ON o.id = m.to_place_id
    JOIN inventory_lot l ON l.id = m.lot_id AND l.owner_id IS NULL
    WHERE t.center_id = %(center)s AND t.effective_at >= %(start)s
      AND (f.kind = 'rack') <> (o.kind = 'rack')
)
SELECT month, reason,
       COALESCE(sum(mass_kg) FILTER (WHERE came), 0), COALESCE(sum(value) FILTER (WHERE came), 0),
       COALESCE(sum(mass_kg) FILTER (WHERE NOT came), 0),
       COALESCE(sum(value) FILTER (WHERE NOT came), 0)
FROM moved GROUP BY month, reason
UNION ALL
SELECT NULL, 'now', COALESCE(sum(b.on_hand_kg), 0), COALESCE(sum(b.value), 0), 0, 0
FROM inventory_balance b JOIN inventory_lot l ON l.id = b.lot_id AND l.owner_id IS NULL
WHERE b.center_id = %(center)s AND b.on_hand_kg > 0
ORDER BY 1, 2
"""

_FIRST = """
SELECT (min(effective_at) AT TIME ZONE %(zone)s)::date FROM inventory_transaction
WHERE center_id = %(center)s
"""


@dataclass(frozen=True)
class Flow:
    """What came and went for one reason."""

    reason: str
    in_kg: Decimal
    in_value: Decimal
    out_kg: Decimal
    out_value: Decimal

    @property
    def reason_label(self) -> str:
        """Return the reason in words."""
        return str(Transaction.Reason(self.reason).label)


@dataclass(frozen=True)
class Month:
    """A month of the books: opening + in - out = closing, in kg and rupiah.

    first_on, last_on: its days. is_over: whether its last day is past.
    """

    first_on: date
    last_on: date
    is_over: bool
    opening_kg: Decimal
    opening_value: Decimal
    flows: Sequence[Flow]

    @property
    def closing_kg(self) -> Decimal:
        """Return the kg at the end."""
        return self.opening_kg + sum((f.in_kg - f.out_kg for f in self.flows), Decimal(0))

    @property
    def closing_value(self) -> Decimal:
        """Return the rupiah at the end."""
        return self.opening_value + sum((f.in_value - f.out_value for f in self.flows), Decimal(0))


def months(
    center_id: int, *, closed_through: date | None, today: date, most: int, zone: str
) -> list[Month]:
    """Return the months that are not closed wholly, the oldest first, the running one last.

    most: no more than the newest so many; where the books were never closed, from the first
    transaction on.
    """
    first = closed_through + timedelta(days=1) if closed_through else _first(center_id, zone, today)
    wanted = months_between(min(first, today), today)[-most:]
    flows: dict[date, list[Flow]] = {month: [] for month in wanted}
    kg = value = Decimal(0)
    for month, reason, *amounts in read(
        _FLOWS, {"center": center_id, "zone": zone, "start": start_of(wanted[0])}
    ):
        if month is None:
            kg, value = kg + amounts[0], value + amounts[1]
            continue
        flow = Flow(reason, *amounts)
        # What is written while this is read, beyond the last midnight, is no month of these.
        flows.get(month, []).append(flow)
        kg, value = kg - flow.in_kg + flow.out_kg, value - flow.in_value + flow.out_value
    found = []
    for month in wanted:
        last_on = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        found.append(Month(month, last_on, last_on < today, kg, value, flows[month]))
        kg, value = found[-1].closing_kg, found[-1].closing_value
    return found


def _first(center_id: int, zone: str, today: date) -> date:
    ((first,),) = read(_FIRST, {"center": center_id, "zone": zone})
    return first or today
