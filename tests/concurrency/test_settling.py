"""Settling the same receipt at once: by the order's lock, and by the index where it is not held."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection

from materialcenter import audit
from materialcenter.commands import command
from materialcenter.person import system_person
from orders.models import (
    Receipt,
    SettledReceiptLine,
    SupplierInvoice,
    SupplierInvoiceLine,
)
from orders.reports.settling import receipt_to_settle
from orders.services import settling
from orders.services.settling import cancel_settlement, settle_receipt
from tests.cast import NOW, Depot
from tests.harness.together import together
from tests.orders.purchases import pieces, receive, sent

pytestmark = pytest.mark.django_db(transaction=True)


def _received(depot: Depot) -> Receipt:
    supplier = depot.suppliers["S01"]
    supplier.settles_on_receipt, supplier.settled_since = True, NOW.date()
    supplier.save()
    return receive(depot, sent(depot, freight=1000), pieces(60), pieces(40, heat="D2"))


@contextmanager
def _without_index() -> Iterator[None]:
    """Take away what keeps a received line in one live settlement, for a while."""
    constraint = next(c for c in SettledReceiptLine._meta.constraints if c.name == "settled_once")
    with connection.schema_editor() as editor:
        editor.remove_constraint(SettledReceiptLine, constraint)
    try:
        yield
    finally:
        SettledReceiptLine.objects.all().delete()
        SupplierInvoiceLine.objects.all().delete()
        SupplierInvoice.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(SettledReceiptLine, constraint)


def _two_without_lock(receipt: Receipt) -> list[Any]:
    """Settle twice at once as settle_receipt does, save that nobody waits for the order."""
    both_read = threading.Barrier(2)

    @command
    def settle_without_lock() -> SupplierInvoice:
        found = Receipt.objects.select_related("supplier", "center").get(pk=receipt.pk)
        due = receipt_to_settle(found)
        assert due is not None
        both_read.wait(30)
        invoice = settling._write(due, at=NOW)
        settling._write_lines(invoice, due)
        audit.record(
            by=system_person(found.center_id),
            action="settlement.drafted",
            subject="SupplierInvoice",
            subject_id=invoice.pk,
            at=NOW,
        )
        return invoice

    return together([settle_without_lock, settle_without_lock])


class TestSettle:
    def test_many_workers_at_once_settle_a_receipt_once(self, depot: Depot) -> None:
        receipt = _received(depot)
        answers = together([partial(settle_receipt, receipt_id=receipt.pk, at=NOW)] * 5)
        assert sum(isinstance(answer, SupplierInvoice) for answer in answers) == 1
        assert answers.count(None) == 4
        assert SupplierInvoice.objects.get().freight == 1000
        assert SettledReceiptLine.objects.filter(is_live=True).count() == 2

    def test_the_index_decides_where_nobody_locks(self, depot: Depot) -> None:
        answers = _two_without_lock(_received(depot))
        kinds = sorted(type(answer).__name__ for answer in answers)
        assert kinds == ["IntegrityError", "SupplierInvoice"]
        assert any(isinstance(a, IntegrityError) and "settled_once" in str(a) for a in answers)
        assert SupplierInvoice.objects.count() == 1

    def test_is_paid_twice_without_lock_and_index(self, depot: Depot) -> None:
        receipt = _received(depot)
        with _without_index():
            answers = _two_without_lock(receipt)
            assert all(isinstance(answer, SupplierInvoice) for answer in answers), answers
            assert SettledReceiptLine.objects.filter(is_live=True).count() == 4

    def test_two_call_one_off_once(self, depot: Depot) -> None:
        invoice = settle_receipt(receipt_id=_received(depot).pk, at=NOW)
        assert invoice is not None
        answers = together(
            [
                partial(
                    cancel_settlement,
                    supplier_invoice_id=invoice.pk,
                    reason="Salah",
                    by=depot.person("sinta"),
                    at=NOW,
                )
            ]
            * 2
        )
        kinds = sorted(type(answer).__name__ for answer in answers)
        assert kinds == ["NotInThisState", "SupplierInvoice"]
