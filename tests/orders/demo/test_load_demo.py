"""The demo depot keeps what it promises, and every page of it opens for every sign-in.

It is loaded once for this file; each test looks at it and leaves it as it was.
"""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from html import unescape
from typing import Any
from urllib.parse import urljoin

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import F
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from django.utils import timezone

from inventory.models import (
    LandedCost,
    Lot,
    Material,
    MonthForecast,
    PastIssue,
    ReorderAlert,
    ReorderPlan,
    StockCount,
    UnmetDemand,
)
from materialcenter import jobs
from materialcenter.access import Person, person_of_user, system_person
from materialcenter.models import Center, Delivery, Job, Notice, Role, Supplier, User, Workshop
from orders.demo.calendar import moment
from orders.demo.counter import ASKED_IN_VAIN
from orders.demo.people import BUYS_FOR
from orders.demo.yard import MONTHS_FORECAST
from orders.models import (
    Commitment,
    CreditNote,
    Invoice,
    JournalEntry,
    KeptWish,
    Order,
    PaymentBatch,
    Pool,
    PurchaseOrder,
    Recall,
    RecallNotice,
    Receipt,
    SupplierInvoice,
    SupplierReturn,
)
from orders.reports.pools import MaterialProgress, progress_of
from orders.reports.pools.deposits import deposit_for
from orders.reports.pools.sharing import proofs_of
from orders.reports.statement import period_of, standings, statement_of
from orders.services.booking import check_books
from tests.stories.hands import BACKEND

NOW = moment(11, 24, 9)
SIGN_INS = [row["username"] for row in django_settings.DEMO_SIGN_INS]
# Of each kind of page: whoever sees the most looks at more than one.
SEEN_PER_PAGE = {Role.SUPERVISOR: 2, Role.BUYER: 2}
MOST_QUERIES = 30
OTHERS = ("/static/", "/account/", "/admin/")


@contextmanager
def _undone() -> Iterator[None]:
    """Undo everything at the end; commands may own transactions inside, as in any test."""
    whole = transaction.atomic()
    whole._from_testcase = True  # type: ignore[attr-defined]
    with whole:
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with (
        django_db_blocker.unblock(),
        override_settings(DEMO=True),
        _undone(),
        time_machine.travel(NOW, tick=False),
    ):
        call_command("load_demo")
        yield


@pytest.fixture
def demo(_loaded: None) -> Iterator[Center]:
    """Give the demo's center; whatever a test changes is undone."""
    with _undone():
        yield Center.objects.get()


def person(name: str) -> Person:
    """Return who somebody is at the demo depot."""
    return person_of_user(User.objects.get(username=name), center_id=None)


def signed_in(name: str) -> Client:
    """Return a browser with somebody signed in; what a page raises becomes its 500."""
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(username=name), BACKEND)
    return client


