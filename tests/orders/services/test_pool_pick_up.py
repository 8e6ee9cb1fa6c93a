"""Picking up shares of a pool: parts, deposits, credit, and who may."""

import re
from io import BytesIO
from typing import Any

import pytest
from django.utils import translation
from pypdf import PdfReader

from inventory import stock
from inventory.models import Balance, Reservation
from materialcenter.errors import Missing
from materialcenter.formats import rupiah
from materialcenter.person import WrongRole
from orders.models import DeliveryNote, Invoice, Payment, Pool
from orders.reports.credit import deposit_left
from orders.reports.selling import pool_pick
from orders.rules.credit import Back
from orders.services.crediting import OverCreditLimit
from orders.services.crediting_back import credit_invoice
from orders.services.delivering import NothingToHandOver
from orders.services.handing_over import hand_over_pool, release_pool_shares
from orders.services.paying import PaidTooMuch, TakenPayment, record_deposit
from orders.services.printing_sales import invoice_pdf
from tests.cast import Depot
from tests.orders.calling import SignIn, get, post
from tests.orders.counter import SHEET
from tests.orders.pool_world import LATER, shared_pool

pytestmark = pytest.mark.django_db(transaction=True)

# sari's share is 10 sheets of 46.659 kg by table at Rp 10 800
BILL = 5_039_172


@pytest.fixture
def pool(depot: Depot) -> Pool:
    return shared_pool(depot)


def hand_over(depot: Depot, pool: Pool, *, by: str = "wati", **more: Any) -> DeliveryNote:
    given: dict[str, Any] = {
        "workshop_id": depot.workshops["W0001"].pk,
        "receiver_name": "Pak Slamet",
        "at": LATER,
        **more,
    }
    return hand_over_pool(pool_id=pool.pk, by=depot.person(by), **given)


def deposit(depot: Depot, pool: Pool, amount: int) -> Payment:
    return record_deposit(
        pool_id=pool.pk,
        workshop_id=depot.workshops["W0001"].pk,
        amount=amount,
        method="transfer",
        by=depot.person("fajar"),
        at=LATER,
    )


class TestHandOverPool:
    def test_writes_note_and_invoice_for_the_pool(self, depot: Depot, pool: Pool) -> None:
        note = hand_over(depot, pool)
        assert (note.pool, note.order) == (pool, None)
        assert {line.share.workshop.code for line in note.lines.all() if line.share} == {"W0001"}
        assert (note.billed().net, note.billed().paid) == (BILL, 0)

    def test_keeps_what_stays_behind_for_the_workshop(self, depot: Depot, pool: Pool) -> None:
        held = Reservation.objects.filter(status="held").order_by("pk").first()
        assert held is not None
        first = hand_over(depot, pool, hand_outs=[stock.HandOut(held.pk, pieces=4)])
        second = hand_over(depot, pool)
        assert [n.lines.get().pieces for n in (first, second)] == [4, 6]
        pool.refresh_from_db()
        assert pool.status == Pool.Status.ALLOCATED
        with pytest.raises(NothingToHandOver):
            hand_over(depot, pool)

    def test_uses_the_deposit_first(self, depot: Depot, pool: Pool) -> None:
        deposit(depot, pool, 1_000_000)
        note = hand_over(depot, pool, payment=TakenPayment(39_172, "cash"))
        assert note.billed().paid == 1_039_172
        methods = list(
            Payment.objects.filter(invoice=note.billed())
            .order_by("pk")
            .values_list("method", "amount")
        )
        assert methods == [("deposit", 1_000_000), ("cash", 39_172)]
        assert deposit_left(workshop_id=note.workshop_id, pool_id=pool.pk) == 0

    def test_shows_deposit_and_credit_note_as_lines_of_the_bills_paper(
        self, depot: Depot, pool: Pool
    ) -> None:
        deposit(depot, pool, 1_000_000)
        bill = hand_over(depot, pool).billed()
        note = credit_invoice(
            invoice_id=bill.pk,
            backs=[Back(1, pieces=1)],
            reason="returned",
            note="Bengkok.",
            by=depot.person("fajar"),
            at=LATER,
        )
        found = Invoice.objects.select_related("center", "workshop", "pool").get(pk=bill.pk)
        with translation.override("id"):
            text = PdfReader(BytesIO(invoice_pdf(found))).pages[0].extract_text()
        left = found.total - 1_000_000 - note.amount
        for title, amount in (
            ("Dibayar dari uang muka", 1_000_000),
            (f"Nota kredit {note.number}", note.amount),
            ("Harus dibayar", left),
        ):
            assert re.search(rf"{title}\s+{re.escape(rupiah(amount))}", text), text

    def test_keeps_what_is_over_of_a_deposit(self, depot: Depot, pool: Pool) -> None:
        deposit(depot, pool, BILL * 2)
        with pytest.raises(PaidTooMuch):
            hand_over(depot, pool, payment=TakenPayment(1, "cash"))
        note = hand_over(depot, pool)
        total = note.billed().total
        assert note.billed().paid == total
        assert deposit_left(workshop_id=note.workshop_id, pool_id=pool.pk) == BILL * 2 - total

    def test_counts_the_deposit_when_it_looks_at_the_credit(self, depot: Depot, pool: Pool) -> None:
        workshop = depot.workshops["W0001"]
        workshop.credit_limit = 0
        workshop.save()
        deposit(depot, pool, 1_000_000)
        total = pool_pick(pool, workshop).bill.total
        assert pool_pick(pool, workshop).due_now == total - 1_000_000
        with pytest.raises(OverCreditLimit):
            hand_over(depot, pool, payment=TakenPayment(total - 1_000_001, "transfer"))
        assert not Invoice.objects.exists()
        assert hand_over(depot, pool, payment=TakenPayment(total - 1_000_000, "transfer")).pk

    @pytest.mark.parametrize("name", ["sari", "putri", "fajar", "agus"])
    def test_refuses_another_role(self, depot: Depot, pool: Pool, name: str) -> None:
        with pytest.raises(WrongRole):
            hand_over(depot, pool, by=name)

    def test_hides_the_pools_and_workshops_of_another_center(
        self, depot: Depot, stranger: Depot, pool: Pool
    ) -> None:
        with pytest.raises(Missing):
            hand_over(stranger, pool)
        with pytest.raises(Missing):
            hand_over(depot, pool, workshop_id=stranger.workshops["W0001"].pk)


