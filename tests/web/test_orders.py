"""The pages of orders, handing over, invoices and payments."""

import base64
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inventory.models import Balance, Reservation
from materialcenter.web import form_token
from orders.models import DeliveryNote, Invoice, Order, Payment
from orders.services.picking import swap_lot
from tests.cast import NOW, Depot, receive_stock
from tests.orders.calling import SignIn
from tests.orders.counter import BAR, PNG, SCRAP, SHEET, ask, hand_over, place
from tests.orders.rules.test_qris import static_payload

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stocked(depot: Depot) -> Depot:
    receive_stock(depot, SHEET, pieces=20, mass_kg=Decimal(920))
    receive_stock(depot, SCRAP, mass_kg=Decimal(500), rack="B-01")
    return depot


def read(client: Client, name: str, *args: Any, **query: str) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def send(client: Client, name: str, *args: Any, **typed: str) -> Any:
    return client.post(reverse(name, args=args), {"once": form_token(), **typed})


class TestCart:
    def test_places_an_order_from_a_material_in_one_form(
        self, stocked: Depot, sign_in: SignIn
    ) -> None:
        sari = sign_in(stocked, "sari")
        page = read(sari, "order_new", material=SHEET)
        assert f'name="quantity-{SHEET}"' in page
        assert 'name="workshop"' not in page
        answer = send(sari, "order_new", **{f"quantity-{SHEET}": "2", f"quantity-{SCRAP}": "10,5"})
        order = Order.objects.get()
        assert answer["Location"] == reverse("order", args=[order.number])
        assert list(order.lines.order_by("material__code").values_list("mass_kg", flat=True)) == [
            Decimal("10.500"),
            Decimal("92.000"),
        ]

    def test_is_taken_once_however_often_it_is_sent(self, stocked: Depot, sign_in: SignIn) -> None:
        sari = sign_in(stocked, "sari")
        typed = {"once": form_token(), f"quantity-{SHEET}": "2"}
        answers = [sari.post(reverse("order_new"), typed) for _ in range(2)]
        assert answers[0]["Location"] == answers[1]["Location"]
        assert Order.objects.count() == 1

    def test_keeps_what_was_typed_while_searching(self, stocked: Depot, sign_in: SignIn) -> None:
        answer = send(
            sign_in(stocked, "sari"),
            "order_new",
            search="1",
            find="s45c",
            **{f"quantity-{SHEET}": "7"},
        )
        page = answer.content.decode()
        assert answer.status_code == 200
        assert f'name="quantity-{SHEET}" value="7"' in page
        assert f'name="quantity-{BAR}"' in page
        assert f'name="quantity-{SCRAP}"' not in page
        assert not Order.objects.exists()

    def test_puts_every_shortage_beside_its_material(self, stocked: Depot, sign_in: SignIn) -> None:
        answer = send(
            sign_in(stocked, "sari"),
            "order_new",
            **{f"quantity-{SHEET}": "21", f"quantity-{BAR}": "1"},
        )
        page = answer.content.decode()
        assert answer.status_code == 422
        assert page.count("field-wrong") == 2
        assert 'value="21"' in page

    @pytest.mark.parametrize("typed", ["1,5", "-2", "0", "banyak"])
    def test_refuses_what_is_no_quantity(self, stocked: Depot, sign_in: SignIn, typed: str) -> None:
        answer = send(sign_in(stocked, "sari"), "order_new", **{f"quantity-{SHEET}": typed})
        assert answer.status_code == 422
        assert not Order.objects.exists()

    def test_asks_staff_for_the_workshop(self, stocked: Depot, sign_in: SignIn) -> None:
        wati = sign_in(stocked, "wati")
        typed = {f"quantity-{SHEET}": "1"}
        assert send(wati, "order_new", **typed).status_code == 422
        assert send(wati, "order_new", workshop="W9999", **typed).status_code == 422
        assert send(wati, "order_new", workshop="W0002", **typed).status_code == 302
        assert Order.objects.get().workshop == stocked.workshops["W0002"]

    def test_is_closed_to_finance_and_auditors(self, stocked: Depot, sign_in: SignIn) -> None:
        for name in ("fajar", "agus"):
            assert sign_in(stocked, name).get(reverse("order_new")).status_code == 403


