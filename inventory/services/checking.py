"""Proving the ledger from nothing: every figure that is kept against the movements it sums.

One statement, so that everything is read at one moment while others go on writing. The
server sorts the movements once, on disk where they do not fit into its memory, and sends
only what differs. Nothing is mended here.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction

_AT_ONCE = 500


@dataclass(frozen=True)
class Difference:
    """Something that is not as the movements say.

    check: which of the proofs failed. lot, place: numbers and codes, "" where there is none.
    kept: what is written down. proved: what it should be.
    """

    check: str
    lot: str
    place: str
    kept: str
    proved: str

    def __str__(self) -> str:
        """Return it in one line."""
        where = " ".join(part for part in (self.lot, self.place and f"at {self.place}") if part)
        return f"{self.check}: {where or 'the ledger'}: kept {self.kept}, proved {self.proved}"


# The parts below are joined into one statement. `ends` gives each movement once per end,
# less where it comes from; `running` adds them up in the order in which they were written.
_SUMS = """
WITH ends AS (
    SELECT id, lot_id, from_place_id AS place_id, -pieces AS pieces, -mass_kg AS mass_kg,
           -value AS value
    FROM inventory_movement
    UNION ALL
    SELECT id, lot_id, to_place_id, pieces, mass_kg, value FROM inventory_movement
), running AS (
    SELECT lot_id, place_id, pieces, mass_kg, value,
           sum(pieces) OVER written AS pieces_then, sum(mass_kg) OVER written AS kg_then
    FROM ends
    WINDOW written AS (PARTITION BY lot_id, place_id ORDER BY id)
), sums AS MATERIALIZED (
    SELECT r.lot_id, r.place_id, COALESCE(p.kind, 'rack') = 'rack' AS inside,
           sum(r.pieces) AS pieces, sum(r.mass_kg) AS mass_kg, sum(r.value) AS value,
           min(r.pieces_then) AS least_pieces, min(r.kg_then) AS least_kg
    FROM running r
    LEFT JOIN inventory_place p ON p.id = r.place_id
    GROUP BY r.lot_id, r.place_id, p.kind
), held AS MATERIALIZED (
    SELECT lot_id, place_id, sum(pieces) AS pieces, sum(mass_kg) AS mass_kg
    FROM inventory_reservation WHERE status = 'held'
    GROUP BY lot_id, place_id
), found AS (
"""

_CHECKS = (
    # A balance is the sum of its movements.
    """
    SELECT 'balance' AS check, lot_id, place_id,
           format('%s pcs, %s kg, Rp %s', b.on_hand_pieces, b.on_hand_kg, b.value) AS kept,
           format('%s pcs, %s kg, Rp %s', COALESCE(s.pieces, 0), COALESCE(s.mass_kg, 0),
                  COALESCE(s.value, 0)) AS proved
    FROM inventory_balance b
    FULL JOIN (SELECT * FROM sums WHERE inside) s USING (lot_id, place_id)
    WHERE (COALESCE(b.on_hand_pieces, 0), COALESCE(b.on_hand_kg, 0), COALESCE(b.value, 0))
          <> (COALESCE(s.pieces, 0), COALESCE(s.mass_kg, 0), COALESCE(s.value, 0))
    """,
    # What is reserved of a balance is the sum of what is held there.
    """
    SELECT 'reserved', lot_id, place_id,
           format('%s pcs, %s kg', b.reserved_pieces, b.reserved_kg),
           format('%s pcs, %s kg', COALESCE(h.pieces, 0), COALESCE(h.mass_kg, 0))
    FROM inventory_balance b
    FULL JOIN held h USING (lot_id, place_id)
    WHERE (COALESCE(b.reserved_pieces, 0), COALESCE(b.reserved_kg, 0))
          <> (COALESCE(h.pieces, 0), COALESCE(h.mass_kg, 0))
    """,
    # Per lot, what the outside gave lies on racks or went back outside.
    """
    SELECT 'conservation', lot_id, NULL::bigint,
           format('%s pcs, %s kg, Rp %s', COALESCE(b.pieces, 0), COALESCE(b.mass_kg, 0),
                  COALESCE(b.value, 0)),
           format('%s pcs, %s kg, Rp %s', COALESCE(o.pieces, 0), COALESCE(o.mass_kg, 0),
                  COALESCE(o.value, 0))
    FROM (SELECT lot_id, -sum(pieces) AS pieces, -sum(mass_kg) AS mass_kg, -sum(value) AS value
          FROM sums WHERE NOT inside GROUP BY lot_id) o
    FULL JOIN (SELECT lot_id, sum(on_hand_pieces) AS pieces, sum(on_hand_kg) AS mass_kg,
                      sum(value) AS value
               FROM inventory_balance GROUP BY lot_id) b USING (lot_id)
    WHERE (COALESCE(b.pieces, 0), COALESCE(b.mass_kg, 0), COALESCE(b.value, 0))
          <> (COALESCE(o.pieces, 0), COALESCE(o.mass_kg, 0), COALESCE(o.value, 0))
    """,
    # At no moment was there less than nothing on a rack.
    """
    SELECT 'negative', lot_id, place_id, format('%s pcs, %s kg', least_pieces, least_kg),
           'never under 0'
    FROM sums WHERE inside AND (least_pieces < 0 OR least_kg < 0)
    """,
    # A balance repeats what its lot says, and an empty one is worth nothing.
    """
    SELECT 'balance copy', b.lot_id, b.place_id,
           format('material %s, received %s, issuable %s, saleable %s', b.material_id,
                  b.received_on, b.is_issuable, b.is_saleable),
           format('material %s, received %s, issuable %s, saleable %s', l.material_id,
                  l.received_on, l.is_issuable, l.is_saleable)
    FROM inventory_balance b LEFT JOIN inventory_lot l ON l.id = b.lot_id
    WHERE (b.center_id, b.material_id, b.received_on, b.is_issuable, b.is_saleable)
          IS DISTINCT FROM (l.center_id, l.material_id, l.received_on, l.is_issuable,
                            l.is_saleable)
    UNION ALL
    SELECT 'balance limits', lot_id, place_id,
           format('%s of %s pcs, %s of %s kg reserved, Rp %s', reserved_pieces, on_hand_pieces,
                  reserved_kg, on_hand_kg, value),
           '0 <= reserved <= on hand, nothing is worth nothing'
    FROM inventory_balance
    WHERE reserved_pieces < 0 OR reserved_pieces > on_hand_pieces OR reserved_kg < 0
       OR reserved_kg > on_hand_kg OR value < 0
       OR (on_hand_kg = 0 AND (on_hand_pieces <> 0 OR value <> 0))
    """,
    # A movement moves something from one place to another of one center.
    """
    SELECT 'movement', m.lot_id, m.from_place_id,
           format('movement %s of transaction %s: %s pcs, %s kg, Rp %s', m.id, m.transaction_id,
                  m.pieces, m.mass_kg, m.value),
           CASE WHEN t.sequence IS NULL OR l.id IS NULL OR f.id IS NULL OR o.id IS NULL
                THEN 'a transaction, a lot and two places'
                WHEN m.pieces < 0 OR m.value < 0 OR m.mass_kg < 0
                     OR (m.mass_kg = 0) <> (t.reason = 'revaluation')
                     OR (m.mass_kg = 0 AND (m.pieces <> 0 OR m.value = 0))
                THEN 'more than nothing'
                WHEN m.from_place_id = m.to_place_id THEN 'two places'
                WHEN f.kind <> 'rack' AND o.kind <> 'rack' THEN 'a rack at one end'
                ELSE 'one center' END
    FROM inventory_movement m
    LEFT JOIN inventory_transaction t ON t.sequence = m.transaction_id
    LEFT JOIN inventory_lot l ON l.id = m.lot_id
    LEFT JOIN inventory_place f ON f.id = m.from_place_id
    LEFT JOIN inventory_place o ON o.id = m.to_place_id
    WHERE t.sequence IS NULL OR l.id IS NULL OR f.id IS NULL OR o.id IS NULL
       OR m.pieces < 0 OR m.value < 0 OR m.mass_kg < 0 OR m.from_place_id = m.to_place_id
       OR (m.mass_kg = 0) <> (t.reason = 'revaluation')
       OR (m.mass_kg = 0 AND (m.pieces <> 0 OR m.value = 0))
       OR (f.kind <> 'rack' AND o.kind <> 'rack' AND m.mass_kg > 0
           AND NOT (f.kind = 'cutting' AND o.kind = 'cutting_loss')
           AND NOT (f.kind = 'cutting_loss' AND o.kind = 'cutting'))
       OR m.center_id <> t.center_id OR m.center_id <> l.center_id
       OR m.center_id <> f.center_id OR m.center_id <> o.center_id
    """,
    # The cutting bench is empty after each transaction, in kg and in rupiah.
    """
    SELECT 'cut', NULL::bigint, min(b.id),
           format('transaction %s: %s kg, Rp %s left on the bench', m.transaction_id,
                  sum(CASE WHEN m.to_place_id = b.id THEN m.mass_kg ELSE -m.mass_kg END),
                  sum(CASE WHEN m.to_place_id = b.id THEN m.value ELSE -m.value END)),
           'as much off it as onto it'
    FROM inventory_place b
    JOIN inventory_movement m ON b.id IN (m.from_place_id, m.to_place_id)
    WHERE b.kind = 'cutting'
    GROUP BY m.transaction_id
    HAVING sum(CASE WHEN m.to_place_id = b.id THEN m.mass_kg ELSE -m.mass_kg END) <> 0
        OR sum(CASE WHEN m.to_place_id = b.id THEN m.value ELSE -m.value END) <> 0
    """,
    # A lot's receipt, or its cut from another, is what its lot says was received.
    """
    SELECT 'received', l.id, NULL,
           format('%s pcs, %s kg', l.received_pieces, l.received_kg),
           format('%s pcs, %s kg', r.pieces, r.mass_kg)
    FROM (SELECT m.lot_id, sum(m.pieces) AS pieces, sum(m.mass_kg) AS mass_kg
          FROM inventory_movement m
          JOIN inventory_transaction t ON t.sequence = m.transaction_id
          JOIN inventory_place f ON f.id = m.from_place_id
          JOIN inventory_place o ON o.id = m.to_place_id
          WHERE t.reason = 'receipt'
             OR (t.reason = 'cut' AND f.kind = 'cutting' AND o.kind = 'rack')
          GROUP BY m.lot_id) r
    JOIN inventory_lot l ON l.id = r.lot_id
    WHERE (l.received_pieces, l.received_kg) <> (r.pieces, r.mass_kg)
    """,
    # Transactions move something, were not written ahead, and numbers grow with them.
    """
    SELECT 'transaction', NULL, NULL, format('transaction %s of %s', t.sequence, t.recorded_at),
           CASE WHEN t.effective_at > t.recorded_at THEN 'effective no later than recorded'
                WHEN t.reverses_id >= t.sequence THEN 'a number above the one it reverses'
                WHEN t.sequence > last.value THEN 'a number that was given'
                ELSE 'at least one movement' END
    FROM inventory_transaction t,
         (SELECT last_value AS value FROM inventory_transaction_sequence_seq) last
    WHERE t.effective_at > t.recorded_at OR t.reverses_id >= t.sequence
       OR t.sequence > last.value
       OR NOT EXISTS (SELECT FROM inventory_movement m WHERE m.transaction_id = t.sequence)
    """,
    # A reversal moves back exactly what it reverses; its value is what the balance had.
    """
    SELECT 'reversal', lot_id, NULL, format('transaction %s, %s times', reversal, kept),
           format('%s times %s pcs, %s kg back', proved, pieces, mass_kg)
    FROM (
        SELECT reversal, lot_id, a_id, b_id, pieces, mass_kg, sum(kept) AS kept,
               sum(proved) AS proved
        FROM (
            SELECT t.sequence AS reversal, m.lot_id, m.from_place_id AS a_id,
                   m.to_place_id AS b_id, m.pieces, m.mass_kg, 1 AS kept, 0 AS proved
            FROM inventory_transaction t
            JOIN inventory_movement m ON m.transaction_id = t.sequence
            WHERE t.reverses_id IS NOT NULL
            UNION ALL
            SELECT t.sequence, m.lot_id, m.to_place_id, m.from_place_id, m.pieces, m.mass_kg,
                   0, 1
            FROM inventory_transaction t
            JOIN inventory_movement m ON m.transaction_id = t.reverses_id
        ) pairs
        GROUP BY reversal, lot_id, a_id, b_id, pieces, mass_kg
    ) mirrored
    WHERE kept <> proved
    """,
)

_NAMED = """
)
SELECT found.check, COALESCE(l.number, found.lot_id::text, ''),
       COALESCE(p.code, found.place_id::text, ''), found.kept, found.proved
FROM found
LEFT JOIN inventory_lot l ON l.id = found.lot_id
LEFT JOIN inventory_place p ON p.id = found.place_id
ORDER BY found.check, found.lot_id, found.place_id, found.kept
"""

CHECK_LEDGER = _SUMS + "    UNION ALL\n".join(_CHECKS) + _NAMED


def check_ledger() -> Iterator[Difference]:
    """Prove every center's balances, reservations and transactions; give what differs.

    The differences come in the order of check, lot and place, a few at a time, so that any
    number of them fits into memory.
    """
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(CHECK_LEDGER)
        while rows := cursor.fetchmany(_AT_ONCE):
            for row in rows:
                yield Difference(*row)
