"""Payables paid: singly and in batches, never over what is open, never twice, never alone."""

import threading
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from materialcenter.access import WrongRole
from materialcenter.errors import DomainError, Missing
from materialcenter.models import AuditEntry
from orders.models import PaymentBatch, SupplierCredit, SupplierInvoice, SupplierPayment
from orders.rules.crediting_suppliers import CreditedPart
from orders.services import paying_suppliers
from orders.services.batching_payments import (
    BadBatch,
    BadPayDay,
    Chosen,
    EmptyBatch,
    OwnBatch,
    PaidBeforeApproved,
    approve_payment_batch,
    cancel_payment_batch,
    draft_payment_batch,
    drop_supplier_payment,
    pay_payment_batch,
)
from orders.services.paying_suppliers import (
    CannotPay,
    PaidByAnother,
    PaidOnWrongDay,
    PaymentUnderWay,
    ReferenceMissing,
    pay_supplier_invoice,
)
from orders.services.states import NotInThisState
from orders.services.taking_supplier_credits import CreditPaper, enter_supplier_credit
from tests.cast import NOW, Depot
from tests.harness.together import raised, together
from tests.orders.payable_world import TODAY, banked, day, payable
from tests.orders.purchases import bill, sent

pytestmark = pytest.mark.django_db
FULL = 1_110_000


def _pay(depot: Depot, invoice: SupplierInvoice, closes: int = FULL, **more: Any) -> Any:
    given: dict[str, Any] = {"paid_on": TODAY, "reference": "TRF 1", "by": "sinta", **more}
    given["by"] = depot.person(given["by"])
    return pay_supplier_invoice(supplier_invoice_id=invoice.pk, closes=closes, at=NOW, **given)


def _draft(
    depot: Depot, *chosen: tuple[SupplierInvoice, int], pay_on: Any = TODAY, by: str = "fajar"
) -> PaymentBatch:
    return draft_payment_batch(
        pay_on=pay_on,
        chosen=[Chosen(invoice.pk, closes) for invoice, closes in chosen],
        by=depot.person(by),
        at=NOW,
    )


def _approve(depot: Depot, batch: PaymentBatch, by: str = "sinta") -> PaymentBatch:
    return approve_payment_batch(payment_batch_id=batch.pk, by=depot.person(by), at=NOW)


def _paid(depot: Depot, batch: PaymentBatch, **more: Any) -> PaymentBatch:
    given: dict[str, Any] = {"paid_on": TODAY, "reference": "BCA 77", **more}
    return pay_payment_batch(payment_batch_id=batch.pk, by=depot.person("fajar"), at=NOW, **given)


def _credit(depot: Depot, invoice: SupplierInvoice, net: int) -> SupplierCredit:
    tax = net * 11 // 100
    paper = CreditPaper(
        number=f"NK-{net}",
        dated_on=TODAY,
        parts=[CreditedPart(1, Decimal(0), net)],
        tax=tax,
        total=net + tax,
        reason="Potongan",
    )
    return enter_supplier_credit(
        supplier_invoice_id=invoice.pk, paper=paper, by=depot.person("fajar"), at=NOW
    )


def _codes(refusal: DomainError) -> list[str]:
    return [fault.code for fault in refusal.faults]


def _standing(*invoices: SupplierInvoice) -> list[tuple[int, int]]:
    found = SupplierInvoice.objects.filter(pk__in=[row.pk for row in invoices]).order_by("pk")
    return [(row.paid, row.credited) for row in found]


class TestPaySupplierInvoice:
    def test_closes_it_in_parts_with_the_discount_of_what_came_early(self, depot: Depot) -> None:
        banked(depot, percent="2", days=10)
        invoice = payable(depot, "A")
        first = _pay(depot, invoice, 110_000)
        assert (first.amount, first.discount, first.status) == (107_800, 2_200, "paid")
        SupplierInvoice.objects.filter(pk=invoice.pk).update(invoiced_on=day(-11))
        second = _pay(depot, invoice, 1_000_000)
        assert (second.amount, second.discount) == (1_000_000, 0)
        assert second.bank_account == depot.suppliers["S01"].bank_account
        assert _standing(invoice) == [(1_107_800, 2_200)]
        assert AuditEntry.objects.filter(action="supplier_payment.paid").count() == 2

    def test_refuses_what_is_not_open_like_that_and_changes_nothing(self, depot: Depot) -> None:
        invoice = payable(depot, "A")
        for closes, paid_on, codes in (
            (FULL + 1, TODAY, ["payment_over_open"]),
            (0, TODAY, ["amount_not_positive"]),
            (1, day(-1), ["paid_before_invoice"]),
        ):
            with pytest.raises(CannotPay) as refusal:
                _pay(depot, invoice, closes, paid_on=paid_on)
            assert _codes(refusal.value) == codes
        for error, given in (
            (PaidOnWrongDay, {"paid_on": day(1)}),
            (ReferenceMissing, {"reference": " "}),
            (PaidByAnother, {"by": "fajar"}),
            (WrongRole, {"by": "putri"}),
        ):
            with pytest.raises(error):
                _pay(depot, invoice, **given)
        held = bill(depot, sent(depot), (1, "100", 10_000), number="HELD")
        with pytest.raises(CannotPay) as refusal:
            _pay(depot, held)
        assert _codes(refusal.value) == ["not_payable"]
        assert _standing(invoice, held) == [(0, 0), (0, 0)]
        assert not SupplierPayment.objects.exists()

    def test_refuses_what_is_paid_or_planned_already(self, depot: Depot) -> None:
        banked(depot)
        invoice, other = payable(depot, "A"), payable(depot, "B")
        _pay(depot, invoice)
        _draft(depot, (other, 1))
        for twice, code in ((invoice, "payment_over_open"), (other, "planned_already")):
            with pytest.raises(CannotPay) as refusal:
                _pay(depot, twice)
            assert _codes(refusal.value) == [code]

    def test_finds_nothing_of_another_center(self, depot: Depot, stranger: Depot) -> None:
        invoice = payable(depot, "A")
        with pytest.raises(Missing):
            pay_supplier_invoice(
                supplier_invoice_id=invoice.pk,
                closes=1,
                paid_on=TODAY,
                reference="x",
                by=stranger.person("sinta"),
                at=NOW,
            )