class TestOrderPage:
    def test_tells_a_buyer_what_to_bring_and_until_when(
        self, stocked: Depot, sign_in: SignIn
    ) -> None:
        order = place(stocked, ask(SHEET, 2))
        page = read(sign_in(stocked, "sari"), "order", order.number)
        assert '<svg viewBox="0 0' in page
        assert "8 September 2026" in page
        assert reverse("hand_over", args=[order.number]) not in page
        assert sign_in(stocked, "rudi").get(f"/orders/{order.number}/").status_code == 404

    def test_is_hidden_from_another_center(
        self, stocked: Depot, stranger: Depot, sign_in: SignIn
    ) -> None:
        order = place(stocked, ask(SHEET, 2))
        note = hand_over(stocked, place(stocked, ask(SHEET, 1)))
        oki = sign_in(stranger, "sinta")
        for name, number in (
            ("order", order.number),
            ("hand_over", order.number),
            ("delivery", note.number),
            ("delivery_document", note.number),
            ("invoice", note.billed().number),
            ("invoice_document", note.billed().number),
            ("invoice_pay", note.billed().number),
        ):
            assert oki.get(reverse(name, args=[number])).status_code == 404, name
        for name in ("order_cancel", "order_pick", "order_swap_lot"):
            assert send(oki, name, order.number).status_code == 404, name
        for name in ("orders", "deliveries", "invoices", "payments", "to_pick"):
            assert order.number not in read(oki, name)

    def test_cancels(self, stocked: Depot, sign_in: SignIn) -> None:
        order = place(stocked, ask(SHEET, 2))
        sari = sign_in(stocked, "sari")
        assert send(sari, "order_cancel", order.number).status_code == 302
        answer = send(sari, "order_cancel", order.number)
        assert answer.status_code == 409
        assert b'role="alert"' in answer.content
        assert set(Balance.objects.values_list("reserved_pieces", flat=True)) == {0}


