"""Debit notes: drafted from the differences, booked by another person, mailed once."""

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO

import pypdf
import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from materialcenter.errors import Missing
from materialcenter.models import AuditEntry, Job, Supplier
from materialcenter.person import WrongRole
from orders.models import SupplierCredit, SupplierInvoice
from orders.rules.tax import document_tax
from orders.services.debiting import (
    DebitNoteOutOfDate,
    NoDraft,
    NothingToDebit,
    VatTooLow,
    book_debit_note,
    draft_debit_note,
)
from orders.services.deciding_supplier_invoices import OwnInvoice, release_supplier_invoice
from orders.services.matching import match_invoice
from orders.services.sending_debit_notes import mail_debit_note
from orders.services.states import NotInThisState
from tests.cast import NOW, Depot
from tests.harness.mail import Postbox
from tests.orders.purchases import BARS, SHEETS, bill, pieces, receive, sent

pytestmark = pytest.mark.django_db

# 50 of 100 sheets came, 2332.95 kg by the table; the bars did not.
LINES = ((1, "4665.9", 10_200), (2, "100", 14_500))
NET = 23_329_500 + 933_180 + 1_450_000 + 50_000


def _held(depot: Depot, by: str = "fajar") -> SupplierInvoice:
    order = sent(depot, SHEETS, BARS, freight=250_000)
    receive(depot, order, pieces(50))
    invoice = bill(depot, order, *LINES, freight=300_000, by=by)
    return match_invoice(supplier_invoice_id=invoice.pk, at=NOW)


def _draft(depot: Depot, invoice: SupplierInvoice, by: str = "fajar") -> SupplierCredit:
    return draft_debit_note(supplier_invoice_id=invoice.pk, by=depot.person(by), at=NOW)


def _book(depot: Depot, invoice: SupplierInvoice, amount: int, by: str = "sinta") -> SupplierCredit:
    return book_debit_note(
        supplier_invoice_id=invoice.pk, amount=amount, by=depot.person(by), at=NOW
    )


class TestDraftDebitNote:
    def test_takes_off_each_difference_in_kg_and_rupiah(self, depot: Depot) -> None:
        invoice = _held(depot)
        note = _draft(depot, invoice)
        rows = note.lines.values_list("billed_line_no", "mass_kg", "amount")
        assert list(rows) == [
            (1, Decimal("2332.950"), 23_329_500),
            (1, 0, 933_180),
            (2, 100, 1_450_000),
            (0, 0, 50_000),
        ]
        tax = (
            invoice.tax
            - document_tax(invoice.net + invoice.freight - NET, is_vat_registered=True).tax
        )
        assert (note.number, note.status) == ("ND-TGL-2026-00001", "draft")
        assert (note.net, note.tax, note.amount) == (NET, tax, NET + tax)
        invoice.refresh_from_db()
        assert (invoice.status, invoice.credited) == ("held", 0)

    def test_replaces_a_draft_that_nobody_booked(self, depot: Depot) -> None:
        invoice = _held(depot)
        first = _draft(depot, invoice)
        order = invoice.lines.get(line_no=1).order_line.purchase_order  # type: ignore[union-attr]
        receive(depot, order, pieces(10, heat="D2"))
        again = _draft(depot, invoice, by="sinta")
        assert (again.pk, again.number) == (first.pk, first.number)
        assert again.amount < first.amount
        assert again.lines.count() == 4

    def test_refuses_what_is_not_held_and_the_wrong_people(self, depot: Depot) -> None:
        invoice = _held(depot)
        with pytest.raises(WrongRole):
            _draft(depot, invoice, by="putri")
        with pytest.raises(Missing):
            draft_debit_note(supplier_invoice_id=invoice.pk + 9, by=depot.person("fajar"), at=NOW)
        SupplierInvoice.objects.update(status="released")
        with pytest.raises(NotInThisState):
            _draft(depot, invoice)
        assert not SupplierCredit.objects.exists()

    def test_refuses_where_nothing_is_billed_too_much(self, depot: Depot) -> None:
        order = sent(depot)
        invoice = bill(depot, order, (1, "465", 10_000))
        match_invoice(supplier_invoice_id=invoice.pk, at=NOW)
        receive(depot, order, pieces(50))
        with pytest.raises(NothingToDebit):
            _draft(depot, invoice)

    def test_refuses_to_mend_vat_that_is_too_low(self, depot: Depot) -> None:
        Supplier.objects.update(is_vat_registered=True)
        invoice = _held(depot)
        SupplierInvoice.objects.filter(pk=invoice.pk).update(
            tax=0, total=invoice.total - invoice.tax
        )
        with pytest.raises(VatTooLow):
            _draft(depot, invoice)

    def test_is_called_off_when_the_invoice_goes_another_way(self, depot: Depot) -> None:
        invoice = _held(depot)
        note = _draft(depot, invoice)
        release_supplier_invoice(
            supplier_invoice_id=invoice.pk, reason="Sudah dicek", by=depot.person("sinta"), at=NOW
        )
        note.refresh_from_db()
        assert note.status == "cancelled"
        with pytest.raises(NotInThisState):
            _book(depot, invoice, note.amount)


