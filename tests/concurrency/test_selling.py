"""Orders, handing over and payments by many at once, each race with its lockless twin."""

import time
from collections import Counter
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Sum
from django.test import Client

from inventory import stock
from inventory.catalogue import available
from inventory.models import Balance, Reservation
from materialcenter.person import Person
from orders.models import DeliveryNote, Invoice, Order, Payment
from orders.services import delivering, handing_over
from orders.services.crediting import OverCreditLimit, check_credit
from orders.services.holding import NoSuchOrder, WrongOrderState
from orders.services.paying import PaidTooMuch, record_payment
from tests.cast import NOW, Depot, receive_stock
from tests.harness.together import together
from tests.orders.calling import SignIn, post
from tests.orders.counter import BAR, SHEET, add_materials, ask, hand_over, place

pytestmark = pytest.mark.django_db(transaction=True)

WIDTH = 40


class TestPlacingAtOnce:
    def test_gives_ten_of_forty_the_ten_pieces(self, depot: Depot) -> None:
        receive_stock(depot, SHEET, pieces=10)
        sari = depot.person("sari")
        outcomes = together([partial(self._place, depot, sari) for _ in range(WIDTH)])
        kinds = Counter(type(outcome).__name__ for outcome in outcomes)
        assert kinds == {"Order": 10, "OrderShort": 30}
        balance = Balance.objects.get()
        assert (balance.on_hand_pieces, balance.reserved_pieces) == (10, 10)
        assert balance.reserved_kg == balance.on_hand_kg
        assert Order.objects.count() == 10
        numbers = sorted(Order.objects.values_list("number", flat=True))
        assert numbers == [f"SO-TGL-2026-{n:05d}" for n in range(1, 11)]

    def test_goes_wrong_without_the_lock(self, depot: Depot) -> None:
        """The twin: looking what is free, then taking it, promises the same pieces twice."""
        receive_stock(depot, SHEET, pieces=10)
        material = depot.materials[SHEET]

        def take() -> bool:
            with transaction.atomic():
                free = available(depot.center.pk, [material.pk])[material.pk]
                time.sleep(0.2)
                if free.pieces < 1:
                    return False
                Reservation.objects.create(
                    center=depot.center,
                    lot_id=Balance.objects.get().lot_id,
                    place=depot.racks["A-01"],
                    holder="twin",
                    holder_id=1,
                    pieces=1,
                    mass_kg=Decimal(1),
                    held_at=NOW,
                )
                return True

        taken = together([take] * WIDTH)
        assert taken.count(True) > 10

    def test_never_deadlocks_on_opposed_lines(self, depot: Depot) -> None:
        codes = add_materials(depot, 6)
        for code in codes:
            receive_stock(depot, code, pieces=100)
        sari = depot.person("sari")
        lines = [ask(code, 1) for code in codes]
        acts = [
            partial(self._place_lines, depot, sari, lines if n % 2 else lines[::-1])
            for n in range(20)
        ]
        outcomes = together(acts)
        assert [type(outcome).__name__ for outcome in outcomes] == ["Order"] * 20
        assert set(Balance.objects.values_list("reserved_pieces", flat=True)) == {20}

    def test_makes_one_order_of_the_same_key_twenty_times(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        receive_stock(depot, SHEET, pieces=50)
        clients = [sign_in(depot, "sari") for _ in range(20)]
        body = {"lines": [{"material": SHEET, "quantity": "2"}]}
        key = {"Idempotency-Key": "once"}

        def order(client: Client) -> Any:
            """Ask as a client should: again, with the same key, when everybody is busy."""
            for _ in range(10):
                answer = post(client, "/orders", body, **key)
                if answer.status_code != 503:
                    break
            return answer

        answers = together([partial(order, client) for client in clients])
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.json()["number"] for answer in answers}) == 1
        assert Order.objects.count() == 1
        assert Balance.objects.get().reserved_pieces == 2
        assert sum(answer.headers.get("Idempotent-Replayed") == "true" for answer in answers) == 19

    def _place(self, depot: Depot, by: Person) -> Order:
        return self._place_lines(depot, by, [ask(SHEET, 1)])

    @staticmethod
    def _place_lines(depot: Depot, by: Person, lines: Any) -> Order:
        from orders.services.placing import place_order

        return place_order(
            workshop_id=depot.workshops["W0001"].pk, lines=lines, note="", by=by, at=NOW
        )


