"""Invoices matched to receipts: cumulative, in the paid weight, within the center's limits."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from inventory import stock
from inventory.models import Transaction
from materialcenter.models import Supplier
from orders.models import MatchLimits, PurchaseOrder, SupplierInvoice
from orders.reports.verdicts import judged
from orders.services.checking_deliveries import Delivered
from orders.services.matching import held_invoices, match_invoice
from orders.services.supplier_invoicing import BilledLine, Paper, enter_supplier_invoice
from tests.cast import NOW, Depot, entry
from tests.harness.worker import Worker
from tests.orders.purchases import BARS, SHEETS, bill, pieces, receive, sent

pytestmark = pytest.mark.django_db

FULL = "4665.9"


def _match(invoice: SupplierInvoice) -> SupplierInvoice:
    return match_invoice(supplier_invoice_id=invoice.pk, at=NOW)


def _differences(invoice: SupplierInvoice) -> list[tuple[str, int | None, str, int]]:
    assert invoice.match is not None
    return [
        (d["kind"], d["line"], d["kg"], d["rupiah"])
        for d in invoice.match["differences"]
        if d["holds"]
    ]


def _told(invoice: SupplierInvoice) -> list[tuple[str, str, int]]:
    found = judged(invoice).differences
    return [(one.kind, str(one.mass_kg), one.rupiah) for one in found if one.is_told]


def _delivered(depot: Depot) -> PurchaseOrder:
    order = sent(depot)
    receive(depot, order, pieces(100))
    return order


class TestMatchInvoice:
    def test_approves_what_was_received_at_the_agreed_price(self, depot: Depot) -> None:
        invoice = _match(bill(depot, _delivered(depot), (1, FULL, 10_000)))
        assert (invoice.status, invoice.matched_at) == ("approved", NOW)
        assert invoice.match is not None
        assert invoice.match["lines"] == [
            {"number": 1, "result": "matched", "covered_kg": "4665.900", "due_amount": 46_659_000}
        ]

    def test_counts_the_weight_that_the_price_multiplies(self, depot: Depot) -> None:
        order = sent(depot, BARS)
        receive(depot, order, Delivered(1, "S1", 50, Decimal("1150"), "A-01"))
        assert _match(bill(depot, order, (1, "1150", 14_500))).status == "approved"
        table = _match(bill(depot, order, (1, "6", 14_500), number="INV-2"))
        assert _differences(table) == [("over_quantity", 1, "6.000", 87_000)]

    def test_names_each_difference_in_kg_and_rupiah(self, depot: Depot) -> None:
        order = sent(depot, SHEETS, BARS)
        receive(depot, order, pieces(50))
        invoice = _match(bill(depot, order, (1, FULL, 10_200), (2, "100", 14_500)))
        assert invoice.status == "held"
        assert _differences(invoice) == [
            ("over_quantity", 1, "2332.950", 23_329_500),
            ("over_price", 1, "0", 933_180),
            ("not_received", 2, "100.000", 1_450_000),
        ]

    def test_counts_what_earlier_invoices_billed(self, depot: Depot) -> None:
        order = _delivered(depot)
        assert _match(bill(depot, order, (1, "4000", 10_000))).status == "approved"
        second = _match(bill(depot, order, (1, "666", 10_000), number="INV-2"))
        assert _differences(second) == [("over_quantity", 1, "0.100", 1_000)]
        third = _match(bill(depot, order, (1, "1", 10_000), number="INV-3"))
        assert third.status == "held"

    def test_gives_the_earlier_of_two_waiting_invoices_its_due(self, depot: Depot) -> None:
        order = _delivered(depot)
        first = bill(depot, order, (1, FULL, 10_000))
        second = bill(depot, order, (1, FULL, 10_000), number="INV-2")
        assert _match(first).status == "approved"
        assert _match(second).status == "held"

    def test_never_lets_both_of_two_invoices_pass_whichever_is_matched_first(
        self, depot: Depot
    ) -> None:
        order = _delivered(depot)
        first = bill(depot, order, (1, FULL, 10_000))
        second = bill(depot, order, (1, FULL, 10_000), number="INV-2")
        assert _match(second).status == "held"
        assert _match(first).status == "approved"
        assert _match(second).status == "held"

    def test_does_not_count_what_was_rejected(self, depot: Depot) -> None:
        order = sent(depot)
        rejected = pieces(100, rejected_pieces=10, rejected_kg=Decimal(465), reject_reason="Karat")
        receive(depot, order, rejected)
        invoice = _match(bill(depot, order, (1, FULL, 10_000)))
        assert _differences(invoice) == [("over_quantity", 1, "466.590", 4_665_900)]

    def test_does_not_count_a_receipt_that_was_reversed(self, depot: Depot) -> None:
        order = sent(depot)
        receive(depot, order, pieces(10))
        received = Transaction.objects.get(reason="receipt")
        with transaction.atomic():  # as supervisors could before receipts were undone by returns
            stock.reverse(entry(depot, "undone", actor="sinta"), sequence=received.pk)
        assert _match(bill(depot, order, (1, "466.590", 10_000))).status == "held"

    def test_approves_a_held_one_when_the_rest_arrives(self, depot: Depot) -> None:
        order = sent(depot)
        receive(depot, order, pieces(60))
        invoice = _match(bill(depot, order, (1, FULL, 10_000)))
        assert invoice.status == "held"
        receive(depot, order, pieces(40, heat="D2"))
        assert held_invoices(purchase_order_id=order.pk) == [invoice.pk]
        assert _match(invoice).status == "approved"

    def test_holds_freight_over_what_was_agreed_for_the_order(self, depot: Depot) -> None:
        order = sent(depot, freight=500_000)
        receive(depot, order, pieces(100))
        first = _match(bill(depot, order, (1, "2000", 10_000), freight=300_000))
        assert first.status == "approved"
        second = _match(bill(depot, order, (1, "2000", 10_000), number="INV-2", freight=300_000))
        assert _differences(second) == [("over_price", 0, "0", 100_000)]

    def test_holds_freight_that_nobody_agreed_to(self, depot: Depot) -> None:
        order = _delivered(depot)
        invoice = _match(bill(depot, order, (1, FULL, 10_000), freight=1))
        assert [kind for kind, *_rest in _differences(invoice)] == ["not_received"]

    def test_holds_a_line_that_names_no_order(self, depot: Depot) -> None:
        line = BilledLine("", 0, Decimal(1), Decimal(100_000), 100_000, description="Ongkos")
        invoice = enter_supplier_invoice(
            supplier_id=depot.suppliers["S01"].pk,
            paper=Paper("X1", NOW.date(), [line], 100_000, 11_000, 111_000),
            by=depot.person("fajar"),
            at=NOW,
        )
        assert [kind for kind, *_rest in _differences(_match(invoice))] == ["unknown"]

    def test_holds_tax_from_a_supplier_who_is_not_registered(self, depot: Depot) -> None:
        order = _delivered(depot)
        Supplier.objects.update(is_vat_registered=False)
        invoice = _match(bill(depot, order, (1, FULL, 10_000)))
        assert [kind for kind, *_rest in _differences(invoice)] == ["vat"]

    def test_passes_rounding_and_nothing_more_without_limits_of_the_center(
        self, depot: Depot
    ) -> None:
        order = _delivered(depot)
        assert _match(bill(depot, order, (1, "10", 10_010))).status == "approved"
        over = _match(bill(depot, order, (1, "10", 10_011), number="INV-2"))
        assert over.status == "held"

    def test_keeps_to_the_limits_of_the_center(self, depot: Depot) -> None:
        MatchLimits.objects.create(
            center=depot.center,
            price_percent=Decimal(1),
            price_rupiah=None,
            quantity_percent=Decimal(1),
            quantity_kg=Decimal(10),
        )
        order = _delivered(depot)
        assert _match(bill(depot, order, (1, "4675.9", 10_000))).status == "approved"
        assert _match(bill(depot, order, (1, "0.1", 10_000), number="INV-2")).status == "held"

    def test_tells_what_is_below_the_lower_limits_and_pays_it_all_the_same(
        self, depot: Depot
    ) -> None:
        order = _delivered(depot)
        assert _told(_match(bill(depot, order, (1, "10", 9_990)))) == []
        below = _match(bill(depot, order, (1, "10", 9_980), number="INV-2"))
        assert (below.status, _told(below)) == ("approved", [("under_price", "0", -200)])
        assert [line.result for line in judged(below).lines] == ["under_price"]
        MatchLimits.objects.create(
            center=depot.center, price_under_rupiah=None, quantity_under_kg=Decimal(4000)
        )
        assert _told(_match(bill(depot, order, (1, "645.899", 9_000), number="INV-3"))) == [
            ("under_quantity", "-4000.001", -40_000_010)
        ]
        assert _told(_match(bill(depot, order, (1, "0.001", 10_000), number="INV-4"))) == []

    def test_leaves_a_decided_invoice_as_it_is(self, depot: Depot) -> None:
        invoice = _match(bill(depot, _delivered(depot), (1, FULL, 10_000)))
        SupplierInvoice.objects.update(status="released", match=None)
        assert _match(invoice).match is None

    def test_is_the_same_when_it_runs_again(self, depot: Depot) -> None:
        order = sent(depot)
        invoice = _match(bill(depot, order, (1, FULL, 10_000)))
        again = _match(invoice)
        assert (again.status, again.match) == (invoice.status, invoice.match)


class TestMatchLimits:
    def test_must_have_one_of_each_kind_and_nothing_negative(self, depot: Depot) -> None:
        for wrong in (
            {"price_rupiah": None},
            {"quantity_percent": None},
            {"freight_rupiah": None},
            {"quantity_kg": Decimal(-1)},
        ):
            with pytest.raises(IntegrityError, match="match_limits"), transaction.atomic():
                MatchLimits.objects.create(center=depot.center, **wrong)


@pytest.mark.django_db(transaction=True)
class TestByWorker:
    def test_matches_and_matches_again_after_a_delivery(self, depot: Depot, worker: Worker) -> None:
        order = sent(depot)
        receive(depot, order, pieces(60))
        invoice = bill(depot, order, (1, FULL, 10_000))
        worker.finish_jobs()
        assert SupplierInvoice.objects.get(pk=invoice.pk).status == "held"
        receive(depot, order, pieces(40, heat="D2"))
        worker.finish_jobs()
        assert SupplierInvoice.objects.get(pk=invoice.pk).status == "approved"
