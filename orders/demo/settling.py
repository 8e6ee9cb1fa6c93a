"""A supplier that sends no invoices: what it delivered for the September pool is settled."""

from materialcenter.services.registering import change_supplier
from orders.demo.calendar import moment
from orders.demo.people import Cast
from orders.models import PurchaseOrder, Receipt
from orders.reports.settling import supplier_to_settle
from orders.services.settling import settle_receipt
from orders.services.starting_settlements import start_settling


def settle_on_receipt(cast: Cast, orders: list[PurchaseOrder]) -> None:
    """Settle the receipts of the last order, whose supplier sends no invoice."""
    change_supplier(
        code=orders[-1].supplier.code,
        details={"settles_on_receipt": True},
        by=cast.supervisor,
        at=moment(10, 8, 9),
    )
    receipts = Receipt.objects.filter(purchase_order=orders[-1]).order_by("pk")
    supplier = receipts[0].supplier
    since = moment(9, 1, 0).date()
    start_settling(
        supplier_id=supplier.pk,
        since=since,
        total=supplier_to_settle(supplier, since=since).total,
        by=cast.finance,
        at=moment(10, 8, 10),
    )
    for n, receipt in enumerate(receipts):
        settle_receipt(receipt_id=receipt.pk, at=moment(10, 8, 10, 1 + n))
