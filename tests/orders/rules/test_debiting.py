"""The debit note: what is left of the invoice is exactly what the receipts are due."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from orders.rules.debiting import Cause, debit
from orders.rules.matching import AgreedCharge, Invoice, InvoiceLine, Limits, ReceiptLine, match
from orders.rules.tax import document_tax

US = "S01"
KG = st.decimals(Decimal("0.001"), Decimal(50_000), places=3)
PRICE = st.decimals(Decimal(1), Decimal(90_000), places=2)
BILLED = st.lists(
    st.tuples(st.sampled_from(["A", "B", None]), KG, st.integers(0, 10**10)), min_size=1, max_size=5
)
RECEIVED = st.lists(st.tuples(st.sampled_from(["A", "B"]), KG, PRICE), max_size=5)


def _invoice(*lines: InvoiceLine, vat: int = 0, is_registered: bool = False) -> Invoice:
    total = sum(line.amount for line in lines) + vat
    return Invoice(US, lines, vat, total, is_registered)


def _received(*rows: tuple[str, Decimal, Decimal]) -> list[ReceiptLine | AgreedCharge]:
    return [ReceiptLine(item, US, kg, Decimal(0), price) for item, kg, price in rows]


class TestDebit:
    def test_parts_price_from_quantity_in_kg_and_rupiah(self) -> None:
        lines = (
            InvoiceLine(1, "A", Decimal(110), 1_210_000),
            InvoiceLine(2, "B", Decimal(5), 50_000),
            InvoiceLine(0, "F", None, 80_000),
        )
        invoice = _invoice(*lines, vat=147_400, is_registered=True)
        received = [
            *_received(("A", Decimal(100), Decimal(10_000))),
            AgreedCharge("F", US, 50_000),
        ]
        note = debit(invoice, match(invoice, received, [], Limits()))
        assert [(t.line, t.cause, t.mass_kg, t.price_per_kg, t.amount) for t in note.lines] == [
            (1, Cause.QUANTITY, Decimal(10), Decimal(10_000), 100_000),
            (1, Cause.PRICE, Decimal(0), Decimal(0), 110_000),
            (2, Cause.QUANTITY, Decimal(5), Decimal(10_000), 50_000),
            (0, Cause.CHARGE, Decimal(0), Decimal(0), 30_000),
        ]
        assert (note.net, note.tax, note.amount, note.vat_short) == (290_000, 31_900, 321_900, 0)

    def test_takes_off_all_vat_of_who_may_charge_none(self) -> None:
        invoice = _invoice(InvoiceLine(1, "A", Decimal(1), 100), vat=11)
        found = match(invoice, _received(("A", Decimal(1), Decimal(100))), [], Limits())
        note = debit(invoice, found)
        assert (note.lines, note.tax, note.amount) == ((), 11, 11)

    def test_tells_vat_that_is_short(self) -> None:
        invoice = _invoice(InvoiceLine(1, "A", Decimal(1), 200), is_registered=True)
        found = match(invoice, _received(("A", Decimal(1), Decimal(100))), [], Limits())
        note = debit(invoice, found)
        assert (note.net, note.tax, note.vat_short) == (100, 0, 11)

    @given(BILLED, RECEIVED, st.integers(0, 10**9), st.integers(0, 10**9), st.booleans())
    def test_leaves_exactly_what_the_receipts_are_due(
        self,
        billed: list[tuple[str | None, Decimal, int]],
        received: list[tuple[str, Decimal, Decimal]],
        freight: int,
        agreed: int,
        is_registered: bool,
    ) -> None:
        lines = [InvoiceLine(n, *row) for n, row in enumerate(billed, start=1)]
        lines.append(InvoiceLine(0, "F", None, freight))
        net = sum(line.amount for line in lines)
        vat = document_tax(net, is_vat_registered=is_registered).tax
        invoice = _invoice(*lines, vat=vat, is_registered=is_registered)
        receipts = [*_received(*received), AgreedCharge("F", US, agreed)]
        found = match(invoice, receipts, [], Limits())
        note = debit(invoice, found)
        due = {line.number: line.due_amount for line in found.lines}
        left = sum(min(line.amount, due[line.number]) for line in lines)
        owed = document_tax(left, is_vat_registered=is_registered).total
        assert invoice.total - note.amount == owed
        assert note.net == sum(part.amount for part in note.lines)
        assert note.vat_short == 0
        assert all(part.amount or part.mass_kg for part in note.lines)
        for line in lines:
            off = [part for part in note.lines if part.line == line.number]
            assert sum(part.amount for part in off) <= line.amount
            assert sum((part.mass_kg for part in off), Decimal(0)) <= (line.mass_kg or 0)

    @given(BILLED, RECEIVED)
    def test_what_is_left_holds_nothing_more(
        self,
        billed: list[tuple[str | None, Decimal, int]],
        received: list[tuple[str, Decimal, Decimal]],
    ) -> None:
        lines = [InvoiceLine(n, *row) for n, row in enumerate(billed, start=1)]
        invoice = _invoice(*lines)
        note = debit(invoice, match(invoice, _received(*received), [], Limits()))
        left = []
        for line in lines:
            off = [part for part in note.lines if part.line == line.number]
            kg = (line.mass_kg or Decimal(0)) - sum((p.mass_kg for p in off), Decimal(0))
            amount = line.amount - sum(part.amount for part in off)
            if kg:
                left.append(InvoiceLine(line.number, line.item, kg, amount))
        if left:
            assert match(_invoice(*left), _received(*received), [], Limits()).is_payable
