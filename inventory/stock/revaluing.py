"""Late costs: what steel cost more, shared over where its kg are now and where they went.

No kg move, only rupiah: from the supplier onto the racks, and for what has left to the
workshops' side. What was cut carries its part on to the pieces and remnants; scrap stays at
its fixed value, and the kerf is borne by the pieces.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from inventory.models import Place, Transaction
from inventory.rules.valuation import split_value
from inventory.stock.errors import LotConsigned, NotPositive
from inventory.stock.posting import HEAD, known_posting, refuse_closed, refuse_future, write_head
from inventory.stock.receiving import outside
from inventory.stock.types import Entry, Posting, Revalued
from materialcenter.commands import Again, step
from materialcenter.errors import Invalid, Missing
from materialcenter.statements import run_prepared

_ZERO = Decimal(0)


class NothingToRevalue(Invalid):
    """A late cost over no lot."""

    code = "nothing_to_revalue"
    sentence = _("Name at least one lot that the cost is for.")


# A cut lot's material and size say whether it is scrap: scrap has no size of its own.
_TREE = """
WITH RECURSIVE tree AS (
    SELECT l.id, NULL::bigint AS parent_id, l.number, l.owner_id, l.received_kg,
           false AS is_scrap
    FROM inventory_lot l
    WHERE l.center_id = %(center)s::bigint AND l.id = ANY(%(lots)s::bigint[])
    UNION
    SELECT c.id, c.parent_id, c.number, c.owner_id, c.received_kg,
           c.length_mm IS NULL
    FROM tree t JOIN inventory_lot c ON c.parent_id = t.id
)
SELECT t.id, t.parent_id, t.number, t.owner_id, t.received_kg, t.is_scrap,
       COALESCE(b.born_kg, 0), COALESCE(b.cut_kg, 0)
