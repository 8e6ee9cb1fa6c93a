"""Handing over an order from stock."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inventory import stock
from inventory.models import Balance, Movement, Reservation, Transaction
from materialcenter.models import AuditEntry, Job
from materialcenter.person import WrongRole
from materialcenter.services.signing import BadSignature, ReceiverMissing
from orders.models import DeliveryNote, Invoice, Order, Payment
from orders.services.crediting import OverCreditLimit
from orders.services.delivering import (
    HandOutsRefused,
    NothingToHandOver,
)
from orders.services.holding import NoSuchOrder, WrongOrderState
from orders.services.paying import OverQrisCap, PaidTooMuch, TakenPayment, UnknownMethod
from tests.cast import NOW, Depot, receive_stock
from tests.orders.counter import (
    BAR,
    PNG,
    SCRAP,
    SHEET,
    add_materials,
    ask,
    hand_over,
    place,
    quarantine,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(depot: Depot) -> Order:
    receive_stock(depot, SHEET, pieces=5, mass_kg=Decimal(230), heat="A")
    receive_stock(depot, SCRAP, mass_kg=Decimal(500), heat="S")
    return place(depot, ask(SHEET, 3), ask(SCRAP, "100.25"))


def set_limit(depot: Depot, limit: int) -> None:
    depot.workshops["W0001"].credit_limit = limit
    depot.workshops["W0001"].save()


def nothing_changed(order: Order) -> bool:
    order.refresh_from_db()
    return (
        order.status in Order.OPEN
        and not DeliveryNote.objects.exists()
        and not Invoice.objects.exists()
        and not Payment.objects.exists()
        and not Transaction.objects.filter(reason="issue").exists()
    )


class TestHandOverOrder:
    def test_moves_the_stock_writes_the_note_and_draws_the_invoice(
        self, depot: Depot, order: Order
    ) -> None:
        note = hand_over(depot, order, vehicle="G 1234 XY")
        order.refresh_from_db()
        assert (order.status, order.closed_at) == ("handed_over", NOW)
        assert (note.number, note.receiver_name) == ("SJ-TGL-2026-00001", "Pak Slamet")
        assert list(
            note.lines.values_list("line_no", "lot__heat", "pieces", "mass_kg", "price_per_kg")
        ) == [
            (1, "A", 3, Decimal("138.000"), Decimal("12550.00")),
            (2, "S", 0, Decimal("100.250"), Decimal("6600.00")),
        ]
        invoice = note.billed()
        assert invoice.number == "INV-TGL-2026-00001"
        assert list(invoice.lines.values_list("pieces", "mass_kg", "amount")) == [
            (3, Decimal("138.000"), 1_731_900),
            (0, Decimal("100.250"), 661_650),
        ]
        assert (invoice.net, invoice.tax, invoice.total, invoice.paid) == (
            2_393_550,
            0,
            2_393_550,
            0,
        )
        assert invoice.due_on == date(2026, 9, 15)
        sheet = Balance.objects.get(lot__heat="A")
        assert (sheet.on_hand_pieces, sheet.reserved_pieces) == (2, 0)
        moved = Movement.objects.filter(transaction__reason="issue")
        assert {m.to_place.kind for m in moved} == {"workshop"}
        assert {m.transaction.reference for m in moved} == {order.number}
        assert AuditEntry.objects.get(action="goods.handed_over").data["invoice"] == invoice.number
        assert Job.objects.filter(task="orders.tasks.send_invoice").count() == 1

    def test_charges_vat_on_the_total_when_the_seller_is_registered(
        self, depot: Depot, order: Order
    ) -> None:
        depot.center.is_vat_registered = True
        depot.center.save()
        invoice = hand_over(depot, order).billed()
        assert invoice.tax_base == Decimal("2194087.50")
        assert (invoice.tax, invoice.total) == (263_291, 2_656_841)

    def test_hands_over_parts_and_lets_the_rest_go(self, depot: Depot, order: Order) -> None:
        sheet = Reservation.objects.get(lot__heat="A")
        scrap = Reservation.objects.get(lot__heat="S")
        note = hand_over(
            depot,
            order,
            hand_outs=[
                stock.HandOut(sheet.pk, pieces=2),
                stock.HandOut(scrap.pk, mass_kg=Decimal("99.5")),
            ],
        )
        assert list(note.lines.values_list("pieces", "mass_kg")) == [
            (2, Decimal("92.000")),
            (0, Decimal("99.500")),
        ]
        assert not Reservation.objects.filter(status="held").exists()
        assert set(Balance.objects.values_list("reserved_kg", flat=True)) == {Decimal(0)}

    def test_keeps_heats_apart_and_adds_up_one_lot_on_two_racks(self, depot: Depot) -> None:
        lot = receive_stock(depot, SHEET, pieces=4, mass_kg=Decimal(188), heat="A")
        stock.post(
            stock.Entry(depot.center.pk, "transfer", "t", None, NOW, NOW, "t"),
            [stock.Move(lot.pk, depot.racks["A-01"].pk, depot.racks["B-01"].pk, 2)],
        )
        receive_stock(depot, SHEET, pieces=2, mass_kg=Decimal(90), heat="B")
        order = place(depot, ask(SHEET, 5))
        note = hand_over(depot, order)
        assert list(note.lines.values_list("lot__heat", "pieces", "mass_kg")) == [
            ("A", 4, Decimal("188.000")),
            ("B", 1, Decimal("45.000")),
        ]
        assert list(note.billed().lines.values_list("pieces", "mass_kg")) == [
            (5, Decimal("233.000"))
        ]

    def test_keeps_the_signature(self, depot: Depot, order: Order) -> None:
        note = hand_over(depot, order, signature_png=PNG)
        assert note.signature is not None
        assert note.signature.workshop == order.workshop
        assert bytes(note.signature.content.content) == PNG

    @pytest.mark.parametrize("name", ["putri", "fajar", "agus", "sari"])
    def test_refuses_another_role(self, depot: Depot, order: Order, name: str) -> None:
        with pytest.raises(WrongRole):
            hand_over(depot, order, by=name)
        assert nothing_changed(order)

    def test_hides_the_orders_of_another_center(self, stranger: Depot, order: Order) -> None:
        with pytest.raises(NoSuchOrder):
            hand_over(stranger, order)

    def test_is_done_once(self, depot: Depot, order: Order) -> None:
        hand_over(depot, order)
        with pytest.raises(WrongOrderState):
            hand_over(depot, order)
        assert DeliveryNote.objects.count() == 1

    def test_asks_who_receives_and_for_a_signature_that_is_one(
        self, depot: Depot, order: Order
    ) -> None:
        with pytest.raises(ReceiverMissing):
            hand_over(depot, order, receiver_name=" ")
        for bad in (b"", b"<svg/>", PNG + bytes(300_000)):
            with pytest.raises(BadSignature):
                hand_over(depot, order, signature_png=bad)
        assert nothing_changed(order)

    def test_names_every_part_that_cannot_be_handed_over(self, depot: Depot, order: Order) -> None:
        sheet = Reservation.objects.get(lot__heat="A").pk
        scrap = Reservation.objects.get(lot__heat="S").pk
        other = place(depot, ask(SHEET, 1), by="rudi", workshop="W0002")
        foreign = Reservation.objects.get(holder_id=other.lines.get().pk).pk
        with pytest.raises(HandOutsRefused) as refusal:
            hand_over(
                depot,
                order,
                hand_outs=[
                    stock.HandOut(sheet, pieces=4),
                    stock.HandOut(sheet, mass_kg=Decimal(1)),
                    stock.HandOut(scrap, mass_kg=Decimal(0)),
                    stock.HandOut(foreign),
                ],
            )
        assert [(f.place, f.code) for f in refusal.value.faults] == [
            ("hand_outs.0", "more_than_held"),
            ("hand_outs.1", "wrong_unit"),
            ("hand_outs.1", "named_twice"),
            ("hand_outs.2", "quantity_not_positive"),
            ("hand_outs.3", "not_held"),
        ]
        with pytest.raises(NothingToHandOver):
            hand_over(depot, order, hand_outs=[])
        assert nothing_changed(order)

    def test_refuses_parts_of_a_gram(self, depot: Depot, order: Order) -> None:
        scrap = Reservation.objects.get(lot__heat="S").pk
        with pytest.raises(HandOutsRefused) as refusal:
            hand_over(depot, order, hand_outs=[stock.HandOut(scrap, mass_kg=Decimal("1.0005"))])
        assert [fault.code for fault in refusal.value.faults] == ["too_many_decimals"]
        assert nothing_changed(order)

    def test_refuses_a_lot_blocked_after_it_was_reserved(self, depot: Depot, order: Order) -> None:
        quarantine(depot, Reservation.objects.get(lot__heat="A").lot_id)
        with pytest.raises(stock.LotBlocked):
            hand_over(depot, order)
        assert nothing_changed(order)

    def test_refuses_a_date_in_closed_books_and_ahead(self, depot: Depot, order: Order) -> None:
        depot.center.books_closed_through = NOW.date()
        depot.center.save()
        with pytest.raises(stock.PeriodClosed):
            hand_over(depot, order)
        assert nothing_changed(order)
        assert hand_over(depot, order, at=NOW + timedelta(days=1)).pk

    def test_takes_as_many_statements_for_ten_lines_as_for_one(self, depot: Depot) -> None:
        codes = add_materials(depot, 10)
        for code in codes:
            receive_stock(depot, code, pieces=9)
        hand_over(depot, place(depot, ask(codes[0], 1)))
        counts = []
        for n in (1, 10):
            order = place(depot, *(ask(code, 1) for code in codes[:n]))
            with CaptureQueriesContext(connection) as queries:
                hand_over(depot, order)
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 22


class TestCredit:
    """The order of the fixture is worth Rp 2 393 550."""

    def test_lets_unpaid_go_up_to_the_limit_exactly(self, depot: Depot, order: Order) -> None:
        set_limit(depot, 2_393_550)
        assert hand_over(depot, order).billed().paid == 0

    def test_names_limit_debt_and_what_must_be_paid(self, depot: Depot, order: Order) -> None:
        set_limit(depot, 2_393_549)
        with pytest.raises(OverCreditLimit) as refusal:
            hand_over(depot, order)
        assert refusal.value.data == {
            "limit": 2_393_549,
            "owed": 0,
            "total": 2_393_550,
            "due_now": 1,
        }
        assert "Rp1" in str(refusal.value)
        assert nothing_changed(order)
        set_limit(depot, 2_000_000)
        with pytest.raises(OverCreditLimit):
            hand_over(depot, order, payment=TakenPayment(393_549, "cash"))
        assert nothing_changed(order)

    def test_takes_a_payment_in_the_same_act(self, depot: Depot, order: Order) -> None:
        set_limit(depot, 2_000_000)
        note = hand_over(depot, order, payment=TakenPayment(393_550, "cash"))
        payment = Payment.objects.get()
        assert (payment.amount, payment.method, payment.invoice) == (393_550, "cash", note.billed())
        assert payment.number == "PAY-TGL-2026-00001"
        assert payment.received_by == depot.users["wati"]
        assert note.billed().paid == 393_550
        assert Invoice.objects.get().paid == 393_550
        assert Job.objects.filter(task="orders.tasks.send_payment_receipt").count() == 1

    def test_counts_what_is_owed_already(self, depot: Depot, order: Order) -> None:
        set_limit(depot, 3_000_000)
        hand_over(depot, order)
        receive_stock(depot, BAR, pieces=4, mass_kg=Decimal(100))
        second = place(depot, ask(BAR, 2))
        with pytest.raises(OverCreditLimit) as refusal:
            hand_over(depot, second)
        assert refusal.value.data["owed"] == 2_393_550
        assert refusal.value.data["due_now"] == 885_000 - (3_000_000 - 2_393_550)

    def test_asks_no_more_than_the_new_bill_when_the_limit_was_lowered(
        self, depot: Depot, order: Order
    ) -> None:
        hand_over(depot, order)
        set_limit(depot, 0)
        receive_stock(depot, BAR, pieces=4, mass_kg=Decimal(100))
        second = place(depot, ask(BAR, 2))
        assert hand_over(depot, second, payment=TakenPayment(885_000, "transfer")).pk

    def test_refuses_more_than_the_bill_and_ways_of_paying_that_are_none(
        self, depot: Depot, order: Order
    ) -> None:
        for payment, refusal in (
            (TakenPayment(2_393_551, "cash"), PaidTooMuch),
            (TakenPayment(10, "deposit"), UnknownMethod),
            (TakenPayment(10_000_001, "qris"), OverQrisCap),
        ):
            with pytest.raises(refusal):
                hand_over(depot, order, payment=payment)
        assert nothing_changed(order)