class TestHandOverPage:
    @pytest.fixture
    def order(self, stocked: Depot) -> Order:
        return place(stocked, ask(SHEET, 2), ask(SCRAP, 100))

    def _typed(self, **more: str) -> dict[str, str]:
        return {
            **{
                f"part-{held.pk}": str(held.pieces or 100)
                for held in Reservation.objects.filter(status="held")
            },
            "receiver_name": "Pak Slamet",
            "vehicle": "G 1234 XY",
            "amount": "",
            "method": "cash",
            "signature": "",
            **more,
        }

    def test_goes_from_the_scanned_code_over_picking_to_the_delivery_note(
        self, stocked: Depot, sign_in: SignIn, order: Order
    ) -> None:
        wati = sign_in(stocked, "wati")
        found = wati.get(reverse("to_pick"), {"number": f" {order.number.lower()} "})
        assert found["Location"] == reverse("order", args=[order.number])
        started = send(wati, "order_pick", order.number)
        assert started["Location"] == reverse("hand_over", args=[order.number])
        page = read(wati, "hand_over", order.number)
        assert page.index("A-01") < page.index("B-01")
        picture = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"
        answer = send(wati, "hand_over", order.number, **self._typed(signature=picture))
        note = DeliveryNote.objects.get()
        assert answer["Location"] == reverse("delivery", args=[note.number])
        assert note.signature is not None
        assert read(wati, "delivery", note.number).count("C90085") == 2
        document = wati.get(reverse("delivery_document", args=[note.number]))
        assert document.content.startswith(b"%PDF")

    def test_hands_over_parts_only(self, stocked: Depot, sign_in: SignIn, order: Order) -> None:
        sheet = Reservation.objects.get(place__code="A-01")
        scrap = Reservation.objects.get(place__code="B-01")
        typed = self._typed(**{f"part-{sheet.pk}": "", f"part-{scrap.pk}": "99,5"})
        assert send(sign_in(stocked, "wati"), "hand_over", order.number, **typed).status_code == 302
        assert DeliveryNote.objects.get().lines.get().mass_kg == Decimal("99.500")

    def test_puts_refusals_at_their_fields_and_changes_nothing(
        self, stocked: Depot, sign_in: SignIn, order: Order
    ) -> None:
        wati = sign_in(stocked, "wati")
        sheet = Reservation.objects.get(place__code="A-01")
        for typed, words in (
            ({f"part-{sheet.pk}": "3"}, "field-wrong"),
            ({"receiver_name": ""}, "field-wrong"),
            ({"signature": "data:image/png;base64,????"}, "errorlist"),
            ({"signature": "data:image/png;base64,PHN2Zz4="}, "errorlist"),
            ({"amount": "9.999.999"}, "Rp1.814.600"),
        ):
            answer = send(wati, "hand_over", order.number, **self._typed(**typed))
            assert answer.status_code == 422, typed
            assert words in answer.content.decode(), typed
        assert not DeliveryNote.objects.exists()

    def test_shows_what_must_be_paid_and_takes_it(
        self, stocked: Depot, sign_in: SignIn, order: Order
    ) -> None:
        workshop = stocked.workshops["W0001"]
        workshop.credit_limit = 1_000_000
        workshop.save()
        wati = sign_in(stocked, "wati")
        assert 'name="amount" value="814.600"' in read(wati, "hand_over", order.number)
        refused = send(wati, "hand_over", order.number, **self._typed())
        assert refused.status_code == 422
        assert "Rp814.600" in refused.content.decode()
        paid = send(wati, "hand_over", order.number, **self._typed(amount="814.600"))
        assert paid.status_code == 302
        assert Payment.objects.get().amount == 814_600

    def test_takes_another_lot(self, stocked: Depot, sign_in: SignIn, order: Order) -> None:
        other = receive_stock(stocked, SHEET, pieces=5, heat="NEW")
        held = Reservation.objects.get(place__code="A-01")
        wati = sign_in(stocked, "wati")
        typed = {"reservation_id": str(held.pk), "lot": other.number}
        assert send(wati, "order_swap_lot", order.number, **typed).status_code == 302
        assert "NEW" in read(wati, "hand_over", order.number)
        assert send(wati, "order_swap_lot", order.number, **typed).status_code == 409

    def test_asks_to_look_again_when_a_lot_was_swapped_meanwhile(
        self, stocked: Depot, sign_in: SignIn, order: Order
    ) -> None:
        typed = self._typed()
        other = receive_stock(stocked, SHEET, pieces=5, heat="NEW")
        swapped = Reservation.objects.get(place__code="A-01")
        swap_lot(
            order_id=order.pk,
            reservation_id=swapped.pk,
            lot_number=other.number,
            by=stocked.person("wati"),
            at=NOW,
        )
        wati = sign_in(stocked, "wati")
        refused = send(wati, "hand_over", order.number, **typed)
        assert refused.status_code == 409
        assert 'role="alert"' in refused.content.decode()
        assert not DeliveryNote.objects.exists()
        assert Reservation.objects.filter(status="held").count() == 2
        new = Reservation.objects.get(status="held", lot=other)
        assert f'name="part-{new.pk}" value="2"' in refused.content.decode()
        assert send(wati, "hand_over", order.number, **self._typed()).status_code == 302
        assert DeliveryNote.objects.get().lines.count() == 2

    @pytest.mark.parametrize("name", ["sari", "putri", "fajar", "agus"])
    def test_is_closed_to_other_roles(
        self, stocked: Depot, sign_in: SignIn, order: Order, name: str
    ) -> None:
        client = sign_in(stocked, name)
        assert client.get(reverse("hand_over", args=[order.number])).status_code == 403
        assert send(client, "order_pick", order.number).status_code == 403


