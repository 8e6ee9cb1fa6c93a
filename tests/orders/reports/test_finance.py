"""What waits for finance, what suppliers billed, and how prices went."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from materialcenter.models import Supplier
from orders.models import (
    BankLine,
    Offer,
    PaymentBatch,
    Receipt,
    SupplierInvoice,
)
from orders.reports import exceptions
from orders.reports.finance import (
    priced_materials,
    prices_of,
    spend_by_supplier,
    weeks_due,
)
from orders.reports.waiting import held_invoices
from orders.reports.waiting import payable as owed_now
from orders.services.batching_payments import Chosen, draft_payment_batch
from orders.services.deciding_supplier_invoices import refuse_supplier_invoice
from orders.services.matching import match_invoice
from orders.services.paying_suppliers import pay_supplier_invoice
from tests.cast import NOW, Depot
from tests.orders.counter import SHEET
from tests.orders.payable_world import TODAY, banked, day, payable
from tests.orders.pool_world import make_offer
from tests.orders.purchases import bill, pieces, receive, sent

pytestmark = pytest.mark.django_db


class TestExceptions:
    def test_say_what_holds_an_invoice_in_rupiah(self, depot: Depot) -> None:
        invoice = bill(depot, sent(depot), (1, "100", 10_000))
        match_invoice(supplier_invoice_id=invoice.pk, at=NOW)
        (found,) = held_invoices(depot.person("fajar")).rows
        assert exceptions.at_stake(found) == 1_000_000

    def test_leave_out_what_is_not_due_or_is_being_paid(self, depot: Depot) -> None:
        banked(depot)
        fajar = depot.person("fajar")
        late, today, planned = (
            payable(depot, number, due=due) for number, due in (("A", -3), ("B", 0), ("C", 0))
        )
        payable(depot, "D", due=1)
        draft_payment_batch(chosen=[Chosen(planned.pk, 100_000)], pay_on=TODAY, by=fajar, at=NOW)
        found = exceptions.due_unplanned(fajar, on=TODAY)
        assert [invoice.pk for invoice in found.rows] == [late.pk, today.pk]
        (batch,) = exceptions.batches_to_approve(fajar).rows
        assert batch.amount == 100_000  # type: ignore[attr-defined]
        PaymentBatch.objects.update(status=PaymentBatch.Status.APPROVED)
        assert exceptions.batches_to_approve(fajar).count == 0
        assert exceptions.batches_to_pay(fajar).count == 1

    def test_name_suppliers_who_settle_on_receipt_and_were_never_settled_with(
        self, depot: Depot
    ) -> None:
        sinta = depot.person("sinta")
        supplier = depot.suppliers["S01"]
        Supplier.objects.filter(pk=supplier.pk).update(settles_on_receipt=True)
        assert exceptions.settlements_to_start(sinta).count == 0
        receive(depot, sent(depot), pieces(2))
        assert [row.pk for row in exceptions.settlements_to_start(sinta).rows] == [supplier.pk]
        Supplier.objects.filter(pk=supplier.pk).update(settled_since=TODAY)
        assert exceptions.settlements_to_start(sinta).count == 0
        Receipt.objects.update(called_off=payable(depot, "ERS"))
        (held,) = exceptions.settlements_to_start(sinta).rows
        assert held.is_held_back  # type: ignore[attr-defined]
        Supplier.objects.filter(pk=supplier.pk).update(settled_since=None)
        assert exceptions.settlements_to_start(sinta).count == 1

    def test_are_nothing_to_a_stranger(self, depot: Depot, stranger: Depot) -> None:
        payable(depot, "A", due=-3)
        BankLine.objects.create(
            center=depot.center, booked_on=TODAY, amount=1, text="x", fingerprint="x"
        )
        other = stranger.person("fajar")
        assert exceptions.due_unplanned(other, on=TODAY).count == 0
        assert exceptions.bank_lines_to_match(other).count == 0


class TestMoneyOnThePages:
    def test_owes_suppliers_what_is_open_and_no_more(self, depot: Depot) -> None:
        fajar = depot.person("fajar")
        invoice = payable(depot, "A", due=-1)
        pay_supplier_invoice(
            supplier_invoice_id=invoice.pk,
            closes=110_000,
            paid_on=TODAY,
            reference="FT1",
            by=depot.person("sinta"),
            at=NOW,
        )
        found = owed_now(fajar, on=TODAY)
        assert (found.amount, found.late_count) == (invoice.total - 110_000, 1)
        assert weeks_due(fajar, on=TODAY).payables.late == found.amount

    def test_spends_what_was_billed_less_what_was_refused(self, depot: Depot) -> None:
        fajar = depot.person("fajar")
        for number, supplier, months in (("A", "S01", 0), ("B", "S02", 0), ("C", "S02", 12)):
            invoice = payable(depot, number, supplier=supplier)
            on = date(TODAY.year - months // 12, TODAY.month, 1)
            SupplierInvoice.objects.filter(pk=invoice.pk).update(invoiced_on=on)
        refused = bill(depot, sent(depot), (1, "100", 10_000), number="D")
        match_invoice(supplier_invoice_id=refused.pk, at=NOW)
        refuse_supplier_invoice(
            supplier_invoice_id=refused.pk, reason="Not ours", by=depot.person("sinta"), at=NOW
        )
        spend = spend_by_supplier(fajar, on=TODAY)
        assert [(row.code, row.total) for row in spend.suppliers] == [
            ("S01", 1_000_000),
            ("S02", 1_000_000),
        ]
        assert spend.total == sum(spend.by_month) == spend.by_month[-1] == 2_000_000
        assert (spend.months[0], spend.months[-1]) == (date(2025, 10, 1), date(2026, 9, 1))

    def test_prices_a_material_by_what_was_offered_and_paid(self, depot: Depot) -> None:
        fajar = depot.person("fajar")
        first = make_offer(depot, "S01", SHEET, {0: 11_000, 500: 10_500})
        Offer.objects.filter(pk=first.pk).update(
            valid_from=day(-60), replaced_at=timezone.now() - timedelta(days=10_000)
        )
        Offer.objects.filter(pk=first.pk).update(replaced_at=NOW - timedelta(days=30))
        second = make_offer(depot, "S01", SHEET, {0: 10_400})
        Offer.objects.filter(pk=second.pk).update(valid_from=day(-30))
        payable(depot, "A")
        found = prices_of(depot.materials[SHEET], fajar, on=TODAY)
        (supplier,) = found.suppliers
        asked = [supplier.price_on(day(days)) for days in (-61, -60, -31, -30, 0)]
        assert asked == [None, Decimal(10_500), Decimal(10_500), Decimal(10_400), Decimal(10_400)]
        assert [(point.since, point.price_per_kg) for point in found.paid] == [
            (TODAY, Decimal(10_000))
        ]
        assert priced_materials(fajar)[0] == SHEET

    def test_asks_as_much_for_more(self, depot: Depot, django_assert_num_queries: Any) -> None:
        fajar = depot.person("fajar")
        material = depot.materials[SHEET]
        for number in ("A", "B"):
            payable(depot, number)
            with django_assert_num_queries(8):
                weeks_due(fajar, on=TODAY)
                spend_by_supplier(fajar, on=TODAY)
                priced_materials(fajar)
                prices_of(material, fajar, on=TODAY)