class TestBookDebitNote:
    def test_lowers_the_invoice_to_what_is_due_and_lets_it_be_paid(self, depot: Depot) -> None:
        invoice = _held(depot)
        note = _book(depot, invoice, _draft(depot, invoice).amount)
        invoice.refresh_from_db()
        due = document_tax(23_329_500 + 250_000, is_vat_registered=True).total
        assert invoice.total - invoice.credited == due
        assert invoice.status == "approved"
        assert note.number in invoice.decision_reason
        assert AuditEntry.objects.filter(action="debit_note.booked").count() == 1

    def test_says_why_in_the_language_of_who_reads_it(self, depot: Depot) -> None:
        invoice = _held(depot)
        with translation.override("en"):
            note = _draft(depot, invoice)
            _book(depot, invoice, note.amount)
            assert note.reason_in_words() == "Billed more than received and agreed"
        with translation.override("id"):
            assert note.reason_in_words().startswith("Ditagih")
        invoice.refresh_from_db()
        assert invoice.decision_reason == note.number

    def test_frees_its_kg_to_be_billed_when_they_come(self, depot: Depot) -> None:
        invoice = _held(depot)
        _book(depot, invoice, _draft(depot, invoice).amount)
        order = invoice.lines.get(line_no=1).order_line.purchase_order  # type: ignore[union-attr]
        receive(depot, order, pieces(50, heat="D2"))
        rest = bill(depot, order, (1, "2332.95", 10_000), number="INV-2")
        assert match_invoice(supplier_invoice_id=rest.pk, at=NOW).status == "approved"
        more = bill(depot, order, (1, "0.001", 10_000), number="INV-3", freight=1)
        match_invoice(supplier_invoice_id=more.pk, at=NOW)
        found = SupplierInvoice.objects.get(pk=more.pk).match
        assert found is not None
        kinds = [(d["kind"], d["line"]) for d in found["differences"] if d["holds"]]
        assert kinds == [("over_quantity", 1), ("over_price", 0)]

    def test_twice_changes_nothing(self, depot: Depot) -> None:
        invoice = _held(depot)
        note = _book(depot, invoice, _draft(depot, invoice).amount)
        with pytest.raises(NotInThisState):
            _book(depot, invoice, note.amount)
        invoice.refresh_from_db()
        assert invoice.credited == note.amount

    def test_refuses_who_entered_the_invoice_and_who_may_not(self, depot: Depot) -> None:
        invoice = _held(depot)
        with pytest.raises(NoDraft):
            _book(depot, invoice, 1)
        note = _draft(depot, invoice)
        with pytest.raises(OwnInvoice):
            _book(depot, invoice, note.amount, by="fajar")
        with pytest.raises(WrongRole):
            _book(depot, invoice, note.amount, by="putri")
        note.refresh_from_db()
        assert note.status == "draft"

    def test_refuses_a_draft_that_time_went_over(self, depot: Depot) -> None:
        invoice = _held(depot)
        note = _draft(depot, invoice)
        with pytest.raises(DebitNoteOutOfDate):
            _book(depot, invoice, note.amount + 1)
        order = invoice.lines.get(line_no=1).order_line.purchase_order  # type: ignore[union-attr]
        receive(depot, order, pieces(10, heat="D2"))
        with pytest.raises(DebitNoteOutOfDate):
            _book(depot, invoice, note.amount)
        invoice.refresh_from_db()
        assert (invoice.status, invoice.credited) == ("held", 0)

    def test_must_add_up_in_the_database(self, depot: Depot) -> None:
        note = _draft(depot, _held(depot))
        with pytest.raises(IntegrityError, match="adds_up"), transaction.atomic():
            SupplierCredit.objects.filter(pk=note.pk).update(tax=note.tax + 1)


class TestMailDebitNote:
    def test_mails_the_kept_pdf_once(
        self, depot: Depot, postbox: Postbox, celery_now: Callable[..., int]
    ) -> None:
        invoice = _held(depot)
        note = _book(depot, invoice, _draft(depot, invoice).amount)
        celery_now()
        mail_debit_note(supplier_credit_id=note.pk, at=NOW)
        mails = postbox.to("s01@supplier.example.id")
        (mail,) = [mail for mail in mails if "ND-TGL-2026-00001" in mail["Subject"]]
        (attached,) = mail.iter_attachments()
        assert attached.get_filename() == "ND-TGL-2026-00001.pdf"
        note.refresh_from_db()
        assert note.document is not None
        reader = pypdf.PdfReader(BytesIO(bytes(note.document.content.content)))
        text = "".join(page.extract_text() for page in reader.pages)
        for words in ("INV-001", "SPHC-2-4X8", "2.332,95", "Rp933.180", "Rp50.000"):
            assert words in text, words
        assert f"Rp{note.amount:,}".replace(",", ".") in text

    def test_keeps_it_for_a_supplier_without_mail(self, depot: Depot) -> None:
        invoice = _held(depot)
        Supplier.objects.update(email="")
        note = _book(depot, invoice, _draft(depot, invoice).amount)
        mail_debit_note(supplier_credit_id=note.pk, at=NOW)
        note.refresh_from_db()
        assert (note.document is not None, note.sent_at) == (True, None)
        assert Job.objects.filter(task="orders.tasks.mail_debit_note").count() == 1
