"""Buying and selling in any order, with the books written now and then: they always agree."""

from collections.abc import Callable

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from materialcenter.commands import joined_commands
from materialcenter.errors import DomainError
from orders.models import CreditNote, Invoice, SupplierInvoice
from orders.rules.credit import Back
from orders.services.crediting_back import credit_invoice, refund_credit_note, use_credit_note
from orders.services.deciding_supplier_invoices import (
    refuse_supplier_invoice,
    release_supplier_invoice,
)
from orders.services.matching import match_invoice
from orders.services.paying import record_payment
from orders.services.writing_off import approve_write_off, ask_write_off
from tests.cast import NOW, Depot, receive_stock
from tests.orders.books_world import credited, differences, paid, sold, write
from tests.orders.counter import SHEET
from tests.orders.payable_world import banked
from tests.orders.purchases import SHEETS, bill, pieces, receive, sent

pytestmark = pytest.mark.django_db
PICK = st.integers(0, 9)


class BooksMachine(RuleBasedStateMachine):
    """Acts of a depot; what an act refuses is left, since the books must hold either way."""

    depot: Depot

    @initialize(is_registered=st.booleans(), freight=st.sampled_from([0, 333_333]))
    def found(self, is_registered: bool, freight: int) -> None:
        self.block = joined_commands()
        self.block.__enter__()
        self.depot.center.is_vat_registered = is_registered
        self.depot.center.save()
        banked(self.depot, percent="1.5", days=10)
        receive_stock(self.depot, SHEET, pieces=40)
        self.order = sent(self.depot, SHEETS, freight=freight)
        self.count = 0

    def teardown(self) -> None:
        if hasattr(self, "block"):
            write(self.depot)
            assert differences() == []
            assert write(self.depot) == 0
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    @rule(sheets=st.integers(1, 30))
    def receive(self, sheets: int) -> None:
        self.count += 1
        self._try(lambda: receive(self.depot, self.order, pieces(sheets, heat=f"H{self.count}")))

    @rule(kg=st.sampled_from(["46.659", "233.295", "500"]), price=st.sampled_from([10_000, 10_050]))
    def bill(self, kg: str, price: int) -> None:
        self.count += 1
        invoice = bill(
            self.depot, self.order, (1, kg, price), number=f"I{self.count}", freight=self.count
        )
        match_invoice(supplier_invoice_id=invoice.pk, at=NOW)

    @precondition(lambda self: SupplierInvoice.objects.exists())
    @rule(pick=PICK, does_release=st.booleans())
    def decide(self, pick: int, does_release: bool) -> None:
        act = release_supplier_invoice if does_release else refuse_supplier_invoice
        by = self.depot.person("sinta")
        invoice = self._billed(pick)
        self._try(lambda: act(supplier_invoice_id=invoice.pk, reason="So", by=by, at=NOW))

    @precondition(lambda self: SupplierInvoice.objects.exists())
    @rule(pick=PICK, kg=st.sampled_from(["0", "10"]), rupiah=st.sampled_from([50_000, 100_000]))
    def credit(self, pick: int, kg: str, rupiah: int) -> None:
        tax = rupiah * 11 // 100
        self._try(lambda: credited(self.depot, self._billed(pick), kg, rupiah, tax))

    @precondition(lambda self: SupplierInvoice.objects.exists())
    @rule(pick=PICK, closes=st.integers(1, 700_000))
    def pay(self, pick: int, closes: int) -> None:
        self._try(lambda: paid(self.depot, self._billed(pick), closes))

    @rule(sheets=st.integers(1, 3))
    def sell(self, sheets: int) -> None:
        self._try(lambda: sold(self.depot, sheets))

    @precondition(lambda self: Invoice.objects.exists())
    @rule(
        pick=PICK,
        amount=st.integers(1, 2_000_000),
        method=st.sampled_from(["cash", "transfer", "qris"]),
    )
    def take(self, pick: int, amount: int, method: str) -> None:
        invoice, by = self._drawn(pick), self.depot.person("fajar")
        self._try(
            lambda: record_payment(
                invoice_id=invoice.pk, amount=amount, method=method, by=by, at=NOW
            )
        )

    @precondition(lambda self: Invoice.objects.exists())
    @rule(pick=PICK, amount=st.integers(1, 100_000))
    def give_back(self, pick: int, amount: int) -> None:
        invoice, by = self._drawn(pick), self.depot.person("fajar")
        self._try(
            lambda: credit_invoice(
                invoice_id=invoice.pk,
                backs=[Back(1, pieces=1)],
                reason="returned",
                note="Bent",
                by=by,
                at=NOW,
            )
        )
        for note in CreditNote.objects.unspent()[:1]:
            self._spend(note, self._drawn(pick + 1), amount)

    def _spend(self, note: CreditNote, invoice: Invoice, amount: int) -> None:
        by = self.depot.person("fajar")
        self._try(
            lambda: use_credit_note(
                credit_note_id=note.pk, invoice_id=invoice.pk, amount=amount, by=by, at=NOW
            )
        )
        self._try(
            lambda: refund_credit_note(
                credit_note_id=note.pk, amount=amount, method="transfer", by=by, at=NOW
            )
        )

    @precondition(lambda self: Invoice.objects.exists())
    @rule(pick=PICK, amount=st.integers(1, 100_000))
    def give_up(self, pick: int, amount: int) -> None:
        def act() -> None:
            asked = ask_write_off(
                invoice_id=self._drawn(pick).pk,
                amount=amount,
                reason="Gone",
                by=self.depot.person("fajar"),
                at=NOW,
            )
            approve_write_off(write_off_id=asked.pk, by=self.depot.person("sinta"), at=NOW)

        self._try(act)

    @rule()
    def write(self) -> None:
        write(self.depot)
        assert differences() == []

    def _billed(self, pick: int) -> SupplierInvoice:
        rows = list(SupplierInvoice.objects.order_by("pk"))
        return rows[pick % len(rows)]

    def _drawn(self, pick: int) -> Invoice:
        rows = list(Invoice.objects.order_by("pk"))
        return rows[pick % len(rows)]

    @staticmethod
    def _try(act: Callable[[], object]) -> None:
        try:
            with transaction.atomic():
                act()
        except DomainError:
            return


def test_the_books_agree_whatever_is_done(depot: Depot) -> None:
    machine = type("OneDepot", (BooksMachine,), {"depot": depot})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=3,
            stateful_step_count=12,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
