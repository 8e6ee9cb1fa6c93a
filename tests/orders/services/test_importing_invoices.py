"""Suppliers' invoices from sheets and tax invoices: entered, matched, or every fault named."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from materialcenter.access import WrongRole
from materialcenter.importing.sheets import NotASpreadsheet, XmlOther, XmlUnsafe
from materialcenter.models import ImportRun
from orders.models import PurchaseOrder, SupplierInvoice
from orders.services.importing.tax_invoices import sheets_of
from orders.services.matching import match_invoice
from tests.cast import NOW, Depot
from tests.orders.purchases import bill, pieces, receive, sent
from tests.tegal import bring_bytes, counts_of

pytestmark = pytest.mark.django_db
Status = ImportRun.Status
HEADINGS = (
    "Pemasok;Nomor faktur;Tanggal faktur;PO;Baris PO;Uraian;Berat (kg);Harga (Rp/kg);"
    "Jumlah (Rp);PPN (Rp);Total (Rp)"
)
NPWP = "0123456789012345"


def _bring(depot: Depot, *rows: str, by: str = "fajar", headings: str = HEADINGS) -> Any:
    content = "\n".join((headings, *rows)).encode()
    return bring_bytes(depot, "supplier_invoices", "faktur.csv", content, by=by)


def _faults(shown: Any) -> list[tuple[str, str]]:
    assert shown.run.status == Status.FAULTY
    return [(fault.place, fault.sentence) for fault in shown.faults]


@pytest.fixture
def order(depot: Depot) -> PurchaseOrder:
    """An order of 2 mm sheets of which 40 came: 1 860 kg on the scale."""
    order = sent(depot)
    receive(depot, order, pieces(40))
    return order


def _xml(*goods: str, reference: str = "F-9", before: str = "", tin: str = NPWP) -> bytes:
    lines = "\n".join(goods)
    return f"""<?xml version="1.0" encoding="utf-8"?>
{before}<TaxInvoiceBulk>
<TIN>{tin}</TIN>
<ListOfTaxInvoice><TaxInvoice><TaxInvoiceDate>{NOW:%Y-%m-%d}</TaxInvoiceDate>
<RefDesc>{reference}</RefDesc><ListOfGoodService>
{lines}
</ListOfGoodService></TaxInvoice></ListOfTaxInvoice></TaxInvoiceBulk>""".encode()


def _goods(name: str, unit: str, price: str, quantity: str, base: str, vat: str) -> str:
    return (
        f"<GoodService><Name>{name}</Name><Unit>{unit}</Unit><Price>{price}</Price>"
        f"<Qty>{quantity}</Qty><TaxBase>{base}</TaxBase><VAT>{vat}</VAT></GoodService>"
    )


class TestSheets:
    def test_enter_each_invoice_once_with_its_lines_and_have_it_matched(
        self, depot: Depot, order: PurchaseOrder
    ) -> None:
        day = f"{NOW:%d/%m/%Y}"
        shown = _bring(
            depot,
            f"S01;INV 7;{day};{order.number};1;;465;10.000;4.650.000;522.500;5.272.500",
            f"S01;inv-7;{day};;;Ongkos bongkar;1;100.000;100.000;522.500;5.272.500",
            f"S02;INV 7;{day};;;Lain-lain;2;50.000;100.000;11.000;111.000",
        )
        assert shown.run.status == Status.APPLIED, shown.faults
        assert counts_of(shown) == {"invoices": 2, "lines": 3}
        first = SupplierInvoice.objects.get(supplier__code="S01")
        assert (first.net, first.tax, first.total) == (4_750_000, 522_500, 5_272_500)
        assert [line.order_line_id is not None for line in first.lines.all()] == [True, False]
        assert match_invoice(supplier_invoice_id=first.pk, at=NOW).status == "held"

    def test_name_every_fault_at_its_cell_and_enter_nothing(
        self, depot: Depot, order: PurchaseOrder
    ) -> None:
        bill(depot, order, (1, "46.5", 10_000), number="INV-7")
        before = SupplierInvoice.objects.count()
        day = f"{NOW:%d/%m/%Y}"
        with translation.override("en"):
            found = _faults(
                _bring(
                    depot,
                    f"S01;inv7;{day};{order.number};1;;465;10.000;4.650.000;511.500;5.161.500",
                    f"S01;A;{day};{order.number};9;;465;10.000;4.650.000;511.500;5.161.000",
                    f"S01;A;{day};;;;465;10.000;4.650.100;511.500;5.161.500",
                    "S01;B;03/13/2026;;;Besi;1;1;1;;1,50",
                    f"S99;C;{day};;;Besi;1;1;1;;1",
                )
            )
        assert SupplierInvoice.objects.count() == before
        places = [place.removeprefix("CSV!") for place, _sentence in found]
        assert places == sorted(places, key=lambda place: int(place[1:]))
        said = dict(zip(places, (sentence for _place, sentence in found), strict=False))
        assert "entered already" in said["B2"]
        assert "no line 9" in said["E3"]
        assert "all its rows must say the same" in said["K4"]
        assert "month first" in said["C5"]
        assert "S99" in said["A6"]
        assert {"A6", "B2", "C5", "E3", "F4", "I4", "K4", "K5"} <= set(places)

    def test_refuse_another_currency_at_its_cell(self, depot: Depot) -> None:
        row = f"S01;A;{NOW:%d/%m/%Y};;;Besi;1;100;100;11;111"
        headings = f"{HEADINGS};Mata uang"
        (fault,) = _faults(_bring(depot, f"{row};USD", headings=headings))
        assert fault[0].endswith("L2")
        assert "USD" in fault[1]
        taken = _bring(depot, f"{row};Rp", headings=headings)
        assert taken.run.status == Status.APPLIED, taken.faults

    def test_are_finances_alone(self, depot: Depot) -> None:
        with pytest.raises(WrongRole):
            _bring(depot, "S01;A;01/09/2026;;;x;1;1;1;0;1", by="putri")


class TestTaxInvoices:
    @pytest.fixture(autouse=True)
    def _set_up(self, depot: Depot) -> None:
        depot.suppliers["S01"].npwp = NPWP
        depot.suppliers["S01"].save(update_fields=["npwp"])

    def _bring(self, depot: Depot, content: bytes, **options: str) -> Any:
        return bring_bytes(depot, "supplier_invoices", "faktur.xml", content, by="fajar", **options)

    def test_find_their_supplier_by_tax_number_and_their_line_by_its_words(
        self, depot: Depot, order: PurchaseOrder
    ) -> None:
        goods = _goods("SPHC-2-4X8 pelat", "UM.0003", "10000.00", "465.0", "4650000.00", "511500")
        shown = self._bring(depot, _xml(goods), purchase_order=order.number.lower())
        assert shown.run.status == Status.APPLIED, shown.faults
        invoice = SupplierInvoice.objects.get()
        assert (invoice.number, invoice.supplier.code) == ("F-9", "S01")
        assert (invoice.net, invoice.tax, invoice.total) == (4_650_000, 511_500, 5_161_500)
        line = invoice.lines.get()
        assert line.order_line is not None
        assert line.order_line.line_no == 1
        assert match_invoice(supplier_invoice_id=invoice.pk, at=NOW).status == "approved"

    def test_take_tonnes_and_sheets_and_the_orders_number_from_the_words(
        self, depot: Depot, order: PurchaseOrder
    ) -> None:
        sheets = depot.materials["SPHC-2-4X8"]
        words = f"SPHC-2-4X8 {order.number}"
        by_tonne = _goods(words, "UM.0001", "10000000", "0.465", "4650000", "511500")
        by_sheet = _goods(words, "UM.0020", "466590", "10", "4665900", "513249")
        shown = self._bring(depot, _xml(by_tonne, by_sheet))
        assert shown.run.status == Status.APPLIED, shown.faults
        tonne, sheet = SupplierInvoice.objects.get().lines.all()
        assert (tonne.mass_kg, tonne.price_per_kg) == (Decimal("465"), Decimal(10000))
        assert sheets.piece_mass_kg is not None
        assert (sheet.pieces, sheet.mass_kg) == (10, 10 * sheets.piece_mass_kg)
        assert sheet.price_per_kg == Decimal(10000)

    def test_hold_what_names_no_order(self, depot: Depot) -> None:
        goods = _goods("Jasa", "UM.0003", "100", "10", "1000", "110")
        assert self._bring(depot, _xml(goods)).run.status == Status.APPLIED
        invoice = SupplierInvoice.objects.get()
        assert match_invoice(supplier_invoice_id=invoice.pk, at=NOW).status == "held"

    def test_keep_the_files_lines_for_their_faults(self, depot: Depot) -> None:
        good = _goods("Jasa", "UM.0003", "100", "10", "1000", "110")
        bad = _goods("Jasa", "UM.0003", "1.2.3", "10", "", "110")
        with translation.override("en"):
            found = _faults(self._bring(depot, _xml(good, bad, reference="F-9")))
        assert [place for place, _sentence in found] == ["TaxInvoiceBulk!G7", "TaxInvoiceBulk!H7"]
        on_one_line = _xml(good, bad).replace(b"\n", b"")
        assert [row for row in sheets_of(on_one_line)[0].rows if row][1][3] == "Jasa"

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (_xml()[:-20], "breaks off"),
            (b"<?xml version='1.0'?><Other></Other>", "Other"),
        ],
    )
    def test_say_what_is_not_read(self, depot: Depot, content: bytes, said: str) -> None:
        with translation.override("en"):
            ((_place, sentence),) = _faults(self._bring(depot, content))
        assert said in sentence

    def test_are_refused_at_once_when_they_declare_a_document_type(self, depot: Depot) -> None:
        content = _xml(before="<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/hostname'>]>\n")
        with pytest.raises(XmlUnsafe) as refusal:
            self._bring(depot, content)
        assert (refusal.value.code, refusal.value.data["line"]) == ("xml_doctype", 2)
        assert not ImportRun.objects.exists()

    def test_are_no_file_of_other_kinds(self, depot: Depot) -> None:
        with pytest.raises(NotASpreadsheet):
            bring_bytes(depot, "offers", "a.xml", _xml())
        with pytest.raises(XmlOther):
            sheets_of(b"<Other/>")
