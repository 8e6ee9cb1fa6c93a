"""What the demo's past does not do again: mails, and looks at stock that has moved on."""

from datetime import datetime

from django.db.models import F

from materialcenter.commands import command
from materialcenter.models import Job
from orders.models import PurchaseOrder
from orders.services.printing import purchase_order_pdf
from orders.services.sending import keep_purchase_order_document, mark_purchase_order_sent

NOT_DONE = "Not done: this belongs to the past of the demo depot."


def mail_long_ago(order: PurchaseOrder, *, at: datetime) -> None:
    """Keep an order's PDF and note that it went out then, without mailing it now."""
    fresh = PurchaseOrder.objects.select_related("supplier", "center").get(pk=order.pk)
    keep_purchase_order_document(
        purchase_order_id=order.pk, content=purchase_order_pdf(fresh), at=at
    )
    mark_purchase_order_sent(purchase_order_id=order.pk, at=at)


@command
def close_history(*, center_id: int, at: datetime) -> int:
    """Mark every waiting job of the center as finished without doing it; return how many.

    They would mail what is long over, or look at stock as it was then. Each row says so.
    """
    return Job.objects.filter(center_id=center_id, finished_at=None, failed_at=None).update(
        finished_at=at, attempts=F("attempts"), error=NOT_DONE
    )
