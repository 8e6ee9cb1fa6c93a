"""A member's statement: its balance is what is owed less deposits and credit, line by line."""

import contextlib
import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from materialcenter import jobs
from materialcenter.errors import Conflict, Missing
from materialcenter.paging import BadCursor
from orders.documents.statement import balance_in_words, in_words
from orders.models import CreditNote, Invoice, Pool
from orders.reports.credit import deposits_left, exposure, left_credits
from orders.reports.statement import (
    Period,
    PeriodReversed,
    Statement,
    StatementLine,
    due_invoices,
    period_of,
    standings,
    statement_of,
)
from orders.rules.credit import Back
from orders.services.crediting_back import (
    CreditRefused,
    credit_invoice,
    refund_credit_note,
    use_credit_note,
)
from orders.services.handing_over import hand_over_pool
from orders.services.opening import cancel_pool
from orders.services.paying import record_deposit, record_payment
from orders.services.returning_deposits import credit_left_deposits
from tests.cast import NOW, Depot, receive_stock
from tests.orders.calling import SignIn, get
from tests.orders.counter import SHEET, ask, hand_over, place
from tests.orders.pool_world import LATER, open_a_pool, open_another, shared_pool

pytestmark = pytest.mark.django_db
ALWAYS = Period(date(2020, 1, 1), date(2100, 1, 1))


def read(depot: Depot, period: Period = ALWAYS, **more: object) -> Statement:
    given = {"limit": 500, **more}
    return statement_of(depot.workshops["W0001"], period, **given)  # type: ignore[arg-type]


class Life:
    """What sari's workshop and finance do with each other, by chance; refused acts are part of it."""

    def __init__(self, depot: Depot, seed: int) -> None:
        self.depot, self.chance = depot, random.Random(seed)
        self.workshop, self.fajar = depot.workshops["W0001"], depot.person("fajar")
        self.at = NOW
        first = open_a_pool(depot)
        self.pools = [first, *(open_another(first) for _ in range(2))]

    @property
    def amount(self) -> int:
        return self.chance.randint(1, 900_000)

    def some_invoice(self) -> int:
        rows = Invoice.objects.filter(workshop=self.workshop).order_by("pk")
        return self.chance.choice([0, *rows.values_list("pk", flat=True)])

    def some_credit(self) -> int:
        rows = CreditNote.objects.filter(workshop=self.workshop).unspent().order_by("pk")
        return self.chance.choice([0, *rows.values_list("pk", flat=True)])

    def buy(self, **_who: Any) -> None:
        order = place(self.depot, ask(SHEET, self.chance.randint(1, 3)), at=self.at)
        hand_over(self.depot, order, at=self.at)

    def pay(self, **who: Any) -> None:
        record_payment(invoice_id=self.some_invoice(), amount=self.amount, method="cash", **who)

    def pay_ahead(self, **who: Any) -> None:
        record_deposit(
            pool_id=self.pools[0].pk,
            workshop_id=self.workshop.pk,
            amount=self.amount,
            method="transfer",
            **who,
        )

    def call_off(self, **_who: Any) -> None:
        if len(self.pools) > 1:
            pool, by = self.pools.pop(0), self.depot.person("putri")
            cancel_pool(pool_id=pool.pk, reason="No offer", by=by, at=self.at)
            credit_left_deposits(pool_id=pool.pk, at=self.at)

    def give_back(self, **who: Any) -> None:
        back = Back(1, mass_kg=Decimal(self.chance.randint(1, 60_000)) / 1000)
        credit_invoice(
            invoice_id=self.some_invoice(), backs=[back], reason="returned", note="Bent", **who
        )

    def use(self, **who: Any) -> None:
        credit, invoice = self.some_credit(), self.some_invoice()
        use_credit_note(credit_note_id=credit, invoice_id=invoice, amount=self.amount, **who)

    def pay_back(self, **who: Any) -> None:
        refund_credit_note(
            credit_note_id=self.some_credit(), amount=self.amount, method="cash", **who
        )


