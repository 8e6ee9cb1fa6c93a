"""Billing what was handed over before: by pool, by month, by hand; once, and within the credit."""

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from inventory import stock
from materialcenter import jobs
from materialcenter.models import Workshop
from orders.models import CreditNote, DeliveryNote, Invoice, InvoiceLine, Payment, Pool
from orders.reports.billing import invoice_view
from orders.reports.credit import deposit_left, exposure
from orders.reports.pool_costs import pool_costs
from orders.reports.receivables import workshops_owing
from orders.reports.selling import pool_pick
from orders.reports.statement import standings
from orders.rules.credit import Back
from orders.services import billing
from orders.services.billing import bill_by_hand, bill_month, bill_pool, month_before
from orders.services.crediting import OverCreditLimit
from orders.services.crediting_back import credit_invoice
from orders.services.handing_over import hand_over_pool, release_pool_shares
from orders.services.paying import TakenPayment, record_deposit
from orders.tasks import bill_months
from tests.cast import NOW, Depot, receive_stock
from tests.harness.together import together
from tests.materialcenter.refusals import refused
from tests.orders.calling import SignIn, get, post
from tests.orders.counter import SHEET, ask, hand_over, place
from tests.orders.pool_world import LATER, shared_pool

pytestmark = pytest.mark.django_db

BILL = 5_593_481  # ten sheets of the pool with VAT
OCTOBER = datetime(2026, 10, 1, 0, 5, tzinfo=timezone.get_default_timezone())
SEPTEMBER = date(2026, 9, 1)


def billed(depot: Depot, how: str, **more: object) -> Workshop:
    """Have sari's workshop billed by pool or by month."""
    workshop = depot.workshops["W0001"]
    workshop.billing = how
    for name, value in more.items():
        setattr(workshop, name, value)
    workshop.save()
    return workshop


def take(depot: Depot, sheets: int = 1, *, at: datetime = NOW, **more: Any) -> DeliveryNote:
    return hand_over(depot, place(depot, ask(SHEET, sheets)), at=at, **more)


def pick_up(depot: Depot, pool: Pool, workshop: str = "W0001") -> DeliveryNote:
    return hand_over_pool(
        pool_id=pool.pk,
        workshop_id=depot.workshops[workshop].pk,
        receiver_name="Pak Slamet",
        by=depot.person("wati"),
        at=LATER,
    )


