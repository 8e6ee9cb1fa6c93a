"""Debit and credit notes at once: booked once, and never over what was billed."""

import threading
from decimal import Decimal
from functools import partial

import pytest

from materialcenter.access import Person
from materialcenter.commands import command
from materialcenter.models import AuditEntry, Membership
from orders.models import SupplierCredit, SupplierInvoice
from orders.rules.crediting_suppliers import CreditedPart
from orders.services.debiting import book_debit_note, draft_debit_note
from orders.services.matching import match_invoice
from orders.services.states import NotInThisState
from orders.services.taking_supplier_credits import (
    BadSupplierCredit,
    CreditPaper,
    enter_supplier_credit,
)
from tests.cast import NOW, Depot
from tests.harness.together import together
from tests.orders.purchases import bill, pieces, receive, sent

pytestmark = pytest.mark.django_db(transaction=True)


def _drafted(depot: Depot) -> SupplierCredit:
    """Draft the note of an invoice that putri entered, who is let to for this once."""
    Membership.objects.create(center=depot.center, user=depot.users["putri"], role="finance")
    order = sent(depot)
    receive(depot, order, pieces(10))
    invoice = bill(depot, order, (1, "500", 10_000), by="putri")
    match_invoice(supplier_invoice_id=invoice.pk, at=NOW)
    return draft_debit_note(supplier_invoice_id=invoice.pk, by=depot.person("fajar"), at=NOW)


class TestBookDebitNote:
    def _bookers(self, depot: Depot) -> list[Person]:
        return [depot.person("sinta"), depot.person("fajar")]

    def test_two_at_once_book_once(self, depot: Depot) -> None:
        note = _drafted(depot)
        book = partial(
            book_debit_note, supplier_invoice_id=note.invoice_id, amount=note.amount, at=NOW
        )
        answers = together([partial(book, by=by) for by in self._bookers(depot)])
        assert sum(isinstance(a, SupplierCredit) for a in answers) == 1, answers
        assert sum(isinstance(a, NotInThisState) for a in answers) == 1, answers
        invoice = SupplierInvoice.objects.get()
        assert (invoice.credited, invoice.status) == (note.amount, "approved")
        assert AuditEntry.objects.filter(action="debit_note.booked").count() == 1

    def test_two_at_once_both_book_without_the_lock(self, depot: Depot) -> None:
        note = _drafted(depot)
        both_read = threading.Barrier(2)

        @command
        def book_without_lock(by: Person) -> SupplierCredit:
            found = SupplierCredit.objects.get(pk=note.pk)
            both_read.wait(30)
            assert found.status == "draft"
            found.status, found.booked_by_id = "booked", by.user_id
            found.save(update_fields=["status", "booked_by"])
            return found

        answers = together([partial(book_without_lock, by) for by in self._bookers(depot)])
        assert all(isinstance(a, SupplierCredit) for a in answers), answers


class TestEnterSupplierCredit:
    def test_two_at_once_never_credit_more_than_was_billed(self, depot: Depot) -> None:
        invoice_id = _drafted(depot).invoice_id
        parts = [CreditedPart(1, Decimal(300), 3_000_000)]
        papers = [
            CreditPaper(number, NOW.date(), parts, 330_000, 3_330_000, "Kurang kirim")
            for number in ("NK-1", "NK-2")
        ]
        enter = partial(
            enter_supplier_credit,
            supplier_invoice_id=invoice_id,
            by=depot.person("fajar"),
            at=NOW,
        )
        answers = together([partial(enter, paper=paper) for paper in papers])
        assert sum(isinstance(a, SupplierCredit) for a in answers) == 1, answers
        assert sum(isinstance(a, BadSupplierCredit) for a in answers) == 1, answers
        assert SupplierInvoice.objects.get().credited == 3_330_000