class TestHandingOverAtOnce:
    def test_writes_one_note_for_two_clerks(self, depot: Depot) -> None:
        receive_stock(depot, SHEET, pieces=10)
        order = place(depot, ask(SHEET, 2))
        outcomes = together([partial(hand_over, depot, order, by=n) for n in ("wati", "sinta")])
        assert Counter(type(o).__name__ for o in outcomes) == {
            "DeliveryNote": 1,
            "WrongOrderState": 1,
        }
        assert any(isinstance(o, WrongOrderState) for o in outcomes)
        assert (DeliveryNote.objects.count(), Invoice.objects.count()) == (1, 1)
        assert Balance.objects.get().on_hand_pieces == 8

    @pytest.fixture
    def _slow_looks(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Wait a little after looking at the credit, so that two at once surely meet."""

        def look_and_wait(*args: Any, **kwargs: Any) -> None:
            check_credit(*args, **kwargs)
            time.sleep(0.5)

        monkeypatch.setattr(delivering, "check_credit", look_and_wait)

    @pytest.mark.usefixtures("_slow_looks")
    def test_lets_two_orders_spend_the_same_credit_once(self, depot: Depot) -> None:
        outcomes = self._two_orders_on_credit_for_one(depot)
        assert Counter(type(o).__name__ for o in outcomes) == {
            "DeliveryNote": 1,
            "OverCreditLimit": 1,
        }
        assert any(isinstance(o, OverCreditLimit) for o in outcomes)

    @pytest.mark.usefixtures("_slow_looks")
    def test_goes_wrong_without_the_workshops_lock(
        self, depot: Depot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The twin: both see the credit before the other has spent it."""

        def lock_the_order_alone(order_id: int, by: Person) -> Order:
            order = (
                Order.objects.visible_to(by)
                .select_for_update(no_key=True, of=("self",))
                .select_related("center", "workshop")
                .filter(pk=order_id)
                .first()
            )
            if order is None:
                raise NoSuchOrder
            return order

        monkeypatch.setattr(handing_over, "_lock_order_and_workshop", lock_the_order_alone)
        outcomes = self._two_orders_on_credit_for_one(depot)
        assert Counter(type(o).__name__ for o in outcomes) == {"DeliveryNote": 2}

    @staticmethod
    def _two_orders_on_credit_for_one(
        depot: Depot,
    ) -> list[DeliveryNote | Exception]:
        """Hand over two orders of different materials; either fits the credit, not both."""
        with transaction.atomic():  # so that the races do not meet in making this place
            stock.outside(depot.center.pk, "workshop")
        receive_stock(depot, SHEET, pieces=10, mass_kg=Decimal(460))
        receive_stock(depot, BAR, pieces=10, mass_kg=Decimal(230))
        orders = [place(depot, ask(SHEET, 1)), place(depot, ask(BAR, 1))]
        workshop = depot.workshops["W0001"]
        workshop.credit_limit = 600_000
        workshop.save()
        return together([partial(hand_over, depot, order) for order in orders])


class TestPayingAtOnce:
    @pytest.fixture
    def invoice(self, depot: Depot) -> Invoice:
        receive_stock(depot, SHEET, pieces=10)
        return hand_over(depot, place(depot, ask(SHEET, 2))).billed()

    def test_takes_one_of_two_full_payments(self, depot: Depot, invoice: Invoice) -> None:
        outcomes = self._pay_twice(depot, invoice)
        assert Counter(type(o).__name__ for o in outcomes) == {"Payment": 1, "PaidTooMuch": 1}
        assert any(isinstance(o, PaidTooMuch) for o in outcomes)
        invoice.refresh_from_db()
        assert invoice.paid == invoice.total

    def test_adds_up_many_parts(self, depot: Depot, invoice: Invoice) -> None:
        by = depot.person("fajar")
        pay = partial(
            record_payment, invoice_id=invoice.pk, amount=1000, method="cash", by=by, at=NOW
        )
        together([pay] * 12)
        invoice.refresh_from_db()
        assert invoice.paid == 12_000
        assert Payment.objects.aggregate(s=Sum("amount"))["s"] == 12_000

    def test_goes_wrong_without_the_lock(self, depot: Depot, invoice: Invoice) -> None:
        """The twin: both read what is open before the other has paid it."""

        def pay() -> Payment:
            with transaction.atomic():
                found = Invoice.objects.select_related("center").get(pk=invoice.pk)
                time.sleep(0.3)
                from orders.services.paying import TakenPayment, pay_invoice

                payment = TakenPayment(found.total, "cash")
                return pay_invoice(found, payment, by=depot.person("fajar"), at=NOW)

        together([pay, pay])
        assert Payment.objects.aggregate(s=Sum("amount"))["s"] == 2 * invoice.total

    @staticmethod
    def _pay_twice(depot: Depot, invoice: Invoice) -> list[Payment | Exception]:
        by = depot.person("fajar")
        pay = partial(
            record_payment,
            invoice_id=invoice.pk,
            amount=invoice.total,
            method="transfer",
            by=by,
            at=NOW,
        )
        return together([pay, pay])


class TestSwappingAtOnce:
    def test_never_ends_in_a_deadlock_when_two_swap_each_others_lots(self, depot: Depot) -> None:
        from orders.services.picking import swap_lot

        a = receive_stock(depot, SHEET, pieces=50, heat="A")
        b = receive_stock(depot, SHEET, pieces=50, heat="B")
        first = [place(depot, ask(SHEET, 1)) for _ in range(6)]
        with transaction.atomic():
            stock.set_quality(center_id=depot.center.pk, lot_id=a.pk, quality="rejected", at=NOW)
        second = [place(depot, ask(SHEET, 1)) for _ in range(6)]
        with transaction.atomic():
            stock.set_quality(center_id=depot.center.pk, lot_id=a.pk, quality="ok", at=NOW)
        acts = []
        for order, lot in [(o, b) for o in first] + [(o, a) for o in second]:
            held = Reservation.objects.get(holder_id=order.lines.get().pk)
            acts.append(
                partial(
                    swap_lot,
                    order_id=order.pk,
                    reservation_id=held.pk,
                    lot_number=lot.number,
                    by=depot.person("wati"),
                    at=NOW,
                )
            )
        outcomes = together(acts)
        assert [type(o).__name__ for o in outcomes] == ["Order"] * 12
        assert dict(Balance.objects.values_list("lot__heat", "reserved_pieces")) == {
            "A": 6,
            "B": 6,
        }
