"""Mail and papers of selling: what reaches a workshop's buyers."""

import io
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from email.message import EmailMessage

import pytest
from django.utils import translation
from pypdf import PdfReader

from materialcenter.models import Attachment, Job, WorkshopBuyer
from orders.documents import invoice as invoice_document
from orders.models import DeliveryNote, Invoice, Payment
from orders.reports.billing import invoice_view, ways_to_pay
from orders.rules.qris import amount_of, bill_number_of, parse_payload
from orders.services.holding import HOLD_FOR
from orders.services.invoicing import send_invoice
from orders.services.paying import record_payment
from orders.services.printing_sales import delivery_note_pdf, invoice_pdf, payment_receipt_pdf
from orders.tasks import expire_orders
from tests.cast import NOW, Depot, receive_stock
from tests.harness.mail import Postbox
from tests.inventory.documents.pictures import codes_of, pages_of
from tests.orders.counter import PNG, SHEET, ask, hand_over, place
from tests.orders.rules.test_qris import static_payload

pytestmark = pytest.mark.django_db(transaction=True)


def text_of(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def attached(mail: EmailMessage) -> bytes:
    (paper,) = mail.iter_attachments()
    content = paper.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content


def handed_over(depot: Depot, *, sheets: int = 3) -> DeliveryNote:
    receive_stock(depot, SHEET, pieces=100, mass_kg=Decimal(4600), heat="C90085")
    order = place(depot, ask(SHEET, sheets))
    return hand_over(depot, order, vehicle="G 1234 XY", signature_png=PNG)


class TestOrderMail:
    def test_says_what_is_held_until_when(
        self, depot: Depot, postbox: Postbox, celery_now: Callable[..., int]
    ) -> None:
        receive_stock(depot, SHEET, pieces=5, mass_kg=Decimal(230))
        order = place(depot, ask(SHEET, 2))
        celery_now()
        (mail,) = postbox.to("sari.tgl@example.id")
        assert order.number in mail["Subject"]
        body = mail.get_content()
        assert "Rp1.154.600" in body
        assert f"/orders/{order.number}/" in body
        assert not postbox.to("rudi.tgl@example.id")

    def test_says_that_it_expired(
        self, depot: Depot, postbox: Postbox, celery_now: Callable[..., int]
    ) -> None:
        receive_stock(depot, SHEET, pieces=5)
        order = place(depot, ask(SHEET, 2), at=NOW - HOLD_FOR - timedelta(days=30))
        expire_orders()
        celery_now()
        order.refresh_from_db()
        assert order.status == "expired"
        assert len(postbox.to("sari.tgl@example.id")) == 2

    def test_goes_to_the_workshop_where_no_buyer_reads_mail(
        self, depot: Depot, postbox: Postbox, celery_now: Callable[..., int]
    ) -> None:
        WorkshopBuyer.objects.filter(workshop=depot.workshops["W0001"]).update(
            user=depot.users["agus"]
        )
        depot.users["agus"].email = ""
        depot.users["agus"].save()
        depot.workshops["W0001"].email = "bengkel@example.id"
        depot.workshops["W0001"].save()
        receive_stock(depot, SHEET, pieces=5)
        place(depot, ask(SHEET, 2), by="wati")
        celery_now()
        assert len(postbox.to("bengkel@example.id")) == 1


class TestInvoiceMail:
    def test_carries_the_pdf_that_is_kept_and_goes_out_once(
        self, depot: Depot, postbox: Postbox, celery_now: Callable[..., int]
    ) -> None:
        invoice = handed_over(depot).billed()
        celery_now()
        send_invoice(invoice_id=invoice.pk, at=NOW)
        assert celery_now() == 0
        invoice.refresh_from_db()
        (mail,) = [m for m in postbox.to("sari.tgl@example.id") if invoice.number in m["Subject"]]
        kept = Attachment.objects.get(subject="Invoice", subject_id=invoice.pk)
        assert kept.workshop == invoice.workshop
        assert attached(mail) == bytes(kept.content.content)
        assert Job.objects.filter(task="orders.tasks.tell_buyer").count() == 2


class TestPapers:
    @pytest.fixture(autouse=True)
    def _english(self) -> None:
        translation.activate("en")

    def test_put_no_price_on_a_delivery_note(self, depot: Depot) -> None:
        handed_over(depot)
        note = DeliveryNote.objects.select_related(
            "center", "workshop", "order", "pool", "handed_by"
        ).get()
        text = text_of(delivery_note_pdf(note))
        for expected in (
            note.number,
            note.order.number if note.order else "-",
            "G 1234 XY",
            "C90085",
            note.lines.get().lot.number,
            "138 kg",
            "Pak Slamet",
            "Wati",
        ):
            assert expected in text
        assert "Rp" not in text
        assert "12" + ",550" not in text

    def test_put_words_tax_due_date_and_account_on_an_invoice(self, depot: Depot) -> None:
        center = depot.center
        center.is_vat_registered = True
        center.npwp, center.bank_account = "0012345678901000", "BRI 0123 a.n. Koperasi"
        center.qris_payload = static_payload()
        center.save()
        handed_over(depot)
        invoice = Invoice.objects.select_related("center", "workshop").get()
        text = text_of(invoice_pdf(invoice))
        assert (invoice.net, invoice.tax, invoice.total) == (1_731_900, 190_509, 1_922_409)
        for expected in (
            invoice.number,
            "Rp1,922,409",
            "Rp190,509",
            "Rp1,587,575.00",
            "One million, nine hundred",
            "15 September 2026",
            "BRI 0123 a.n. Koperasi",
            "0012345678901000",
            "QRIS",
        ):
            assert expected in text

    def test_carry_the_code_that_pays_exactly_the_bill(self, depot: Depot) -> None:
        depot.center.qris_payload = static_payload()
        depot.center.save()
        bill = handed_over(depot).billed()
        view = invoice_view(Invoice.objects.select_related("center", "workshop").get())
        drawn = [
            code
            for page in pages_of(invoice_document.TEMPLATE, invoice_document.invoice_data(view))
            for code in codes_of(page)
        ]
        assert drawn == [ways_to_pay(bill).qris_payload]
        fields = parse_payload(drawn[0])
        assert (amount_of(fields), bill_number_of(fields)) == (bill.total, bill.number)

    def test_offer_the_account_and_no_qris_over_its_cap(self, depot: Depot) -> None:
        depot.center.qris_payload = static_payload()
        depot.center.bank_account = "BRI 0123 a.n. Koperasi"
        depot.center.save()
        handed_over(depot, sheets=50)
        invoice = Invoice.objects.select_related("center", "workshop").get()
        assert invoice.total > 10_000_000
        text = text_of(invoice_pdf(invoice))
        assert "QRIS" not in text
        assert "BRI 0123" in text

    @pytest.mark.parametrize(("amount", "is_due"), [(5_000_000, False), (5_000_001, True)])
    def test_name_the_stamp_duty_strictly_above_five_million(
        self, depot: Depot, amount: int, is_due: bool
    ) -> None:
        invoice = handed_over(depot, sheets=20).billed()
        record_payment(
            invoice_id=invoice.pk,
            amount=amount,
            method="transfer",
            by=depot.person("fajar"),
            at=NOW,
        )
        payment = Payment.objects.select_related(
            "center", "workshop", "invoice", "pool", "received_by"
        ).get()
        text = text_of(payment_receipt_pdf(payment))
        assert ("Rp10,000" in text) is is_due
        assert invoice.number in text
        assert "million" in text
