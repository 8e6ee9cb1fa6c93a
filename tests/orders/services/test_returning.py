"""Goods sent back: out of the yard, off the order, and off what may be billed."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import F, Sum

from inventory import stock
from inventory.models import Balance, Lot, Movement, Transaction
from inventory.services.reversing import reverse_transaction
from materialcenter.errors import Missing
from materialcenter.models import AuditEntry, Job
from materialcenter.person import WrongRole
from orders import tasks
from orders.models import (
    PurchaseOrder,
    Receipt,
    SupplierCredit,
    SupplierInvoice,
    SupplierReturn,
    SupplierReturnLine,
)
from orders.reports.paid_and_gone import paid_and_gone, worth_of
from orders.services.checking_returns import BadReturn, GoingBack
from orders.services.debiting import DebitOverOpen, book_debit_note, draft_debit_note
from orders.services.matching import match_invoice
from orders.services.returning import return_to_supplier
from tests.cast import NOW, Depot
from tests.orders.counter import ask, place, quarantine
from tests.orders.purchases import BARS, SCRAP, SHEETS, bill, pieces, receive, sent

pytestmark = pytest.mark.django_db

FULL = "4665.9"


def back(receipt: Receipt, count: int, line_no: int = 1, **more: Any) -> GoingBack:
    return GoingBack(receipt.number, line_no, more.pop("rack", "A-01"), count, **more)


def send_back(depot: Depot, *parts: GoingBack, by: str = "wati", **more: Any) -> SupplierReturn:
    fields = {"reason": "Karat", "vehicle": "g 77 b", "returned_at": NOW, "at": NOW, **more}
    supplier = depot.suppliers[fields.pop("supplier", "S01")]
    return return_to_supplier(supplier_id=supplier.pk, lines=parts, by=depot.person(by), **fields)


def refusals(depot: Depot, *parts: GoingBack, **more: Any) -> list[tuple[str, str]]:
    with pytest.raises(BadReturn) as caught:
        send_back(depot, *parts, **more)
    assert not SupplierReturn.objects.exists()
    assert not Transaction.objects.filter(reason="return").exists()
    return [(fault.code, fault.field) for fault in caught.value.faults]


class TestReturnToSupplier:
    def test_takes_it_out_of_the_yard_at_its_worth_and_opens_the_order(self, depot: Depot) -> None:
        order = sent(depot)
        receipt = receive(depot, order, pieces(100))
        before = Balance.objects.get()
        note = send_back(depot, back(receipt, 10))
        assert (note.number, note.vehicle) == ("RTR-TGL-2026-00001", "G 77 B")
        assert note.purchase_order == order
        line = note.lines.get()
        assert (line.pieces, line.mass_kg, line.table_kg) == (10, Decimal(465), Decimal("466.590"))
        gone = Movement.objects.get(transaction__reason="return")
        assert (gone.to_place.kind, gone.transaction.reference) == ("supplier", note.number)
        after = Balance.objects.get()
        assert (after.on_hand_pieces, after.value + gone.value) == (90, before.value)
        assert gone.value == round(before.value / 10, 2)
        ordered = order.lines.get()
        assert (ordered.received_pieces, ordered.received_kg) == (90, Decimal("4185.000"))
        assert ordered.received_table_kg == Decimal("4199.310")
        order.refresh_from_db()
        assert order.status == "partly_received"
        said = AuditEntry.objects.get(action="supplier_return.written")
        assert said.data["orders"] == [order.number]
        assert Job.objects.filter(task="orders.tasks.match_again").count() == 2

    def test_is_received_again_when_others_come_for_it(self, depot: Depot) -> None:
        order = sent(depot)
        receipt = receive(depot, order, pieces(100))
        send_back(depot, back(receipt, 10))
        receive(depot, order, pieces(10, heat="D2"))
        order.refresh_from_db()
        assert (order.status, order.lines.get().received_pieces) == ("received", 100)

    def test_leaves_a_closed_order_closed(self, depot: Depot) -> None:
        order = sent(depot)
        receipt = receive(depot, order, pieces(100))
        PurchaseOrder.objects.update(status="closed")
        send_back(depot, back(receipt, 100))
        order.refresh_from_db()
        assert (order.status, order.lines.get().received_table_kg) == ("closed", Decimal(0))

    def test_takes_part_after_part_until_nothing_that_came_is_left(self, depot: Depot) -> None:
        order = sent(depot, BARS, SCRAP)
        receipt = receive(
            depot,
            order,
            pieces(50, heat="S1", mass_kg=Decimal("1150.001")),
            pieces(0, line=2, heat="", mass_kg=Decimal("2500.5")),
        )
        kg = Decimal("1000.25")
        for n in range(3):
            send_back(depot, back(receipt, 16 if n < 2 else 18))
        send_back(depot, back(receipt, 0, 2, mass_kg=kg))
        send_back(depot, back(receipt, 0, 2, mass_kg=Decimal("1500.25")))
        assert not Balance.objects.filter(on_hand_kg__gt=0).exists()
        for line in order.lines.all():
            left = (line.received_pieces, line.received_kg, line.received_table_kg)
            assert left == (0, Decimal(0), Decimal(0))
        sums = SupplierReturnLine.objects.aggregate(Sum("mass_kg"))["mass_kg__sum"]
        assert sums == Decimal("3650.501")

    def test_sends_back_what_is_quarantined_or_rejected(self, depot: Depot) -> None:
        receipt = receive(depot, sent(depot), pieces(20))
        quarantine(depot, Lot.objects.get(reference=receipt.number).pk)
        assert send_back(depot, back(receipt, 20)).lines.get().pieces == 20

    def test_sends_back_of_several_receipts_at_once(self, depot: Depot) -> None:
        orders = [sent(depot), sent(depot, BARS)]
        first = receive(depot, orders[0], pieces(100))
        second = receive(depot, orders[1], pieces(50, heat="S1", mass_kg=Decimal(1150)))
        note = send_back(depot, back(first, 1), back(second, 2, mass_kg=Decimal("46.2")))
        assert note.purchase_order is None
        assert [line.mass_kg for line in note.lines.all()] == [Decimal("46.5"), Decimal("46.2")]
        assert set(PurchaseOrder.objects.values_list("status", flat=True)) == {"partly_received"}

    def test_names_everything_that_is_wrong_and_changes_nothing(self, depot: Depot) -> None:
        receipt = receive(depot, sent(depot), pieces(20, rejected_pieces=2, **_rejected()))
        assert refusals(depot, reason=" ") == [("no_lines", "lines"), ("reason_missing", "reason")]
        assert refusals(
            depot,
            back(receipt, 19),
            back(receipt, 0),
            back(receipt, 1, 7),
            back(receipt, 1, rack="Z-99"),
            back(receipt, 1, mass_kg=Decimal(0), rack="A-02"),
            back(receipt, 1, mass_kg=Decimal(9999), rack="B-01"),
        ) == [
            ("more_than_came", "lines.0.pieces"),
            ("named_twice", "lines.1.rack"),
            ("pieces_not_positive", "lines.1.pieces"),
            ("receipt_line_unknown", "lines.2.line_no"),
            ("rack_unknown", "lines.3.rack"),
            ("more_than_came", "lines.3.pieces"),
            ("mass_not_positive", "lines.4.mass_kg"),
            ("more_than_came", "lines.4.pieces"),
            ("more_than_came", "lines.5.pieces"),
            ("more_than_came", "lines.5.mass_kg"),
        ]

    def test_refuses_another_suppliers_and_a_consigned_lot(
        self, depot: Depot, stranger: Depot
    ) -> None:
        receipt = receive(depot, sent(depot), pieces(20))
        assert refusals(depot, back(receipt, 1), supplier="S02") == [
            ("receipt_of_another_supplier", "lines.0.receipt")
        ]
        Lot.objects.update(owner=depot.workshops["W0001"], cost_per_kg=0)
        assert refusals(depot, back(receipt, 1)) == [("lot_consigned", "lines.0.line_no")]
        theirs = stranger.suppliers["S01"]
        with pytest.raises(Missing):
            return_to_supplier(
                supplier_id=theirs.pk,
                lines=[back(receipt, 1)],
                reason="Karat",
                by=depot.person("wati"),
                returned_at=NOW,
                at=NOW,
            )

    def test_refuses_what_is_reserved_or_not_there(self, depot: Depot) -> None:
        receipt = receive(depot, sent(depot), pieces(20))
        place(depot, ask(SHEETS.material, 15))
        with pytest.raises(stock.NotEnoughStock):
            send_back(depot, back(receipt, 6))
        with pytest.raises(stock.NotEnoughStock):
            send_back(depot, back(receipt, 1, rack="A-02"))
        assert send_back(depot, back(receipt, 5)).lines.count() == 1

    def test_refuses_kg_that_were_found_on_top(self, depot: Depot) -> None:
        receipt = receive(depot, sent(depot), pieces(20))
        Balance.objects.update(on_hand_kg=Decimal("930.001"))
        assert refusals(depot, back(receipt, 20)) == [("more_than_came", "lines.0.mass_kg")]

    def test_refuses_the_wrong_people_and_days(self, depot: Depot) -> None:
        receipt = receive(depot, sent(depot), pieces(20))
        for name in ("fajar", "agus", "sari"):
            with pytest.raises(WrongRole):
                send_back(depot, back(receipt, 1), by=name)
        with pytest.raises(stock.InTheFuture):
            send_back(depot, back(receipt, 1), returned_at=NOW + timedelta(hours=1))
        depot.center.books_closed_through = NOW.date()
        depot.center.save()
        with pytest.raises(stock.PeriodClosed):
            send_back(depot, back(receipt, 1))
        assert not SupplierReturn.objects.exists()


def _rejected() -> dict[str, Any]:
    return {"rejected_kg": Decimal(93), "reject_reason": "Karat"}


def _matched(invoice: SupplierInvoice) -> SupplierInvoice:
    return match_invoice(supplier_invoice_id=invoice.pk, at=NOW)


class TestMatching:
    def test_counts_receipts_less_returns_whenever_they_come(self, depot: Depot) -> None:
        order = sent(depot)
        receipt = receive(depot, order, pieces(100))
        note = send_back(depot, back(receipt, 10))
        held = _matched(bill(depot, order, (1, FULL, 10_000)))
        assert held.status == "held"
        assert held.match is not None
        assert held.match["differences"][0]["kg"] == "466.590"
        receive(depot, order, pieces(10, heat="D2"))
        tasks.match_again(purchase_order_id=order.pk)
        held.refresh_from_db()
        assert held.status == "approved"
        returned = Transaction.objects.get(reference=note.number)
        reverse_transaction(
            sequence=returned.pk, reason="Tidak jadi", by=depot.person("sinta"), at=NOW
        )
        more = _matched(bill(depot, order, (1, "466.59", 10_000), number="INV-2"))
        assert more.status == "approved"

    def test_drafts_a_debit_note_of_what_was_let_pass_one_after_the_other(
        self, depot: Depot
    ) -> None:
        order = sent(depot)
        receipt = receive(depot, order, pieces(100))
        first = _matched(bill(depot, order, (1, "4199.31", 10_000)))
        second = _matched(bill(depot, order, (1, "466.59", 10_000), number="INV-2"))
        send_back(depot, back(receipt, 15))
        for _twice in range(2):
            tasks.match_again(purchase_order_id=order.pk)
        note = SupplierCredit.objects.get()
        assert (note.invoice, note.status, note.net) == (second, "draft", 4_665_900)
        second.refresh_from_db()
        assert second.match is not None
        assert second.match["differences"][0]["kg"] == "466.590"
        assert note.written_by is None
        book_debit_note(
            supplier_invoice_id=second.pk, amount=note.amount, by=depot.person("sinta"), at=NOW
        )
        second.refresh_from_db()
        assert (second.status, second.total - second.credited) == ("approved", 0)
        tasks.match_again(purchase_order_id=order.pk)
        rest = SupplierCredit.objects.get(status="draft")
        assert (rest.invoice, rest.net) == (first, 2_332_950)
        receive(depot, order, pieces(15, heat="D2"))
        tasks.match_again(purchase_order_id=order.pk)
        assert not SupplierCredit.objects.filter(status="draft").exists()

    def test_is_asked_back_of_what_was_paid_until_it_comes_again(
        self, depot: Depot, stranger: Depot
    ) -> None:
        order = sent(depot)
        receipt = receive(depot, order, pieces(100))
        invoice = _matched(bill(depot, order, (1, FULL, 10_000)))
        SupplierInvoice.objects.update(paid=invoice.total)
        fajar = depot.person("fajar")
        assert paid_and_gone(fajar).count == 0
        send_back(depot, back(receipt, 10))
        send_back(depot, back(receipt, 5))
        tasks.match_again(purchase_order_id=order.pk)
        assert not SupplierCredit.objects.exists()
        (line,) = paid_and_gone(fajar).rows
        owed_kg = line.owed_kg  # type: ignore[attr-defined]
        assert (owed_kg, worth_of(line, owed_kg)) == (Decimal("699.885"), 6_998_850)
        assert paid_and_gone(stranger.person("fajar")).count == 0
        receive(depot, order, pieces(12, heat="D2"))
        (rest,) = paid_and_gone(fajar).rows
        assert rest.owed_kg == Decimal("139.977")  # type: ignore[attr-defined]
        receive(depot, order, pieces(3, heat="D3"))
        assert paid_and_gone(fajar).count == 0

    def test_is_not_asked_back_where_a_debit_note_takes_it_off(self, depot: Depot) -> None:
        order = sent(depot)
        receipt = receive(depot, order, pieces(100))
        _matched(bill(depot, order, (1, FULL, 10_000)))
        send_back(depot, back(receipt, 10))
        fajar = depot.person("fajar")
        assert paid_and_gone(fajar).count == 1
        tasks.match_again(purchase_order_id=order.pk)
        assert SupplierCredit.objects.get().status == "draft"
        assert paid_and_gone(fajar).count == 0
        SupplierInvoice.objects.update(paid=F("total"))
        assert paid_and_gone(fajar).count == 1

    def test_debits_nothing_over_what_is_open(self, depot: Depot) -> None:
        order = sent(depot)
        receipt = receive(depot, order, pieces(100))
        invoice = _matched(bill(depot, order, (1, FULL, 10_000)))
        SupplierInvoice.objects.update(paid=invoice.total - 1000)
        send_back(depot, back(receipt, 1))
        tasks.match_again(purchase_order_id=order.pk)
        assert not SupplierCredit.objects.exists()
        with pytest.raises(DebitOverOpen):
            draft_debit_note(supplier_invoice_id=invoice.pk, by=depot.person("fajar"), at=NOW)