class TestInvoicePages:
    @pytest.fixture
    def invoice(self, stocked: Depot) -> Invoice:
        stocked.center.qris_payload = static_payload()
        stocked.center.bank_account = "BRI 0123 a.n. Koperasi"
        stocked.center.save()
        return hand_over(stocked, place(stocked, ask(SHEET, 2))).billed()

    def test_show_how_to_pay(self, stocked: Depot, sign_in: SignIn, invoice: Invoice) -> None:
        page = read(sign_in(stocked, "sari"), "invoice", invoice.number)
        for expected in ('class="qr"', "BRI 0123", "Rp1.154.600", "15 September 2026"):
            assert expected in page
        assert reverse("invoice_pay", args=[invoice.number]) not in page
        listed = read(sign_in(stocked, "sari"), "invoices")
        assert invoice.number in listed
        assert invoice.number not in read(sign_in(stocked, "rudi"), "invoices")
        pdf = sign_in(stocked, "sari").get(reverse("invoice_document", args=[invoice.number]))
        assert pdf.content.startswith(b"%PDF")

    def test_take_a_payment(self, stocked: Depot, sign_in: SignIn, invoice: Invoice) -> None:
        fajar = sign_in(stocked, "fajar")
        assert 'value="1.154.600"' in read(fajar, "invoice_pay", invoice.number)
        over = send(fajar, "invoice_pay", invoice.number, amount="1.154.601", method="transfer")
        assert over.status_code == 422
        assert "Rp1.154.600" in over.content.decode()
        half = send(fajar, "invoice_pay", invoice.number, amount="154.600", method="transfer")
        assert half["Location"] == reverse("invoice", args=[invoice.number])
        payment = Payment.objects.get()
        assert payment.number in read(fajar, "payments")
        receipt = fajar.get(reverse("payment_document", args=[payment.number]))
        assert receipt.content.startswith(b"%PDF")
        assert "Rp1.000.000" in read(fajar, "invoices", unpaid="1")

    def test_take_a_deposit(self, stocked: Depot, sign_in: SignIn) -> None:
        from tests.orders.pool_world import open_a_pool

        pool = open_a_pool(stocked)
        fajar = sign_in(stocked, "fajar")
        typed = {"pool": pool.number, "workshop": "W0001", "amount": "500.000", "method": "cash"}
        assert pool.number in read(fajar, "deposit_new")
        assert send(fajar, "deposit_new", **{**typed, "workshop": "W9"}).status_code == 422
        assert send(fajar, "deposit_new", **typed).status_code == 302
        assert Payment.objects.get().pool == pool


class TestLists:
    @pytest.mark.parametrize(
        ("name", "url"),
        [
            ("sari", "orders"),
            ("wati", "to_pick"),
            ("wati", "deliveries"),
            ("fajar", "invoices"),
            ("fajar", "payments"),
            ("sari", "order_new"),
        ],
    )
    def test_take_the_same_statements_however_long(
        self, stocked: Depot, sign_in: SignIn, name: str, url: str
    ) -> None:
        client = sign_in(stocked, name)
        read(client, url)  # says what to do next while it is empty
        counts = []
        for n in (1, 4):
            for _ in range(n):
                place(stocked, ask(SHEET, 1))
                note = hand_over(stocked, place(stocked, ask(SHEET, 1)))
                Payment.objects.create(
                    center=stocked.center,
                    number=f"PAY-{note.number}",
                    workshop=note.workshop,
                    invoice=note.billed(),
                    amount=1,
                    method="cash",
                    received_at=note.handed_at,
                )
            with CaptureQueriesContext(connection) as queries:
                read(client, url)
            counts.append(len(queries))
        assert counts[0] == counts[1]
