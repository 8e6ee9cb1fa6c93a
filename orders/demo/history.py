"""What the demo's past does not do again: mails, and looks at stock that has moved on."""

from datetime import datetime

from materialcenter import audit
from materialcenter.commands import command
from materialcenter.models import Job
from orders.demo.people import Cast
from orders.models import PurchaseOrder
from orders.services.printing import purchase_order_pdf
from orders.services.sending import keep_purchase_order_document, mark_purchase_order_sent


def mail_long_ago(order: PurchaseOrder, *, at: datetime) -> None:
    """Keep an order's PDF and note that it went out then, without mailing it now."""
    fresh = PurchaseOrder.objects.select_related("supplier", "center").get(pk=order.pk)
    keep_purchase_order_document(
        purchase_order_id=order.pk,
        revision=fresh.revision,
        content=purchase_order_pdf(fresh),
        at=at,
    )
    mark_purchase_order_sent(purchase_order_id=order.pk, revision=fresh.revision, at=at)


@command
def close_history(cast: Cast, *, at: datetime) -> None:
    """Mark every waiting job of the center as finished without doing it.

    They would mail what is long over, or look at stock as it was then. Such a job shows no
    attempt, and the audit says how many they were.
    """
    waiting = Job.objects.filter(center_id=cast.center_id, finished_at=None, failed_at=None)
    audit.record(
        by=cast.system,
        action="demo.history_closed",
        subject="Job",
        subject_id=None,
        at=at,
        jobs=waiting.update(finished_at=at),
    )
