"""What tests of settling need: a supplier that is settled on receipt, and a settlement."""

from datetime import date

from materialcenter.models import Supplier
from orders.models import (
    Receipt,
    SupplierInvoice,
)
from orders.services.settling import (
    settle_receipt,
)
from tests.cast import NOW, Depot

TODAY = NOW.date()


def settled_on_receipt(depot: Depot, *, since: date | None = TODAY) -> Supplier:
    """Have S01 settled on receipt, by itself from a day on."""
    supplier = depot.suppliers["S01"]
    supplier.settles_on_receipt, supplier.settled_since = True, since
    supplier.save()
    return supplier


def settle(receipt: Receipt) -> SupplierInvoice:
    """Settle a receipt of which something is due."""
    invoice = settle_receipt(receipt_id=receipt.pk, at=NOW)
    assert invoice is not None
    return invoice