def a_life(depot: Depot, seed: int, *, steps: int = 25) -> None:
    """Let a workshop's account live for so many days, an act by chance on each."""
    life = Life(depot, seed)
    depot.center.is_vat_registered = bool(seed % 2)
    depot.center.save()
    receive_stock(depot, SHEET, pieces=400)
    acts = [life.buy, life.pay, life.pay_ahead, life.call_off, life.give_back, life.use]
    for _step in range(steps):
        life.at += timedelta(days=1)
        with contextlib.suppress(Conflict, Missing, CreditRefused):
            life.chance.choice([*acts, life.pay_back])(by=life.fajar, at=life.at)


def balance_now(depot: Depot) -> int:
    """Reckon the balance by what credit and deposits say, not by the statement."""
    workshop = depot.workshops["W0001"]
    deposits = sum(deposits_left(pool.pk).get(workshop.pk, 0) for pool in Pool.objects.all())
    credit = sum(note.left for note in left_credits(depot.person("sari")))
    return exposure(workshop.pk) - deposits - credit


class TestStatementOf:
    @pytest.mark.parametrize("seed", range(4))
    def test_sums_to_exposure_deposits_and_credit_whatever_happened(
        self, depot: Depot, seed: int
    ) -> None:
        a_life(depot, seed)
        whole = read(depot)
        assert whole.opening == 0
        assert whole.closing == balance_now(depot) == whole.charged - whole.credited
        assert standings([depot.workshops["W0001"].pk]).popitem()[1].balance == whole.closing
        running = 0
        for line in whole.lines:
            running += line.charge - line.credit
            assert line.balance == running
            assert (line.charge > 0) + (line.credit > 0) + (line.moved > 0) == 1
        for note in CreditNote.objects.all():
            uses = [*note.payments.all(), *note.refunds.all()]
            assert note.used == sum(use.amount for use in uses)

    @pytest.mark.parametrize("seed", [1])
    def test_is_the_same_in_periods_and_in_pages(self, depot: Depot, seed: int) -> None:
        a_life(depot, seed)
        whole = read(depot)
        middle = timezone.localdate(NOW + timedelta(days=12))
        early = read(depot, Period(ALWAYS.since, middle))
        late = read(depot, Period(middle + timedelta(days=1), ALWAYS.until))
        assert early.lines + late.lines == whole.lines
        assert (early.closing, late.closing) == (late.opening, whole.closing)
        assert early.charged + late.charged == whole.charged
        cursor, lines = "", list[StatementLine]()
        while True:
            page = read(depot, limit=4, cursor=cursor)
            lines += page.lines
            assert (page.opening, page.closing) == (whole.opening, whole.closing)
            cursor = page.next_cursor
            if not cursor:
                break
        assert tuple(lines) == whole.lines

    def test_tells_a_pool_from_deposit_to_refund(self, depot: Depot) -> None:
        pool = shared_pool(depot)
        record_deposit(
            pool_id=pool.pk,
            workshop_id=depot.workshops["W0001"].pk,
            amount=6_000_000,
            method="transfer",
            by=depot.person("fajar"),
            at=LATER,
        )
        for workshop in ("W0001", "W0002"):
            hand_over_pool(
                pool_id=pool.pk,
                workshop_id=depot.workshops[workshop].pk,
                receiver_name="Pak Slamet",
                by=depot.person("wati"),
                at=LATER + timedelta(days=1),
            )
        jobs.run_due()
        note = CreditNote.objects.get()
        refund_credit_note(
            credit_note_id=note.pk,
            amount=note.amount,
            method="cash",
            by=depot.person("fajar"),
            at=timezone.now() + timedelta(days=60),
        )
        with translation.override("en"):
            told = [(line.kind, in_words(line), line.balance) for line in read(depot).lines]
        invoice = Invoice.objects.get(workshop__code="W0001").number
        assert [kind for kind, _words, _balance in told] == [
            "deposit",
            "invoice",
            "deposit_used",
            "deposit_credited",
            "refund",
        ]
        assert told[2][1:] == (f"Rp5,593,481 of the deposit paid invoice {invoice}", -406_519)
        assert told[-1][2] == 0
        assert due_invoices(depot.workshops["W0001"]) == []

    def test_is_one_statement_of_sql(self, depot: Depot) -> None:
        a_life(depot, 3, steps=8)
        with CaptureQueriesContext(connection) as seen:
            read(depot)
        assert len(seen) == 1

    @pytest.mark.parametrize("cursor", ["x", "1-2", "1-2-3-4", "9" * 30 + "-1-1", "1-1-٣"])
    def test_refuses_a_cursor_of_no_list(self, depot: Depot, cursor: str) -> None:
        with pytest.raises(BadCursor):
            read(depot, cursor=cursor)


