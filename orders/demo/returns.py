"""A few bad pieces that went back to who brought them."""

from datetime import datetime

from inventory import catalogue
from orders.demo.people import Cast
from orders.models import PurchaseOrder, ReceiptLine
from orders.services.checking_returns import GoingBack
from orders.services.returning import return_to_supplier

SENT_BACK = 2


def send_some_back(cast: Cast, *, at: datetime) -> None:
    """Send two pieces back of the newest delivery of a closed order with some free."""
    lines = ReceiptLine.objects.filter(
        receipt__center_id=cast.center_id,
        receipt__purchase_order__status=PurchaseOrder.Status.CLOSED,
        lot__isnull=False,
    ).select_related("receipt")
    spots = catalogue.free_spots(cast.center_id, lines.values_list("lot_id", flat=True))
    for line in lines.order_by("-pk"):
        for spot in spots.get(line.lot_id or 0, []):
            if spot.pieces - spot.reserved_pieces >= SENT_BACK:
                _send_back(cast, line, spot.rack, at=at)
                return


def _send_back(cast: Cast, line: ReceiptLine, rack: str, *, at: datetime) -> None:
    return_to_supplier(
        supplier_id=line.receipt.supplier_id,
        lines=[GoingBack(line.receipt.number, line.line_no, rack, SENT_BACK)],
        reason="Permukaan berkarat di bawah lapisan pelindung",
        vehicle="G 1907 KB",
        by=cast.clerk,
        returned_at=at,
        at=at,
    )
