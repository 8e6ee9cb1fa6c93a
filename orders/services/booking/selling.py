"""Facts of selling: invoices to workshops, what they pay, what they get back."""

from orders.models import JournalEntry
from orders.services.booking.kinds import Kind

INVOICES = Kind(
    JournalEntry.Fact.INVOICE,
    papers="""
    SELECT i.id AS fact_id, (i.issued_at AT TIME ZONE %(zone)s)::date AS dated_on,
           i.number AS reference, w.code || ' ' || w.name AS text
    FROM orders_invoice i JOIN materialcenter_workshop w ON w.id = i.workshop_id
    WHERE i.center_id = %(center)s AND i.total > 0
    """,
    sides="""
    SELECT i.id AS fact_id, s.role, s.amount
    FROM facts JOIN orders_invoice i ON i.id = facts.fact_id
    CROSS JOIN LATERAL (VALUES ('receivable', i.total), ('revenue', -i.net), ('vat_out', -i.tax))
         AS s(role, amount)
    """,
)

# A deposit that pays an invoice, a credit note and a write-off bring no money.
PAYMENTS = Kind(
    JournalEntry.Fact.PAYMENT,
    papers="""
    SELECT p.id AS fact_id, (p.received_at AT TIME ZONE %(zone)s)::date AS dated_on,
           p.number AS reference, w.code || ' ' || w.name AS text
    FROM orders_payment p JOIN materialcenter_workshop w ON w.id = p.workshop_id
    WHERE p.center_id = %(center)s
    """,
    sides="""
    SELECT p.id AS fact_id, s.role, s.amount
    FROM facts JOIN orders_payment p ON p.id = facts.fact_id
    CROSS JOIN LATERAL (VALUES
        (CASE p.method WHEN 'cash' THEN 'cash' WHEN 'transfer' THEN 'bank' WHEN 'qris' THEN 'qris'
                       WHEN 'deposit' THEN 'deposits' WHEN 'credit' THEN 'credit_notes'
                       WHEN 'write_off' THEN 'bad_debt' END, p.amount),
        (CASE WHEN p.invoice_id IS NULL THEN 'deposits' ELSE 'receivable' END, -p.amount)
    ) AS s(role, amount)
    """,
)

# A credit note without an invoice gives back what a pool left of a deposit.
CREDIT_NOTES = Kind(
    JournalEntry.Fact.CREDIT_NOTE,
    papers="""
    SELECT n.id AS fact_id, (n.issued_at AT TIME ZONE %(zone)s)::date AS dated_on,
           n.number AS reference, w.code || ' ' || w.name AS text
    FROM orders_creditnote n JOIN materialcenter_workshop w ON w.id = n.workshop_id
    WHERE n.center_id = %(center)s
    """,
    sides="""
    SELECT n.id AS fact_id, s.role, s.amount
    FROM facts JOIN orders_creditnote n ON n.id = facts.fact_id
    CROSS JOIN LATERAL (VALUES
        (CASE WHEN n.invoice_id IS NULL THEN 'deposits' ELSE 'sales_returns' END, n.net),
        ('vat_out', n.tax), ('credit_notes', -n.amount)
    ) AS s(role, amount)
    """,
)

REFUNDS = Kind(
    JournalEntry.Fact.REFUND,
    papers="""
    SELECT r.id AS fact_id, (r.paid_at AT TIME ZONE %(zone)s)::date AS dated_on,
           r.number AS reference, w.code || ' ' || w.name AS text
    FROM orders_refund r JOIN materialcenter_workshop w ON w.id = r.workshop_id
    WHERE r.center_id = %(center)s
    """,
    sides="""
    SELECT r.id AS fact_id, s.role, s.amount
    FROM facts JOIN orders_refund r ON r.id = facts.fact_id
    CROSS JOIN LATERAL (VALUES
        ('credit_notes', r.amount),
        (CASE r.method WHEN 'cash' THEN 'cash' WHEN 'transfer' THEN 'bank' END, -r.amount)
    ) AS s(role, amount)
    """,
)
