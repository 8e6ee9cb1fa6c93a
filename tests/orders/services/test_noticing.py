"""People are told of what concerns them: who is, who is not, once, and in both languages."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import resolve

from materialcenter import jobs
from materialcenter.models import Membership, Notice, Role, User
from materialcenter.services.notice_kinds import BOOKS_DIFFER
from materialcenter.services.telling.kinds import GIVEN_UP, known_kinds
from materialcenter.services.telling.news import _writers, tell_news
from materialcenter.services.telling.people import people_with
from orders.models import Order, Pool, PoolEvent, PurchaseOrder
from orders.services.booking import BooksDifference
from orders.services.notice_kinds import RUNS_LOW, STILL_LOW
from orders.services.noticing.coming import tell_what_comes
from orders.services.noticing.of_books import tell_books_differ
from tests.cast import NOW, Depot
from tests.orders.told_world import SOON, TODAY, Told

Step = PoolEvent.Kind
What = Callable[[Told], int]
# About what, of which row, with which mark, and who of the cast is told. Sari buys for W0001,
# whom all rows concern; putri wrote orders, sinta the batch and the count, fajar the write-off.
TABLE: dict[str, tuple[str, What, str, set[str]]] = {
    "a pool opens": ("pool_step", lambda w: w.step(Step.OPENED), "", {"sari", "rudi"}),
    "a pool closes": ("pool_step", lambda w: w.step(Step.FROZEN), "", {"sari"}),
    "a price falls": ("pool_price", lambda w: w.wish.pk and w.row.pk, "10950.00", {"sari"}),
    "a last day": ("pool_last_day", lambda w: w.wish.pk and w.pool.pk, "", {"sari"}),
    "a pool falls short": (
        "pool_short",
        lambda w: w.wish.pk and w.pool.pk,
        TODAY.isoformat(),
        {"putri"},
    ),
    "a firm price": ("price_question", lambda w: w.question.pk, "", {"sari"}),
    "a wish is kept": ("wish_kept", lambda w: w.kept.pk, "", {"sari"}),
    "a wish is in": ("wish_taken_in", lambda w: w.kept.pk, "", {"sari"}),
    "a wish is not in": ("wish_held_back", lambda w: w.kept.pk, "", {"sari"}),
    "an order is placed": ("order_placed", lambda w: w.order.pk, "", {"sari"}),
    "an order is to be picked": ("order_to_pick", lambda w: w.order.pk, "", {"wati"}),
    "an order is ready": ("order_ready", lambda w: w.order.pk, "", {"sari"}),
    "an order ends": ("order_ends", lambda w: w.order.pk, "", {"sari"}),
    "an order ended": ("order_expired", lambda w: w.order.pk, "", {"sari"}),
    "an invoice": ("invoice", lambda w: w.invoice.pk, "", {"sari"}),
    "a reminder": ("reminder", lambda w: w.reminder.pk, "", {"sari"}),
    "a credit note": ("credit_note", lambda w: w.credit_note.pk, "", {"sari"}),
    "a payment": ("payment", lambda w: w.payment.pk, "", {"sari"}),
    "a recall": ("recall", lambda w: w.notice.pk, "", {"sari"}),
    "a recall again": ("recall_reminder", lambda w: w.notice.pk, "2026-09-03", {"sari"}),
    "a recall for the yard": ("recall_opened", lambda w: w.recall.pk, "", {"sinta"}),
    "a delivery today": ("arrives_today", lambda w: w.purchase().pk, "", {"wati"}),
    "a late promise": ("promised_late", lambda w: w.purchase().pk, "2026-09-10", {"putri"}),
    "a late supplier": ("purchase_late", lambda w: w.purchase().pk, "2026-08-30", {"putri"}),
    "a quote": ("quote_answered", lambda w: w.request.pk, "", {"putri"}),
    "a held bill": ("bill_held", lambda w: w.bill.pk, "", {"fajar"}),
    "a batch": ("batch_waits", lambda w: w.batch.pk, "", {"fajar"}),
    "an order over the limit": (
        "approve_purchase",
        lambda w: w.purchase(PurchaseOrder.Status.DRAFT).pk,
        "",
        {"sinta"},
    ),
    "a change over the limit": (
        "approve_revision",
        lambda w: w.revision.purchase_order_id,
        "",
        {"sinta"},
    ),
    "a write-off": ("approve_write_off", lambda w: w.write_off.pk, "", {"sinta"}),
    "a count opens": ("count_opened", lambda w: w.count.pk, "", {"wati"}),
    "a count waits": ("approve_count", lambda w: w.counted.pk, "", {"sinta"}),
    "a lot waits": ("judge_lot", lambda w: w.lot.pk, "", {"sinta"}),
    "a job failed": ("job_failed", lambda w: w.job.pk, "", {"sinta"}),
}
TOLD_ELSEWHERE = {GIVEN_UP, BOOKS_DIFFER, RUNS_LOW.name, STILL_LOW.name}


def names_told() -> set[str]:
    return set(Notice.objects.values_list("user__username", flat=True))


def kinds_told() -> list[str]:
    return sorted(Notice.objects.values_list("kind", flat=True))


@pytest.mark.django_db
class TestTellNews:
    def test_tells_whom_each_thing_concerns_once_in_both_languages(
        self, depot: Depot, stranger: Depot
    ) -> None:
        told, wrong, kinds = Told(depot), [], set()
        for what, (about, row, mark, expected) in TABLE.items():
            row_id = row(told)
            new = tell_news(about=about, about_id=row_id, mark=mark, at=NOW)
            again = tell_news(about=about, about_id=row_id, mark=mark, at=NOW)
            notices = list(Notice.objects.all())
            kinds |= {notice.kind for notice in notices}
            if (names_told(), new, again) != (expected, len(expected), 0):
                wrong.append(f"{what}: {names_told()} instead of {expected}; {new}, {again}")
            wrong += [f"{what}: {fault}" for one in notices for fault in faults_of(one)]
            Notice.objects.all().delete()
        assert not wrong, "\n".join(wrong)
        assert {about for about, *_rest in TABLE.values()} == set(_writers)
        pool_kinds = {"pool.topping_up", "pool.shared"}  # as a pool that opens, see below
        assert kinds | pool_kinds | TOLD_ELSEWHERE == {kind.name for kind in known_kinds()}

    def test_tells_nobody_of_what_is_over(self, depot: Depot) -> None:
        told = Told(depot)
        order, pool, purchase = told.order, told.pool, told.purchase()
        assert told.wish.pk
        Order.objects.update(status=Order.Status.CANCELLED)
        Pool.objects.update(status=Pool.Status.FROZEN)
        PurchaseOrder.objects.update(status=PurchaseOrder.Status.RECEIVED)
        for about, row_id in (
            ("order_to_pick", order.pk),
            ("order_ready", order.pk),
            ("order_ends", order.pk),
            ("pool_last_day", pool.pk),
            ("pool_price", told.row.pk),
            ("arrives_today", purchase.pk),
        ):
            assert tell_news(about=about, about_id=row_id, mark="2026-09-01", at=NOW) == 0

    @pytest.mark.parametrize(
        ("step", "kind"),
        [
            (Step.TOPPING_UP, "pool.topping_up"),
            (Step.SHARED, "pool.shared"),
            (Step.ALLOCATED, "pool.shared"),
            (Step.CANCELLED, "pool.step"),
            (Step.EXTENDED, "pool.step"),
        ],
    )
    def test_tells_each_step_of_a_pool_as_its_kind(
        self, depot: Depot, step: PoolEvent.Kind, kind: str
    ) -> None:
        event_id = Told(depot).step(step)
        tell_news(about="pool_step", about_id=event_id, mark="", at=NOW)
        assert set(Notice.objects.values_list("kind", flat=True)) <= {kind}

    def test_tells_a_buyer_without_mail_and_no_buyer_twice_by_mail(self, depot: Depot) -> None:
        User.objects.filter(pk=depot.users["sari"].pk).update(email="")
        invoice = Told(depot).invoice
        tell_news(about="invoice", about_id=invoice.pk, mark="", at=NOW)
        notice = Notice.objects.get(user=depot.users["sari"])
        assert not notice.deliveries.exists()
        User.objects.filter(pk=depot.users["sari"].pk).update(email="sari@example.id")
        tell_news(about="invoice", about_id=invoice.pk, mark="2", at=NOW)
        assert not Notice.objects.latest("pk").deliveries.exists()

    def test_leaves_out_who_left_and_who_did_it(self, depot: Depot) -> None:
        assert people_with(depot.center.pk, Role.CLERK, Role.FINANCE) == [
            depot.users["wati"].pk,
            depot.users["fajar"].pk,
        ]
        User.objects.filter(pk=depot.users["wati"].pk).update(is_active=False)
        assert people_with(depot.center.pk, Role.CLERK) == []
        fajar = depot.users["fajar"].pk
        assert people_with(depot.center.pk, Role.FINANCE, but=[fajar, None]) == []
        Membership.objects.filter(user=depot.users["sari"]).delete()
        assert tell_news(about="order_ready", about_id=Told(depot).order.pk, mark="", at=NOW) == 0


def faults_of(notice: Notice) -> list[str]:
    """Name what is wrong with a notice: a language, a line that is cut, a page that is none."""
    faults = []
    if set(notice.texts) != {"id", "en"} or notice.texts["id"][0] == notice.texts["en"][0]:
        faults.append(f"not in two languages: {notice.texts}")
    faults += [
        f"no line: {line!r}" for line, _text in notice.texts.values() if not 8 < len(line) < 120
    ]
    faults += [f"a value is missing: {text}" for text in notice.texts.values() if "None" in text[1]]
    if not resolve(notice.path).url_name:
        faults.append(f"no page: {notice.path}")
    return faults


def come(depot: Depot, at: datetime) -> int:
    """Let the job run at a moment, and what it brings; return of how many things it has told."""
    with time_machine.travel(at, tick=False):
        found = tell_what_comes(center_id=depot.center.pk, at=at)
        jobs.run_due(at=at)
    return found


def near(depot: Depot) -> None:
    """Have a pool and an order that end in twelve hours, and a delivery that comes today."""
    told = Told(depot)
    for row in (told.wish, told.order, told.purchase()):
        assert row.pk


@pytest.mark.django_db
class TestTellWhatComes:
    def test_tells_each_thing_once_when_it_is_near(self, depot: Depot, stranger: Depot) -> None:
        near(depot)
        assert come(stranger, NOW) == 0
        assert come(depot, NOW) == 4
        assert names_told() == {"wati", "sari", "putri"}
        assert kinds_told() == [
            "order.ends_soon",
            "pool.falls_short",
            "pool.last_day",
            "purchase.arrives_today",
        ]
        assert come(depot, NOW) == 0
        assert come(depot, NOW + timedelta(days=1)) == 1
        assert "purchase.late" in kinds_told()

    def test_waits_until_it_is_near_and_for_the_morning(self, depot: Depot) -> None:
        near(depot)
        day_before = SOON - timedelta(days=1, minutes=1)
        night = NOW.replace(hour=17, minute=30) - timedelta(days=1)  # half past midnight there
        PurchaseOrder.objects.update(expected_on=TODAY + timedelta(days=1))
        assert come(depot, day_before) == 0
        PurchaseOrder.objects.update(expected_on=TODAY)
        Pool.objects.update(deadline_at=NOW + timedelta(days=9))
        Order.objects.update(expires_at=NOW + timedelta(days=9))
        assert come(depot, night) == 0

    def test_tells_of_an_extended_pool_and_of_a_new_promise_again(self, depot: Depot) -> None:
        near(depot)
        late = NOW + timedelta(days=9)
        for days in (2, 4):
            PurchaseOrder.objects.update(expected_on=TODAY + timedelta(days=days))
            Pool.objects.update(deadline_at=late + timedelta(hours=days))
            assert come(depot, late) > 0
        told = kinds_told()
        assert (told.count("pool.last_day"), told.count("purchase.late")) == (2, 2)


@pytest.mark.django_db
class TestTellBooksDiffer:
    def test_tells_the_supervisors_of_that_center_once_a_day(
        self, depot: Depot, stranger: Depot
    ) -> None:
        difference = BooksDifference("TGL", "control", "stock", "Rp1", "Rp2")
        assert tell_books_differ([difference] * 5, at=NOW) == 1
        assert tell_books_differ([difference], at=NOW) == 0
        notice = Notice.objects.get()
        assert notice.user == depot.users["sinta"]
        assert notice.texts["id"][1].count("control") == 3
        assert tell_books_differ([], at=NOW + timedelta(days=1)) == 0
