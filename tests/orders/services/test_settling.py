"""Suppliers settled from their receipts: what is due, once, at the order's price."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from inventory.models import Lot
from materialcenter import jobs
from materialcenter.models import AuditEntry, Center, Supplier
from materialcenter.person import WrongRole
from materialcenter.services.registering import change_supplier
from orders.models import (
    PurchaseOrder,
    SettledReceiptLine,
    SupplierCredit,
    SupplierInvoice,
)
from orders.reports.settling import supplier_to_settle
from orders.reports.verdicts import judged
from orders.services.checking_returns import GoingBack
from orders.services.matching import match_invoice
from orders.services.returning import return_to_supplier
from orders.services.sending_settlements import (
    mail_settlement,
)
from orders.services.settling import (
    settle_receipt,
)
from orders.services.starting_settlements import (
    NotSettledOnReceipt,
    NotStarted,
    SettlingOutOfDate,
    SinceInFuture,
    StartedAlready,
    receipts_due,
    start_settling,
    stop_settling,
)
from tests.cast import NOW, Depot
from tests.orders.purchases import BARS, SHEETS, bill, pieces, receive, sent
from tests.orders.settling_world import TODAY, settle, settled_on_receipt

pytestmark = pytest.mark.django_db


def _lines(invoice: SupplierInvoice) -> list[tuple[int, str, int]]:
    rows = invoice.lines.order_by("line_no")
    return [
        (row.order_line.line_no if row.order_line else 0, str(row.mass_kg), row.amount)
        for row in rows
    ]


class TestSettleReceipt:
    def test_draws_up_what_was_accepted_at_the_orders_price_and_lets_it_pass(
        self, depot: Depot
    ) -> None:
        settled_on_receipt(depot)
        order = sent(depot, SHEETS, BARS, freight=500_000)
        rejected = pieces(60, rejected_pieces=10, rejected_kg=Decimal(465), reject_reason="Karat")
        bars = pieces(50, line=2, heat="S1", mass_kg=Decimal("1150.5"))
        invoice = settle(receive(depot, order, rejected, bars))
        assert (invoice.origin, invoice.status, invoice.number) == (
            "settlement",
            "approved",
            "ERS-TGL-2026-00001",
        )
        assert _lines(invoice) == [(1, "2332.950", 23_329_500), (2, "1150.500", 16_682_250)]
        assert (invoice.net, invoice.freight, invoice.tax) == (40_011_750, 500_000, 4_456_293)
        assert (invoice.invoiced_on, invoice.entered_by) == (TODAY, None)
        assert invoice.due_on == TODAY + timedelta(days=30)
        assert [line.result for line in judged(invoice).lines] == ["matched", "matched"]

    def test_brings_the_freight_with_the_first_of_an_order_and_each_receipt_once(
        self, depot: Depot
    ) -> None:
        settled_on_receipt(depot)
        order = sent(depot, freight=500_000)
        first, second = receive(depot, order, pieces(40)), receive(depot, order, pieces(60))
        assert settle(second).freight == 500_000
        assert settle(first).freight == 0
        for receipt in (first, second):
            assert settle_receipt(receipt_id=receipt.pk, at=NOW) is None
        assert list(receipts_due()) == []
        assert SupplierInvoice.objects.count() == 2

    def test_lets_a_lot_wait_until_it_is_sound(self, depot: Depot) -> None:
        settled_on_receipt(depot)
        receipt = receive(depot, sent(depot), pieces(40), pieces(60, heat="D2"))
        late = Lot.objects.get(heat="D2")
        Lot.objects.filter(pk=late.pk).update(quality="quarantined")
        assert _lines(settle(receipt)) == [(1, "1866.360", 18_663_600)]
        Lot.objects.filter(pk=late.pk).update(quality="ok")
        assert list(receipts_due()) == [(depot.center.pk, receipt.pk)]
        assert _lines(settle(receipt)) == [(1, "2799.540", 27_995_400)]

    def test_leaves_out_what_an_invoice_was_let_pass_for(self, depot: Depot) -> None:
        order = sent(depot, freight=500_000)
        first = receive(depot, order, pieces(40))
        billed = bill(depot, order, (1, "1800", 10_000), freight=200_000)
        assert match_invoice(supplier_invoice_id=billed.pk, at=NOW).status == "approved"
        settled_on_receipt(depot)
        invoice = settle(first)
        assert _lines(invoice) == [(1, "66.360", 663_600)]
        assert (invoice.freight, invoice.status) == (300_000, "approved")

    def test_waits_for_no_invoice_that_is_held(self, depot: Depot) -> None:
        settled_on_receipt(depot)
        order = sent(depot)
        receipt = receive(depot, order, pieces(100))
        billed = match_invoice(
            supplier_invoice_id=bill(depot, order, (1, "4665.9", 10_000)).pk, at=NOW
        )
        assert billed.status == "held"
        verdict = judged(billed)
        assert [line.result for line in verdict.lines] == ["billed_twice"]
        assert "46.659.000" in verdict.differences[0].sentence
        assert settle(receipt).status == "approved"

    def test_is_dated_on_the_first_open_day(self, depot: Depot) -> None:
        settled_on_receipt(depot)
        receipt = receive(depot, sent(depot), pieces(10))
        Center.objects.update(books_closed_through=TODAY + timedelta(days=3))
        assert settle(receipt).invoiced_on == TODAY + timedelta(days=4)

    def test_does_nothing_for_who_is_not_started_or_came_before(self, depot: Depot) -> None:
        receipt = receive(depot, sent(depot), pieces(10))
        assert settle_receipt(receipt_id=receipt.pk, at=NOW) is None
        settled_on_receipt(depot, since=None)
        assert settle_receipt(receipt_id=receipt.pk, at=NOW) is None
        settled_on_receipt(depot, since=TODAY + timedelta(days=1))
        assert settle_receipt(receipt_id=receipt.pk, at=NOW) is None
        assert list(receipts_due()) == []

    def test_is_done_by_the_job_that_a_delivery_brings(self, depot: Depot) -> None:
        settled_on_receipt(depot)
        receive(depot, sent(depot), pieces(10))
        jobs.run_due()
        invoice = SupplierInvoice.objects.select_related("document").get()
        assert invoice.document is not None
        assert invoice.sent_at is not None
        letters = [letter for letter in mail.outbox if "ERS-TGL-2026-00001" in letter.subject]
        assert [letter.to for letter in letters] == [["s01@supplier.example.id"]]
        mail_settlement(supplier_invoice_id=invoice.pk, at=NOW)
        assert len(mail.outbox) == len(
            {letter.extra_headers["Message-ID"] for letter in mail.outbox}
        )
        text = PdfReader(BytesIO(bytes(invoice.document.content.content))).pages[0].extract_text()
        for told in (
            invoice.number,
            "GR-TGL-2026-00001",
            "SJ 889",
            "C90085",
            "466,59",
            "4.665.900",
        ):
            assert told in text

    def test_keeps_a_received_line_in_one_live_settlement(self, depot: Depot) -> None:
        settled_on_receipt(depot)
        invoice = settle(receive(depot, sent(depot), pieces(10)))
        line = SettledReceiptLine.objects.get()
        with pytest.raises(IntegrityError, match="settled_once"), transaction.atomic():
            SettledReceiptLine.objects.create(receipt_line=line.receipt_line, invoice=invoice)


class TestGoodsSentBack:
    def test_draw_a_debit_note_of_what_was_settled(self, depot: Depot) -> None:
        settled_on_receipt(depot)
        receipt = receive(depot, sent(depot), pieces(100))
        invoice = settle(receipt)
        return_to_supplier(
            supplier_id=depot.suppliers["S01"].pk,
            lines=[GoingBack(receipt.number, 1, "A-01", 10)],
            reason="Karat",
            by=depot.person("wati"),
            returned_at=NOW,
            at=NOW,
        )
        jobs.run_due()
        drafted = SupplierCredit.objects.get(invoice=invoice)
        assert (drafted.kind, drafted.status) == ("debit_note", "draft")
        assert drafted.net == invoice.net // 10


class TestStartSettling:
    def _start(self, depot: Depot, total: int, *, since: date = TODAY, by: str = "fajar") -> None:
        start_settling(
            supplier_id=depot.suppliers["S01"].pk,
            since=since,
            total=total,
            by=depot.person(by),
            at=NOW,
        )

    def test_settles_what_was_seen_and_all_that_comes(self, depot: Depot) -> None:
        supplier = settled_on_receipt(depot, since=None)
        order = sent(depot)
        receive(depot, order, pieces(40))
        jobs.run_due()
        assert not SupplierInvoice.objects.exists()
        seen = supplier_to_settle(supplier)
        assert (len(seen.due), seen.total, str(seen.mass_kg)) == (1, 20_716_596, "1866.360")
        with pytest.raises(SettlingOutOfDate, match=r"20\.716\.596"):
            self._start(depot, seen.total - 1)
        self._start(depot, seen.total)
        jobs.run_due()
        assert SupplierInvoice.objects.get().total == seen.total
        receive(depot, order, pieces(60, heat="D2"))
        jobs.run_due()
        assert SupplierInvoice.objects.count() == 2
        assert AuditEntry.objects.filter(action="settling.started").count() == 1

    def test_refuses_what_does_not_fit(self, depot: Depot) -> None:
        with pytest.raises(NotSettledOnReceipt):
            self._start(depot, 0)
        settled_on_receipt(depot, since=None)
        with pytest.raises(WrongRole):
            self._start(depot, 0, by="putri")
        with pytest.raises(SinceInFuture):
            self._start(depot, 0, since=TODAY + timedelta(days=1))
        with pytest.raises(NotStarted):
            stop_settling(supplier_id=depot.suppliers["S01"].pk, by=depot.person("fajar"), at=NOW)
        self._start(depot, 0)
        with pytest.raises(StartedAlready):
            self._start(depot, 0)

    def test_stops_again(self, depot: Depot) -> None:
        supplier = settled_on_receipt(depot)
        stop_settling(supplier_id=supplier.pk, by=depot.person("fajar"), at=NOW)
        receipt = receive(depot, sent(depot), pieces(10))
        assert settle_receipt(receipt_id=receipt.pk, at=NOW) is None

    def test_starts_anew_after_the_supplier_was_taken_off(self, depot: Depot) -> None:
        settled_on_receipt(depot)
        for is_settled in (False, True):
            change_supplier(
                code="S01",
                details={"settles_on_receipt": is_settled},
                by=depot.person("fajar"),
                at=NOW,
            )
        supplier = Supplier.objects.get(code="S01")
        assert (supplier.settles_on_receipt, supplier.settled_since) == (True, None)
        stopped = AuditEntry.objects.get(action="settling.stopped")
        assert (stopped.subject_id, stopped.data["supplier"]) == (supplier.pk, "S01")

    def test_reads_in_as_many_statements_whatever_there_is(
        self, depot: Depot, django_assert_max_num_queries: object
    ) -> None:
        supplier = settled_on_receipt(depot, since=None)
        for _again in range(2):
            order: PurchaseOrder = sent(depot, SHEETS, BARS, freight=1000)
            for n in range(3):
                receive(depot, order, pieces(10, heat=f"A{n}"), pieces(5, heat=f"B{n}"))
        with django_assert_max_num_queries(8):  # type: ignore[operator]
            assert len(supplier_to_settle(supplier).due) == 6
