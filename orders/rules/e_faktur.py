"""Tax invoices as the tax office's system exchanges them (Coretax e-Faktur XML). Pure.

Here belongs reading the file into plain values with the line each stands on. Never here:
what an invoice is matched to, suppliers, the database.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from xml.parsers import expat

ROOT = "TaxInvoiceBulk"
KG_OF_UNIT = {"UM.0001": Decimal(1000), "UM.0003": Decimal(1)}
COUNTED_UNITS = frozenset({"UM.0018", "UM.0020", "UM.0021"})
DEEPEST = 12
_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,8})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class XmlRefused(ValueError):
    """A file that is not read.

    code: xml_broken, xml_doctype (it declares a document type or entities), xml_too_deep,
    xml_other_root. line: where, from 1.
    """

    def __init__(self, code: str, line: int, said: str = "") -> None:
        super().__init__(code)
        self.code, self.line, self.said = code, line, said


@dataclass
class Element:
    """A node with its name, text and the line it starts on."""

    name: str
    line: int
    text: str = ""
    children: list["Element"] = field(default_factory=list)

    def child(self, name: str) -> "Element | None":
        """Return the first child of a name."""
        return next((child for child in self.children if child.name == name), None)

    def under(self, name: str, item: str) -> Iterator["Element"]:
        """Go through the items of a list child, none where the list is missing."""
        listed = self.child(name)
        return (
            iter(child for child in listed.children if child.name == item) if listed else iter(())
        )

    def said(self, name: str) -> str:
        """Return a child's text without blanks around it, "" where it is missing."""
        found = self.child(name)
        return " ".join(found.text.split()) if found else ""


@dataclass(frozen=True)
class Goods:
    """A line as it is written: quantity in its unit, price per unit, amount before tax, tax.

    unit: a code such as UM.0003. line: of the file. `number_of` reads the numbers.
    """

    line: int
    name: str
    unit: str
    price: str
    quantity: str
    amount: str
    tax: str


@dataclass(frozen=True)
class TaxInvoice:
    """A tax invoice; reference is the seller's own number. issued_on as written, unread."""

    line: int
    issued_on: str
    reference: str
    remark: str
    goods: tuple[Goods, ...]


@dataclass(frozen=True)
class Bulk:
    """A file of one seller, by its tax number (16 digits)."""

    tin: str
    invoices: tuple[TaxInvoice, ...]


def read_bulk(content: bytes) -> Bulk:
    """Read a file of tax invoices; what a cell says stays unjudged. Raises XmlRefused."""
    root = read_elements(content)
    if root.name != ROOT:
        raise XmlRefused("xml_other_root", root.line, root.name)
    return Bulk(
        tin=root.said("TIN"),
        invoices=tuple(_invoice(one) for one in root.under("ListOfTaxInvoice", "TaxInvoice")),
    )


def read_elements(content: bytes) -> Element:
    """Read a file into its tree. A document type or an entity is refused before it is read.

    Raises XmlRefused.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    stack = [Element("", 0)]

    def refuse(*_: object) -> None:
        raise XmlRefused("xml_doctype", parser.CurrentLineNumber)

    def start(name: str, _attributes: dict[str, str]) -> None:
        if len(stack) > DEEPEST:
            raise XmlRefused("xml_too_deep", parser.CurrentLineNumber)
        element = Element(name.rpartition(" ")[2], parser.CurrentLineNumber)
        stack[-1].children.append(element)
        stack.append(element)

    def say(text: str) -> None:
        stack[-1].text += text

    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _name: stack.pop()
    parser.CharacterDataHandler = say
    parser.buffer_text = True
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise XmlRefused("xml_broken", error.lineno, expat.ErrorString(error.code)) from error
    return stack[0].children[0]


def _invoice(element: Element) -> TaxInvoice:
    return TaxInvoice(
        line=element.line,
        issued_on=element.said("TaxInvoiceDate"),
        reference=element.said("RefDesc"),
        remark=element.said("AddInfo"),
        goods=tuple(_goods(one) for one in element.under("ListOfGoodService", "GoodService")),
    )


def _goods(element: Element) -> Goods:
    return Goods(
        line=element.line,
        name=element.said("Name"),
        unit=element.said("Unit"),
        price=element.said("Price"),
        quantity=element.said("Qty"),
        amount=element.said("TaxBase"),
        tax=element.said("VAT"),
    )


def number_of(text: str) -> Decimal | None:
    """Read a number as the tax office writes it: a dot before decimals; None for none."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def day_of(text: str) -> date | None:
    """Read a day as YYYY-MM-DD; None for none."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
