"""What workshops owe, and what they paid ahead."""

from django.db.models import F, Q, Sum

from orders.models import Invoice, Payment


def deposit_left(*, workshop_id: int, pool_id: int) -> int:
    """Return what is left of the deposits that a workshop paid for a pool."""
    sums = Payment.objects.filter(workshop_id=workshop_id, pool_id=pool_id).aggregate(
        paid=Sum("amount", filter=Q(invoice=None)),
        used=Sum("amount", filter=Q(method=Payment.Method.DEPOSIT, invoice__isnull=False)),
    )
    return int((sums["paid"] or 0) - (sums["used"] or 0))


def exposure(workshop_id: int) -> int:
    """Sum what a workshop owes on its invoices, in whole rupiah."""
    owed = (
        Invoice.objects.filter(workshop_id=workshop_id)
        .unpaid()
        .aggregate(owed=Sum(F("total") - F("paid")))["owed"]
    )
    return int(owed or 0)
