"""What the demo's people were told by now, and one message that did not get out."""

from datetime import datetime

from materialcenter.jobs import TELL_NEWS
from materialcenter.models import Delivery, Job
from materialcenter.services.telling import sending
from materialcenter.services.telling.news import tell_news
from orders.demo.calendar import Calendar
from orders.demo.people import BUYS_FOR, Cast
from orders.models import Invoice, SupplierInvoice

# What a mail server says whose customer has not looked for months.
MAILBOX_FULL = "452 4.2.2 The mailbox is full"


def tell_people(cast: Cast, calendar: Calendar) -> None:
    """Tell at once what waits to be told, since the demo is looked at before a worker has run.

    Their jobs run all the same and find that everybody knows. Of what happened before, finance
    was told of the bills that are still held, by a mail that was given up, and sari of her
    workshop's newest invoice.
    """
    waiting = Job.objects.waiting().filter(center_id=cast.center_id, task=TELL_NEWS)
    for arguments in waiting.order_by("pk").values_list("arguments", flat=True):
        tell_news(**arguments, at=calendar.now)
    held = SupplierInvoice.objects.filter(
        center_id=cast.center_id, status=SupplierInvoice.Status.HELD
    )
    told_at = calendar.ago(2, 9)
    for invoice_id in held.order_by("pk").values_list("pk", flat=True):
        tell_news(about="bill_held", about_id=invoice_id, mark="", at=told_at)
    for delivery in Delivery.objects.filter(notice__created_at=told_at).order_by("pk"):
        _give_up(delivery, not_after=calendar.now)
    bills = Invoice.objects.filter(workshop__code=BUYS_FOR["sari"], center_id=cast.center_id)
    newest = bills.latest("pk")
    tell_news(about="invoice", about_id=newest.pk, mark="", at=calendar.ago(3, 9))


def _give_up(delivery: Delivery, *, not_after: datetime) -> None:
    while delivery.gave_up_at is None:
        sending.note_failed(
            delivery_ids=[delivery.pk],
            reason=MAILBOX_FULL,
            is_gone=False,
            at=min(delivery.due_at, not_after),
        )
        delivery.refresh_from_db()
