"""Tax invoices as the file that the tax office's system takes in (Coretax e-Faktur XML).

Here belongs the order and the writing of its elements; e_faktur.xsd beside it says the same as
a schema, against which each file is checked before it leaves. Reading such a file is
rules.e_faktur's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from lxml import etree

from orders.rules.tax import VAT_PERCENT
from orders.rules.tax_lines import Quantity, TaxPart

SCHEMA = Path(__file__).with_suffix(".xsd")
# A base other than the price: 11/12 of it.
TRX_CODE = "04"
NO_TIN = "0" * 16
NO_TKU = "0" * 6
ANY_GOODS = "000000"


class FileNotAsAgreed(ValueError):
    """What was written is not as the schema says: an error of ours, never of the person's."""


@dataclass(frozen=True)
class TaxBuyer:
    """Who buys: by tax number (16 digits), or, with tin "", by another document's number."""

    tin: str
    document_number: str
    name: str
    address: str
    email: str


@dataclass(frozen=True)
class TaxGoods:
    """A line: its amount before tax in whole rupiah, and its parts of base and tax."""

    name: str
    billed: Quantity
    amount: int
    part: TaxPart


@dataclass(frozen=True)
class TaxInvoiceOut:
    """A tax invoice; reference: the seller's own number."""

    issued_on: date
    reference: str
    buyer: TaxBuyer
    goods: Sequence[TaxGoods]


def write_bulk(*, tin: str, seller_tku: str, invoices: Iterable[TaxInvoiceOut]) -> bytes:
    """Write a seller's tax invoices as one file, checked against the schema.

    tin: 16 digits. seller_tku: 22. invoices: at least one. Raises FileNotAsAgreed.
    """
    root = etree.Element("TaxInvoiceBulk")
    _add(root, TIN=tin)
    listed = etree.SubElement(root, "ListOfTaxInvoice")
    for invoice in invoices:
        _add_invoice(etree.SubElement(listed, "TaxInvoice"), invoice, seller_tku)
    schema = _schema()
    if not schema.validate(root):
        raise FileNotAsAgreed(str(schema.error_log.last_error))
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMA))


def _add_invoice(node: etree._Element, invoice: TaxInvoiceOut, seller_tku: str) -> None:
    buyer = invoice.buyer
    _add(
        node,
        TaxInvoiceDate=invoice.issued_on.isoformat(),
        TaxInvoiceOpt="Normal",
        TrxCode=TRX_CODE,
        AddInfo="",
        CustomDoc="",
        RefDesc=invoice.reference,
        FacilityStamp="",
        SellerIDTKU=seller_tku,
        BuyerTin=buyer.tin or NO_TIN,
        BuyerDocument="TIN" if buyer.tin else "Other ID",
        BuyerCountry="IDN",
        BuyerDocumentNumber="" if buyer.tin else buyer.document_number,
        BuyerName=buyer.name,
        BuyerAdress=buyer.address,
        BuyerEmail=buyer.email,
        BuyerIDTKU=(buyer.tin or NO_TIN) + NO_TKU,
    )
    goods = etree.SubElement(node, "ListOfGoodService")
    for line in invoice.goods:
        _add_goods(etree.SubElement(goods, "GoodService"), line)


def _add_goods(node: etree._Element, line: TaxGoods) -> None:
    _add(
        node,
        Opt="A",
        Code=ANY_GOODS,
        Name=line.name,
        Unit=line.billed.unit,
        Price=number(line.billed.price),
        Qty=number(line.billed.quantity),
        TotalDiscount="0",
        TaxBase=number(line.amount),
        OtherTaxBase=number(line.part.other_base),
        VATRate=number(VAT_PERCENT),
        VAT=number(line.part.tax),
        STLGRate="0",
        STLG="0",
    )


def _add(node: etree._Element, **texts: str) -> None:
    for name, text in texts.items():
        etree.SubElement(node, name).text = text


def number(value: Decimal | int) -> str:
    """Write a number as the tax office does: a dot before decimals, no zeros at their end."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