class TestDepot:
    def test_holds_the_spreadsheets(self, demo: Center) -> None:
        assert demo.is_vat_registered
        assert Workshop.objects.count() == 645
        assert Material.objects.count() == 97
        assert PastIssue.objects.count() == 5682
        assert Lot.objects.filter(reference__startswith="IMPORT-").count() == 133
        assert all(Supplier.objects.values_list("email", flat=True))

    def test_lets_everybody_in_with_the_printed_sign_in(self, demo: Center) -> None:
        for row in django_settings.DEMO_SIGN_INS:
            form = {"login": row["username"], "password": row["password"]}
            answer = Client().post("/account/login/", form)
            assert (answer.status_code, answer["Location"]) == (302, "/"), row
            assert person(row["username"]).roles == {row["role"]}

    def test_keeps_buyers_apart(self, demo: Center) -> None:
        sari, rudi = person("sari"), person("rudi")
        assert sari.workshop_ids
        assert sari.workshop_ids.isdisjoint(rudi.workshop_ids)

    def test_has_told_its_people_and_one_mail_was_given_up(self, demo: Center) -> None:
        for name in ("sari", "putri", "fajar", "sinta"):
            assert Notice.objects.visible_to(person(name)).unread().exists(), name
        failed = Delivery.objects.visible_to(person("fajar")).failed()
        assert list(failed.values_list("notice__kind", flat=True)) == ["supplier_invoice.held"]
        assert Delivery.objects.failed().count() == 1

    def test_has_a_count_that_waits_for_approval(self, demo: Center) -> None:
        waiting = StockCount.objects.get(status="counted")
        assert not waiting.lines.exclude(status="counted").exists()
        assert StockCount.objects.get(status="approved").transaction is not None

    def test_has_lots_in_quarantine_and_a_consigned_one(self, demo: Center) -> None:
        quarantined = Lot.objects.filter(quality=Lot.Quality.QUARANTINED)
        recalled = quarantined.filter(quality_reason__contains=Recall.objects.get().number)
        assert 0 < recalled.count() < quarantined.count()
        assert Lot.objects.exclude(owner=None).count() == 1

    def test_has_a_recall_under_way_that_one_workshop_answered(self, demo: Center) -> None:
        recall = Recall.objects.get(center=demo)
        notices = RecallNotice.objects.filter(recall=recall)
        assert recall.status == "open"
        assert notices.filter(answered_at__isnull=False).count() == 1
        assert notices.count() > 1

    def test_proves_its_ledger(self, demo: Center) -> None:
        call_command("check_ledger")
        call_command("check_pools")

    def test_is_loaded_once(self, demo: Center) -> None:
        with pytest.raises(CommandError):
            call_command("load_demo")
        assert Center.objects.count() == 1

    def test_is_not_loaded_where_its_password_would_be_a_hole(self, demo: Center) -> None:
        with override_settings(DEMO=False), pytest.raises(CommandError, match="DEMO=1"):
            call_command("load_demo")


class TestPools:
    def test_september_is_settled(self, demo: Center) -> None:
        pool = Pool.objects.get(title="Pengadaan bersama September 2026")
        assert pool.status == Pool.Status.SETTLED
        assert Commitment.objects.filter(pool=pool).count() == 676
        orders = PurchaseOrder.objects.filter(pool=pool).order_by("pk")
        assert {o.status for o in orders} == {"received", "closed"}
        assert all(order.sent_at and order.document_id for order in orders)
        assert all(Receipt.objects.filter(purchase_order=o).count() == 2 for o in orders)
        billed = Invoice.objects.filter(delivery_notes__pool=pool).values("workshop")
        members = pool.commitments.standing().filter(planned__quantity__gt=0).values("workshop")
        assert billed.distinct().count() == members.distinct().count() < billed.count()

    def test_september_was_shared_after_each_delivery(self, demo: Center) -> None:
        pool = Pool.objects.get(title="Pengadaan bersama September 2026")
        proofs = proofs_of(pool)
        assert {proof.allocation.round for proof in proofs} == {1, 2}
        assert not any(proof.differences for proof in proofs)

    def test_one_is_open_with_live_progress(self, demo: Center) -> None:
        pool = Pool.objects.get(status=Pool.Status.OPEN)
        assert timedelta(days=2) < pool.deadline_at - NOW < timedelta(days=7)
        progress = progress_of(pool, by=system_person(demo.pk), on=timezone.localdate())
        assert progress.members > 50
        assert [m for m in progress.materials if _is_at_the_lowest(m)]
        assert [m for m in progress.materials if _is_near_the_next(m)]
        assert [m for m in progress.materials if m.price_per_kg is None and m.next_more_kg]

    def test_one_asks_a_deposit_of_whom_the_depot_gives_no_credit(self, demo: Center) -> None:
        pool = Pool.objects.get(center=demo, status=Pool.Status.OPEN)
        material = pool.materials.get(material__code="SPHC-2-4X8").material
        missing = {
            name: deposit_for(
                pool, Workshop.objects.get(code=code), material, quantity=20, price_cap=None
            ).missing
            for name, code in BUYS_FOR.items()
        }
        assert (missing["sari"], missing["rudi"] > 0) == (0, True)

    def test_sari_is_in_with_one_material_and_not_with_another(self, demo: Center) -> None:
        pool = Pool.objects.get(status=Pool.Status.OPEN)
        progress = progress_of(pool, by=person("sari"), on=timezone.localdate())
        assert len([m for m in progress.materials if m.own]) == 1
        assert len(progress.materials) > 5
        settled = Pool.objects.get(status=Pool.Status.SETTLED)
        before = progress_of(settled, by=person("sari"), on=timezone.localdate())
        assert before.own_saving > 0

    def test_one_waits_for_firm_prices_and_a_wish_went_into_the_next(self, demo: Center) -> None:
        pool = Pool.objects.get(status=Pool.Status.FROZEN)
        asked = pool.quote_requests.order_by("status")
        assert [request.status for request in asked] == ["answered", "asked"]
        assert all(request.answer_by > NOW and request.sent_at for request in asked)
        assert KeptWish.objects.exclude(commitment=None).exists()
        assert not KeptWish.objects.waiting().exists()


