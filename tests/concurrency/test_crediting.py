"""Credit notes by many at once: no rupiah twice, no piece twice, no pool credited twice."""

import threading
from functools import partial
from typing import Any

import pytest

from materialcenter.person import Person
from orders.models import CreditNote, Invoice, Payment, Refund
from orders.reports.credit import exposure
from orders.rules.credit import Back
from orders.services import crediting_back
from orders.services.crediting_back import (
    CreditRefused,
    CreditUsedUp,
    credit_invoice,
    refund_credit_note,
    use_credit_note,
)
from orders.services.opening import cancel_pool
from orders.services.paying import record_deposit, record_payment
from orders.services.returning_deposits import credit_left_deposits
from tests.cast import NOW, Depot, receive_stock
from tests.harness.together import raised, together
from tests.orders.counter import SHEET, ask, hand_over, place
from tests.orders.pool_world import open_a_pool

pytestmark = pytest.mark.django_db(transaction=True)


def invoice_of(depot: Depot) -> Invoice:
    return Invoice.objects.get(pk=hand_over(depot, place(depot, ask(SHEET, 2))).billed().pk)


@pytest.fixture
def note(depot: Depot) -> CreditNote:
    """Return a credit note of sari's for both sheets of an invoice that was paid."""
    receive_stock(depot, SHEET, pieces=10)
    invoice = invoice_of(depot)
    fajar = depot.person("fajar")
    record_payment(invoice_id=invoice.pk, amount=invoice.total, method="cash", by=fajar, at=NOW)
    return give_back(depot, invoice, 2)


def give_back(depot: Depot, invoice: Invoice, pieces: int) -> CreditNote:
    return credit_invoice(
        invoice_id=invoice.pk,
        backs=[Back(1, pieces=pieces)],
        reason="returned",
        note="Bent",
        by=depot.person("fajar"),
        at=NOW,
    )


def spend(note: CreditNote, depot: Depot, invoice: Invoice | None) -> Any:
    """Use two thirds of a credit note on an invoice, or pay that much back."""
    given: dict[str, Any] = {"amount": note.amount * 2 // 3, "by": depot.person("fajar")}
    if invoice is None:
        return refund_credit_note(credit_note_id=note.pk, method="cash", at=NOW, **given)
    return use_credit_note(credit_note_id=note.pk, invoice_id=invoice.pk, at=NOW, **given)


def spent(note: CreditNote) -> int:
    """Sum what really went out of a credit note."""
    uses = [*Payment.objects.filter(credit_note=note), *Refund.objects.filter(credit_note=note)]
    return sum(use.amount for use in uses)


class TestSpendingAtOnce:
    def test_spends_no_rupiah_twice(self, depot: Depot, note: CreditNote) -> None:
        targets = [invoice_of(depot), invoice_of(depot), None]
        outcomes = together([partial(spend, note, depot, target) for target in targets])
        assert [type(error) for error in raised(outcomes)] == [CreditUsedUp, CreditUsedUp]
        note.refresh_from_db()
        assert note.used == spent(note) == note.amount * 2 // 3

    def test_goes_wrong_without_the_lock(
        self, depot: Depot, note: CreditNote, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The twin: who only looks what is left gives it out twice."""
        both_looked = threading.Barrier(2)

        def look(credit_note_id: int, *, by: Person) -> CreditNote:
            found = CreditNote.objects.select_related("center").get(pk=credit_note_id)
            both_looked.wait(10)
            return found

        monkeypatch.setattr(crediting_back, "_lock_credit_note", look)
        targets = [invoice_of(depot), invoice_of(depot)]
        outcomes = together([partial(spend, note, depot, target) for target in targets])
        assert raised(outcomes) == []
        assert spent(note) > note.amount


class TestCreditingAtOnce:
    def test_gives_no_piece_back_twice(self, depot: Depot) -> None:
        receive_stock(depot, SHEET, pieces=10)
        invoice = invoice_of(depot)
        outcomes = together([partial(give_back, depot, invoice, 2) for _ in range(4)])
        assert [type(error) for error in raised(outcomes)] == [CreditRefused] * 3
        invoice.refresh_from_db()
        assert (CreditNote.objects.get().amount, invoice.paid) == (invoice.total, invoice.total)
        assert exposure(invoice.workshop_id) == 0


class TestReturningDepositsAtOnce:
    def test_credits_a_pool_once(self, depot: Depot) -> None:
        pool = open_a_pool(depot)
        for workshop in ("W0001", "W0002"):
            record_deposit(
                pool_id=pool.pk,
                workshop_id=depot.workshops[workshop].pk,
                amount=500_000,
                method="cash",
                by=depot.person("fajar"),
                at=NOW,
            )
        cancel_pool(pool_id=pool.pk, reason="No offer", by=depot.person("putri"), at=NOW)
        outcomes = together([partial(credit_left_deposits, pool_id=pool.pk, at=NOW)] * 5)
        assert sorted(len(notes) for notes in outcomes) == [0, 0, 0, 0, 2]
        assert sum(CreditNote.objects.values_list("amount", flat=True)) == 1_000_000
