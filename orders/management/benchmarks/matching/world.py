"""Suppliers' invoices that wait to be matched, written by SQL: only what a match reads counts.

Two invoices and two receipts stand for each order, every receipt with a lot for each line, so
that each match reads what was billed before. Each twentieth invoice bills a kg too much.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from inventory.stock import outside
from materialcenter.models import Center, Supplier

DEAR = 20
PER_ORDER = 2
KG = 1000

# n: the invoice, its receipt and its transaction; o: the order; l: the line. Ids are reckoned.
_STATEMENTS = (
    """
INSERT INTO orders_purchaseorder (id, center_id, number, supplier_id, status, created_at,
    needs_another, freight, revision, note)
SELECT o, %(center)s, 'PO' || o, %(supplier)s, 'received', %(at)s, false, 0, 0, ''
FROM generate_series(%(first)s / 2 + 1, %(last)s / 2) o
""",
    """
INSERT INTO orders_purchaseorderline (id, purchase_order_id, line_no, material_id, pieces, mass_kg,
    price_per_kg, weight_basis, over_receipt_percent, received_pieces, received_kg,
    received_table_kg)
SELECT %(base)s + (o - 1) * %(lines)s + l, o, l, %(material)s, 40, 2000, 11000, 'weighed', 5, 40,
       2000, 2000
FROM generate_series(%(first)s / 2 + 1, %(last)s / 2) o, generate_series(1, %(lines)s) l
""",
    """
INSERT INTO orders_receipt (id, center_id, number, purchase_order_id, supplier_id, supplier_note,
    vehicle, received_at)
SELECT n, %(center)s, 'GR' || n, (n + 1) / 2, %(supplier)s, '', '', %(at)s
FROM generate_series(%(first)s + 1, %(last)s) n
""",
    """
INSERT INTO inventory_lot (id, center_id, number, material_id, heat, supplier_id, quality,
    quality_reason, received_on, received_pieces, received_kg, cost_per_kg, reference, customer)
SELECT %(base)s * 2 + (n - 1) * %(lines)s + l, %(center)s, 'L' || n || '-' || l, %(material)s,
       'H' || n, %(supplier)s, 'ok', '', %(day)s, 20, 1000, 11000, 'GR' || n, ''
FROM generate_series(%(first)s + 1, %(last)s) n, generate_series(1, %(lines)s) l
""",
    """
INSERT INTO inventory_transaction (sequence, center_id, reason, reference, note, effective_at,
    recorded_at, key)
SELECT n, %(center)s, 'receipt', 'GR' || n, '', %(at)s, %(at)s, 'k' || n
FROM generate_series(%(first)s + 1, %(last)s) n
""",
    """
INSERT INTO inventory_movement (center_id, transaction_id, lot_id, from_place_id, to_place_id,
    pieces, mass_kg, value)
SELECT %(center)s, n, %(base)s * 2 + (n - 1) * %(lines)s + l, %(from)s, %(rack)s, 20, 1000,
       11000000
FROM generate_series(%(first)s + 1, %(last)s) n, generate_series(1, %(lines)s) l
""",
    """
INSERT INTO orders_receiptline (receipt_id, line_no, order_line_id, material_id, lot_id, heat,
    pieces, mass_kg, table_kg, rejected_pieces, rejected_kg, reject_reason, quarantine_reason)
SELECT n, l, %(base)s + ((n + 1) / 2 - 1) * %(lines)s + l, %(material)s,
       %(base)s * 2 + (n - 1) * %(lines)s + l, '', 20, 1000, 1000, 0, 0, '', ''
FROM generate_series(%(first)s + 1, %(last)s) n, generate_series(1, %(lines)s) l
""",
    """
INSERT INTO orders_supplierinvoice (id, center_id, supplier_id, number, normalised_number,
    invoiced_on, due_on, status, freight, net, tax, total, origin, paid, credited, entered_at,
    decision_reason)
SELECT n, %(center)s, %(supplier)s, 'INV' || n, 'inv' || n, %(day)s, %(day)s, 'entered', 0,
       %(lines)s * 11000000 + dear.kg * 11000, 0, %(lines)s * 11000000 + dear.kg * 11000,
       'typed', 0, 0, %(at)s, ''
FROM generate_series(%(first)s + 1, %(last)s) n,
     LATERAL (SELECT CASE WHEN n %% %(dear)s = 0 THEN 1 ELSE 0 END AS kg) dear
""",
    """
INSERT INTO orders_supplierinvoiceline (invoice_id, line_no, order_line_id, description, pieces,
    mass_kg, price_per_kg, amount)
SELECT n, l, %(base)s + ((n + 1) / 2 - 1) * %(lines)s + l, '', 20, 1000 + dear.kg, 11000,
       (1000 + dear.kg) * 11000
FROM generate_series(%(first)s + 1, %(last)s) n, generate_series(1, %(lines)s) l,
     LATERAL (SELECT CASE WHEN n %% %(dear)s = 0 AND l = 1 THEN 1 ELSE 0 END AS kg) dear
""",
)


@dataclass(frozen=True)
class Depot:
    """The ids that every row names."""

    center: int
    supplier: int
    material: int
    rack: int
    outside: int


def found_depot() -> Depot:
    """Make a center with a supplier, a material and a rack."""
    center = Center.objects.create(
        code="BM",
        name="Benchmark",
        legal_name="Benchmark",
        legal_form=Center.LegalForm.COOPERATIVE,
        city="Tegal",
    )
    supplier = Supplier.objects.create(
        center=center,
        code="S01",
        name="Benchmark",
        is_vat_registered=False,
        lead_time_days=1,
        lead_time_spread_days=1,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO inventory_place (center_id, code, kind, bay, walk_order)"
            " VALUES (%s, 'R1', 'rack', '', 0) RETURNING id",
            [center.pk],
        )
        rack = cursor.fetchone()[0]
        cursor.execute(
            "WITH grade AS (INSERT INTO inventory_grade (center_id, code, standard, density)"
            " VALUES (%s, 'SPHC', '', 7.85) RETURNING id)"
            " INSERT INTO inventory_material (center_id, code, form, grade_id, unit,"
            " thickness_mm, width_mm, length_mm, piece_mass_kg, counter_price_per_kg, is_active)"
            " SELECT %s, 'SPHC-2-4X8', 'sheet', id, 'sheet', 2, 1219, 2438, 50, 12550, true"
            " FROM grade RETURNING id",
            [center.pk, center.pk],
        )
        material = cursor.fetchone()[0]
    return Depot(center.pk, supplier.pk, material, rack, outside(center.pk, "supplier"))


def write_invoices(depot: Depot, *, first: int, last: int, lines: int, at: datetime) -> None:
    """Write the invoices from `first` + 1 to `last`, both even, each of so many lines."""
    asked: dict[str, Any] = {
        "center": depot.center,
        "supplier": depot.supplier,
        "material": depot.material,
        "rack": depot.rack,
        "from": depot.outside,
        "first": first,
        "last": last,
        "lines": lines,
        # Far apart, so that rows of every number of lines have ids of their own.
        "base": lines * 10_000_000,
        "dear": DEAR,
        "at": at,
        "day": at.date(),
    }
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in _STATEMENTS:
            cursor.execute(statement, asked)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
