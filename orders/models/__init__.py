"""The tables of orders, one file per subject."""

from orders.models.billing import Invoice, InvoiceLine, Payment
from orders.models.books import Account, JournalEntry, JournalLine
from orders.models.credit_notes import CreditNote, CreditNoteLine, Refund
from orders.models.limits import MatchLimits
from orders.models.offers import Offer, OfferTier, WeightBasis
from orders.models.payables import (
    PaymentBatch,
    SettledReceiptLine,
    SupplierCredit,
    SupplierCreditLine,
    SupplierPayment,
)
from orders.models.picking import PickedPart
from orders.models.pool_history import PoolEvent, PoolInvitation
from orders.models.pool_quotes import KeptWish, PriceQuestion, QuoteLine, QuoteRequest
from orders.models.pool_tallies import FrozenWish, PoolTally, TallyChange
from orders.models.pools import (
    AllocatedShare,
    Allocation,
    Clearing,
    Commitment,
    PlannedShare,
    Pool,
    PoolMaterial,
)
from orders.models.purchase_terms import (
    BlanketOrder,
    BlanketOrderLine,
    ProposedRevision,
    PurchaseOrderRevision,
    ReceiptLimit,
    SupplierReturn,
    SupplierReturnLine,
)
from orders.models.purchasing import PurchaseOrder, PurchaseOrderLine, Receipt, ReceiptLine
from orders.models.recalls import Recall, RecallItem, RecallLot, RecallNotice
from orders.models.receivables import BankLine, BankMatch, Reminder, WriteOff, YearTarget
from orders.models.selling import DeliveryNote, DeliveryNoteLine, Order, OrderLine
from orders.models.supplier_invoices import SupplierInvoice, SupplierInvoiceLine
from orders.models.tax_exports import ExportedInvoice, TaxExport

__all__ = [
    "Account",
    "AllocatedShare",
    "Allocation",
    "BankLine",
    "BankMatch",
    "BlanketOrder",
    "BlanketOrderLine",
    "Clearing",
    "Commitment",
    "CreditNote",
    "CreditNoteLine",
    "DeliveryNote",
    "DeliveryNoteLine",
    "ExportedInvoice",
    "FrozenWish",
    "Invoice",
    "InvoiceLine",
    "JournalEntry",
    "JournalLine",
    "KeptWish",
    "MatchLimits",
    "Offer",
    "OfferTier",
    "Order",
    "OrderLine",
    "Payment",
    "PaymentBatch",
    "PickedPart",
    "PlannedShare",
    "Pool",
    "PoolEvent",
    "PoolInvitation",
    "PoolMaterial",
    "PoolTally",
    "PriceQuestion",
    "ProposedRevision",
    "PurchaseOrder",
    "PurchaseOrderLine",
    "PurchaseOrderRevision",
    "QuoteLine",
    "QuoteRequest",
    "Recall",
    "RecallItem",
    "RecallLot",
    "RecallNotice",
    "Receipt",
    "ReceiptLimit",
    "ReceiptLine",
    "Refund",
    "Reminder",
    "SettledReceiptLine",
    "SupplierCredit",
    "SupplierCreditLine",
    "SupplierInvoice",
    "SupplierInvoiceLine",
    "SupplierPayment",
    "SupplierReturn",
    "SupplierReturnLine",
    "TallyChange",
    "TaxExport",
    "WeightBasis",
    "WriteOff",
    "YearTarget",
]
