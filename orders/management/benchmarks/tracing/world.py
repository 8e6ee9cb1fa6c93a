"""A depot with a large ledger, written by SQL and not through the door: only its size counts.

Per received lot: one receipt, twelve issues, one cut of one piece into three lots with kerf,
and two issues of those; each issue has its line of a delivery note. Five received lots make
a heat, and the first two hundred another, large one.
"""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from inventory.stock import outside
from materialcenter.models import Center, Role, Supplier, User, Workshop
from materialcenter.person import Person

PER_LOT = 20
LARGE, LOTS_OF_LARGE, LOTS_PER_HEAT = "LARGE", 200, 5
_WORKSHOPS = 700
_RACKS = 60

# n: the received lot. Ids are reckoned from n, so that rows find each other without a look.
_LOTS = """
INSERT INTO inventory_lot (id, center_id, number, material_id, heat, supplier_id, quality,
    quality_reason, parent_id, length_mm, width_mm, received_on, received_pieces, received_kg,
    table_kg, cost_per_kg, reference, customer)
SELECT n * 4 + k + 1, %(center)s, 'L' || (n * 4 + k + 1), %(material)s,
       CASE WHEN n < %(large)s THEN %(large_heat)s ELSE 'H' || n / %(per_heat)s END, %(supplier)s,
       'ok', '', CASE WHEN k > 0 THEN n * 4 + 1 END, CASE WHEN k > 0 THEN 600 END,
       CASE WHEN k > 0 THEN 400 END, %(day)s, CASE WHEN k > 0 THEN 1 ELSE 20 END,
       CASE WHEN k > 0 THEN 15 ELSE 920 END, NULL, 10950, 'GR-' || n, ''
FROM generate_series(%(first)s, %(last)s - 1) n, generate_series(0, 3) k
ORDER BY n, k
"""
# Transactions 0 receipt, 1..12 issues, 13 cut, 14 and 15 issues of two of the cut lots.
_TRANSACTIONS = """
INSERT INTO inventory_transaction (sequence, center_id, reason, reference, note, effective_at,
    recorded_at, key)
SELECT n * 16 + k + 1, %(center)s,
       CASE k WHEN 0 THEN 'receipt' WHEN 13 THEN 'cut' ELSE 'issue' END, '', '', %(at)s, %(at)s,
       'k' || (n * 16 + k + 1)
FROM generate_series(%(first)s, %(last)s - 1) n, generate_series(0, 15) k
ORDER BY n, k
"""
_MOVEMENTS = """
INSERT INTO inventory_movement (center_id, transaction_id, lot_id, from_place_id, to_place_id,
    pieces, mass_kg, value)
SELECT %(center)s, n * 16 + t + 1, n * 4 + lot + 1,
       CASE a WHEN 'r' THEN %(rack)s + n %% %(racks)s WHEN 's' THEN %(from)s ELSE %(bench)s END,
       CASE b WHEN 'r' THEN %(rack)s + n %% %(racks)s WHEN 'w' THEN %(out)s
              WHEN 'b' THEN %(bench)s ELSE %(loss)s END,
       pieces, kg, 0
FROM generate_series(%(first)s, %(last)s - 1) n,
     (SELECT 0 AS t, 0 AS lot, 's' AS a, 'r' AS b, 20 AS pieces, 920.0 AS kg
      UNION ALL SELECT k, 0, 'r', 'w', 1, 46 FROM generate_series(1, 12) k
      UNION ALL SELECT 13, 0, 'r', 'b', 1, 46
      UNION ALL SELECT 13, k, 'b', 'r', 1, 15 FROM generate_series(1, 3) k
      UNION ALL SELECT 13, 0, 'b', 'l', 0, 1
      UNION ALL SELECT 13 + k, k, 'r', 'w', 1, 15 FROM generate_series(1, 2) k) m
ORDER BY n, t
"""
_BALANCES = """
INSERT INTO inventory_balance (center_id, material_id, received_on, is_issuable, is_saleable,
    lot_id, place_id, on_hand_pieces, on_hand_kg, reserved_pieces, reserved_kg, value)
SELECT %(center)s, %(material)s, %(day)s, true, k = 0, n * 4 + k + 1,
       %(rack)s + n %% %(racks)s, CASE k WHEN 0 THEN 7 WHEN 3 THEN 1 ELSE 0 END,
       CASE k WHEN 0 THEN 322 WHEN 3 THEN 15 ELSE 0 END, 0, 0, 0
FROM generate_series(%(first)s, %(last)s - 1) n, generate_series(0, 3) k
ORDER BY n, k
"""
_RECEIPTS = """
INSERT INTO orders_receipt (id, center_id, number, supplier_id, supplier_note, vehicle, received_at)
SELECT n + 1, %(center)s, 'GR-' || n, %(supplier)s, '', '', %(at)s
FROM generate_series(%(first)s, %(last)s - 1) n
"""
_RECEIPT_LINES = """
INSERT INTO orders_receiptline (receipt_id, line_no, material_id, lot_id, heat, pieces, mass_kg,
    table_kg, rejected_pieces, rejected_kg, reject_reason, quarantine_reason)
SELECT n + 1, 1, %(material)s, n * 4 + 1, '', 20, 920, 920, 0, 0, '', ''
FROM generate_series(%(first)s, %(last)s - 1) n
"""
# Each received lot's fourteen issues lie on two notes of seven lines, in mixed order.
_ORDERS = """
INSERT INTO orders_order (id, center_id, number, workshop_id, status, placed_at, expires_at, note)
SELECT n * 2 + k + 1, %(center)s, 'SO' || (n * 2 + k + 1),
       %(workshop)s + (n * 7 + k) %% %(workshops)s, 'handed_over', %(at)s, %(at)s, ''
FROM generate_series(%(first)s, %(last)s - 1) n, generate_series(0, 1) k
"""
_NOTES = """
INSERT INTO orders_deliverynote (id, center_id, number, workshop_id, order_id, handed_at,
    receiver_name, vehicle, total)
SELECT id, center_id, 'SJ' || id, workshop_id, id, %(at)s, 'Slamet', '', 0
FROM orders_order WHERE id > %(first)s * 2
"""
_LINES = """
INSERT INTO orders_deliverynoteline (note_id, line_no, material_id, lot_id, pieces, mass_kg,
    price_per_kg)
SELECT n * 2 + k / 7 + 1, k %% 7 + 1, %(material)s,
       n * 4 + 1 + CASE WHEN k < 12 THEN 0 ELSE k - 11 END, 1,
       CASE WHEN k < 12 THEN 46 ELSE 15 END, 12550
FROM generate_series(%(first)s, %(last)s - 1) n, generate_series(0, 13) k
"""


