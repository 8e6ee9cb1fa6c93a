"""Reorder suggestions: one per alert, told once, taken in one step."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine

from inventory import stock
from inventory.models import ReorderAlert
from materialcenter.access import WrongRole
from materialcenter.errors import Missing
from materialcenter.models import Notice
from materialcenter.services.telling import sending
from orders.models import Pool, PoolMaterial, PurchaseOrder
from orders.services.ending_purchases import cancel_purchase_order
from orders.services.opening import cancel_pool
from orders.services.suggesting import (
    AnswerUnknown,
    NobodyOffers,
    NoPoolOpen,
    suggest_for_alert,
    take_suggestion,
    tell_alert_again,
)
from tests.cast import NOW, Depot, build_depot
from tests.harness.mail import Postbox
from tests.orders.low_stock import run_low
from tests.orders.pool_world import make_offer, open_a_pool

pytestmark = pytest.mark.django_db

CODE = "SPHC-2-4X8"


def _suggested(depot: Depot, *, wanted_kg: int = 2400) -> ReorderAlert:
    alert = run_low(depot, wanted_kg=wanted_kg)
    suggest_for_alert(alert_id=alert.pk, at=NOW)
    alert.refresh_from_db()
    return alert


class TestSuggestForAlert:
    def test_suggests_an_order_and_mails_every_purchaser_once(
        self, depot: Depot, postbox: Postbox, celery_now: Callable[..., int]
    ) -> None:
        make_offer(depot, "S01", CODE, {0: 11_200, 2000: 10_350}, pack=5)
        alert = run_low(depot)
        with time_machine.travel(NOW, tick=True):
            for _again in range(3):
                suggest_for_alert(alert_id=alert.pk, at=NOW)
            sending.take_due(at=NOW)
            celery_now(at=NOW + timedelta(hours=1))
        alert.refresh_from_db()
        assert alert.suggestion is not None
        facts = {
            key: alert.suggestion[key]
            for key in ("answer", "supplier", "quantity", "price_per_kg", "reason")
        }
        assert facts == {
            "answer": "purchase_order",
            "supplier": "S01",
            "quantity": 55,
            "price_per_kg": "10350.00",
            "reason": "enough_alone",
        }
        (mail,) = postbox.messages
        assert mail["To"] == "putri.tgl@example.id"
        body = mail.get_body()
        assert body is not None
        assert "10.350" in body.get_content()

    def test_is_heard_of_no_more_once_it_is_taken(
        self, depot: Depot, postbox: Postbox, celery_now: Callable[..., int]
    ) -> None:
        make_offer(depot, "S01", CODE, {0: 11_200})
        alert = _suggested(depot)
        assert Notice.objects.unread().count() == 1
        take_suggestion(alert_id=alert.pk, by=depot.person("putri"), at=NOW)
        sending.take_due(at=NOW)
        celery_now(at=NOW + timedelta(hours=1))
        assert not Notice.objects.unread().exists()
        assert [mail["Subject"] for mail in postbox.messages if CODE in mail["Subject"]] == []

    def test_is_told_again_to_supervisors_too_the_second_time(self, depot: Depot) -> None:
        alert = _suggested(depot)
        for level in (1, 2, 2):
            ReorderAlert.objects.update(level=level)
            tell_alert_again(alert_id=alert.pk, at=NOW)
        told = Notice.objects.filter(kind="orders.still_low").order_by("key", "user__username")
        assert list(told.values_list("key", "user__username")) == [
            (f"{alert.pk}.1", depot.users["putri"].username),
            (f"{alert.pk}.2", depot.users["putri"].username),
            (f"{alert.pk}.2", depot.users["sinta"].username),
        ]

    def test_says_it_in_both_languages(self, depot: Depot) -> None:
        make_offer(depot, "S01", CODE, {0: 11_200}, minimum_kg=5000)
        alert = _suggested(depot)
        assert alert.suggestion is not None
        assert set(alert.suggestion["text"]) == {"id", "en"}
        assert "Open a pool" in alert.suggestion["text"]["en"]
        assert "5,000 kg" in alert.suggestion["text"]["en"]

    def test_suggests_the_open_pool(self, depot: Depot) -> None:
        pool = open_a_pool(depot)
        alert = _suggested(depot)
        assert alert.suggestion is not None
        assert (alert.suggestion["answer"], alert.suggestion["pool"]) == (
            "join_pool",
            pool.number,
        )

    def test_says_when_nobody_offers_it(self, depot: Depot) -> None:
        alert = _suggested(depot)
        assert alert.suggestion is not None
        assert (alert.suggestion["answer"], alert.suggestion["reason"]) == ("", "no_offer")

    def test_leaves_an_alert_that_is_over(self, depot: Depot) -> None:
        alert = run_low(depot)
        ReorderAlert.objects.update(closed_at=NOW)
        suggest_for_alert(alert_id=alert.pk, at=NOW)
        alert.refresh_from_db()
        assert alert.suggestion is None


class TestTakeSuggestion:
    def test_drafts_the_order(self, depot: Depot) -> None:
        make_offer(depot, "S01", CODE, {0: 11_200, 2000: 10_350}, pack=5)
        alert = _suggested(depot)
        taken = take_suggestion(alert_id=alert.pk, by=depot.person("putri"), at=NOW)
        order = PurchaseOrder.objects.get()
        line = order.lines.get()
        assert (taken.answer, taken.reference) == ("purchase_order", order.number)
        assert (line.pieces, line.price_per_kg) == (55, Decimal("10350.00"))
        alert.refresh_from_db()
        assert (alert.taken_as, alert.taken_reference) == ("purchase_order", order.number)

    def test_raises_the_depots_quantity_in_the_open_pool(self, depot: Depot) -> None:
        pool = open_a_pool(depot, appetite=7)
        alert = _suggested(depot)
        take_suggestion(alert_id=alert.pk, by=depot.person("putri"), at=NOW)
        assert PoolMaterial.objects.get(pool=pool).depot_appetite == 7 + 52

    def test_drafts_a_pool_with_the_material(self, depot: Depot) -> None:
        make_offer(depot, "S01", CODE, {0: 11_200}, minimum_kg=5000)
        alert = _suggested(depot)
        taken = take_suggestion(alert_id=alert.pk, by=depot.person("sinta"), at=NOW)
        pool = Pool.objects.get(number=taken.reference)
        assert (pool.status, pool.materials.get().depot_appetite) == ("draft", 52)

    def test_does_what_the_person_chose_instead(self, depot: Depot) -> None:
        open_a_pool(depot)
        alert = _suggested(depot)
        taken = take_suggestion(
            alert_id=alert.pk, answer="purchase_order", by=depot.person("putri"), at=NOW
        )
        assert taken.answer == "purchase_order"
        assert PurchaseOrder.objects.count() == 1

    def test_is_taken_once(self, depot: Depot) -> None:
        make_offer(depot, "S01", CODE, {0: 11_200})
        alert = _suggested(depot)
        take_suggestion(alert_id=alert.pk, by=depot.person("putri"), at=NOW)
        with pytest.raises(stock.AlertTaken):
            take_suggestion(alert_id=alert.pk, by=depot.person("putri"), at=NOW)
        assert PurchaseOrder.objects.count() == 1

    def test_refuses_what_cannot_be_done_and_changes_nothing(self, depot: Depot) -> None:
        alert = _suggested(depot)
        putri = depot.person("putri")
        with pytest.raises(NobodyOffers):
            take_suggestion(alert_id=alert.pk, by=putri, at=NOW)
        make_offer(depot, "S01", CODE, {0: 11_200})
        with pytest.raises(NoPoolOpen):
            take_suggestion(alert_id=alert.pk, answer="join_pool", by=putri, at=NOW)
        with pytest.raises(AnswerUnknown):
            take_suggestion(alert_id=alert.pk, answer="sell_it", by=putri, at=NOW)
        ReorderAlert.objects.update(closed_at=NOW)
        with pytest.raises(stock.AlertOver):
            take_suggestion(alert_id=alert.pk, by=putri, at=NOW)
        assert not PurchaseOrder.objects.exists()

    def test_refuses_another_role_and_a_stranger(self, depot: Depot) -> None:
        alert, other = _suggested(depot), build_depot("BDG")
        for name in ("wati", "fajar", "agus", "sari"):
            with pytest.raises(WrongRole):
                take_suggestion(alert_id=alert.pk, by=depot.person(name), at=NOW)
        with pytest.raises(Missing):
            take_suggestion(alert_id=alert.pk, by=other.person("putri"), at=NOW)


class TestAnswerThatFallsThrough:
    def test_lets_the_alert_begin_anew_when_the_order_is_cancelled(
        self, depot: Depot, celery_now: Callable[..., int]
    ) -> None:
        make_offer(depot, "S01", CODE, {0: 11_200})
        alert = _suggested(depot)
        putri = depot.person("putri")
        take_suggestion(alert_id=alert.pk, by=putri, at=NOW)
        cancel_purchase_order(
            purchase_order_id=PurchaseOrder.objects.get().pk,
            reason="Pemasok tutup",
            by=putri,
            at=NOW,
        )
        celery_now()
        alert.refresh_from_db()
        assert alert.closed_at == NOW
        anew = ReorderAlert.objects.standing().get()
        assert (anew.pk != alert.pk, anew.taken_as) == (True, "")
        assert anew.suggestion is not None

    def test_lets_it_begin_anew_when_the_pool_is_cancelled(
        self, depot: Depot, celery_now: Callable[..., int]
    ) -> None:
        pool = open_a_pool(depot)
        alert = _suggested(depot)
        putri = depot.person("putri")
        take_suggestion(alert_id=alert.pk, by=putri, at=NOW)
        cancel_pool(pool_id=pool.pk, reason="Terlalu sedikit", by=putri, at=NOW)
        celery_now()
        assert ReorderAlert.objects.standing().get().pk != alert.pk
