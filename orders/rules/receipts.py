"""How much more than was ordered may be received.

Here belongs the limit on one order line's receipts, and which of several counts. Never here:
who may pass it, what the scale says, or what an invoice may bill (matching.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from orders.rules.limits import Limit


@dataclass(frozen=True)
class OverReceipt:
    """What a receipt brings beyond the order, in kg, exact, zero or more each.

    over_kg: of everything received so far and now, what passes the ordered quantity.
    allowed_kg: what may pass it. beyond_kg: what passes that too.
    """

    over_kg: Decimal
    allowed_kg: Decimal
    beyond_kg: Decimal

    @property
    def needs_approval(self) -> bool:
        """Say whether a supervisor must accept it."""
        return self.beyond_kg > 0


def over_receipt(
    ordered: Decimal,
    already_received: Decimal,
    now: Decimal,
    percent_limit: Decimal | None,
    kg_limit: Decimal | None,
) -> OverReceipt:
    """Measure a receipt against what was ordered, counting all part deliveries.

    ordered: kg, above zero. already_received: kg accepted before, less returns, zero or more.
    now: kg of this receipt, above zero. percent_limit: of the ordered quantity; kg_limit: kg;
    both must be kept, so the smaller counts, and None means that one is not set.
    There is no slack: 100.001 of 100 at 0 % needs approval.
    Raises ValueError for quantities outside that, or when neither limit is set.
    """
    if ordered <= 0 or now <= 0 or already_received < 0:
        raise ValueError(f"{now} kg now, {already_received} kg before, {ordered} kg ordered")
    over = max(Decimal(0), already_received + now - ordered)
    allowed = Limit(percent_limit, kg_limit).allowance(ordered)
    return OverReceipt(over, allowed, max(Decimal(0), over - allowed))


@dataclass(frozen=True)
class OverLimit:
    """How much more may come: percent of the ordered kg, and kg, None for no limit in kg."""

    percent: Decimal
    kg: Decimal | None


@dataclass(frozen=True)
class Rule:
    """A limit for a supplier and a material; None for all of them."""

    supplier: int | None
    material: int | None
    limit: OverLimit


def closest(rules: Iterable[Rule], supplier: int, material: int) -> OverLimit | None:
    """Choose the limit that counts: of both, else of the supplier, else of the material,
    else of neither; None where no rule fits. Of each pair there is at most one rule.
    """
    by_pair = {(rule.supplier, rule.material): rule.limit for rule in rules}
    for pair in ((supplier, material), (supplier, None), (None, material), (None, None)):
        if pair in by_pair:
            return by_pair[pair]
    return None