def found_depot() -> Person:
    """Make the center, its racks, workshops and supplier; return who traces."""
    center = Center.objects.create(
        code="BM",
        name="Benchmark",
        legal_name="Benchmark",
        legal_form=Center.LegalForm.COOPERATIVE,
        city="Tegal",
    )
    user = User.objects.create(username="benchmark")
    Supplier.objects.create(
        center=center, code="S01", name="Benchmark", lead_time_days=1, lead_time_spread_days=1
    )
    Workshop.objects.bulk_create(
        Workshop(
            center=center,
            code=f"W{n:04d}",
            name=f"Benchmark {n}",
            trade=Workshop.Trade.PRESSING,
        )
        for n in range(_WORKSHOPS)
    )
    _make_places(center.pk)
    return Person(center.pk, frozenset({Role.CLERK}), user_id=user.pk, name="Benchmark")


def _make_places(center_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO inventory_place (center_id, code, kind, bay, walk_order)"
            " SELECT %s, 'R' || n, 'rack', '', 0 FROM generate_series(1, %s) n",
            [center_id, _RACKS],
        )
        cursor.execute(
            "WITH grade AS (INSERT INTO inventory_grade"
            " (center_id, code, standard, density) VALUES (%s, 'SPHC', '', 7.85) RETURNING id)"
            " INSERT INTO inventory_material (center_id, code, form, grade_id, unit,"
            " thickness_mm, width_mm, length_mm, piece_mass_kg, counter_price_per_kg, is_active)"
            " SELECT %s, 'SPHC-2-4X8', 'sheet', id, 'sheet', 2, 1219, 2438, 46, 12550, true FROM grade",
            [center_id, center_id],
        )


def grow(center_id: int, *, first: int, last: int, at: datetime) -> None:
    """Write what belongs to the received lots from `first` until before `last`, and analyse."""
    with transaction.atomic(), connection.cursor() as cursor:
        asked: dict[str, Any] = {
            "center": center_id,
            "first": first,
            "last": last,
            "at": at,
            "day": at.date(),
            "large": LOTS_OF_LARGE,
            "large_heat": LARGE,
            "per_heat": LOTS_PER_HEAT,
            "racks": _RACKS,
            "workshops": _WORKSHOPS,
            "from": outside(center_id, "supplier"),
            "out": outside(center_id, "workshop"),
            "bench": outside(center_id, "cutting"),
            "loss": outside(center_id, "cutting_loss"),
            **_ids(center_id),
        }
        for statement in (
            _LOTS,
            _TRANSACTIONS,
            _MOVEMENTS,
            _BALANCES,
            _RECEIPTS,
            _RECEIPT_LINES,
            _ORDERS,
            _NOTES,
            _LINES,
        ):
            cursor.execute(statement, asked)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _ids(center_id: int) -> dict[str, int]:
    """Return the first ids of what was made in a row, and the material's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT min(id) FROM inventory_place WHERE center_id = %(c)s AND kind = 'rack'),"
            " (SELECT id FROM inventory_material WHERE center_id = %(c)s),"
            " (SELECT min(id) FROM materialcenter_workshop WHERE center_id = %(c)s),"
            " (SELECT id FROM materialcenter_supplier WHERE center_id = %(c)s)",
            {"c": center_id},
        )
        rack, material, workshop, supplier = cursor.fetchone()
    return {"rack": rack, "material": material, "workshop": workshop, "supplier": supplier}
