"""Settlements called off: their receipt is held back, their supplier is told."""

import pytest
from django.core import mail

from materialcenter import jobs
from materialcenter.errors import Invalid, Missing
from materialcenter.models import AuditEntry, Supplier
from materialcenter.person import WrongRole
from orders.models import (
    Receipt,
    SettledReceiptLine,
    SupplierInvoice,
    SupplierPayment,
)
from orders.reports.settling import supplier_to_settle
from orders.services.deciding_supplier_invoices import refuse_supplier_invoice
from orders.services.sending import NoMailAddress
from orders.services.sending_settlements import (
    mail_void_settlement,
    mark_settlement_sent,
)
from orders.services.settling import (
    NotASettlement,
    SettlementPaid,
    cancel_settlement,
    settle_receipt,
)
from orders.services.settling_again import NotHeldBack, settle_again
from orders.services.starting_settlements import (
    receipts_due,
)
from orders.services.states import NotInThisState
from tests.cast import NOW, Depot
from tests.orders.payable_world import payable
from tests.orders.purchases import pieces, receive, sent
from tests.orders.settling_world import settle, settled_on_receipt

pytestmark = pytest.mark.django_db


def _again(depot: Depot, receipt: Receipt, *, by: str = "fajar") -> None:
    settle_again(receipt_id=receipt.pk, by=depot.person(by), at=NOW)


class TestCancelSettlement:
    def _cancel(
        self,
        depot: Depot,
        invoice: SupplierInvoice,
        *,
        by: str = "sinta",
        reason: str = "Harga salah",
    ) -> SupplierInvoice:
        return cancel_settlement(
            supplier_invoice_id=invoice.pk, reason=reason, by=depot.person(by), at=NOW
        )

    def test_holds_the_receipt_back_until_somebody_has_it_settled_again(self, depot: Depot) -> None:
        supplier = settled_on_receipt(depot)
        order = sent(depot, freight=1000)
        receipt = receive(depot, order, pieces(10))
        invoice = settle(receipt)
        gone = self._cancel(depot, invoice)
        assert (gone.status, gone.decision_reason) == ("refused", "Harga salah")
        assert settle_receipt(receipt_id=receipt.pk, at=NOW) is None
        assert list(receipts_due()) == []
        (held,) = supplier_to_settle(supplier).receipts
        assert (held.is_held_back, held.net, held.freight) == (True, 4_665_900, 0)
        assert supplier_to_settle(supplier).total == 0
        assert settle(receive(depot, order, pieces(5))).freight == 1000
        _again(depot, receipt)
        jobs.run_due()
        again = SupplierInvoice.objects.get(number="ERS-TGL-2026-00003")
        assert (again.net, again.freight, again.status) == (invoice.net, 0, "approved")
        assert SettledReceiptLine.objects.filter(is_live=True).count() == 2
        with pytest.raises(NotInThisState):
            self._cancel(depot, gone)

    def test_tells_the_supplier_by_mail_once_and_why(self, depot: Depot) -> None:
        settled_on_receipt(depot)
        receive(depot, sent(depot), pieces(10))
        jobs.run_due()
        invoice = SupplierInvoice.objects.get()
        self._cancel(depot, invoice)
        jobs.run_due()
        (letter,) = [each for each in mail.outbox if "batal" in each.subject]
        assert (letter.to, invoice.number in letter.subject) == (["s01@supplier.example.id"], True)
        for told in (invoice.number, "Harga salah", "5.179.149"):
            assert told in letter.body
        mail_void_settlement(supplier_invoice_id=invoice.pk, at=NOW)
        assert len([each for each in mail.outbox if "batal" in each.subject]) == 1
        assert AuditEntry.objects.filter(action="settlement.void_sent").count() == 1

    def test_mails_nothing_of_what_was_never_mailed(self, depot: Depot) -> None:
        settled_on_receipt(depot)
        order = sent(depot)
        jobs.run_due()
        Supplier.objects.update(email="")
        receive(depot, order, pieces(10))
        jobs.run_due()
        invoice = SupplierInvoice.objects.get()
        before = len(mail.outbox)
        self._cancel(depot, invoice)
        jobs.run_due()
        assert len(mail.outbox) == before
        Supplier.objects.update(email="s01@supplier.example.id")
        # The mail server took it while it was being called off.
        mark_settlement_sent(supplier_invoice_id=invoice.pk, at=NOW)
        Supplier.objects.update(email="")
        with pytest.raises(NoMailAddress):
            mail_void_settlement(supplier_invoice_id=invoice.pk, at=NOW)
        Supplier.objects.update(email="s01@supplier.example.id")
        jobs.run_due()
        assert SupplierInvoice.objects.get().void_sent_at is not None

    def test_of_one_that_is_held_comes_by_refusing_it(self, depot: Depot) -> None:
        settled_on_receipt(depot)
        receipt = receive(depot, sent(depot), pieces(10))
        invoice = settle(receipt)
        SupplierInvoice.objects.filter(pk=invoice.pk).update(status="held")
        refuse_supplier_invoice(
            supplier_invoice_id=invoice.pk, reason="Tidak", by=depot.person("sinta"), at=NOW
        )
        assert settle_receipt(receipt_id=receipt.pk, at=NOW) is None
        assert Receipt.objects.get(pk=receipt.pk).called_off == invoice

    def test_is_taken_back_by_finance_once(self, depot: Depot, stranger: Depot) -> None:
        settled_on_receipt(depot)
        receipt = receive(depot, sent(depot), pieces(10))
        self._cancel(depot, settle(receipt))
        for name in ("putri", "wati", "agus"):
            with pytest.raises(WrongRole):
                _again(depot, receipt, by=name)
        with pytest.raises(Missing):
            _again(stranger, receipt)
        _again(depot, receipt, by="sinta")
        with pytest.raises(NotHeldBack):
            _again(depot, receipt)
        assert AuditEntry.objects.filter(action="settlement.again").count() == 1

    def test_refuses_and_changes_nothing(self, depot: Depot, stranger: Depot) -> None:
        own = payable(depot, "INV-9")
        settled_on_receipt(depot)
        invoice = settle(receive(depot, sent(depot), pieces(10)))
        with pytest.raises(NotASettlement):
            self._cancel(depot, own)
        with pytest.raises(WrongRole):
            self._cancel(depot, invoice, by="fajar")
        with pytest.raises(Missing):
            self._cancel(stranger, invoice)
        with pytest.raises(Invalid) as refusal:
            self._cancel(depot, invoice, reason=" ")
        assert refusal.value.code == "reason_missing"
        SupplierPayment.objects.create(
            center=depot.center, number="SP-1", invoice=invoice, amount=1
        )
        with pytest.raises(SettlementPaid):
            self._cancel(depot, invoice)
        SupplierPayment.objects.update(status="dropped")
        SupplierInvoice.objects.filter(pk=invoice.pk).update(paid=1)
        with pytest.raises(SettlementPaid):
            self._cancel(depot, invoice)
        assert SettledReceiptLine.objects.filter(is_live=True).count() == 1

    def test_is_no_way_to_refuse_what_may_be_paid(self, depot: Depot) -> None:
        own = payable(depot, "INV-9")
        SupplierInvoice.objects.filter(pk=own.pk).update(status="approved")
        with pytest.raises(NotInThisState):
            refuse_supplier_invoice(
                supplier_invoice_id=own.pk, reason="Tidak", by=depot.person("sinta"), at=NOW
            )
