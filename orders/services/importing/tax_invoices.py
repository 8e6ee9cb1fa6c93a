"""Tax invoices (Coretax XML) as the sheet of an import: a row per line, where it stands.

Each row keeps the number of the line it starts on in the file, so that a fault is found there.
Amounts go to whole rupiah, as the books have them: each line by itself, the tax as a whole.
"""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from materialcenter.importing.sheets import Sheet, XmlNotRead, XmlOther, XmlUnsafe
from materialcenter.rules.reading import Cell
from orders.rules.e_faktur import (
    COUNTED_UNITS,
    KG_OF_UNIT,
    Bulk,
    Goods,
    TaxInvoice,
    XmlRefused,
    day_of,
    number_of,
    read_bulk,
)

CENT = Decimal("0.01")
REFUSALS: dict[str, type[XmlNotRead]] = {
    "xml_broken": XmlNotRead,
    "xml_doctype": XmlUnsafe,
    "xml_too_deep": XmlUnsafe,
    "xml_other_root": XmlOther,
}
HEADINGS = (
    "NPWP pemasok",
    "Nomor faktur",
    "Tanggal faktur",
    "Nama barang",
    "Lembar/batang",
    "Berat (kg)",
    "Harga (Rp/kg)",
    "Jumlah (Rp)",
    "PPN (Rp)",
    "Total (Rp)",
)


def sheets_of(content: bytes) -> list[Sheet]:
    """Turn a file of tax invoices into one sheet. Raises XmlNotRead, which says where."""
    try:
        bulk = read_bulk(content)
    except XmlRefused as refusal:
        refused = REFUSALS[refusal.code]
        raise refused(field="file", line=refusal.line, said=refusal.said) from refusal
    rows: list[list[Cell]] = [[*HEADINGS]]
    for invoice in bulk.invoices:
        for goods in invoice.goods:
            # A file on one line has its rows one under the other instead.
            rows += [[]] * (goods.line - 1 - len(rows))
            rows.append(_row(bulk, invoice, goods))
    return [Sheet("TaxInvoiceBulk", rows)]


def _row(bulk: Bulk, invoice: TaxInvoice, goods: Goods) -> list[Cell]:
    tax = _whole(sum(number_of(one.tax) or Decimal(0) for one in invoice.goods))
    net = sum(_whole(number_of(one.amount) or Decimal(0)) for one in invoice.goods)
    kg_a_unit = KG_OF_UNIT.get(goods.unit)
    return [
        bulk.tin,
        invoice.reference,
        day_of(invoice.issued_on) or invoice.issued_on,
        f"{goods.name} {invoice.remark}".strip()[:160],
        _cell(goods.quantity) if goods.unit in COUNTED_UNITS else None,
        _cell(goods.quantity, lambda units: units * kg_a_unit) if kg_a_unit else None,
        _cell(goods.price, lambda price: _cents(price / kg_a_unit)) if kg_a_unit else None,
        _cell(goods.amount, _whole),
        float(tax) if any(number_of(one.tax) is not None for one in invoice.goods) else None,
        float(net + tax),
    ]


def _whole(amount: Decimal | int) -> Decimal:
    return Decimal(amount).to_integral_value(ROUND_HALF_UP)


def _cents(price: Decimal) -> Decimal:
    return price.quantize(CENT, ROUND_HALF_UP)


def _cell(said: str, reckon: Callable[[Decimal], Decimal] = Decimal) -> Cell:
    """Give a number as a sheet would, so that its dot is no thousands' dot; else what is said."""
    number = number_of(said)
    return said if number is None else float(reckon(number))
