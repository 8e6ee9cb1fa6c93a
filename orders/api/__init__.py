"""The routes of orders."""

from ninja import Router

from orders.api.bank_lines import router as bank_lines
from orders.api.blanket_orders import router as blanket_orders
from orders.api.books import router as books
from orders.api.credit_notes import invoice_router as invoice_credits
from orders.api.credit_notes import router as credit_notes
from orders.api.deliveries import router as deliveries
from orders.api.finance import router as finance
from orders.api.invoices import payments_router as payments
from orders.api.invoices import router as invoices
from orders.api.limits import match_router as match_limits
from orders.api.limits import receipt_router as receipt_limits
from orders.api.offers import router as offers
from orders.api.office import router as office
from orders.api.orders import router as orders
from orders.api.payables import router as payables
from orders.api.payment_batches import invoice_router as supplier_invoice_payments
from orders.api.payment_batches import payment_router as supplier_payments
from orders.api.payment_batches import router as payment_batches
from orders.api.pick_ups import pool_router as pool_pick_ups
from orders.api.pick_ups import router as pick_ups
from orders.api.pool_money import router as pool_money
from orders.api.pools import router as pools
from orders.api.purchase_orders import router as purchase_orders
from orders.api.purchase_revisions import limit_router as approval_limit
from orders.api.purchase_revisions import router as purchase_revisions
from orders.api.quotes import questions_router as price_questions
from orders.api.quotes import requests_router as quote_requests
from orders.api.quotes import wishes_router as kept_wishes
from orders.api.recalls import router as recalls
from orders.api.receipts import order_router as order_receipts
from orders.api.receipts import router as receipts
from orders.api.receivables import router as receivables
from orders.api.reorder_suggestions import alerts_router as alert_answers
from orders.api.reorder_suggestions import costs_router as order_costs
from orders.api.reorder_suggestions import router as reorder_suggestions
from orders.api.settlements import invoice_router as settlement_invoices
from orders.api.settlements import router as settlements
from orders.api.statements import router as statements
from orders.api.supplier_credits import list_router as all_supplier_credits
from orders.api.supplier_credits import router as supplier_credits
from orders.api.supplier_invoices import router as supplier_invoices
from orders.api.supplier_returns import router as supplier_returns
from orders.api.supplier_statements import router as supplier_statements
from orders.api.tax_exports import invoice_router as invoice_tax_numbers
from orders.api.tax_exports import router as tax_exports
from orders.api.traces import router as traces
from orders.api.unbilled import router as unbilled
from orders.api.write_offs import invoice_router as invoice_write_offs
from orders.api.write_offs import router as write_offs

routers: list[tuple[str, Router]] = [
    ("/pools", pools),
    ("/pools", pool_pick_ups),
    ("/pools", pool_money),
    ("/quote-requests", quote_requests),
    ("/price-questions", price_questions),
    ("/kept-wishes", kept_wishes),
    ("/pick-ups", pick_ups),
    ("/orders", orders),
    ("/deliveries", deliveries),
    ("/invoices", invoices),
    ("/invoices", invoice_credits),
    ("/invoices", invoice_write_offs),
    ("/invoices", invoice_tax_numbers),
    ("/tax-exports", tax_exports),
    ("/unbilled", unbilled),
    ("/write-offs", write_offs),
    ("/bank-lines", bank_lines),
    ("/credit-notes", credit_notes),
    ("/payments", payments),
    ("/books", books),
    ("/statements", statements),
    ("/receivables", receivables),
    ("/offers", offers),
    ("/office", office),
    ("/finance", finance),
    ("/purchase-orders", purchase_orders),
    ("/purchase-orders", purchase_revisions),
    ("/purchase-orders", order_receipts),
    ("/approval-limit", approval_limit),
    ("/blanket-orders", blanket_orders),
    ("/receipts", receipts),
    ("/supplier-returns", supplier_returns),
    ("/receipt-limits", receipt_limits),
    ("/match-limits", match_limits),
    ("/supplier-invoices", supplier_invoices),
    ("/supplier-invoices", supplier_credits),
    ("/supplier-credits", all_supplier_credits),
    ("/supplier-invoices", supplier_invoice_payments),
    ("/supplier-invoices", settlement_invoices),
    ("/settlements", settlements),
    ("/payables", payables),
    ("/supplier-statements", supplier_statements),
    ("/payment-batches", payment_batches),
    ("/supplier-payments", supplier_payments),
    ("/reorder-suggestions", reorder_suggestions),
    ("/alerts", alert_answers),
    ("/order-costs", order_costs),
    ("/traces", traces),
    ("/recalls", recalls),
]
