"""Money that does not come: a write-off that waits for the supervisor's word."""

from datetime import datetime

from orders.demo.people import Cast
from orders.models import Invoice, WriteOff
from orders.services.writing_off import ask_write_off

SMALL_REST = 250_000


def ask_to_write_off(cast: Cast, *, at: datetime) -> WriteOff:
    """Have finance ask that a rest of the invoice that is open longest be given up."""
    invoice = Invoice.objects.visible_to(cast.finance).unpaid().order_by("due_on", "pk")[0]
    return ask_write_off(
        invoice_id=invoice.pk,
        amount=min(invoice.total - invoice.paid, SMALL_REST),
        reason="Selisih timbang lama; bengkel pindah dan tidak bisa dihubungi lagi.",
        by=cast.finance,
        at=at,
    )
