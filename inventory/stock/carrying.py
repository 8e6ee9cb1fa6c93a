"""What racks carry: no posting puts more onto one than it may bear.

A posting's statement locks the racks with a capacity that it puts something onto, before
it locks balances, and keeps them until the end. So whoever comes next sums what this one
put, and what leaves meanwhile only makes room.
"""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from inventory.stock.types import Moved
from materialcenter.commands import step
from materialcenter.errors import Conflict, Fault
from materialcenter.formats import kg
from materialcenter.statements import run_prepared


class RackOverloaded(Conflict):
    """More than a rack may carry; `faults` names every rack that would."""

    code = "rack_overloaded"
    sentence = _(
        "Rack %(rack)s may carry %(capacity)s and carries %(load)s: %(room)s more may be put"
        " there. Choose another rack, or move something away first."
    )


# It begins after the racks are locked, so it sees what those before it put there.
_OVERLOADED = """
SELECT p.id, p.code, p.capacity_kg, lying.kg
FROM inventory_place p
CROSS JOIN LATERAL (
    SELECT sum(b.on_hand_kg) AS kg FROM inventory_balance b
    WHERE b.center_id = %(center)s::bigint AND b.place_id = p.id AND b.on_hand_kg > 0
) lying
WHERE p.id = ANY(%(racks)s::bigint[]) AND p.center_id = %(center)s::bigint AND p.kind = 'rack'
  AND p.capacity_kg IS NOT NULL AND lying.kg > p.capacity_kg
ORDER BY p.code
"""


@step
def refuse_overload(*, center_id: int, moved: Iterable[Moved]) -> None:
    """Refuse what was just written when a rack carries more than it may because of it.

    moved: everything one transaction moved; its statement locked the racks. What lightens
    a rack that was too heavy before is no overload. The command is undone by the refusal.
    Raises RackOverloaded, in the words of the first rack.
    """
    gains: dict[int, Decimal] = {}
    for line in moved:
        gains[line.to_place_id] = gains.get(line.to_place_id, Decimal(0)) + line.mass_kg
        gains[line.from_place_id] = gains.get(line.from_place_id, Decimal(0)) - line.mass_kg
    gaining = sorted(place for place, gain in gains.items() if gain > 0)
    rows = run_prepared(_OVERLOADED, {"center": center_id, "racks": gaining})
    found = [_overload(code, may, load - gains[place]) for place, code, may, load in rows]
    if found:
        faults = [
            Fault(code=one.code, sentence=str(one), field="rack", place=one.data["rack"])
            for one in found
        ]
        raise RackOverloaded(faults=faults, field="rack", **found[0].data)


def _overload(rack: str, capacity_kg: Decimal, load_kg: Decimal) -> RackOverloaded:
    """Say what a rack carries without the posting, and what more it may."""
    return RackOverloaded(
        rack=rack,
        capacity=kg(capacity_kg),
        load=kg(load_kg),
        room=kg(max(capacity_kg - load_kg, Decimal(0))),
    )
