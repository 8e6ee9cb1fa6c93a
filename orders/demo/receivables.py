"""Money that came in and waits for its invoices, and a rest that may never come."""

from datetime import datetime
from itertools import groupby

from django.utils import timezone

from orders.demo.files import take_content
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


def bring_bank_statement(cast: Cast, *, at: datetime) -> None:
    """Have finance bring a statement: a workshop paid its two oldest invoices in one transfer."""
    rows = Invoice.objects.visible_to(cast.finance).unpaid().select_related("workshop")
    by_workshop = groupby(
        rows.order_by("workshop_id", "due_on", "pk"), key=lambda invoice: invoice.workshop
    )
    owed = [(workshop, list(invoices)) for workshop, invoices in by_workshop]
    workshop, (first, second, *_more) = max(owed, key=lambda row: len(row[1]))
    amount = first.total - first.paid + second.total - second.paid
    day = f"{timezone.localdate(at):%d/%m/%Y}"
    lines = (
        "Tanggal;Keterangan;Debit;Kredit",
        f"{day};TRSF E-BANKING CR {workshop.name.upper()};;{amount}",
        f"{day};BIAYA ADM;15000;",
        f"{day};BUNGA GIRO;;21450",
    )
    content = "\n".join(lines).encode()
    take_content("bank_statement", "mutasi-rekening.csv", content, by=cast.finance, at=at)