class TestPaymentBatch:
    def test_is_drafted_approved_by_another_and_paid(self, depot: Depot) -> None:
        banked(depot, percent="2", days=10)
        whole, part = payable(depot, "A"), payable(depot, "B")
        batch = _draft(depot, (whole, FULL), (part, 500_000))
        assert _standing(whole, part) == [(0, 0), (0, 0)]
        with pytest.raises(OwnBatch):
            _approve(depot, batch, by="fajar")
        with pytest.raises(NotInThisState):
            _paid(depot, batch)
        _approve(depot, batch)
        with pytest.raises(NotInThisState):
            _approve(depot, batch)
        assert _paid(depot, batch).status == "paid"
        assert _standing(whole, part) == [(1_087_800, 22_200), (490_000, 10_000)]
        with pytest.raises(NotInThisState):
            _paid(depot, batch)
        told = AuditEntry.objects.filter(action__startswith="payment_batch.").order_by("pk")
        assert [row.action.partition(".")[2] for row in told] == ["drafted", "approved", "paid"]
        again = _draft(depot, (part, 610_000))
        assert [batch.number, again.number] == ["PP-TGL-2026-00001", "PP-TGL-2026-00002"]

    def test_loses_the_discount_when_the_bank_paid_late(self, depot: Depot) -> None:
        banked(depot, percent="2", days=10)
        invoice = payable(depot, "A")
        batch = _approve(depot, _draft(depot, (invoice, FULL)))
        SupplierInvoice.objects.filter(pk=invoice.pk).update(invoiced_on=day(-11))
        _paid(depot, batch)
        assert _standing(invoice) == [(1_087_800, 0)]
        assert SupplierPayment.objects.get().discount == 0

    def test_names_everything_that_stands_against_a_draft(self, depot: Depot) -> None:
        banked(depot, "S01")
        planned, over = payable(depot, "A"), payable(depot, "B")
        without = payable(depot, "C", supplier="S02")
        _draft(depot, (planned, 1))
        with pytest.raises(CannotPay) as refusal:
            _draft(depot, (planned, 1), (over, FULL + 1), (without, FULL))
        assert [(fault.code, fault.place) for fault in refusal.value.faults] == [
            ("planned_already", "A"),
            ("payment_over_open", "B"),
            ("no_bank_account", "C"),
        ]
        for error, chosen, pay_on in (
            (BadBatch, (), TODAY),
            (BadBatch, ((over, 1), (over, 1)), TODAY),
            (BadPayDay, ((over, 1),), day(-1)),
            (BadPayDay, ((over, 1),), day(400)),
        ):
            with pytest.raises(error):
                _draft(depot, *chosen, pay_on=pay_on)
        for name in ("agus", "putri", "sari"):
            with pytest.raises(WrongRole):
                _draft(depot, (over, 1), by=name)
        assert PaymentBatch.objects.count() == 1

    def test_pays_none_when_one_is_open_no_longer(self, depot: Depot) -> None:
        banked(depot)
        one, other = payable(depot, "A"), payable(depot, "B")
        batch = _approve(depot, _draft(depot, (one, FULL), (other, FULL)))
        SupplierInvoice.objects.filter(pk=other.pk).update(credited=1)
        with pytest.raises(CannotPay) as refusal:
            _paid(depot, batch)
        assert [fault.place for fault in refusal.value.faults] == ["B"]
        assert _standing(one, other) == [(0, 0), (0, 1)]
        drop_supplier_payment(
            number=batch.payments.get(invoice=other).number, by=depot.person("fajar"), at=NOW
        )
        _paid(depot, batch)
        assert _standing(one, other) == [(FULL, 0), (0, 1)]

    def test_is_not_approved_over_what_is_open_since_the_draft(self, depot: Depot) -> None:
        banked(depot)
        one, other = payable(depot, "A"), payable(depot, "B")
        batch = _draft(depot, (one, FULL), (other, FULL))
        SupplierInvoice.objects.filter(pk=other.pk).update(credited=1)
        with pytest.raises(CannotPay) as refusal:
            _approve(depot, batch)
        assert [(row.code, row.place) for row in refusal.value.faults] == [
            ("payment_over_open", "B")
        ]
        batch.refresh_from_db()
        assert (batch.status, batch.approved_at) == ("draft", None)
        assert {row.bank_account for row in batch.payments.all()} == {""}

    def test_is_not_lowered_under_what_the_bank_was_told_to_pay(self, depot: Depot) -> None:
        banked(depot)
        invoice = payable(depot, "A")
        batch = _draft(depot, (invoice, 1_000_000))
        _credit(depot, invoice, 50_000)
        _approve(depot, batch)
        with pytest.raises(PaymentUnderWay) as refusal:
            _credit(depot, invoice, 60_000)
        assert "Rp1.000.000" in str(refusal.value)
        assert "Rp987.900" in str(refusal.value)
        assert _standing(invoice) == [(0, 55_500)]

    def test_is_not_paid_before_it_was_approved(self, depot: Depot) -> None:
        banked(depot)
        invoice = payable(depot, "A", due=-3)
        batch = _approve(depot, _draft(depot, (invoice, FULL)))
        with pytest.raises(PaidBeforeApproved):
            _paid(depot, batch, paid_on=day(-1))
        assert _standing(invoice) == [(0, 0)]

    def test_drops_single_payments_and_all_when_cancelled(self, depot: Depot) -> None:
        banked(depot)
        one, other = payable(depot, "A"), payable(depot, "B")
        batch, fajar = _draft(depot, (one, FULL), (other, FULL)), depot.person("fajar")
        first, second = batch.payments.order_by("pk")
        drop_supplier_payment(number=first.number, by=fajar, at=NOW)
        with pytest.raises(NotInThisState):
            drop_supplier_payment(number=first.number, by=fajar, at=NOW)
        drop_supplier_payment(number=second.number, by=fajar, at=NOW)
        with pytest.raises(EmptyBatch):
            _approve(depot, batch)
        with pytest.raises(Missing):
            drop_supplier_payment(number="SP-X", by=fajar, at=NOW)
        more = _approve(depot, _draft(depot, (one, FULL)))
        cancel_payment_batch(payment_batch_id=more.pk, by=fajar, at=NOW)
        with pytest.raises(NotInThisState):
            _paid(depot, more)
        assert set(SupplierPayment.objects.values_list("status", flat=True)) == {"dropped"}
        assert _pay(depot, one).amount == FULL

    def test_is_nothing_to_another_center(self, depot: Depot, stranger: Depot) -> None:
        banked(depot)
        invoice = payable(depot, "A")
        batch, by = _draft(depot, (invoice, 1)), stranger.person("sinta")
        with pytest.raises(Missing):
            approve_payment_batch(payment_batch_id=batch.pk, by=by, at=NOW)
        with pytest.raises(Missing):
            cancel_payment_batch(payment_batch_id=batch.pk, by=by, at=NOW)
        with pytest.raises(Missing):
            drop_supplier_payment(number=batch.payments.get().number, by=by, at=NOW)


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_two_pay_one_invoice_and_one_is_refused(self, depot: Depot) -> None:
        invoice = payable(depot, "A")
        outcomes = together([lambda: _pay(depot, invoice)] * 2)
        assert [type(error) for error in raised(outcomes)] == [CannotPay]
        assert _standing(invoice) == [(FULL, 0)]
        assert SupplierPayment.objects.count() == 1

    def test_without_the_lock_an_invoice_would_be_paid_twice(
        self, depot: Depot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        invoice = payable(depot, "A")
        looked = threading.Barrier(2)

        def unlocked(ids: Sequence[int], *, by: Any) -> dict[int, SupplierInvoice]:
            rows = SupplierInvoice.objects.select_related("supplier", "center").filter(pk__in=ids)
            found = {row.pk: row for row in rows}
            looked.wait(20)
            return found

        monkeypatch.setattr(paying_suppliers, "lock_payables", unlocked)
        together([lambda: _pay(depot, invoice)] * 2)
        assert SupplierPayment.objects.count() == 2

    def test_two_batches_plan_one_invoice_and_one_is_refused(self, depot: Depot) -> None:
        banked(depot)
        invoice = payable(depot, "A")
        outcomes = together([lambda: _draft(depot, (invoice, FULL))] * 2)
        assert [type(error) for error in raised(outcomes)] == [CannotPay]
        assert SupplierPayment.objects.count() == 1

    def test_two_clicks_pay_a_batch_once(self, depot: Depot) -> None:
        banked(depot)
        invoice = payable(depot, "A")
        batch = _approve(depot, _draft(depot, (invoice, 500_000)))
        outcomes = together([lambda: _paid(depot, batch)] * 2)
        assert [type(error) for error in raised(outcomes)] == [NotInThisState]
        assert _standing(invoice) == [(500_000, 0)]