class TestBillMonth:
    @pytest.fixture
    def notes(self, depot: Depot) -> list[DeliveryNote]:
        """Have sari, billed by month, take goods twice in September and once in October."""
        billed(depot, Workshop.Billing.MONTHLY)
        depot.center.is_vat_registered = True
        depot.center.save()
        receive_stock(depot, SHEET, pieces=20)
        return [
            take(depot, 3),
            take(depot, 2, at=OCTOBER - timedelta(minutes=6)),
            take(depot, 1, at=OCTOBER),
        ]

    def test_draws_one_invoice_for_the_month_with_tax_on_the_total(
        self, depot: Depot, notes: list[DeliveryNote]
    ) -> None:
        assert [note.invoice for note in notes] == [None, None, None]
        (invoice,) = bill_month(workshop_id=notes[0].workshop_id, month=SEPTEMBER, at=OCTOBER)
        assert (invoice.kind, invoice.month) == ("month", SEPTEMBER)
        lines = list(InvoiceLine.objects.filter(invoice=invoice).order_by("line_no"))
        assert [(line.delivery_note, line.pieces) for line in lines] == [
            (notes[0], 3),
            (notes[1], 2),
        ]
        assert invoice.net == sum(line.amount for line in lines)
        assert invoice.tax == round(invoice.net * 11 / 100)
        for note in notes:
            note.refresh_from_db()
        assert [note.invoice for note in notes] == [invoice, invoice, None]
        view = invoice_view(invoice)
        assert view.notes == tuple(notes[:2])

    def test_draws_nothing_twice_and_misses_no_day_on_which_the_beat_stood_still(
        self, depot: Depot, notes: list[DeliveryNote], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        late = OCTOBER + timedelta(days=9)
        assert billing.workshops_to_bill(at=OCTOBER - timedelta(hours=1)) == []
        found = billing.workshops_to_bill(at=late)
        assert found == [(depot.center.pk, notes[0].workshop_id)]
        monkeypatch.setattr(timezone, "now", lambda: late)
        for _ in range(2):
            bill_months()
            jobs.run_due()
        assert Invoice.objects.count() == 1
        assert bill_month(workshop_id=notes[0].workshop_id, month=SEPTEMBER, at=late) == []
        assert billing.workshops_to_bill(at=late) == []
        assert month_before(date(2026, 1, 31)) == date(2025, 12, 1)
        with pytest.raises(IntegrityError, match="invoice_month_once"):
            Invoice.objects.create(
                center=depot.center,
                number="X",
                workshop_id=notes[0].workshop_id,
                kind="month",
                month=SEPTEMBER,
                issued_at=late,
                due_on=late.date(),
                net=0,
                total=0,
            )

    def test_counts_what_is_not_billed_against_the_credit(
        self, depot: Depot, notes: list[DeliveryNote]
    ) -> None:
        workshop = depot.workshops["W0001"]
        owed = sum(note.total for note in notes)
        assert exposure(workshop.pk) == owed > 0
        assert standings([workshop.pk])[workshop.pk].unbilled == owed
        workshop.credit_limit = owed + 1
        workshop.save()
        order = place(depot, ask(SHEET, 1))
        with pytest.raises(OverCreditLimit):
            hand_over(depot, order)
        (_,) = bill_month(workshop_id=workshop.pk, month=SEPTEMBER, at=OCTOBER)
        assert abs(exposure(workshop.pk) - owed) <= 1  # the tax is on the total now
        (row,) = workshops_owing(depot.person("fajar"), on=OCTOBER.date(), limit=9).items
        assert row.credit.used == exposure(workshop.pk)
        paid = hand_over(depot, order, payment=TakenPayment(649_982, "cash")).billed()
        assert (paid.kind, paid.paid) == ("handover", 649_982)

    def test_bills_whoever_is_billed_otherwise_by_now(
        self, depot: Depot, notes: list[DeliveryNote]
    ) -> None:
        billed(depot, Workshop.Billing.AT_HANDOVER)
        assert billing.workshops_to_bill(at=OCTOBER)
        (invoice,) = bill_month(workshop_id=notes[0].workshop_id, month=SEPTEMBER, at=OCTOBER)
        assert invoice.total > 0


class TestBillByHand:
    def test_bills_all_at_once_for_finance_alone(self, depot: Depot, sign_in: SignIn) -> None:
        billed(depot, Workshop.Billing.MONTHLY)
        receive_stock(depot, SHEET, pieces=20)
        first, second = take(depot, 2), take(depot, 3)
        fajar = sign_in(depot, "fajar")
        (row,) = get(fajar, "/unbilled").json()["items"]
        assert (row["workshop"], row["total"]) == ("W0001", first.total + second.total)
        pk = depot.workshops["W0001"].pk
        refused(lambda: bill_by_hand(workshop_id=pk, by=depot.person("wati"), at=NOW), "wrong_role")
        refused(lambda: bill_by_hand(workshop_id=0, by=depot.person("fajar"), at=NOW), "not_found")
        assert not Invoice.objects.exists()
        made = post(fajar, "/unbilled", {"workshop": "W0001"})
        assert made.status_code == 201, made.content
        again = post(fajar, "/unbilled", {"workshop": "W0001"})
        assert (again.status_code, again.json()["code"]) == (409, "nothing_to_bill")
        shown = get(fajar, f"/invoices/{made.json()['number']}").json()
        assert (shown["kind"], shown["delivery_notes"]) == (
            "by_hand",
            [first.number, second.number],
        )

    def test_gives_back_a_line_of_one_note_and_of_no_pool(self, depot: Depot) -> None:
        billed(depot, Workshop.Billing.MONTHLY)
        pool = shared_pool(depot)
        receive_stock(depot, SHEET, pieces=5)
        hand_over_pool(
            pool_id=pool.pk,
            workshop_id=depot.workshops["W0001"].pk,
            receiver_name="Pak Slamet",
            by=depot.person("wati"),
            at=LATER,
        )
        take(depot, 1, at=LATER)
        fajar = depot.person("fajar")
        invoice = bill_by_hand(workshop_id=depot.workshops["W0001"].pk, by=fajar, at=LATER)
        bought = pool_costs(pool).billed
        assert bought == 5_039_172  # of the pool alone, by its lines
        note = credit_invoice(
            invoice_id=invoice.pk,
            backs=[Back(1, pieces=1), Back(2, pieces=1)],
            reason="returned",
            note="Bent",
            by=fajar,
            at=LATER,
        )
        assert note.pool is None
        assert pool_costs(pool).billed == bought - note.lines.get(line_no=1).amount


class TestBillPool:
    def test_draws_one_invoice_once_the_last_share_is_handed_over(self, depot: Depot) -> None:
        workshop = billed(depot, Workshop.Billing.PER_POOL)
        pool = shared_pool(depot)
        part = pool_pick(pool, workshop).parts[0].held
        first = hand_over_pool(
            pool_id=pool.pk,
            workshop_id=workshop.pk,
            receiver_name="Pak Slamet",
            hand_outs=[stock.HandOut(part.reservation_id, pieces=4)],
            by=depot.person("wati"),
            at=LATER,
        )
        jobs.run_due()
        first.refresh_from_db()
        assert first.invoice is None
        second = pick_up(depot, pool)
        rudis = pick_up(depot, pool, "W0002")
        assert rudis.billed().kind == "handover"
        jobs.run_due()
        for note in (first, second):
            note.refresh_from_db()
        invoice = second.billed()
        assert (first.invoice_id, invoice.kind, invoice.pool_id) == (invoice.pk, "pool", pool.pk)
        assert (invoice.net, invoice.total) == (5_039_172, BILL)
        assert [line.weight_basis for line in invoice.lines.all()] == ["table", "table"]
        assert bill_pool(pool_id=pool.pk, workshop_id=workshop.pk, at=LATER) == []

    def test_bills_when_the_rest_is_given_up_and_never_before(self, depot: Depot) -> None:
        workshop = billed(depot, Workshop.Billing.PER_POOL)
        pool = shared_pool(depot)
        part = pool_pick(pool, workshop).parts[0].held
        hand_over_pool(
            pool_id=pool.pk,
            workshop_id=workshop.pk,
            receiver_name="Pak Slamet",
            hand_outs=[stock.HandOut(part.reservation_id, pieces=4)],
            by=depot.person("wati"),
            at=LATER,
        )
        assert bill_pool(pool_id=pool.pk, workshop_id=workshop.pk, at=LATER) == []
        release_pool_shares(
            pool_id=pool.pk, workshop_id=workshop.pk, by=depot.person("putri"), at=LATER
        )
        jobs.run_due()
        assert Invoice.objects.get().kind == "pool"

    def test_pays_from_the_deposit_and_gives_back_only_what_is_over(self, depot: Depot) -> None:
        workshop = billed(depot, Workshop.Billing.PER_POOL, credit_limit=0)
        pool = shared_pool(depot)
        record_deposit(
            pool_id=pool.pk,
            workshop_id=workshop.pk,
            amount=6_000_000,
            method="transfer",
            by=depot.person("fajar"),
            at=LATER,
        )
        note = pick_up(depot, pool)
        assert note.invoice is None
        assert (exposure(workshop.pk), note.total) == (0, BILL)
        assert deposit_left(workshop_id=workshop.pk, pool_id=pool.pk) == 6_000_000 - BILL
        pick_up(depot, pool, "W0002")  # the pool is over, and two jobs wait, in whatever order
        jobs.run_due()
        invoice = Invoice.objects.get(workshop=workshop)
        assert (invoice.paid, invoice.total) == (BILL, BILL)
        assert Payment.objects.get(invoice=invoice).method == "deposit"
        assert CreditNote.objects.get(workshop=workshop).amount == 6_000_000 - BILL
        assert deposit_left(workshop_id=workshop.pk, pool_id=pool.pk) == 0


@pytest.mark.django_db(transaction=True)
class TestBillingAtOnce:
    def test_bills_each_note_once_and_leaves_no_number_out(self, depot: Depot) -> None:
        billed(depot, Workshop.Billing.MONTHLY)
        receive_stock(depot, SHEET, pieces=20)
        take(depot, 2)
        take(depot, 3)
        pk, fajar = depot.workshops["W0001"].pk, depot.person("fajar")
        order = place(depot, ask(SHEET, 1), by="rudi", workshop="W0002")
        together(
            [
                *[partial(bill_month, workshop_id=pk, month=SEPTEMBER, at=OCTOBER)] * 4,
                *[partial(bill_by_hand, workshop_id=pk, by=fajar, at=OCTOBER)] * 4,
                partial(hand_over, depot, order, at=OCTOBER),
            ]
        )
        numbers = sorted(Invoice.objects.values_list("number", flat=True))
        assert numbers == ["INV-TGL-2026-00001", "INV-TGL-2026-00002"]
        sums = DeliveryNote.objects.filter(workshop_id=pk).values_list("invoice", "total")
        assert len({invoice for invoice, _total in sums}) == 1
        assert Invoice.objects.get(workshop_id=pk).lines.count() == 2
