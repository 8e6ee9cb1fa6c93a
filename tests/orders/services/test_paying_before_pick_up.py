"""Workshops that pay before pick-up: no credit anywhere, and told exactly what to pay."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from materialcenter.models import Workshop
from orders.models import Invoice, Pool
from orders.reports.finding import find_pool
from orders.reports.pool_dues import own_dues
from orders.reports.selling import pool_pick
from orders.rules.qris import amount_of, bill_number_of, crc16, parse_payload
from orders.services.crediting import OverCreditLimit, PaysBeforePickUp, credit_of
from orders.services.handing_over import hand_over_pool
from orders.services.paying import TakenPayment, record_deposit
from tests.cast import Depot, receive_stock
from tests.orders.calling import SignIn, get
from tests.orders.counter import SHEET, ask, hand_over, place
from tests.orders.pool_world import LATER, shared_pool

pytestmark = pytest.mark.django_db
# ten sheets of 46.659 kg by table at Rp10 800, with VAT
BILL = 5_593_481
STATIC = (
    "00020101021126680016ID.CO.CONTOH.WWW011893600014000000000102150000000000000010303UKE"
    "51440014ID.CO.QRIS.WWW0215ID10200000000010303UKE5204505153033605802ID"
    "5921MATERIAL CENTER TEGAL6010KAB. TEGAL6105521816304"
)


@pytest.fixture
def pool(depot: Depot) -> Pool:
    depot.center.qris_payload = f"{STATIC}{crc16(STATIC.encode()):04X}"
    depot.center.bank_account = "Bank Contoh 123"
    depot.center.save()
    prepaid(depot)
    return find_pool(depot.person("fajar"), shared_pool(depot).number)


def prepaid(depot: Depot) -> Workshop:
    workshop = depot.workshops["W0001"]
    workshop.payment_terms = Workshop.Terms.PREPAID
    workshop.save()
    return workshop


def pay_ahead(depot: Depot, pool: Pool, amount: int) -> None:
    record_deposit(
        pool_id=pool.pk,
        workshop_id=depot.workshops["W0001"].pk,
        amount=amount,
        method="transfer",
        by=depot.person("wati"),
        at=LATER,
    )


def pick_up(depot: Depot, pool: Pool, **more: Any) -> Any:
    return hand_over_pool(
        pool_id=pool.pk,
        workshop_id=depot.workshops["W0001"].pk,
        receiver_name="Pak Slamet",
        by=depot.person("wati"),
        at=LATER + timedelta(days=1),
        **more,
    )


class TestPrepaidWorkshop:
    def test_has_no_credit_whatever_its_limit_says(self, depot: Depot) -> None:
        workshop = prepaid(depot)
        assert (workshop.credit_limit, credit_of(workshop).left) == (50_000_000, 0)
        receive_stock(depot, SHEET, pieces=5)
        order = place(depot, ask(SHEET, 1))
        with pytest.raises(PaysBeforePickUp) as refused:
            hand_over(depot, order)
        assert (
            refused.value.code,
            refused.value.kind if hasattr(refused.value, "kind") else "",
        ) == (
            "pays_before_pick_up",
            "",
        )
        due = refused.value.data["due_now"]
        assert due == refused.value.data["total"]
        assert not Invoice.objects.exists()
        assert hand_over(depot, order, payment=TakenPayment(due, "cash")).billed().paid == due

    def test_takes_its_pool_share_once_all_is_paid_as_a_deposit(
        self, depot: Depot, pool: Pool
    ) -> None:
        pay_ahead(depot, pool, BILL - 1)
        with pytest.raises(OverCreditLimit):
            pick_up(depot, pool)
        pay_ahead(depot, pool, 1)
        note = pick_up(depot, pool)
        assert (note.billed().paid, note.billed().total) == (BILL, BILL)


class TestOwnDues:
    def test_say_what_to_pay_and_how(self, depot: Depot, pool: Pool) -> None:
        pay_ahead(depot, pool, 1_000_000)
        (due,) = own_dues(pool, depot.person("sari"))
        assert (due.pick.bill.total, due.pick.deposit, due.pick.due_now) == (
            BILL,
            1_000_000,
            BILL - 1_000_000,
        )
        payload = parse_payload(due.ways.qris_payload)
        assert amount_of(payload) == due.pick.due_now
        assert bill_number_of(payload) == due.reference == f"{pool.number}/W0001"
        assert due.ways.bank_account == "Bank Contoh 123"
        assert own_dues(pool, depot.person("rudi")) == []
        assert own_dues(pool, depot.person("fajar")) == []

    def test_name_what_goes_over_the_credit_too(self, depot: Depot, pool: Pool) -> None:
        rudis = depot.workshops["W0002"]
        rudis.credit_limit = 1_000_000
        rudis.save()
        (due,) = own_dues(pool, depot.person("rudi"))
        assert not due.is_prepaid
        assert due.pick.due_now == due.pick.bill.total - 1_000_000

    def test_stand_on_the_pages_and_the_route(
        self, depot: Depot, pool: Pool, sign_in: SignIn
    ) -> None:
        sari, wati = sign_in(depot, "sari"), sign_in(depot, "wati")
        paper = reverse("pool_pro_forma", args=[pool.number, "W0001"])
        page = sari.get(reverse("pool", args=[pool.number])).content.decode()
        assert "Rp5.593.481" in page
        assert paper in page
        assert "<svg" in page
        assert sari.get(paper).content.startswith(b"%PDF")
        counter = wati.get(reverse("pool_hand_over", args=[pool.number, "W0001"])).content.decode()
        assert f"amount={BILL}" in counter
        assert "Batas kredit" not in counter
        form = wati.get(f"{reverse('deposit_new')}?pool={pool.number}&workshop=W0001&amount={BILL}")
        assert "5.593.481" in form.content.decode()
        shown = get(sari, f"/pools/{pool.number}/dues/W0001").json()
        assert (shown["due_now"], shown["payment_terms"]) == (BILL, "prepaid")
        assert get(sari, f"/pools/{pool.number}/dues/W0001/document").content.startswith(b"%PDF")
        pay_ahead(depot, pool, BILL)
        paid = sari.get(reverse("pool", args=[pool.number])).content.decode()
        assert "<figure" not in paid
        pick_up(depot, pool)
        assert sari.get(paper).status_code == 404
        assert get(sari, f"/pools/{pool.number}/dues/W0001").status_code == 404
        assert pool_pick(pool, depot.workshops["W0001"]).due_now == 0
