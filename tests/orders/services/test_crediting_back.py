"""Credit notes for bills that were too high, using them, and paying them back."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from materialcenter import jobs
from materialcenter.models import AuditEntry
from materialcenter.person import WrongRole
from materialcenter.web import form_token
from orders.models import CreditNote, Invoice, Payment, Refund
from orders.reports.billing import ageing, unpaid
from orders.reports.credit import exposure, left_credits
from orders.rules.credit import Back
from orders.services.crediting_back import (
    CreditOfAnother,
    CreditRefused,
    CreditUsedUp,
    NoSuchCreditNote,
    NothingToCredit,
    UnknownWayBack,
    credit_invoice,
    refund_credit_note,
    use_credit_note,
)
from orders.services.paying import AmountNotPositive, NoSuchInvoice, PaidTooMuch, record_payment
from tests.cast import NOW, Depot, receive_stock
from tests.orders.calling import SignIn, get, post
from tests.orders.counter import SCRAP, SHEET, ask, hand_over, place

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoice(depot: Depot) -> Invoice:
    """Return sari's invoice with VAT: four sheets, and 100 kg of scrap."""
    depot.center.is_vat_registered = True
    depot.center.save()
    receive_stock(depot, SHEET, pieces=20)
    receive_stock(depot, SCRAP, mass_kg=Decimal(500), heat="")
    return another(depot, "W0001", "sari")


def another(depot: Depot, workshop: str, by: str) -> Invoice:
    order = place(depot, ask(SHEET, 4), ask(SCRAP, 100), by=by, workshop=workshop)
    return Invoice.objects.get(pk=hand_over(depot, order).billed().pk)


def credit(depot: Depot, invoice: Invoice, *backs: Back, by: str = "fajar", **more: Any) -> Any:
    given = {"reason": "returned", "note": "Two sheets were bent.", "at": NOW, **more}
    return credit_invoice(invoice_id=invoice.pk, backs=backs, by=depot.person(by), **given)


def use(depot: Depot, note: CreditNote, invoice: Invoice, amount: int, by: str = "fajar") -> Any:
    return use_credit_note(
        credit_note_id=note.pk, invoice_id=invoice.pk, amount=amount, by=depot.person(by), at=NOW
    )


def refund(
    depot: Depot, note: CreditNote, amount: int, method: str = "cash", by: str = "fajar"
) -> Refund:
    return refund_credit_note(
        credit_note_id=note.pk, amount=amount, method=method, by=depot.person(by), at=NOW
    )


def pay(depot: Depot, invoice: Invoice, amount: int) -> None:
    record_payment(
        invoice_id=invoice.pk, amount=amount, method="cash", by=depot.person("fajar"), at=NOW
    )
    invoice.refresh_from_db()