class TestPeriodOf:
    def test_begins_with_a_month_where_nobody_says(self) -> None:
        today = date(2026, 2, 14)
        assert period_of(None, None, today=today) == Period(date(2025, 12, 1), today)
        only = Period(today, today)
        assert period_of(today, today, today=today) == only
        assert only.ends_at - only.begins_at == timedelta(days=1)
        for since, until in ((today, date(2026, 2, 13)), (date(1, 1, 1), None)):
            with pytest.raises(PeriodReversed):
                period_of(since, until, today=today)


class TestPagesAndRoutes:
    def test_show_a_buyer_the_own_account_alone(self, depot: Depot, sign_in: SignIn) -> None:
        a_life(depot, 5)
        sari, rudi = sign_in(depot, "sari"), sign_in(depot, "rudi")
        days = "since=2026-08-01&until=2026-12-31"
        page = reverse("statement", args=["W0001"])
        text = sari.get(f"{page}?{days}").content.decode()
        assert str(Invoice.objects.order_by("pk").first()) in text
        assert rudi.get(page).status_code == 404
        assert get(rudi, "/statements/W0001").status_code == 404
        assert "W0001" not in rudi.get(reverse("statements")).content.decode()
        assert [row["workshop"] for row in get(rudi, "/statements").json()["items"]] == ["W0002"]
        answer = get(sign_in(depot, "fajar"), f"/statements/W0001?{days}&limit=3").json()
        whole = read(depot, Period(date(2026, 8, 1), date(2026, 12, 31)))
        assert (len(answer["items"]), answer["closing"]) == (3, whole.closing)
        more = f"/statements/W0001?{days}&cursor={answer['next_cursor']}"
        assert get(sari, more).json()["items"][0]["balance"] == whole.lines[3].balance
        wrong = get(sari, "/statements/W0001?since=2026-02-01&until=2026-01-01")
        assert (wrong.status_code, wrong.json()["code"]) == (422, "period_reversed")
        assert sari.get(f"{page}?since=2026-02-01&until=2026-01-01").status_code == 422

    def test_give_it_out_as_pdf_workbook_and_csv(self, depot: Depot, sign_in: SignIn) -> None:
        a_life(depot, 5)
        page = f"{reverse('statement', args=['W0001'])}?since=2026-08-01&until=2026-12-31"
        sari = sign_in(depot, "sari")
        assert sari.get(f"{page}&as=pdf").content.startswith(b"%PDF")
        assert sari.get(f"{page}&as=xlsx").content.startswith(b"PK")
        rows = sari.get(f"{page}&as=csv").content.decode("utf-8-sig").splitlines()
        whole = read(depot, Period(date(2026, 8, 1), date(2026, 12, 31)))
        assert len(rows) == len(whole.lines) + 2
        assert sari.get(f"{page}&as=exe").status_code == 404
        document = "/statements/W0001/document?since=2026-08-01&until=2026-12-31"
        assert get(sari, document).content.startswith(b"%PDF")

    def test_ask_the_database_as_often_for_many_lines_as_for_few(
        self, depot: Depot, sign_in: SignIn
    ) -> None:
        a_life(depot, 5)
        sari = sign_in(depot, "sari")
        counts = []
        for days in ("since=2026-01-01&until=2026-01-02", "since=2026-01-01&until=2026-12-31"):
            with CaptureQueriesContext(connection) as seen:
                sari.get(f"{reverse('statement', args=['W0001'])}?{days}")
            counts.append(len(seen))
        assert counts[0] == counts[1]

    def test_write_a_credit_balance_so_that_nobody_reads_it_wrong(self) -> None:
        with translation.override("en"):
            assert balance_in_words(-5000) == "Rp5,000 to the workshop's credit"
            assert balance_in_words(5000) == "Rp5,000"
