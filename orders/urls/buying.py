"""Addresses of buying: offers, orders, receipts, suppliers' invoices and paying them."""

from django.urls import URLPattern, path

from orders.views import (
    blanket_orders,
    limits,
    offers,
    payables,
    payment_batches,
    purchase_order_list,
    purchase_orders,
    purchase_revisions,
    receipts,
    receiving,
    reconciling,
    settlements,
    suggestions,
    supplier_credits,
    supplier_invoices,
    supplier_returns,
    supplier_statements,
)

urlpatterns: list[URLPattern] = [
    path("offers/", offers.offers, name="offers"),
    path("offers/<str:code>/", offers.offer_material, name="offer_material"),
    path("offers/<str:code>/enter/", offers.offer_enter, name="offer_enter"),
    path("approval-limit/", purchase_revisions.approval_limit, name="approval_limit"),
    path("blanket-orders/", blanket_orders.blanket_orders, name="blanket_orders"),
    path("blanket-orders/new/", blanket_orders.blanket_order_new, name="blanket_order_new"),
    path("blanket-orders/<str:number>/", blanket_orders.blanket_order, name="blanket_order"),
    path(
        "blanket-orders/<str:number>/document/",
        blanket_orders.blanket_order_document,
        name="blanket_order_document",
    ),
    path(
        "blanket-orders/<str:number>/approve/",
        blanket_orders.blanket_order_approve,
        name="blanket_order_approve",
    ),
    path(
        "blanket-orders/<str:number>/call-off/",
        blanket_orders.blanket_order_call_off,
        name="blanket_order_call_off",
    ),
    path(
        "blanket-orders/<str:number>/close/",
        blanket_orders.blanket_order_close,
        name="blanket_order_close",
    ),
    path("purchase-orders/", purchase_order_list.purchase_orders, name="purchase_orders"),
    path("purchase-orders/new/", purchase_orders.purchase_order_new, name="purchase_order_new"),
    path("purchase-orders/<str:number>/", purchase_orders.purchase_order, name="purchase_order"),
    path(
        "purchase-orders/<str:number>/document/",
        purchase_orders.purchase_order_document,
        name="purchase_order_document",
    ),
    path(
        "purchase-orders/<str:number>/change/",
        purchase_orders.purchase_order_change,
        name="purchase_order_change",
    ),
    path(
        "purchase-orders/<str:number>/approve/",
        purchase_orders.purchase_order_approve,
        name="purchase_order_approve",
    ),
    path(
        "purchase-orders/<str:number>/send/",
        purchase_orders.purchase_order_send,
        name="purchase_order_send",
    ),
    path(
        "purchase-orders/<str:number>/confirm/",
        purchase_orders.purchase_order_confirm,
        name="purchase_order_confirm",
    ),
    path(
        "purchase-orders/<str:number>/revise/",
        purchase_revisions.purchase_order_revise,
        name="purchase_order_revise",
    ),
    path(
        "purchase-orders/<str:number>/revise/approve/",
        purchase_orders.purchase_order_approve_revision,
        name="purchase_order_approve_revision",
    ),
    path(
        "purchase-orders/<str:number>/revise/drop/",
        purchase_orders.purchase_order_drop_revision,
        name="purchase_order_drop_revision",
    ),
    path(
        "purchase-orders/<str:number>/revisions/<int:revision>/document/",
        purchase_revisions.purchase_order_replaced,
        name="purchase_order_replaced",
    ),
    path(
        "purchase-orders/<str:number>/cancel/",
        purchase_orders.purchase_order_cancel,
        name="purchase_order_cancel",
    ),
    path(
        "purchase-orders/<str:number>/close/",
        purchase_orders.purchase_order_close,
        name="purchase_order_close",
    ),
    path("purchase-orders/<str:number>/receive/", receiving.receive, name="receive"),
    path(
        "purchase-orders/<str:number>/receive/weights/",
        receiving.receive_weights,
        name="receive_weights",
    ),
    path("limits/", limits.limits, name="limits"),
    path("limits/receipts/", limits.receipt_limit_set, name="receipt_limit_set"),
    path(
        "limits/receipts/<int:limit_id>/drop/", limits.receipt_limit_drop, name="receipt_limit_drop"
    ),
    path("limits/invoices/", limits.match_limits_set, name="match_limits_set"),
    path("receipts/", receipts.receipts, name="receipts"),
    path("receipts/<str:number>/", receipts.receipt, name="receipt"),
    path("receipts/<str:number>/photos/", receipts.receipt_photo, name="receipt_photo"),
    path("receipts/<str:number>/document/", receipts.receipt_document, name="receipt_document"),
    path("receipts/<str:number>/return/", supplier_returns.receipt_return, name="receipt_return"),
    path("supplier-returns/", supplier_returns.supplier_returns, name="supplier_returns"),
    path(
        "supplier-returns/<str:number>/", supplier_returns.supplier_return, name="supplier_return"
    ),
    path(
        "supplier-returns/<str:number>/document/",
        supplier_returns.supplier_return_document,
        name="supplier_return_document",
    ),
    path(
        "receipts/<str:number>/certificates/",
        receipts.receipt_certificate,
        name="receipt_certificate",
    ),
    path("supplier-invoices/", supplier_invoices.supplier_invoices, name="supplier_invoices"),
    path(
        "supplier-invoices/new/",
        supplier_invoices.supplier_invoice_new,
        name="supplier_invoice_new",
    ),
    path(
        "supplier-invoices/<int:invoice_id>/",
        supplier_invoices.supplier_invoice,
        name="supplier_invoice",
    ),
    path(
        "supplier-invoices/<int:invoice_id>/paper/",
        supplier_invoices.supplier_invoice_paper,
        name="supplier_invoice_paper",
    ),
    path(
        "supplier-invoices/<int:invoice_id>/release/",
        supplier_invoices.supplier_invoice_release,
        name="supplier_invoice_release",
    ),
    path(
        "supplier-invoices/<int:invoice_id>/refuse/",
        supplier_invoices.supplier_invoice_refuse,
        name="supplier_invoice_refuse",
    ),
    path("supplier-credits/", supplier_credits.supplier_credits, name="supplier_credits"),
    path(
        "supplier-invoices/<int:invoice_id>/credit-note/",
        supplier_credits.supplier_credit_new,
        name="supplier_credit_new",
    ),
    path(
        "supplier-invoices/<int:invoice_id>/debit-note/",
        supplier_credits.debit_note_draft,
        name="debit_note_draft",
    ),
    path(
        "supplier-invoices/<int:invoice_id>/debit-note/book/",
        supplier_credits.debit_note_book,
        name="debit_note_book",
    ),
    path(
        "supplier-invoices/<int:invoice_id>/pay/",
        payment_batches.supplier_invoice_pay,
        name="supplier_invoice_pay",
    ),
    path(
        "supplier-statements/<str:supplier>/",
        supplier_statements.supplier_statement_page,
        name="supplier_statement",
    ),
    path(
        "supplier-statements/<str:supplier>/reconciliation/",
        reconciling.supplier_reconciliation,
        name="supplier_reconciliation",
    ),
    path(
        "supplier-invoices/<int:invoice_id>/cancel/",
        settlements.settlement_cancel,
        name="settlement_cancel",
    ),
    path("settlements/", settlements.settlements, name="settlements"),
    path("settlements/<str:supplier>/", settlements.settlement, name="settlement"),
    path(
        "settlements/<str:supplier>/start/", settlements.settlement_start, name="settlement_start"
    ),
    path(
        "settlements/<str:supplier>/again/<str:number>/",
        settlements.settlement_again,
        name="settlement_again",
    ),
    path("settlements/<str:supplier>/stop/", settlements.settlement_stop, name="settlement_stop"),
    path("payables/", payables.payables, name="payables"),
    path("payment-batches/", payment_batches.payment_batches, name="payment_batches"),
    path("payment-batches/new/", payment_batches.payment_batch_new, name="payment_batch_new"),
    path("payment-batches/<str:number>/", payment_batches.payment_batch, name="payment_batch"),
    path(
        "payment-batches/<str:number>/approve/",
        payment_batches.payment_batch_approve,
        name="payment_batch_approve",
    ),
    path(
        "payment-batches/<str:number>/cancel/",
        payment_batches.payment_batch_cancel,
        name="payment_batch_cancel",
    ),
    path(
        "payment-batches/<str:number>/pay/",
        payment_batches.payment_batch_pay,
        name="payment_batch_pay",
    ),
    path(
        "payment-batches/<str:number>/file/",
        payment_batches.payment_batch_file,
        name="payment_batch_file",
    ),
    path("order-costs/", suggestions.order_costs, name="order_costs"),
    path("alerts/by-supplier/", suggestions.combined, name="combined_orders"),
    path("alerts/by-supplier/<str:code>/take/", suggestions.take_together, name="take_together"),
    path("alerts/<int:alert_id>/take/", suggestions.take_suggestion, name="take_suggestion"),
    path(
        "supplier-payments/<str:number>/drop/",
        payment_batches.supplier_payment_drop,
        name="supplier_payment_drop",
    ),
]
