"""Suppliers' invoices at once: entered once, matched one after the other, decided once."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from django.db import connection
from django.db.models import Sum

from materialcenter.access import Person
from materialcenter.commands import command
from materialcenter.models import AuditEntry, Membership
from orders.models import SupplierInvoice, SupplierInvoiceLine
from orders.services.deciding_supplier_invoices import release_supplier_invoice
from orders.services.matching import match_invoice
from orders.services.states import NotInThisState, move_to
from orders.services.supplier_invoicing import InvoiceKnown
from tests.cast import NOW, Depot
from tests.harness.together import together
from tests.orders.purchases import bill, pieces, receive, sent

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def _without(name: str) -> Iterator[None]:
    """Take a unique constraint away for a while."""
    constraint = next(c for c in SupplierInvoice._meta.constraints if c.name == name)
    with connection.schema_editor() as editor:
        editor.remove_constraint(SupplierInvoice, constraint)
    try:
        yield
    finally:
        SupplierInvoiceLine.objects.all().delete()
        SupplierInvoice.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(SupplierInvoice, constraint)


def _held(depot: Depot) -> SupplierInvoice:
    """Enter an invoice for what never came, by putri who is let to for this once."""
    Membership.objects.create(center=depot.center, user=depot.users["putri"], role="finance")
    invoice = bill(depot, sent(depot), (1, "100", 10_000), by="putri")
    return match_invoice(supplier_invoice_id=invoice.pk, at=NOW)


class TestEnter:
    def test_the_same_number_at_once_is_entered_once(self, depot: Depot) -> None:
        order = sent(depot)
        written = ["INV-001", "inv001", "INV 001", "Inv/001", "INV-001 ", "INV-001"]
        answers = together(
            [partial(bill, depot, order, (1, "10", 10_000), number=n) for n in written]
        )
        assert sum(isinstance(a, SupplierInvoice) for a in answers) == 1
        assert sum(isinstance(a, InvoiceKnown) for a in answers) == 5
        assert SupplierInvoice.objects.count() == 1

    def test_is_entered_twice_without_the_database_keeping_it_unique(self, depot: Depot) -> None:
        order = sent(depot)
        with _without("supplier_invoice_once"):
            answers = together(
                [lambda: bill(depot, order, (1, "10", 10_000)) for _again in range(2)]
            )
            assert all(isinstance(a, SupplierInvoice) for a in answers), answers
            assert SupplierInvoice.objects.filter(normalised_number="inv001").count() == 2


class TestMatch:
    def test_many_at_once_never_approve_more_than_was_received(self, depot: Depot) -> None:
        order = sent(depot)
        receive(depot, order, pieces(100))
        invoices = [bill(depot, order, (1, "1000", 10_000), number=f"INV-{n}").pk for n in range(8)]
        together(
            [partial(match_invoice, supplier_invoice_id=pk, at=NOW) for pk in reversed(invoices)]
        )
        approved = SupplierInvoiceLine.objects.filter(invoice__status="approved")
        assert approved.aggregate(sum=Sum("mass_kg"))["sum"] == 4000
        assert SupplierInvoice.objects.filter(status="held").count() == 4


class TestRelease:
    def _deciders(self, depot: Depot) -> list[Person]:
        return [depot.person("sinta"), depot.person("fajar")]

    def test_two_at_once_release_once(self, depot: Depot) -> None:
        invoice = _held(depot)
        answers = together(
            [
                partial(
                    release_supplier_invoice,
                    supplier_invoice_id=invoice.pk,
                    reason="Sudah dicek",
                    by=by,
                    at=NOW,
                )
                for by in self._deciders(depot)
            ]
        )
        assert sorted(type(a).__name__ for a in answers) == ["NotInThisState", "SupplierInvoice"]
        assert any(isinstance(a, NotInThisState) for a in answers)
        assert AuditEntry.objects.filter(action="supplier_invoice.released").count() == 1

    def test_two_at_once_both_release_without_the_lock(self, depot: Depot) -> None:
        invoice = _held(depot)
        both_read = threading.Barrier(2)

        @command
        def release_without_lock(by: Person) -> SupplierInvoice:
            found = SupplierInvoice.objects.get(pk=invoice.pk)
            both_read.wait(30)
            found.decided_by_id = by.user_id
            move_to(found, SupplierInvoice.Status.RELEASED, also=["decided_by"])
            return found

        answers = together([partial(release_without_lock, by) for by in self._deciders(depot)])
        assert all(isinstance(a, SupplierInvoice) for a in answers), answers
