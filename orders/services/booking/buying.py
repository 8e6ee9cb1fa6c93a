"""Facts of buying: suppliers' invoices once they may be paid, their credits, their payment.

An order line's receipts say what a billed kg has cost in the yard: what their lots came in at,
by the kg that were accepted in the weight that the price multiplies. So an invoice of exactly
what came takes away exactly what the receipts brought; before anything came, the order's price
stands for it.
"""

from orders.models import JournalEntry
from orders.services.booking.kinds import Kind

# Of one billed or credited line: order_price, what it comes to at the order's price; cost, what
# its kg cost in the yard.
_COST = """
SELECT round(b.mass_kg * o.price_per_kg) AS order_price,
       CASE WHEN got.kg > 0 THEN round(got.cost * b.mass_kg / got.kg, 2)
            ELSE round(b.mass_kg * o.price_per_kg) END AS cost
FROM orders_purchaseorderline o
CROSS JOIN LATERAL (
    SELECT sum(round(t.cost_per_kg * t.received_kg, 2)) AS cost,
           sum(CASE WHEN o.weight_basis = 'weighed' OR r.pieces = 0
                    THEN r.mass_kg - r.rejected_kg
                    ELSE r.table_kg * (r.pieces - r.rejected_pieces) / r.pieces END) AS kg
    FROM orders_receiptline r JOIN inventory_lot t ON t.id = r.lot_id
    WHERE r.order_line_id = o.id
) got
WHERE o.id = b.order_line_id
"""

# Of one paper, in the same way: cost, price_difference, and what was billed of no order.
_SUMS = """
SELECT COALESCE(sum(c.cost), 0) AS cost,
       COALESCE(sum(b.amount - c.order_price), 0) AS price_difference,
       COALESCE(sum(b.amount) FILTER (WHERE {unordered}), 0) AS charges
FROM {lines} b LEFT JOIN LATERAL ({cost}) c ON true
WHERE {of_paper}
"""
_BILLED = _SUMS.format(
    unordered="b.order_line_id IS NULL",
    lines="orders_supplierinvoiceline",
    cost=_COST,
    of_paper="b.invoice_id = p.id",
)
_CREDITED = _SUMS.format(
    unordered="b.order_line_id IS NULL AND b.billed_line_no > 0",
    lines="orders_suppliercreditline",
    cost=_COST,
    of_paper="b.credit_id = p.id",
)

# What is left when all else is named is freight, and VAT that does not come back.
_SIDES = """
SELECT p.id AS fact_id, s.role, {sign} * s.amount AS amount
FROM facts
JOIN {papers} p ON p.id = facts.fact_id
JOIN materialcenter_center k ON k.id = p.center_id
CROSS JOIN LATERAL ({sums}) x
CROSS JOIN LATERAL (SELECT CASE WHEN k.is_vat_registered THEN p.tax ELSE 0 END AS vat) v
CROSS JOIN LATERAL (VALUES
    ('received_not_billed', x.cost), ('price_difference', x.price_difference),
    ('charges', x.charges), ('vat_in', v.vat), ('payable', -p.{total}),
    ('freight', p.{total} - x.cost - x.price_difference - x.charges - v.vat)
) AS s(role, amount)
"""

INVOICES = Kind(
    JournalEntry.Fact.SUPPLIER_INVOICE,
    papers="""
    SELECT p.id AS fact_id, p.invoiced_on AS dated_on, p.number AS reference,
           u.code || ' ' || u.name AS text
    FROM orders_supplierinvoice p JOIN materialcenter_supplier u ON u.id = p.supplier_id
    WHERE p.center_id = %(center)s AND p.status IN ('approved', 'released') AND p.total > 0
    """,
    sides=_SIDES.format(sign=1, papers="orders_supplierinvoice", sums=_BILLED, total="total"),
    proved=("payable",),
)

# A credit lowers what is owed from the moment on that the invoice itself is owed.
CREDITS = Kind(
    JournalEntry.Fact.SUPPLIER_CREDIT,
    papers="""
    SELECT p.id AS fact_id, p.dated_on, p.number AS reference, u.code || ' ' || u.name AS text
    FROM orders_suppliercredit p
    JOIN orders_supplierinvoice i ON i.id = p.invoice_id
    JOIN materialcenter_supplier u ON u.id = p.supplier_id
    WHERE p.center_id = %(center)s AND p.status = 'booked' AND i.status IN ('approved', 'released')
    """,
    sides=_SIDES.format(sign=-1, papers="orders_suppliercredit", sums=_CREDITED, total="amount"),
    proved=("payable",),
)

PAYMENTS = Kind(
    JournalEntry.Fact.SUPPLIER_PAYMENT,
    papers="""
    SELECT p.id AS fact_id, (p.paid_at AT TIME ZONE %(zone)s)::date AS dated_on,
           p.number AS reference, u.code || ' ' || u.name AS text
    FROM orders_supplierpayment p
    JOIN orders_supplierinvoice i ON i.id = p.invoice_id
    JOIN materialcenter_supplier u ON u.id = i.supplier_id
    WHERE p.center_id = %(center)s AND p.status = 'paid'
    """,
    sides="""
    SELECT p.id AS fact_id, s.role, s.amount
    FROM facts JOIN orders_supplierpayment p ON p.id = facts.fact_id
    CROSS JOIN LATERAL (VALUES
        ('payable', p.amount + p.discount), ('bank', -p.amount), ('discount', -p.discount)
    ) AS s(role, amount)
    """,
)

# What was owed and is not any longer is written the other way round, as it had been written.
_BACK = """
SELECT facts.fact_id, a.role, l.credit - l.debit AS amount
FROM facts
JOIN orders_journalentry e
  ON e.center_id = %(center)s AND e.fact = '{fact}' AND e.fact_id = facts.fact_id
JOIN orders_journalline l ON l.entry_id = e.id
JOIN orders_account a ON a.id = l.account_id
"""

INVOICES_UNDONE = Kind(
    JournalEntry.Fact.SUPPLIER_INVOICE_UNDONE,
    papers="""
    SELECT e.fact_id, %(today)s::date AS dated_on, e.reference, e.text
    FROM orders_journalentry e JOIN orders_supplierinvoice i ON i.id = e.fact_id
    WHERE e.center_id = %(center)s AND e.fact = 'supplier_invoice' AND i.status NOT IN ('approved', 'released')
    """,
    sides=_BACK.format(fact=JournalEntry.Fact.SUPPLIER_INVOICE),
)

CREDITS_UNDONE = Kind(
    JournalEntry.Fact.SUPPLIER_CREDIT_UNDONE,
    papers="""
    SELECT e.fact_id, %(today)s::date AS dated_on, e.reference, e.text
    FROM orders_journalentry e
    JOIN orders_suppliercredit p ON p.id = e.fact_id
    JOIN orders_supplierinvoice i ON i.id = p.invoice_id
    WHERE e.center_id = %(center)s AND e.fact = 'supplier_credit'
      AND (p.status <> 'booked' OR i.status NOT IN ('approved', 'released'))
    """,
    sides=_BACK.format(fact=JournalEntry.Fact.SUPPLIER_CREDIT),
)
