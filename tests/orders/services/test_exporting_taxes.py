"""Tax invoices for the tax office: the file reads back, each invoice once, numbers come back."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from pypdf import PdfReader

from materialcenter import jobs
from materialcenter.errors import DomainError
from materialcenter.models import Workshop
from orders.documents.e_faktur import FileNotAsAgreed, number, write_bulk
from orders.models import ExportedInvoice, Invoice, TaxExport
from orders.rules.credit import Back
from orders.rules.e_faktur import day_of, number_of, read_bulk
from orders.rules.tax import document_tax
from orders.rules.tax_lines import quantity_of, split_tax
from orders.services import exporting_taxes
from orders.services.crediting_back import credit_invoice
from orders.services.exporting_taxes import (
    BuyersUnnumbered,
    Wanted,
    enter_tax_number,
    export_invoices,
    tax_export_file,
)
from orders.services.handing_over import hand_over_pool
from orders.services.printing_sales import kept_invoice_pdf
from tests.cast import NOW, Depot, receive_stock
from tests.harness.together import raised, together
from tests.materialcenter.refusals import refused
from tests.orders.calling import SignIn, get, post
from tests.orders.counter import SHEET, ask, hand_over, place
from tests.orders.pool_world import LATER, shared_pool

pytestmark = pytest.mark.django_db

TIN, NIK, NIB = "0012345678901000", "3328010101800001", "9120001234567"
NSFP = "04002600012345678"
DAYS = Wanted(date(2026, 9, 1), date(2026, 10, 31))


@pytest.fixture
def bills(depot: Depot) -> list[Invoice]:
    """Bill sari's workshop two sheets by the scale and ten by table, and rudi's one, with VAT."""
    center = depot.center
    center.is_vat_registered, center.npwp, center.nitku = True, TIN, TIN + "000001"
    center.save()
    Workshop.objects.filter(code="W0001").update(npwp=NIK, address="Jl. Contoh 1\nTalang")
    Workshop.objects.filter(code="W0002").update(nib=NIB, email="rudi@example.id")
    pool = shared_pool(depot)
    pooled = hand_over_pool(
        pool_id=pool.pk,
        workshop_id=depot.workshops["W0001"].pk,
        receiver_name="Pak Slamet",
        by=depot.person("wati"),
        at=LATER,
    )
    receive_stock(depot, SHEET, pieces=10)
    saris = hand_over(depot, place(depot, ask(SHEET, 2)), at=LATER)
    rudis = hand_over(depot, place(depot, ask(SHEET, 1), by="rudi", workshop="W0002"), at=LATER)
    return [note.billed() for note in (pooled, saris, rudis)]


def export(depot: Depot, wanted: Wanted = DAYS, *, by: str = "fajar") -> TaxExport:
    return export_invoices(wanted=wanted, by=depot.person(by), at=LATER)


class TestExportInvoices:
    def test_writes_a_file_that_reads_back_to_the_rupiah(
        self, depot: Depot, bills: list[Invoice]
    ) -> None:
        made = export(depot)
        jobs.run_due()
        made.refresh_from_db()
        assert (made.number, made.invoice_count) == ("EF-TGL-2026-00001", 3)
        assert made.document is not None
        content = tax_export_file(made)
        bulk = read_bulk(content)
        assert bulk.tin == TIN
        assert [one.reference for one in bulk.invoices] == [bill.number for bill in bills]
        for one, bill in zip(bulk.invoices, bills, strict=True):
            assert day_of(one.issued_on) == date(2026, 10, 1)
            assert sum(number_of(line.amount) or 0 for line in one.goods) == bill.net
            assert sum(number_of(line.tax) or 0 for line in one.goods) == bill.tax
        units = [[line.unit for line in one.goods] for one in bulk.invoices]
        assert units == [["UM.0020"], ["UM.0003"], ["UM.0003"]]
        tree = etree.fromstring(content)
        buyers = [
            [node.findtext(tag) for tag in ("BuyerTin", "BuyerDocument", "BuyerDocumentNumber")]
            for node in tree.iter("TaxInvoice")
        ]
        assert buyers == [[NIK, "TIN", ""], [NIK, "TIN", ""], ["0" * 16, "Other ID", NIB]]
        assert next(node.text for node in tree.iter("BuyerIDTKU")) == NIK + "000000"
        assert {node.text for node in tree.iter("SellerIDTKU")} == {TIN + "000001"}
        assert {node.text for node in tree.iter("TrxCode")} == {"04"}
        bases = [Decimal(node.text or "") for node in tree.iter("OtherTaxBase")]
        assert bases == [bill.tax_base for bill in bills]
        (sheets,) = tree.findall(".//TaxInvoice[1]//GoodService")
        assert [sheets.findtext(tag) for tag in ("Qty", "Price", "TaxBase", "VAT")] == [
            "10",
            "503917.2",
            "5039172",
            "554309",
        ]

    def test_exports_an_invoice_once_and_again_on_purpose_alone(
        self, depot: Depot, bills: list[Invoice]
    ) -> None:
        first = export(depot, Wanted(numbers=(bills[0].number,)))
        rest = export(depot)
        assert (first.invoice_count, rest.invoice_count) == (1, 2)
        refused(lambda: export(depot), "nothing_to_export")
        with pytest.raises(DomainError) as told:
            export(depot, Wanted(numbers=(bills[0].number, "INV-X")))
        assert [(fault.code, fault.place) for fault in told.value.faults] == [
            ("exported_already", "numbers.0"),
            ("no_tax_invoice", "numbers.1"),
        ]
        again = export(depot, Wanted(DAYS.since, DAYS.until, again=True))
        assert again.invoice_count == 3
        assert set(again.rows.values_list("is_again", flat=True)) == {True}
        assert ExportedInvoice.objects.filter(is_again=False).count() == 3

    def test_names_the_workshops_without_a_number_and_writes_nothing(
        self, depot: Depot, bills: list[Invoice]
    ) -> None:
        Workshop.objects.update(npwp="", nib="")
        with pytest.raises(BuyersUnnumbered) as told:
            export(depot)
        assert [fault.sentence.split()[0] for fault in told.value.faults] == ["W0001", "W0002"]
        assert not TaxExport.objects.exists()

    def test_refuses_others_other_sellers_and_no_days(
        self, depot: Depot, bills: list[Invoice], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        refused(lambda: export(depot, by="wati"), "wrong_role")
        refused(lambda: export(depot, Wanted()), "tax_period_missing")
        backwards = Wanted(date(2026, 10, 2), date(2026, 10, 1))
        refused(lambda: export(depot, backwards), "tax_period_missing")
        monkeypatch.setattr(exporting_taxes, "MOST_INVOICES", 2)
        refused(lambda: export(depot), "too_many_tax_invoices")
        depot.center.is_vat_registered = False
        depot.center.save()
        refused(lambda: export(depot), "seller_not_vat_registered")
        assert not TaxExport.objects.exists()

    def test_is_a_page_and_a_route_and_lists_credit_notes_apart(
        self, depot: Depot, bills: list[Invoice], sign_in: SignIn
    ) -> None:
        note = credit_invoice(
            invoice_id=bills[1].pk,
            backs=[Back(1, pieces=1)],
            reason="returned",
            note="Bent",
            by=depot.person("fajar"),
            at=LATER,
        )
        fajar = sign_in(depot, "fajar")
        made = post(fajar, "/tax-exports", {"since": "2026-09-01", "until": "2026-10-31"})
        assert made.status_code == 201, made.content
        number_made = made.json()["number"]
        assert get(fajar, "/tax-exports").json()["items"][0]["invoice_count"] == 3
        assert read_bulk(get(fajar, f"/tax-exports/{number_made}/file").content).tin == TIN
        listed = fajar.get(reverse("tax_exports")).content.decode()
        assert reverse("tax_export_file", args=[number_made]) in listed
        shown = fajar.get(reverse("invoice", args=[bills[0].number])).content.decode()
        assert number_made in shown
        file = fajar.get(
            reverse("tax_credit_notes"), {"since": "01/10/2026", "until": "31/10/2026"}
        )
        rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig")), delimiter=";"))
        assert any(note.number in row for row in rows), rows


class TestEnterTaxNumber:
    def test_stands_on_the_pdf_that_takes_the_place_of_the_one_sent(
        self, depot: Depot, bills: list[Invoice]
    ) -> None:
        jobs.run_due()
        bill = Invoice.objects.select_related("center", "workshop").get(pk=bills[0].pk)
        sent = bill.document_id
        typed = f"{NSFP[:3]}.{NSFP[3:6]}-{NSFP[6:]}"
        self._enter(depot, bill, typed)
        jobs.run_due()
        bill.refresh_from_db()
        assert (bill.tax_number, bill.document_id == sent) == (NSFP, False)
        text = PdfReader(io.BytesIO(kept_invoice_pdf(bill))).pages[0].extract_text()
        assert NSFP in text

    def test_refuses_what_is_none_taken_or_without_tax(
        self, depot: Depot, bills: list[Invoice]
    ) -> None:
        for wrong in ("", "0400260001234567", NSFP + "1", "O" + NSFP[1:]):
            refused(partial(self._enter, depot, bills[0], wrong), "tax_number_invalid")
        refused(partial(self._enter, depot, bills[0], NSFP, by="wati"), "wrong_role")
        self._enter(depot, bills[0], NSFP)
        refused(partial(self._enter, depot, bills[1], NSFP), "tax_number_taken")
        Invoice.objects.filter(pk=bills[2].pk).update(net=bills[2].total, tax=0, tax_base=0)
        refused(partial(self._enter, depot, bills[2], NSFP[:-1] + "9"), "invoice_without_tax")

    @staticmethod
    def _enter(depot: Depot, bill: Invoice, tax_number: str, *, by: str = "fajar") -> Invoice:
        return enter_tax_number(
            invoice_id=bill.pk, tax_number=tax_number, by=depot.person(by), at=LATER
        )


class TestWriteBulk:
    def test_checks_its_own_file_against_the_schema(self) -> None:
        with pytest.raises(FileNotAsAgreed, match="ListOfTaxInvoice"):
            write_bulk(tin="123", seller_tku="0" * 22, invoices=[])

    def test_writes_numbers_as_the_tax_office_does(self) -> None:
        said: list[Decimal | int] = [
            Decimal("91666.670"),
            Decimal("46.659"),
            Decimal(100),
            12,
            Decimal("1E+3"),
        ]
        assert [number(value) for value in said] == ["91666.67", "46.659", "100", "12", "1000"]

    @given(st.lists(st.integers(1, 10**9), min_size=1, max_size=30))
    def test_splits_base_and_tax_exactly(self, amounts: list[int]) -> None:
        tax = document_tax(sum(amounts), is_vat_registered=True)
        parts = split_tax(amounts, base=tax.base, tax=tax.tax)
        assert sum(part.other_base for part in parts) == tax.base
        assert sum(part.tax for part in parts) == tax.tax
        assert all(
            abs(part.tax - Decimal(amount) * 11 / 100) < 2
            for part, amount in zip(parts, amounts, strict=True)
        )

    @given(
        st.integers(1, 999), st.decimals("0.001", "999", places=3), st.decimals(1, 99999, places=2)
    )
    def test_bills_the_piece_where_its_table_weight_is_billed(
        self, pieces: int, each_kg: Decimal, price: Decimal
    ) -> None:
        for is_sheet, unit in ((True, "UM.0020"), (False, "UM.0021")):
            said = quantity_of(
                pieces=pieces,
                mass_kg=pieces * each_kg,
                price_per_kg=price,
                by_table=True,
                is_sheet=is_sheet,
            )
            assert (said.unit, said.quantity * said.price) == (unit, pieces * each_kg * price)


@pytest.mark.django_db(transaction=True)
class TestExportingAtOnce:
    def test_puts_each_invoice_into_one_file(self, depot: Depot) -> None:
        depot.center.is_vat_registered, depot.center.npwp = True, TIN
        depot.center.save()
        Workshop.objects.update(nib=NIB)
        receive_stock(depot, SHEET, pieces=10)
        for _ in range(3):
            hand_over(depot, place(depot, ask(SHEET, 1)))
        at = NOW + timedelta(hours=1)
        wanted = Wanted(date(2026, 9, 1), date(2026, 9, 1))
        act = partial(export_invoices, wanted=wanted, by=depot.person("fajar"), at=at)
        outcomes = together([act] * 6)
        assert len(raised(outcomes)) == 5
        assert ExportedInvoice.objects.count() == 3
