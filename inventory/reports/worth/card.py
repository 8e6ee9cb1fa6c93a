"""The stock card (kartu stok) of a material or a lot: opening, in, out, running, closing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from inventory.models import Place, Transaction
from inventory.reports.worth.asof import read, start_of

# Movements over the yard's edge; from rack to rack nothing comes or goes. A late cost brings
# rupiah and no kg.
_SINCE = """
WITH asked AS (
    SELECT l.id, l.number, l.heat FROM inventory_lot l
    WHERE l.center_id = %(center)s
      AND (l.id = %(lot)s OR (l.material_id = %(material)s AND l.owner_id IS NULL))
), since AS (
    SELECT m.id, a.number, a.heat, t.sequence, t.effective_at, t.reason, t.reference, t.note,
           CASE WHEN o.kind = 'rack' THEN f.kind ELSE o.kind END AS outside,
           CASE WHEN o.kind = 'rack' THEN 1 ELSE -1 END AS sign, m.pieces, m.mass_kg, m.value
    FROM asked a
    JOIN inventory_movement m ON m.lot_id = a.id
    JOIN inventory_transaction t ON t.sequence = m.transaction_id
    JOIN inventory_place f ON f.id = m.from_place_id
    JOIN inventory_place o ON o.id = m.to_place_id
    WHERE t.effective_at >= %(start)s AND (f.kind = 'rack') <> (o.kind = 'rack')
)
"""

_TOTALS_TAIL = """
, now AS (
    SELECT COALESCE(sum(b.on_hand_pieces), 0) AS pieces, COALESCE(sum(b.on_hand_kg), 0) AS mass_kg,
           COALESCE(sum(b.value), 0) AS value
    FROM inventory_balance b WHERE b.lot_id IN (SELECT id FROM asked)
), sums AS (
    SELECT COALESCE(sum(sign * pieces), 0) AS pieces, COALESCE(sum(sign * mass_kg), 0) AS mass_kg,
           COALESCE(sum(sign * value), 0) AS value,
           COALESCE(sum(pieces) FILTER (WHERE sign > 0 AND effective_at < %(end)s), 0) AS in_pieces,
           COALESCE(sum(mass_kg) FILTER (WHERE sign > 0 AND effective_at < %(end)s), 0) AS in_kg,
           COALESCE(sum(value) FILTER (WHERE sign > 0 AND effective_at < %(end)s), 0) AS in_value,
           COALESCE(sum(pieces) FILTER (WHERE sign < 0 AND effective_at < %(end)s), 0) AS out_pieces,
           COALESCE(sum(mass_kg) FILTER (WHERE sign < 0 AND effective_at < %(end)s), 0) AS out_kg,
           COALESCE(sum(value) FILTER (WHERE sign < 0 AND effective_at < %(end)s), 0) AS out_value
    FROM since
)
SELECT (now.pieces - sums.pieces)::bigint, now.mass_kg - sums.mass_kg, now.value - sums.value,
       in_pieces::bigint, in_kg, in_value, out_pieces::bigint, out_kg, out_value
FROM now, sums
"""

_TOTALS = _SINCE + _TOTALS_TAIL

_LINES_TAIL = """
, numbered AS (
    SELECT since.*, row_number() OVER written AS n,
           sum(sign * pieces) OVER written AS run_pieces, sum(sign * mass_kg) OVER written AS run_kg,
           sum(sign * value) OVER written AS run_value
    FROM since WHERE effective_at < %(end)s
    WINDOW written AS (ORDER BY effective_at, id ROWS UNBOUNDED PRECEDING)
)
SELECT n, sequence, effective_at, reason, reference, note, outside, number, heat, sign,
       pieces, mass_kg, value, (run_pieces + %(pieces)s)::bigint, run_kg + %(mass_kg)s,
       run_value + %(value)s
FROM numbered WHERE n > %(after)s ORDER BY n LIMIT %(limit)s
"""

_LINES = _SINCE + _LINES_TAIL

_DAYS_TAIL = """
SELECT (effective_at AT TIME ZONE %(zone)s)::date AS day, sum(sign * mass_kg)
FROM since WHERE effective_at < %(end)s
GROUP BY day ORDER BY day
"""

_DAYS = _SINCE + _DAYS_TAIL


@dataclass(frozen=True)
class Amounts:
    """Pieces, kg and rupiah together."""

    pieces: int
    mass_kg: Decimal
    value: Decimal


@dataclass(frozen=True)
class CardLine:
    """A movement over the yard's edge, and what was there after it.

    n: its number on the card, from 1. outside: the kind of place it came from or went to.
    came, went: one of them is nothing.
    """

    n: int
    sequence: int
    effective_at: datetime
    reason: str
    reference: str
    note: str
    outside: str
    lot: str
    heat: str
    came: Amounts | None
    went: Amounts | None
    balance: Amounts

    @property
    def reason_label(self) -> str:
        """Return the reason in words."""
        return str(Transaction.Reason(self.reason).label)

    @property
    def outside_label(self) -> str:
        """Return where it came from or went to, in words."""
        return str(Place.Kind(self.outside).label)


@dataclass(frozen=True)
class StockCard:
    """A card over a period: opening + came - went = closing, in pieces, kg and rupiah.

    lines: as many as were asked for. days: kg at the end of each day on which they changed.
    """

    since: date
    until: date
    opening: Amounts
    came: Amounts
    went: Amounts
    lines: Sequence[CardLine]
    days: Sequence[tuple[date, Decimal]]

    @property
    def closing(self) -> Amounts:
        """Return what was there at the end."""
        return Amounts(
            self.opening.pieces + self.came.pieces - self.went.pieces,
            self.opening.mass_kg + self.came.mass_kg - self.went.mass_kg,
            self.opening.value + self.came.value - self.went.value,
        )


def stock_card(
    center_id: int,
    *,
    material_id: int | None = None,
    lot_id: int | None = None,
    since: date,
    until: date,
    zone: str,
    after: int = 0,
    limit: int,
) -> StockCard:
    """Write the card of a material's own lots, or of one lot, over whole days.

    zone: in which a day begins and ends. after: the number of the last line that is known.
    """
    asked = {
        "center": center_id,
        "material": material_id,
        "lot": lot_id,
        "start": start_of(since),
        "end": start_of(until + timedelta(days=1)),
    }
    (sums,) = read(_TOTALS, asked)
    opening = Amounts(*sums[:3])
    rows = read(_LINES, asked | vars(opening) | {"after": after, "limit": limit})
    days, mass_kg = [(since, opening.mass_kg)], opening.mass_kg
    for day, change in read(_DAYS, asked | {"zone": zone}):
        mass_kg += change
        days.append((day, mass_kg))
    return StockCard(
        since=since,
        until=until,
        opening=opening,
        came=Amounts(*sums[3:6]),
        went=Amounts(*sums[6:9]),
        lines=[_line(*row) for row in rows],
        days=[*days, (until, mass_kg)],
    )


def _line(
    n: int,
    sequence: int,
    effective_at: datetime,
    reason: str,
    reference: str,
    note: str,
    outside: str,
    lot: str,
    heat: str,
    sign: int,
    *amounts: Decimal,
) -> CardLine:
    moved = Amounts(int(amounts[0]), amounts[1], amounts[2])
    return CardLine(
        n=n,
        sequence=sequence,
        effective_at=effective_at,
        reason=reason,
        reference=reference,
        note=note,
        outside=outside,
        lot=lot,
        heat=heat,
        came=moved if sign > 0 else None,
        went=moved if sign < 0 else None,
        balance=Amounts(int(amounts[3]), amounts[4], amounts[5]),
    )
