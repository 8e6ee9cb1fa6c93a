"""What tests of payables need: an invoice that may be paid, of any amount and due day."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from orders.models import SupplierInvoice
from orders.services.deciding_supplier_invoices import release_supplier_invoice
from orders.services.matching import match_invoice
from tests.cast import NOW, Depot
from tests.orders.purchases import bill, sent

TODAY = NOW.date()


def payable(
    depot: Depot,
    number: str,
    *,
    kg: str = "100",
    due: int = 30,
    supplier: str = "S01",
) -> SupplierInvoice:
    """Enter an invoice at Rp 10 000 per kg and VAT, match it, have it released.

    due: days from TODAY; below zero it is late.
    """
    invoice = bill(depot, sent(depot, supplier=supplier), (1, kg, 10_000), number=number)
    match_invoice(supplier_invoice_id=invoice.pk, at=NOW)
    released = release_supplier_invoice(
        supplier_invoice_id=invoice.pk, reason="Agreed", by=depot.person("sinta"), at=NOW
    )
    due_on = TODAY + timedelta(days=due)
    fields: dict[str, Any] = {"due_on": due_on, "invoiced_on": min(TODAY, due_on)}
    SupplierInvoice.objects.filter(pk=released.pk).update(**fields)
    released.refresh_from_db()
    return released


def day(days: int) -> date:
    """Return a day counted from TODAY."""
    return TODAY + timedelta(days=days)


def banked(depot: Depot, *codes: str, percent: str = "0", days: int = 0) -> None:
    """Give suppliers an account at a bank, all where none is named, and terms for paying early."""
    for code in codes or depot.suppliers:
        supplier = depot.suppliers[code]
        supplier.bank_name, supplier.bank_account = "BCA", f"00{supplier.pk:08d}"
        supplier.bank_holder = supplier.name
        supplier.early_discount_percent, supplier.early_discount_days = Decimal(percent), days
        supplier.save()
