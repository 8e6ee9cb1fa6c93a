"""Reading tax invoices: where things stand, and what is refused before it is read."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.rules.e_faktur import XmlRefused, day_of, number_of, read_bulk

GOODS = (
    "<GoodService><Opt>A</Opt><Name>Pelat</Name><Unit>UM.0003</Unit><Price>11200.00</Price>"
    "<Qty>2306.5</Qty><TaxBase>25832800.00</TaxBase><VAT>2841608.00</VAT></GoodService>"
)
FILE = f"""<?xml version="1.0" encoding="utf-8"?>
<TaxInvoiceBulk xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<TIN>0123456789012345</TIN>
<ListOfTaxInvoice><TaxInvoice><TaxInvoiceDate>2026-09-01</TaxInvoiceDate><RefDesc>F-1</RefDesc>
<ListOfGoodService>
{GOODS}
</ListOfGoodService></TaxInvoice></ListOfTaxInvoice></TaxInvoiceBulk>"""


class TestReadBulk:
    def test_gives_each_line_with_where_it_stands(self) -> None:
        bulk = read_bulk(FILE.encode())
        (invoice,) = bulk.invoices
        (goods,) = invoice.goods
        assert (bulk.tin, invoice.reference) == ("0123456789012345", "F-1")
        assert day_of(invoice.issued_on) == date(2026, 9, 1)
        assert (goods.line, goods.unit, goods.quantity) == (6, "UM.0003", "2306.5")
        assert number_of(goods.price) == Decimal(11200)
        assert number_of(goods.tax) == Decimal(2841608)

    def test_reads_a_file_in_another_encoding(self) -> None:
        text = FILE.replace("utf-8", "utf-16").replace("Pelat", "Pélat")
        assert read_bulk(text.encode("utf-16")).invoices[0].goods[0].name == "Pélat"

    @pytest.mark.parametrize(
        "declared",
        [
            '<!DOCTYPE TaxInvoiceBulk SYSTEM "http://127.0.0.1/x.dtd">',
            '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
            '<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;&a;">]>',
        ],
    )
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
    def test_refuses_a_document_type_in_any_encoding(self, declared: str, encoding: str) -> None:
        text = FILE.replace("utf-8", encoding).replace("?>\n", f"?>\n{declared}\n", 1)
        with pytest.raises(XmlRefused) as refusal:
            read_bulk(text.encode(encoding))
        assert (refusal.value.code, refusal.value.line) == ("xml_doctype", 2)

    def test_names_the_line_where_a_file_breaks_off(self) -> None:
        with pytest.raises(XmlRefused) as refusal:
            read_bulk(FILE[:-30].encode())
        assert (refusal.value.code, refusal.value.line) == ("xml_broken", 7)

    def test_refuses_endless_nesting_and_other_roots(self) -> None:
        for text, code in (("<a>" * 40, "xml_too_deep"), ("<svg></svg>", "xml_other_root")):
            with pytest.raises(XmlRefused) as refusal:
                read_bulk(text.encode())
            assert refusal.value.code == code

    @given(st.binary(max_size=300))
    def test_refuses_or_reads_whatever_comes(self, content: bytes) -> None:
        with suppress(XmlRefused):
            assert read_bulk(content).invoices is not None


class TestNumberOf:
    @pytest.mark.parametrize("text", ["", "1,5", "1e9", "NaN", "1_0", "٣", "9" * 19, "1."])
    def test_takes_nothing_but_digits_and_a_dot(self, text: str) -> None:
        assert number_of(text) is None

    @given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
    def test_reads_every_amount_as_it_is_written(self, amount: Decimal) -> None:
        assert number_of(f"{amount:f}") == amount


class TestDayOf:
    @pytest.mark.parametrize("text", ["2026-13-03", "2026-02-30", "03/12/2026", "20260101"])
    def test_takes_no_other_day(self, text: str) -> None:
        assert day_of(text) is None
