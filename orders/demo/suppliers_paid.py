"""What the suppliers of the September pool were paid: one batch went out, one waits."""

from datetime import datetime, timedelta

from django.utils import timezone

from materialcenter.models import Supplier
from materialcenter.services.keeping_days_off import keep_day_off
from materialcenter.services.registering import change_supplier
from orders.demo.calendar import Calendar
from orders.demo.people import Cast
from orders.models import PaymentBatch, SupplierInvoice
from orders.reports.payables import open_payables
from orders.services.batching_payments import (
    Chosen,
    approve_payment_batch,
    draft_payment_batch,
    pay_payment_batch,
)
from orders.services.paying_suppliers import open_of

PAID_DAYS_AGO = 5
LOCAL_HOLIDAY_IN_DAYS = 16
BANKS = ("Bank Jateng", "BRI", "BCA", "Mandiri")
EARLY = {"early_discount_percent": "1,5", "early_discount_days": 40}


def pay_suppliers(cast: Cast, calendar: Calendar) -> None:
    """Pay the oldest payable in full, by a batch; leave half of the next one for approval."""
    oldest, *others = open_payables(cast.finance).order_by("due_on", "pk")[:2]
    _give_accounts(cast, at=calendar.ago(PAID_DAYS_AGO + 1, 8))
    first = _draft(cast, oldest, open_of(oldest), at=calendar.ago(PAID_DAYS_AGO + 1, 9))
    approve_payment_batch(
        payment_batch_id=first.pk, by=cast.supervisor, at=calendar.ago(PAID_DAYS_AGO + 1, 13)
    )
    paid_at = calendar.ago(PAID_DAYS_AGO, 15)
    pay_payment_batch(
        payment_batch_id=first.pk,
        paid_on=timezone.localdate(paid_at),
        reference="FT2611-0087",
        by=cast.finance,
        at=paid_at,
    )
    for other in others:
        _draft(cast, other, open_of(other) // 2, at=calendar.ago(0, 8))
    keep_day_off(
        day=calendar.today + timedelta(days=LOCAL_HOLIDAY_IN_DAYS),
        name="Sedekah bumi; Bank Jateng cabang Slawi tutup",
        is_off=True,
        by=cast.finance,
        at=calendar.now,
    )


def _give_accounts(cast: Cast, *, at: datetime) -> None:
    for n, supplier in enumerate(Supplier.objects.visible_to(cast.finance).order_by("code")):
        account = {
            "bank_name": BANKS[n % len(BANKS)],
            "bank_account": f"{1_403_000_127 + 7919 * n:012d}",
            "bank_holder": supplier.name,
        }
        given = account if n else {**account, **EARLY}
        change_supplier(code=supplier.code, details=given, by=cast.finance, at=at)


def _draft(cast: Cast, invoice: SupplierInvoice, closes: int, *, at: datetime) -> PaymentBatch:
    return draft_payment_batch(
        pay_on=timezone.localdate(at), chosen=[Chosen(invoice.pk, closes)], by=cast.finance, at=at
    )