FROM tree t
LEFT JOIN LATERAL (
    SELECT sum(CASE WHEN f.kind = 'cutting' AND x.reason = 'cut' THEN m.mass_kg
                    WHEN o.kind = 'cutting' AND x.reason = 'reversal' THEN -m.mass_kg
                    ELSE 0 END) AS born_kg,
           sum(CASE WHEN o.kind = 'cutting' AND x.reason = 'cut' THEN m.mass_kg
                    WHEN f.kind = 'cutting' AND x.reason = 'reversal' THEN -m.mass_kg
                    ELSE 0 END) AS cut_kg
    FROM inventory_movement m
    JOIN inventory_transaction x ON x.sequence = m.transaction_id
    JOIN inventory_place f ON f.id = m.from_place_id
    JOIN inventory_place o ON o.id = m.to_place_id
    WHERE m.lot_id = t.id AND 'rack' IN (f.kind, o.kind)
) b ON true
ORDER BY t.id
"""

_LOCK = """
SELECT lot_id, place_id, on_hand_kg FROM inventory_balance
WHERE lot_id = ANY(%(lots)s::bigint[])
ORDER BY lot_id, place_id
FOR NO KEY UPDATE
"""

_LINES = """
WITH lines AS (
    SELECT * FROM unnest(%(lots)s::bigint[], %(tos)s::bigint[], %(values)s::numeric[])
         WITH ORDINALITY AS a(lot_id, to_id, value, n)
),"""

_RAISE = """, raised AS (
    UPDATE inventory_balance b SET value = b.value + l.value
    FROM lines l, fits
    WHERE yes AND b.lot_id = l.lot_id AND b.place_id = l.to_id
), written AS (
    INSERT INTO inventory_movement
        (center_id, transaction_id, lot_id, from_place_id, to_place_id, pieces, mass_kg, value)
    SELECT %(center)s::bigint, head.sequence, lot_id, %(supplier)s::bigint, to_id, 0, 0, value
    FROM lines, head ORDER BY n
)
SELECT head.sequence FROM head
"""

_WRITE = _LINES + HEAD + _RAISE


@dataclass
class _Node:
    """A lot of the tree: what was received of it, made of it, cut of it, and where it lies."""

    lot_id: int
    parent_id: int | None
    number: str
    owner_id: int | None
    received_kg: Decimal
    is_scrap: bool
    born_kg: Decimal
    cut_kg: Decimal
    here: list[tuple[int, Decimal]] = field(default_factory=list)


@step
def revalue(entry: Entry, *, shares: Sequence[tuple[int, Decimal]]) -> Revalued:
    """Add a late cost to lots: what is here is worth more, what is gone cost more.

    shares: (lot id, rupiah above zero with two decimals), each lot once; a lot and one cut
    from it may both be named. Every rupiah is on a rack's balance or on what is gone.
    Raises NothingToRevalue, NotPositive, Missing, LotConsigned, PeriodClosed, InTheFuture.
    A known key writes nothing and gives the first answer.
    """
    known = known_posting(entry)
    if known is not None:
        return _first_answer(entry.center_id, known)
    refuse_future(entry)
    tree = _locked_tree(entry.center_id, _checked(shares))
    gone_to = outside(entry.center_id, Place.Kind.WORKSHOP)
    lines = _spread(tree, shares, gone_to)
    rows = write_head(
        _WRITE,
        replace(entry, reason=Transaction.Reason.REVALUATION),
        {
            "lots": [lot_id for lot_id, _place in lines],
            "tos": [place for _lot, place in lines],
            "values": list(lines.values()),
            "count": len(lines),
            "supplier": outside(entry.center_id, Place.Kind.SUPPLIER),
        },
    )
    if not rows:
        refuse_closed(entry)
        raise Again
    gone = sum((v for (_lot, place), v in lines.items() if place == gone_to), _ZERO)
    return Revalued(rows[0][0], sum(lines.values(), _ZERO) - gone, gone)


def _checked(shares: Sequence[tuple[int, Decimal]]) -> list[int]:
    lots = [lot_id for lot_id, _amount in shares]
    if not lots:
        raise NothingToRevalue(field="lots")
    if len(set(lots)) < len(lots):
        raise ValueError("a lot takes one share")
    if any(amount <= 0 for _lot, amount in shares):
        raise NotPositive(field="amount")
    return lots


def _locked_tree(center_id: int, lots: Sequence[int]) -> Mapping[int, _Node]:
    """Return the lots and all that was cut from them, their balances locked."""
    asked = {"center": center_id, "lots": list(lots)}
    before = {row[0] for row in run_prepared(_TREE, asked)}
    held = run_prepared(_LOCK, {"lots": sorted(before)})
    tree = _nodes(run_prepared(_TREE, asked))
    if set(tree) != before:
        # Something was cut until the locks were ours.
        raise Again
    if not set(lots) <= set(tree):
        raise Missing(field="lot")
    for node in tree.values():
        if node.owner_id is not None:
            raise LotConsigned(lot=node.number)
    for lot_id, place_id, mass_kg in held:
        if mass_kg > 0:
            tree[lot_id].here.append((place_id, mass_kg))
    return tree


def _nodes(rows: Iterable[Sequence[Any]]) -> dict[int, _Node]:
    """Read the rows; a lot that is named and was cut from another named one has its parent."""
    nodes: dict[int, _Node] = {}
    for row in rows:
        node = _Node(*row)
        if node.lot_id not in nodes or node.parent_id is not None:
            nodes[node.lot_id] = node
    return nodes


def _spread(
    tree: Mapping[int, _Node], shares: Sequence[tuple[int, Decimal]], gone_to: int
) -> dict[tuple[int, int], Decimal]:
    """Return rupiah by (lot, place), in the order of lots; parts of zero left out."""
    children: dict[int, list[_Node]] = defaultdict(list)
    for node in tree.values():
        if node.parent_id in tree and not node.is_scrap and node.born_kg > 0:
            children[node.parent_id or 0].append(node)
    lines: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    waiting = list(shares)
    while waiting:
        lot_id, amount = waiting.pop()
        node, born = tree[lot_id], children[lot_id]
        cut_kg = node.cut_kg if born else _ZERO
        here = sum((mass_kg for _place, mass_kg in node.here), _ZERO)
        gone_kg = max(_ZERO, node.received_kg - here - cut_kg)
        parts = split_value(amount, [*(mass for _p, mass in node.here), cut_kg, gone_kg])
        for (place_id, _mass), part in zip(node.here, parts, strict=False):
            lines[lot_id, place_id] += part
        lines[lot_id, gone_to] += parts[-1]
        if born:
            passed_on = split_value(parts[-2], [child.born_kg for child in born])
            waiting += [(c.lot_id, part) for c, part in zip(born, passed_on, strict=True)]
    return {key: value for key, value in sorted(lines.items()) if value}


def _first_answer(center_id: int, known: Posting) -> Revalued:
    gone_to = outside(center_id, Place.Kind.WORKSHOP)
    gone = sum((m.value for m in known.moved if m.to_place_id == gone_to), _ZERO)
    total = sum((m.value for m in known.moved), _ZERO)
    return Revalued(known.sequence, total - gone, gone, is_repeated=True)