class TestCreditInvoice:
    @pytest.mark.parametrize("name", ["fajar", "sinta"])
    def test_lowers_what_is_open_and_all_that_follows(
        self, depot: Depot, invoice: Invoice, name: str
    ) -> None:
        owed = exposure(invoice.workshop_id)
        note = credit(depot, invoice, Back(1, pieces=2), by=name)
        invoice.refresh_from_db()
        assert (note.number, note.lines.get().pieces) == ("NK-TGL-2026-00001", 2)
        assert abs(note.tax - note.net * 0.11) <= 1  # the bill's tax, less the tax of what stays
        assert (note.amount, note.left, invoice.paid) == (note.net + note.tax, 0, note.amount)
        assert exposure(invoice.workshop_id) == owed - note.amount
        person, day = depot.person("fajar"), timezone.localdate(NOW + timedelta(days=40))
        assert unpaid(person, on=day).amount == owed - note.amount
        assert sum(age.amount for age in ageing(person, on=day)) == owed - note.amount
        payment = Payment.objects.get(invoice=invoice)
        assert (payment.method, payment.credit_note) == ("credit", note)
        assert AuditEntry.objects.get(action="credit_note.issued").data["invoice"] == invoice.number

    def test_becomes_credit_where_the_invoice_was_paid(
        self, depot: Depot, invoice: Invoice
    ) -> None:
        pay(depot, invoice, invoice.total - 100_000)
        note = credit(depot, invoice, Back(1, pieces=2), Back(2, mass_kg=Decimal("10.5")))
        invoice.refresh_from_db()
        assert (invoice.paid, note.left) == (invoice.total, note.amount - 100_000)
        assert [row.pk for row in left_credits(depot.person("sari"))] == [note.pk]
        assert not left_credits(depot.person("rudi"))

    def test_in_parts_gives_back_the_whole_bill_and_no_gram_more(
        self, depot: Depot, invoice: Invoice
    ) -> None:
        pay(depot, invoice, invoice.total)
        for backs in ([Back(1, 1)], [Back(1, 3), Back(2, mass_kg=Decimal(100))]):
            credit(depot, invoice, *backs)
        notes = CreditNote.objects.filter(invoice=invoice)
        assert sum(note.amount for note in notes) == invoice.total
        assert sum(note.tax for note in notes) == invoice.tax
        assert sum(note.tax_base for note in notes) == invoice.tax_base
        with pytest.raises(CreditRefused) as refused:
            credit(depot, invoice, Back(2, mass_kg=Decimal("0.001")))
        assert [fault.code for fault in refused.value.faults] == ["more_than_billed"]

    def test_names_everything_that_is_wrong(self, depot: Depot, invoice: Invoice) -> None:
        backs = (Back(1, 5), Back(2, 1), Back(1, 1), Back(9, 1), Back(3))
        with pytest.raises(CreditRefused) as refused:
            credit(depot, invoice, *backs, reason="mood", note=" ")
        assert [(fault.code, fault.field) for fault in refused.value.faults] == [
            ("reason_unknown", "reason"),
            ("note_missing", "note"),
            ("more_than_billed", "pieces-1"),
            ("wrong_unit", "pieces-2"),
            ("named_twice", "line-1"),
            ("line_unknown", "line-9"),
            ("line_unknown", "line-3"),
        ]
        with pytest.raises(NothingToCredit):
            credit(depot, invoice)
        assert not CreditNote.objects.exists()

    @pytest.mark.parametrize("name", ["wati", "putri", "agus", "sari"])
    def test_refuses_another_role(self, depot: Depot, invoice: Invoice, name: str) -> None:
        with pytest.raises(WrongRole):
            credit(depot, invoice, Back(1, 1), by=name)

    def test_hides_invoices_of_another_center(self, stranger: Depot, invoice: Invoice) -> None:
        with pytest.raises(NoSuchInvoice):
            credit(stranger, invoice, Back(1, 1))

    def test_goes_to_the_buyer_once_as_pdf(self, depot: Depot, invoice: Invoice) -> None:
        note = credit(depot, invoice, Back(1, 1))
        jobs.run_due()
        note.refresh_from_db()
        sent = [letter for letter in mail.outbox if note.number in letter.subject]
        assert [letter.to for letter in sent] == [[depot.users["sari"].email]]
        assert note.document is not None
        assert sent[0].attachments[0][1].startswith(b"%PDF")