def _is_at_the_lowest(material: MaterialProgress) -> bool:
    return material.price_per_kg is not None and material.next_price_per_kg is None


def _is_near_the_next(material: MaterialProgress) -> bool:
    return material.price_per_kg is not None and 70 <= material.reached_percent < 100


class TestPapers:
    def test_one_supplier_invoice_is_held_and_the_others_pass(self, demo: Center) -> None:
        held = SupplierInvoice.objects.get(status=SupplierInvoice.Status.HELD)
        assert held.match is not None
        assert any(difference["holds"] for difference in held.match["differences"])
        note = held.credits.get()
        assert (note.status, note.tax > 0) == ("draft", held.tax > 0)
        assert SupplierInvoice.objects.filter(status=SupplierInvoice.Status.APPROVED).exists()

    def test_what_one_supplier_brought_is_settled_without_an_invoice(self, demo: Center) -> None:
        settled = SupplierInvoice.objects.filter(origin=SupplierInvoice.Origin.SETTLEMENT)
        assert set(settled.values_list("status", flat=True)) == {SupplierInvoice.Status.APPROVED}
        assert not settled.exclude(supplier__settles_on_receipt=True).exists()

    def test_some_goods_went_back_to_who_brought_them(self, demo: Center) -> None:
        note = SupplierReturn.objects.select_related("purchase_order").get()
        assert note.lines.get().pieces == 2
        assert note.purchase_order is not None
        assert note.purchase_order.status == PurchaseOrder.Status.CLOSED

    def test_one_batch_of_payments_is_paid_and_one_waits(self, demo: Center) -> None:
        states = PaymentBatch.objects.order_by("pk").values_list("status", flat=True)
        assert list(states) == [PaymentBatch.Status.PAID, PaymentBatch.Status.DRAFT]
        (paid,) = SupplierInvoice.objects.filter(paid__gt=0)
        assert paid.paid + paid.credited == paid.total

    def test_the_books_hold_everything_and_agree_with_it(self, demo: Center) -> None:
        assert JournalEntry.objects.exists()
        assert list(check_books(at=timezone.now())) == []

    def test_a_late_freight_bill_is_on_what_is_here_and_what_is_gone(self, demo: Center) -> None:
        cost = LandedCost.objects.get()
        assert cost.on_stock > 0
        assert cost.on_gone > 0
        assert cost.on_stock + cost.on_gone == cost.amount

    def test_purchase_orders_are_late_on_their_way_going_out_and_waiting(
        self, demo: Center
    ) -> None:
        awaited = PurchaseOrder.objects.awaiting_delivery()
        assert awaited.filter(expected_on__lt=NOW.date()).exists()
        assert awaited.filter(expected_on__gt=NOW.date()).exists()
        assert awaited.filter(sent_at=None).count() == 1
        (draft,) = PurchaseOrder.objects.filter(status=PurchaseOrder.Status.DRAFT)
        worth = sum(line.mass_kg * line.price_per_kg for line in draft.lines.all())
        assert worth > demo.order_approval_limit

    def test_orders_stand_in_every_state_and_one_is_about_to_expire(self, demo: Center) -> None:
        assert set(Order.objects.values_list("status", flat=True)) == set(Order.Status.values)
        placed = Order.objects.filter(status=Order.Status.PLACED)
        assert placed.filter(expires_at__gt=NOW, expires_at__lt=NOW + timedelta(hours=12)).exists()
        assert placed.filter(workshop_id__in=person("sari").workshop_ids).exists()

    def test_invoices_are_paid_open_and_overdue(self, demo: Center) -> None:
        unpaid = Invoice.objects.unpaid()
        assert unpaid.filter(due_on__lt=NOW.date()).exists()
        assert unpaid.filter(due_on__gte=NOW.date()).exists()
        assert Invoice.objects.filter(paid=F("total")).exists()
        own = Invoice.objects.visible_to(person("sari"))
        assert own.unpaid().exists()

    def test_one_workshop_pays_first_and_credit_was_given_and_paid_back(self, demo: Center) -> None:
        rudis = Workshop.objects.get(payment_terms=Workshop.Terms.PREPAID)
        assert rudis.pk in person("rudi").workshop_ids
        deposit, sheet = CreditNote.objects.order_by("-issued_at")
        assert (deposit.workshop, deposit.reason, sheet.reason) == (rudis, "shortfall", "returned")
        assert 0 < deposit.left < deposit.amount
        days = period_of(date(2026, 9, 1), NOW.date(), today=NOW.date())
        for workshop in (rudis, sheet.workshop):
            told = statement_of(workshop, days, limit=100)
            assert len({line.kind for line in told.lines}) >= 3
            assert told.closing == standings([workshop.pk])[workshop.pk].balance

    def test_a_few_alerts_stand_with_what_to_do(self, demo: Center) -> None:
        standing = ReorderAlert.objects.standing()
        assert 3 <= standing.count() <= 12
        assert all((alert.suggestion or {}).get("answer") for alert in standing)
        assert ReorderAlert.objects.exclude(closed_at=None).exists()
        planned = ReorderPlan.objects.filter(is_manual=False, daily_mean_kg__gt=0)
        assert planned.count() > 50

    def test_forecasts_of_the_last_year_and_refusals_can_be_watched(self, demo: Center) -> None:
        assert MonthForecast.objects.values("month").distinct().count() >= MONTHS_FORECAST
        refused = UnmetDemand.objects.filter(asked_kg__gt=F("had_kg"))
        assert refused.count() == len(ASKED_IN_VAIN)


