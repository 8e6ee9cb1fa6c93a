"""The tables of orders, one file per subject."""

from orders.models.billing import Invoice, InvoiceLine, Payment
from orders.models.limits import MatchLimits
from orders.models.offers import Offer, OfferTier, WeightBasis
from orders.models.picking import PickedPart
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
    "DeliveryNote",
    "DeliveryNoteLine",
    "Invoice",
    "InvoiceLine",
    "MatchLimits",
    "Offer",
    "OfferTier",
    "Order",
    "OrderLine",
    "Payment",
    "PickedPart",
    "PlannedShare",
    "Pool",
    "PoolMaterial",
    "PurchaseOrder",
    "PurchaseOrderLine",
    "Recall",
    "RecallItem",
    "RecallLot",
    "RecallNotice",
    "Receipt",
    "ReceiptLine",
    "SupplierInvoice",
    "SupplierInvoiceLine",
    "WeightBasis",
]
