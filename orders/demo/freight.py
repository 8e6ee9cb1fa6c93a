"""The haulier's bill for the September deliveries, which came when much of the steel was gone."""

from datetime import datetime

from inventory.services.landing import add_late_cost
from orders.demo.people import Cast
from orders.models import PurchaseOrder, Receipt

BILL_NUMBER = "EKS/2026/0917"
AMOUNT = 4_750_000
RECEIPTS = 2


def bill_freight(cast: Cast, order: PurchaseOrder, *, at: datetime) -> None:
    """Share a late freight bill over the first receipts of an order, here and gone."""
    receipts = Receipt.objects.filter(purchase_order=order).order_by("pk")[:RECEIPTS]
    add_late_cost(
        supplier_code=order.supplier.code,
        bill_number=BILL_NUMBER,
        amount=AMOUNT,
        receipts=[receipt.number for receipt in receipts],
        lots=[],
        on=at.date(),
        note="Ongkos truk pengadaan bersama September",
        by=cast.finance,
        at=at,
    )
