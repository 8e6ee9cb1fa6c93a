"""The tables of orders, one file per subject."""

from orders.models.billing import Invoice, InvoiceLine, Payment
from orders.models.credit_notes import CreditNote, CreditNoteLine, Refund
from orders.models.limits import MatchLimits
from orders.models.offers import Offer, OfferTier, WeightBasis
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
from orders.models.purchasing import PurchaseOrder, PurchaseOrderLine, Receipt, ReceiptLine
from orders.models.recalls import Recall, RecallItem, RecallLot, RecallNotice
from orders.models.selling import DeliveryNote, DeliveryNoteLine, Order, OrderLine
from orders.models.supplier_invoices import SupplierInvoice, SupplierInvoiceLine

__all__ = [
    "AllocatedShare",
    "Allocation",
    "Clearing",
    "Commitment",
    "CreditNote",
    "CreditNoteLine",
    "DeliveryNote",
    "DeliveryNoteLine",
    "FrozenWish",
    "Invoice",
    "InvoiceLine",
    "KeptWish",
    "MatchLimits",
    "Offer",
    "OfferTier",
    "Order",
    "OrderLine",
    "Payment",
    "PickedPart",
    "PlannedShare",
    "Pool",
    "PoolEvent",
    "PoolInvitation",
    "PoolMaterial",
    "PoolTally",
    "PriceQuestion",
    "PurchaseOrder",
    "PurchaseOrderLine",
    "QuoteLine",
    "QuoteRequest",
    "Recall",
    "RecallItem",
    "RecallLot",
    "RecallNotice",
    "Receipt",
    "ReceiptLine",
    "Refund",
    "SupplierInvoice",
    "SupplierInvoiceLine",
    "TallyChange",
    "WeightBasis",
]