class TestHistory:
    def test_mails_nothing_that_is_over(self, demo: Center) -> None:
        past = Pool.objects.get(status=Pool.Status.SETTLED)
        done = Job.objects.exclude(finished_at=None)
        assert done.filter(attempts=0).count() == done.count() > 500

        jobs.run_due(at=NOW)

        told = [message.subject for message in mail.outbox]
        assert 0 < len(told) < 40
        assert not [subject for subject in told if past.number in subject]
        assert not Job.objects.filter(finished_at=None).exists()


class TestPages:
    @pytest.mark.parametrize("name", SIGN_INS)
    def test_all_open_for_each_sign_in(self, demo: Center, name: str) -> None:
        client = signed_in(name)
        (role,) = person(name).roles
        seen = Counter(_visit(client, SEEN_PER_PAGE.get(Role(role), 1)))
        assert len(seen) > (15 if role == Role.BUYER else 40)

    @pytest.mark.parametrize("path", ["/invoices/", "/movements/", "/workshops/", "/payments/"])
    def test_of_long_lists_ask_as_much_for_one_row_as_for_many(
        self, demo: Center, path: str
    ) -> None:
        client = signed_in("sinta")
        client.get(path)
        with CaptureQueriesContext(connection) as many:
            page = client.get(path).content.decode()
        while following := re.search(r'href="(\?[^"]*cursor=[^"]+)"', page):
            last = urljoin(path, unescape(following.group(1)))
            page = client.get(last).content.decode()
        with CaptureQueriesContext(connection) as few:
            client.get(last)
        assert len(few) <= len(many) <= MOST_QUERIES


def _visit(client: Client, of_each: int) -> Iterator[str]:
    """Follow every link from the first page on, so many of each kind; yield the pages' names."""
    waiting, seen, visits = ["/"], set(), Counter[str]()
    while waiting:
        address = waiting.pop(0)
        name = resolve(address.partition("?")[0]).view_name
        if address in seen or visits[name] == of_each:
            continue
        seen.add(address)
        visits[name] += 1
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        assert len(queries) <= MOST_QUERIES, f"{address} takes {len(queries)} queries"
        yield name
        if answer["Content-Type"].startswith("text/html"):
            links = re.findall(r'href="([/?][^"#]*)', answer.content.decode())
            inside = [urljoin(address, unescape(link)) for link in links]
            waiting += [link for link in inside if not link.startswith(OTHERS)]