class TestReleasePoolShares:
    def test_frees_the_stock_once(self, depot: Depot, pool: Pool) -> None:
        given: dict[str, Any] = {
            "pool_id": pool.pk,
            "workshop_id": depot.workshops["W0001"].pk,
            "at": LATER,
        }
        with pytest.raises(WrongRole):
            release_pool_shares(by=depot.person("wati"), **given)
        release_pool_shares(by=depot.person("putri"), **given)
        assert Balance.objects.get(material__code=SHEET).reserved_pieces == 5
        with pytest.raises(NothingToHandOver):
            release_pool_shares(by=depot.person("putri"), **given)


class TestRoutesAndPages:
    def test_hand_over_through_the_api(self, depot: Depot, pool: Pool, sign_in: SignIn) -> None:
        wati, fajar = sign_in(depot, "wati"), sign_in(depot, "fajar")
        paid = post(
            fajar,
            f"/pools/{pool.number}/deposits",
            {"workshop": "W0001", "amount": 500_000, "method": "cash"},
        )
        assert (paid.status_code, paid.json()["pool"]) == (201, pool.number)
        waiting = get(wati, "/pick-ups").json()["items"]
        assert [(x["kind"], x["workshop"]) for x in waiting] == [
            ("pool", "W0001"),
            ("pool", "W0002"),
        ]
        pick = get(wati, f"/pools/{pool.number}/pick-ups/W0001").json()
        assert (pick["deposit"], len(pick["held"])) == (500_000, 1)
        body = {"workshop": "W0001", "receiver_name": "Pak Slamet"}
        done = post(wati, f"/pools/{pool.number}/hand-over", body, **{"Idempotency-Key": "p"})
        again = post(wati, f"/pools/{pool.number}/hand-over", body, **{"Idempotency-Key": "p"})
        assert (done.status_code, done.json()) == (200, again.json())
        assert done.json()["paid"] == 500_000
        released = post(
            sign_in(depot, "putri"), f"/pools/{pool.number}/release", {"workshop": "W0002"}
        )
        assert released.json()["status"] == "settled"
        for name in ("sari", "fajar", "agus"):
            answer = post(sign_in(depot, name), f"/pools/{pool.number}/hand-over", body)
            assert answer.status_code == 403

    def test_hand_over_through_the_page(self, depot: Depot, pool: Pool, sign_in: SignIn) -> None:
        from django.urls import reverse

        from materialcenter.web import form_token

        wati = sign_in(depot, "wati")
        url = reverse("pool_hand_over", args=[pool.number, "W0001"])
        assert url in wati.get(reverse("to_pick")).content.decode()
        page = wati.get(url).content.decode()
        assert "order_swap" not in page
        held = Reservation.objects.filter(status="held").order_by("pk").first()
        assert held is not None
        answer = wati.post(
            url,
            {"once": form_token(), f"part-{held.pk}": "10", "receiver_name": "Pak Slamet"},
        )
        note = DeliveryNote.objects.get()
        assert answer["Location"] == reverse("delivery", args=[note.number])
        release = reverse("pool_release", args=[pool.number, "W0002"])
        assert wati.post(release, {"once": form_token()}).status_code == 403
        freed = sign_in(depot, "putri").post(release, {"once": form_token()})
        assert freed["Location"] == reverse("pool", args=[pool.number])
        pool.refresh_from_db()
        assert pool.status == Pool.Status.SETTLED