class TestUseCreditNote:
    @pytest.fixture
    def note(self, depot: Depot, invoice: Invoice) -> CreditNote:
        pay(depot, invoice, invoice.total)
        found: CreditNote = credit(depot, invoice, Back(1, 2))
        return found

    def test_pays_another_invoice_from_what_is_left(self, depot: Depot, note: CreditNote) -> None:
        other = another(depot, "W0001", "sari")
        payment = use(depot, note, other, 400_000)
        note.refresh_from_db()
        other.refresh_from_db()
        assert (payment.method, other.paid, note.used) == ("credit", 400_000, 400_000)
        assert AuditEntry.objects.get(action="credit_note.used").data["amount"] == 400_000
        with pytest.raises(CreditUsedUp):
            use(depot, note, other, note.left + 1)
        use(depot, note, other, note.left)
        assert left_credits(depot.person("sari")) == []

    def test_pays_no_more_than_is_open(self, depot: Depot, note: CreditNote) -> None:
        other = another(depot, "W0001", "sari")
        pay(depot, other, other.total - 1000)
        with pytest.raises(PaidTooMuch):
            use(depot, note, other, 1001)
        with pytest.raises(AmountNotPositive):
            use(depot, note, other, 0)
        note.refresh_from_db()
        assert note.used == 0

    def test_stays_with_its_workshop_and_center(
        self, depot: Depot, stranger: Depot, note: CreditNote
    ) -> None:
        rudis = another(depot, "W0002", "rudi")
        with pytest.raises(CreditOfAnother):
            use(depot, note, rudis, 1000)
        with pytest.raises(NoSuchInvoice):
            use(stranger, note, rudis, 1000)
        with pytest.raises(NoSuchCreditNote):
            refund(stranger, note, 1000)

    def test_is_paid_back_in_parts_and_never_over_what_is_left(
        self, depot: Depot, note: CreditNote
    ) -> None:
        first = refund(depot, note, 300_000)
        note.refresh_from_db()
        assert (first.number, note.used) == ("RF-TGL-2026-00001", 300_000)
        with pytest.raises(CreditUsedUp):
            refund(depot, note, note.left + 1)
        for amount, method, refusal in (
            (0, "cash", AmountNotPositive),
            (1, "qris", UnknownWayBack),
        ):
            with pytest.raises(refusal):
                refund(depot, note, amount, method)
        refund(depot, note, note.left, "transfer", by="sinta")
        assert sum(Refund.objects.values_list("amount", flat=True)) == note.amount

    @pytest.mark.parametrize("name", ["wati", "putri", "agus", "sari"])
    def test_refuses_another_role(self, depot: Depot, note: CreditNote, name: str) -> None:
        with pytest.raises(WrongRole):
            use(depot, note, another(depot, "W0001", "sari"), 1, by=name)
        with pytest.raises(WrongRole):
            refund(depot, note, 1, by=name)

    def test_is_done_through_the_api(
        self, depot: Depot, invoice: Invoice, note: CreditNote, sign_in: SignIn
    ) -> None:
        fajar = sign_in(depot, "fajar")
        body = {"lines": [{"line": 1, "pieces": 1}], "reason": "correction", "note": "One missing"}
        path = f"/invoices/{invoice.number}/credit-notes"
        made = post(fajar, path, body, **{"Idempotency-Key": "k1"})
        assert (made.status_code, made.json()["lines"][0]["pieces"]) == (201, 1)
        assert post(fajar, path, body, **{"Idempotency-Key": "k1"}).json() == made.json()
        other = another(depot, "W0001", "sari")
        spent = {"credit_note": note.number, "amount": 1000}
        used = post(fajar, f"/invoices/{other.number}/use-credit", spent).json()
        assert (used["method"], used["credit_note"]) == ("credit", note.number)
        back = post(
            fajar, f"/credit-notes/{note.number}/refunds", {"amount": 500, "method": "cash"}
        )
        assert back.status_code == 201
        over = {"amount": 10**9, "method": "cash"}
        refused = post(fajar, f"/credit-notes/{note.number}/refunds", over)
        assert (refused.status_code, refused.json()["code"]) == (409, "credit_used_up")
        shown = get(sign_in(depot, "sari"), f"/credit-notes/{note.number}").json()
        assert (shown["left"], len(shown["payments"]), len(shown["refunds"])) == (
            note.amount - 1500,
            1,
            1,
        )
        assert get(sign_in(depot, "rudi"), f"/credit-notes/{note.number}").status_code == 404
        listed = get(sign_in(depot, "sari"), "/credit-notes?left=true").json()["items"]
        assert {row["number"] for row in listed} == {note.number, made.json()["number"]}
        assert get(sign_in(depot, "rudi"), "/credit-notes").json()["items"] == []

    def test_is_done_on_the_pages(
        self, depot: Depot, invoice: Invoice, note: CreditNote, sign_in: SignIn
    ) -> None:
        fajar, other = sign_in(depot, "fajar"), another(depot, "W0001", "sari")
        page = reverse("invoice", args=[other.number])
        act = reverse("invoice_use_credit", args=[other.number])
        assert act in fajar.get(page).content.decode()
        assert act not in sign_in(depot, "sari").get(page).content.decode()
        typed = {"credit_note": note.number, "amount": str(note.left + 1)}
        over = fajar.post(act, {"once": form_token(), **typed})
        assert (over.status_code, Payment.objects.filter(invoice=other).exists()) == (409, False)
        done = fajar.post(act, {"once": form_token(), **typed, "amount": "1.000"})
        assert done["Location"] == page
        give = reverse("invoice_credit", args=[other.number])
        asked = {"reason": "returned", "note": "Bent", "pieces-1": "9"}
        wrong = fajar.post(give, {"once": form_token(), **asked})
        assert (wrong.status_code, "field-wrong" in wrong.content.decode()) == (422, True)
        made = fajar.post(give, {"once": form_token(), **asked, "pieces-1": "2"})
        assert fajar.get(made["Location"]).status_code == 200
        pay_back = reverse("credit_note_refund", args=[note.number])
        again = {"once": form_token(), "amount": "2.000", "method": "transfer"}
        assert fajar.post(pay_back, again)["Location"] == fajar.post(pay_back, again)["Location"]
        assert Refund.objects.count() == 1
        sari = sign_in(depot, "sari")
        assert pay_back not in sari.get(reverse("credit_note", args=[note.number])).content.decode()
        assert note.number in sari.get(reverse("credit_notes")).content.decode()
