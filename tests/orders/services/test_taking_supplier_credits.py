"""Suppliers' credit notes: typed once, never over what is open, matching again by themselves."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from materialcenter.models import Center
from materialcenter.person import WrongRole
from orders.models import SupplierCredit, SupplierInvoice
from orders.rules.crediting_suppliers import CreditedPart
from orders.services.debiting import book_debit_note, draft_debit_note
from orders.services.deciding_supplier_invoices import refuse_supplier_invoice
from orders.services.matching import match_invoice
from orders.services.states import NotInThisState
from orders.services.taking_supplier_credits import (
    BadSupplierCredit,
    CreditOverOpen,
    CreditPaper,
    SupplierCreditKnown,
    enter_supplier_credit,
)
from tests.cast import NOW, Depot
from tests.orders.purchases import bill, pieces, receive, sent

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
# 10 sheets are 466.59 kg by the table; 500 kg are billed.
OVER = CreditedPart(1, Decimal("33.41"), 334_100)


def _held(depot: Depot) -> SupplierInvoice:
    order = sent(depot)
    receive(depot, order, pieces(10))
    invoice = bill(depot, order, (1, "500", 10_000))
    return match_invoice(supplier_invoice_id=invoice.pk, at=NOW)


def _credit(depot: Depot, invoice: SupplierInvoice, by: str = "fajar", **more: Any) -> Any:
    fields: dict[str, Any] = {
        "number": "NK-01",
        "dated_on": TODAY,
        "parts": [OVER],
        "tax": 36_751,
        "total": 370_851,
        "reason": "Kurang kirim",
    }
    return enter_supplier_credit(
        supplier_invoice_id=invoice.pk,
        paper=CreditPaper(**{**fields, **more}),
        by=depot.person(by),
        at=NOW,
    )


class TestEnterSupplierCredit:
    def test_lowers_a_held_invoice_which_then_matches_by_itself(
        self, depot: Depot, celery_now: Callable[..., int]
    ) -> None:
        invoice = _held(depot)
        assert invoice.status == "held"
        credit = _credit(depot, invoice)
        assert (credit.kind, credit.status, credit.net) == ("credit_note", "booked", 334_100)
        celery_now()
        invoice.refresh_from_db()
        assert (invoice.status, invoice.credited) == ("approved", 370_851)

    def test_lets_the_kg_be_billed_again(self, depot: Depot) -> None:
        invoice = _held(depot)
        _credit(depot, invoice)
        match_invoice(supplier_invoice_id=invoice.pk, at=NOW)
        order = invoice.lines.get().order_line.purchase_order  # type: ignore[union-attr]
        receive(depot, order, pieces(10, heat="D2"))
        second = bill(depot, order, (1, "466.59", 10_000), number="INV-2")
        assert match_invoice(supplier_invoice_id=second.pk, at=NOW).status == "approved"

    def test_can_take_a_whole_invoice_back(self, depot: Depot) -> None:
        invoice = _held(depot)
        whole = CreditedPart(1, Decimal(500), 5_000_000)
        _credit(depot, invoice, parts=[whole], tax=550_000, total=5_550_000)
        found = match_invoice(supplier_invoice_id=invoice.pk, at=NOW)
        assert (found.status, found.total - found.credited) == ("approved", 0)

    def test_makes_a_debit_note_smaller_by_what_it_credits(self, depot: Depot) -> None:
        invoice = _held(depot)
        _credit(
            depot,
            invoice,
            parts=[CreditedPart(1, Decimal("3.41"), 34_100)],
            tax=3_751,
            total=37_851,
        )
        note = draft_debit_note(supplier_invoice_id=invoice.pk, by=depot.person("fajar"), at=NOW)
        assert (note.net, note.lines.get().mass_kg) == (300_000, Decimal(30))
        book_debit_note(
            supplier_invoice_id=invoice.pk, amount=note.amount, by=depot.person("sinta"), at=NOW
        )
        invoice.refresh_from_db()
        assert invoice.credited == 370_851

    def test_is_known_however_its_number_is_spelt(self, depot: Depot) -> None:
        invoice = _held(depot)
        part = [CreditedPart(1, Decimal(1), 10_000)]
        _credit(depot, invoice, parts=part, tax=1_100, total=11_100)
        with pytest.raises(SupplierCreditKnown):
            _credit(depot, invoice, number="nk/01 ", parts=part, tax=1_100, total=11_100)
        invoice.refresh_from_db()
        assert (invoice.credited, SupplierCredit.objects.count()) == (11_100, 1)

    def test_is_never_over_what_is_open(self, depot: Depot) -> None:
        invoice = _held(depot)
        SupplierInvoice.objects.update(status="released", paid=invoice.total - 370_850)
        with pytest.raises(CreditOverOpen):
            _credit(depot, invoice)
        SupplierInvoice.objects.update(paid=invoice.total - 370_851)
        _credit(depot, invoice)
        invoice.refresh_from_db()
        assert invoice.paid + invoice.credited == invoice.total

    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({"number": "–"}, "number_missing"),
            ({"number": "1" * 61}, "number_too_long"),
            ({"dated_on": TODAY + timedelta(days=1)}, "date_in_the_future"),
            ({"dated_on": TODAY - timedelta(days=1)}, "credit_before_invoice"),
            ({"reason": " "}, "reason_missing"),
            ({"total": 370_850}, "total_does_not_add_up"),
            ({"parts": [], "tax": 0, "total": 0}, "total_does_not_add_up"),
            ({"tax": 36_000, "total": 370_100}, "vat_does_not_follow"),
            ({"parts": [OVER, OVER]}, "named_twice"),
            ({"parts": [CreditedPart(9, Decimal(1), 1)]}, "line_unknown"),
            ({"parts": [CreditedPart(1, Decimal(501), 1)]}, "more_kg_than_billed"),
        ],
    )
    def test_names_what_does_not_fit(
        self, depot: Depot, changed: dict[str, Any], code: str
    ) -> None:
        invoice = _held(depot)
        with pytest.raises(BadSupplierCredit) as refused:
            _credit(depot, invoice, **changed)
        assert [fault.code for fault in refused.value.faults] == [code]
        invoice.refresh_from_db()
        assert (invoice.credited, SupplierCredit.objects.count()) == (0, 0)

    def test_refuses_a_closed_month_the_wrong_role_and_a_refused_invoice(
        self, depot: Depot
    ) -> None:
        invoice = _held(depot)
        with pytest.raises(WrongRole):
            _credit(depot, invoice, by="putri")
        Center.objects.update(books_closed_through=TODAY)
        with pytest.raises(BadSupplierCredit) as refused:
            _credit(depot, invoice)
        assert [fault.code for fault in refused.value.faults] == ["month_closed"]
        Center.objects.update(books_closed_through=None)
        refuse_supplier_invoice(
            supplier_invoice_id=invoice.pk, reason="Salah", by=depot.person("sinta"), at=NOW
        )
        with pytest.raises(NotInThisState):
            _credit(depot, invoice)
