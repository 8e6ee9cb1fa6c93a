"""Suppliers' invoices: entered as the paper says, and decided on by another."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from materialcenter.access import WrongRole, system_person
from materialcenter.errors import Invalid, Missing
from materialcenter.models import Center, Job
from orders.models import PurchaseOrder, SupplierInvoice
from orders.services.deciding_supplier_invoices import (
    OwnInvoice,
    refuse_supplier_invoice,
    release_supplier_invoice,
)
from orders.services.matching import match_invoice
from orders.services.states import NotInThisState
from orders.services.supplier_invoicing import (
    BadSupplierInvoice,
    BilledLine,
    InvoiceKnown,
    Paper,
    enter_supplier_invoice,
)
from tests.cast import NOW, Depot, build_depot
from tests.orders.purchases import bill, pieces, receive, sent

pytestmark = pytest.mark.django_db

GOOD = BilledLine("", 0, Decimal(100), Decimal(10_000), 1_000_000, description="Pelat")


def _enter(depot: Depot, lines: Sequence[BilledLine] = (GOOD,), **changes: Any) -> SupplierInvoice:
    fields: dict[str, Any] = {
        "number": "INV-001",
        "invoiced_on": NOW.date(),
        "net": 1_000_000,
        "tax": 110_000,
        "total": 1_110_000,
        **changes,
    }
    supplier_id = fields.pop("supplier_id", depot.suppliers["S01"].pk)
    by = fields.pop("by", depot.person("fajar"))
    paper = Paper(lines=lines, **fields)
    return enter_supplier_invoice(supplier_id=supplier_id, paper=paper, by=by, at=NOW)


def _held(depot: Depot) -> SupplierInvoice:
    order = sent(depot)
    return match_invoice(supplier_invoice_id=bill(depot, order, (1, "100", 10_000)).pk, at=NOW)


class TestEnterSupplierInvoice:
    def test_keeps_what_the_paper_says_and_has_it_matched_later(self, depot: Depot) -> None:
        order = sent(depot)
        invoice = bill(depot, order, (1, "2332.95", 10_000), freight=50_000)
        assert invoice.status == "entered"
        assert invoice.due_on == NOW.date() + timedelta(days=30)
        assert invoice.total == invoice.net + invoice.freight + invoice.tax
        line = invoice.lines.get()
        assert line.order_line_id == order.lines.get().pk
        job = Job.objects.get(task="orders.tasks.match_supplier_invoice")
        assert job.arguments == {"supplier_invoice_id": invoice.pk}

    @pytest.mark.parametrize("number", ["INV-001", " inv 001 ", "Inv/001", "ＩＮＶ００１"])
    def test_refuses_the_same_number_however_it_is_written(self, depot: Depot, number: str) -> None:
        _enter(depot)
        with pytest.raises(InvoiceKnown) as refusal:
            _enter(depot, number=number)
        assert refusal.value.field == "number"
        assert SupplierInvoice.objects.count() == 1

    def test_takes_the_same_number_of_another_supplier(self, depot: Depot) -> None:
        _enter(depot)
        _enter(depot, supplier_id=depot.suppliers["S02"].pk)

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"number": " -/ "}, "number_missing"),
            ({"number": "1" * 61}, "number_too_long"),
            ({"invoiced_on": NOW.date() + timedelta(days=1)}, "date_in_the_future"),
            ({"invoiced_on": date(2016, 9, 1)}, "date_too_old"),
            ({"due_on": NOW.date() - timedelta(days=1)}, "due_before_invoice"),
            ({"net": 1_000_001}, "net_does_not_add_up"),
            ({"total": 1_109_999}, "total_does_not_add_up"),
            ({"tax": -1, "total": 999_999}, "amount_out_of_range"),
            ({"lines": []}, "no_lines"),
            ({"lines": [GOOD, GOOD]}, "net_does_not_add_up"),
            ({"currency": "USD"}, "currency_not_idr"),
        ],
    )
    def test_names_what_does_not_hold_together(
        self, depot: Depot, changes: dict[str, Any], code: str
    ) -> None:
        with pytest.raises(BadSupplierInvoice) as refusal:
            _enter(depot, **{"lines": [GOOD], **changes})
        assert code in {fault.code for fault in refusal.value.faults}
        assert not SupplierInvoice.objects.exists()

    @pytest.mark.parametrize(
        ("line", "code"),
        [
            (("PO-X", 1, "100", "10000", 1_000_000, "x"), "order_line_unknown"),
            (("", 0, "100", "10000", 1_000_000, " "), "description_missing"),
            (("", 0, "0", "10000", 0, "x"), "mass_not_positive"),
            (("", 0, "100", "-1", 1_000_000, "x"), "amount_out_of_range"),
            (("", 0, "100", "10000", 1_000_002, "x"), "amount_not_kg_times_price"),
        ],
    )
    def test_names_what_is_wrong_with_a_line(
        self, depot: Depot, line: tuple[str, int, str, str, int, str], code: str
    ) -> None:
        order, order_line, kg, price, amount, description = line
        billed = BilledLine(
            order, order_line, Decimal(kg), Decimal(price), amount, description=description
        )
        with pytest.raises(BadSupplierInvoice) as refusal:
            _enter(depot, [billed], net=amount, tax=0, total=amount)
        assert [f.code for f in refusal.value.faults if f.field.startswith("lines.0.")] == [code]

    def test_refuses_a_date_in_a_closed_month_and_takes_the_day_after(self, depot: Depot) -> None:
        Center.objects.update(books_closed_through=NOW.date())
        with pytest.raises(BadSupplierInvoice) as refusal:
            _enter(depot)
        assert [fault.code for fault in refusal.value.faults] == ["month_closed"]
        Center.objects.update(books_closed_through=NOW.date() - timedelta(days=1))
        _enter(depot, currency="rp")

    def test_refuses_freight_of_several_orders(self, depot: Depot) -> None:
        orders = [sent(depot), sent(depot)]
        lines = [
            BilledLine(order.number, 1, Decimal(10), Decimal(10_000), 100_000) for order in orders
        ]
        with pytest.raises(BadSupplierInvoice) as refusal:
            _enter(depot, lines, net=200_000, freight=1, tax=0, total=200_001)
        assert [f.code for f in refusal.value.faults] == ["freight_of_several_orders"]

    def test_knows_no_order_of_another_supplier(self, depot: Depot) -> None:
        order = sent(depot, supplier="S02")
        line = BilledLine(order.number, 1, Decimal(100), Decimal(10_000), 1_000_000)
        with pytest.raises(BadSupplierInvoice):
            _enter(depot, [line])

    @pytest.mark.parametrize("name", ["wati", "putri", "agus", "sari"])
    def test_refuses_another_role(self, depot: Depot, name: str) -> None:
        with pytest.raises(WrongRole):
            _enter(depot, by=depot.person(name))

    def test_finds_no_supplier_of_another_center(self, depot: Depot) -> None:
        with pytest.raises(Missing):
            _enter(depot, supplier_id=build_depot("BDG").suppliers["S01"].pk)


class TestDecide:
    def test_releases_a_held_invoice_with_a_reason(self, depot: Depot) -> None:
        invoice = release_supplier_invoice(
            supplier_invoice_id=_held(depot).pk,
            reason=" Barang diambil langsung ",
            by=depot.person("sinta"),
            at=NOW,
        )
        assert (invoice.status, invoice.decision_reason) == ("released", "Barang diambil langsung")
        assert invoice.decided_by_id == depot.users["sinta"].pk

    @pytest.mark.parametrize("act", [release_supplier_invoice, refuse_supplier_invoice])
    def test_is_never_decided_by_who_entered_it_nor_by_a_machine(
        self, depot: Depot, act: Any
    ) -> None:
        invoice = _held(depot)
        for by in (depot.person("fajar"), system_person(depot.center.pk)):
            with pytest.raises(OwnInvoice):
                act(supplier_invoice_id=invoice.pk, reason="x", by=by, at=NOW)
        assert SupplierInvoice.objects.get().status == "held"

    @pytest.mark.parametrize("act", [release_supplier_invoice, refuse_supplier_invoice])
    def test_needs_a_reason_and_a_role_and_a_place_in_the_center(
        self, depot: Depot, act: Any
    ) -> None:
        invoice, other = _held(depot), build_depot("BDG")
        with pytest.raises(Invalid):
            act(supplier_invoice_id=invoice.pk, reason=" ", by=depot.person("sinta"), at=NOW)
        with pytest.raises(WrongRole):
            act(supplier_invoice_id=invoice.pk, reason="x", by=depot.person("putri"), at=NOW)
        with pytest.raises(Missing):
            act(supplier_invoice_id=invoice.pk, reason="x", by=other.person("sinta"), at=NOW)
        assert SupplierInvoice.objects.get().status == "held"

    def test_decides_once_and_only_what_is_held(self, depot: Depot) -> None:
        invoice = _held(depot)
        by = depot.person("sinta")
        release_supplier_invoice(supplier_invoice_id=invoice.pk, reason="x", by=by, at=NOW)
        for act in (release_supplier_invoice, refuse_supplier_invoice):
            with pytest.raises(NotInThisState):
                act(supplier_invoice_id=invoice.pk, reason="x", by=by, at=NOW)
        fresh = _enter(depot, number="INV-2")
        with pytest.raises(NotInThisState):
            release_supplier_invoice(supplier_invoice_id=fresh.pk, reason="x", by=by, at=NOW)

    def test_frees_the_number_of_a_refused_invoice(self, depot: Depot) -> None:
        invoice = _held(depot)
        refuse_supplier_invoice(
            supplier_invoice_id=invoice.pk, reason="Salah", by=depot.person("sinta"), at=NOW
        )
        bill(depot, PurchaseOrder.objects.get(), (1, "50", 10_000))
        assert SupplierInvoice.objects.filter(normalised_number="inv001").count() == 2

    def test_matches_others_again_when_one_is_refused(self, depot: Depot) -> None:
        order = sent(depot)
        receive(depot, order, pieces(100))
        kg = "4665.9"
        first = bill(depot, order, (1, kg, 10_100))
        second = bill(depot, order, (1, kg, 10_000), number="INV-002")
        for invoice in (first, second):
            assert match_invoice(supplier_invoice_id=invoice.pk, at=NOW).status == "held"
        refuse_supplier_invoice(
            supplier_invoice_id=first.pk, reason="Harga", by=depot.person("sinta"), at=NOW
        )
        assert Job.objects.filter(
            task="orders.tasks.match_again", arguments={"purchase_order_id": order.pk}
        ).exists()
        assert match_invoice(supplier_invoice_id=second.pk, at=NOW).status == "approved"

    def test_is_kept_by_the_database_too(self, depot: Depot) -> None:
        invoice = _held(depot)
        with pytest.raises(IntegrityError, match="decided_by_another"), transaction.atomic():
            SupplierInvoice.objects.filter(pk=invoice.pk).update(decided_by=invoice.entered_by_id)
        with pytest.raises(IntegrityError, match="adds_up"), transaction.atomic():
            SupplierInvoice.objects.filter(pk=invoice.pk).update(total=1)
