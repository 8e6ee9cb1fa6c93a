"""The world of the benchmark of matching holds what it says, in as many statements whatever its size."""

import pytest
from django.utils import timezone

from orders.management.benchmarks.matching.report import statements_of
from orders.management.benchmarks.matching.world import DEAR, found_depot, write_invoices
from orders.models import SupplierInvoice

pytestmark = pytest.mark.django_db(transaction=True)


class TestMatching:
    def test_takes_the_same_statements_for_1_5_and_50_lines(self) -> None:
        depot, at, written = found_depot(), timezone.now(), 0
        counted = set()
        for lines in (1, 5, 50):
            write_invoices(depot, first=written, last=written + 2, lines=lines, at=at)
            counted |= {statements_of(written + n, at=at) for n in (1, 2)}
            written += 2
        assert len(counted) == 1
        assert set(SupplierInvoice.objects.values_list("status", flat=True)) == {"approved"}

    def test_holds_what_bills_too_much(self) -> None:
        depot, at = found_depot(), timezone.now()
        write_invoices(depot, first=DEAR - 2, last=DEAR, lines=2, at=at)
        for invoice_id in (DEAR - 1, DEAR):
            statements_of(invoice_id, at=at)
        rows = SupplierInvoice.objects.order_by("pk").values_list("status", flat=True)
        assert list(rows) == ["approved", "held"]
