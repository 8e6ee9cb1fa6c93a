"""The three-way match: its worked cases, and what holds for every order of arrival."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.rules import matching
from orders.rules.limits import Limit
from orders.rules.matching import (
    AgreedCharge,
    BilledLine,
    Invoice,
    InvoiceLine,
    Limits,
    Match,
    ReceiptLine,
    Result,
    match,
)

Drawn: TypeAlias = list[tuple[str | None, Decimal, int]]

US, OTHER = "S01", "S02"


def worked_cases() -> list[list[str]]:
    rows = [line for line in (matching.__doc__ or "").splitlines() if re.match(r"\| \d+ \|", line)]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def items(cell: str, separator: str = ";") -> list[str]:
    return [part.strip() for part in cell.split(separator) if part.strip()]


def read_received(cell: str) -> list[ReceiptLine | AgreedCharge]:
    received: list[ReceiptLine | AgreedCharge] = []
    for part in items(cell):
        supplier = OTHER if part.endswith("!") else US
        item, figures = part.rstrip("!").split()
        if figures.startswith("="):
            received.append(AgreedCharge(item, supplier, int(figures[1:])))
            continue
        masses, price = figures.split("@")
        accepted, _, returned = masses.partition("-")
        received.append(
            ReceiptLine(
                item,
                supplier,
                Decimal(accepted),
                Decimal(returned or 0),
                Decimal(price),
            )
        )
    return received


def read_line(part: str) -> tuple[str | None, Decimal | None, int]:
    item, figures = part.split()
    mass, amount = figures.split("=")
    return (
        (None if item == "?" else item),
        (Decimal(mass) if mass else None),
        int(amount),
    )


def read_billed(cell: str) -> list[BilledLine]:
    return [
        BilledLine(item or "", mass, amount) for item, mass, amount in map(read_line, items(cell))
    ]


def read_invoice(cell: str) -> Invoice:
    words = {"vat": 0}
    lines: list[InvoiceLine] = []
    is_registered = is_settled = False
    for part in items(cell):
        if part.startswith("ers "):
            is_settled, part = True, part.removeprefix("ers ")
        if part.startswith("pkp "):
            is_registered, part = True, part.removeprefix("pkp ")
        if found := re.fullmatch(r"(vat|total)=(\d+)", part):
            words[found[1]] = int(found[2])
        else:
            lines.append(InvoiceLine(len(lines) + 1, *read_line(part)))
    net = sum(line.amount for line in lines)
    total = words.get("total", net + words["vat"])
    return Invoice(US, lines, words["vat"], total, is_registered, is_settled)


def read_limits(cell: str) -> Limits:
    limits: dict[str, Limit] = {}
    vat = 0
    for part in items(cell, ","):
        name, figures = re.fullmatch(r"(pl|ql|p|q|c|v)(.*)", part).groups()  # type: ignore[union-attr]
        if name == "v":
            vat = int(figures)
            continue
        percent, absolute = (None if f == "-" else Decimal(f) for f in figures.split("/"))
        limits[name] = Limit(percent, absolute)
    zero = Limit(Decimal(0), Decimal(0))
    return Limits(
        price=limits.get("p", zero),
        quantity=limits.get("q", zero),
        charge=limits.get("c", zero),
        vat_rupiah=vat,
        price_below=limits.get("pl", zero),
        quantity_below=limits.get("ql"),
    )


def write_results(answer: Match) -> str:
    verdict = "payable" if answer.is_payable else "held"
    return " ".join([*(line.result.value for line in answer.lines), verdict])


def write_differences(answer: Match) -> str:
    return "; ".join(
        f"{d.kind.value} {d.line or '-'} {d.kg.normalize():f} {d.rupiah}{'*' * d.is_beyond}"
        for d in answer.differences
    )


class TestWorkedCases:
    def test_are_at_least_forty(self) -> None:
        assert len(worked_cases()) >= 40

    @pytest.mark.parametrize("row", worked_cases(), ids=lambda row: row[0])
    def test_come_out_as_the_documentation_says(self, row: list[str]) -> None:
        _, received, billed, invoice, limits, results, differences = row
        answer = match(
            read_invoice(invoice),
            read_received(received),
            read_billed(billed),
            read_limits(limits),
        )
        assert write_results(answer) == results
        assert write_differences(answer) == differences


masses = st.integers(1, 400_000).map(lambda grams: Decimal(grams) / 1000)
prices = st.integers(100, 2_000_000).map(lambda cents: Decimal(cents) / 100)
receipt_lines = st.builds(
    lambda item, kg, part, price: ReceiptLine(
        item, US, kg, (kg * part / 100).quantize(Decimal("0.001")), price
    ),
    st.sampled_from("AB"),
    masses,
    st.integers(0, 100),
    prices,
)
bills = st.lists(
    st.tuples(st.sampled_from(["A", "B", "C", None]), masses, st.integers(0, 5_000_000)),
    min_size=1,
    max_size=5,
)
limit_figures = st.none() | st.integers(0, 10).map(Decimal)
limits_drawn = st.tuples(limit_figures, limit_figures).filter(any).map(lambda pair: Limit(*pair))


def invoice_of(drawn: Sequence[tuple[str | None, Decimal, int]]) -> Invoice:
    lines = [InvoiceLine(n, *line) for n, line in enumerate(drawn, 1)]
    return Invoice(US, lines, 0, sum(line.amount for line in lines), False)


class TestMatch:
    @given(st.lists(receipt_lines, max_size=6), st.lists(bills, max_size=5), limits_drawn)
    def test_never_covers_more_than_was_received(
        self, receipts: list[ReceiptLine], invoices: list[Drawn], limit: Limit
    ) -> None:
        billed: list[BilledLine] = []
        covered = dict.fromkeys("ABC", Decimal(0))
        for drawn in invoices:
            invoice = invoice_of(drawn)
            answer = match(invoice, receipts, billed, Limits(price=limit, quantity=limit))
            for line, judged in zip(invoice.lines, answer.lines, strict=True):
                if line.item:
                    covered[line.item] += judged.covered_kg
                    billed.append(BilledLine(line.item, line.mass_kg, line.amount))
        for item, kg in covered.items():
            net = [r.accepted_kg - r.returned_kg for r in receipts if r.item == item]
            assert kg <= sum(net, Decimal(0))

    @given(st.lists(receipt_lines, max_size=6), bills, limits_drawn)
    def test_is_payable_only_when_no_line_is_over_its_limits(
        self, receipts: list[ReceiptLine], drawn: Drawn, limit: Limit
    ) -> None:
        answer = match(invoice_of(drawn), receipts, [], Limits(price=limit, quantity=limit))
        good = {Result.MATCHED, Result.WITHIN_LIMITS, Result.UNDER_PRICE}
        assert answer.is_payable == all(line.result in good for line in answer.lines)

    @given(st.lists(receipt_lines, max_size=6), bills)
    def test_explains_every_rupiah_between_billed_and_due(
        self, receipts: list[ReceiptLine], drawn: Drawn
    ) -> None:
        invoice = invoice_of(drawn)
        answer = match(invoice, receipts, [], Limits())
        for line, judged in zip(invoice.lines, answer.lines, strict=True):
            differences = [d.rupiah for d in answer.differences if d.line == line.number]
            # Two amounts rounded apart may differ from their rounded sum by one rupiah.
            assert abs(line.amount - judged.due_amount - sum(differences)) <= 1

    @given(receipt_lines, st.integers(1, 20))
    def test_matches_a_receipt_billed_in_parts_at_the_agreed_price(
        self, receipt: ReceiptLine, parts: int
    ) -> None:
        left = receipt.accepted_kg - receipt.returned_kg
        billed: list[BilledLine] = []
        part = (left / parts).quantize(Decimal("0.001"))
        while left > 0:
            kg = min(part, left) or left
            before = sum((line.mass_kg or Decimal(0) for line in billed), Decimal(0))
            worth = (before + kg) * receipt.price_per_kg - before * receipt.price_per_kg
            amount = int(worth.quantize(Decimal(1), rounding="ROUND_HALF_UP"))
            line = InvoiceLine(1, receipt.item, kg, amount)
            answer = match(Invoice(US, [line], 0, amount, False), [receipt], billed, Limits())
            assert answer.lines[0].result is Result.MATCHED
            billed.append(BilledLine(receipt.item, kg, amount))
            left -= kg

    @given(receipt_lines, st.integers(1, 1000))
    def test_holds_a_gram_too_many_at_no_limit(self, receipt: ReceiptLine, grams: int) -> None:
        kg = receipt.accepted_kg - receipt.returned_kg + Decimal(grams) / 1000
        answer = match(invoice_of([(receipt.item, kg, 0)]), [receipt], [], Limits())
        assert not answer.is_payable

    @given(st.lists(receipt_lines, max_size=6), bills, limits_drawn, limits_drawn)
    def test_never_holds_for_being_under(
        self, receipts: list[ReceiptLine], drawn: Drawn, over: Limit, under: Limit
    ) -> None:
        silent = Limits(price=over, quantity=over, price_below=None)
        telling = Limits(price=over, quantity=over, price_below=under, quantity_below=under)
        quiet, told = (match(invoice_of(drawn), receipts, [], each) for each in (silent, telling))
        assert told.is_payable == quiet.is_payable
        is_under = {line for d in told.differences if d.rupiah < 0 for line in [d.line]}
        named = {"under_price", "under_quantity"}
        for line in told.lines:
            assert line.result.value not in named or line.number in is_under
        assert not any(d.rupiah < 0 for d in quiet.differences if d.line is not None)

    def test_says_what_a_debit_note_would_be_for(self) -> None:
        receipts = [ReceiptLine("A", US, Decimal(100), Decimal(0), Decimal(10_000))]
        line = InvoiceLine(1, "A", Decimal(110), 1_210_000)
        answer = match(Invoice(US, [line], 0, 1_210_000, False), receipts, [], Limits())
        assert answer.lines[0].covered_kg == 100
        assert answer.lines[0].due_amount == 1_000_000

    @pytest.mark.parametrize(
        "lines",
        [
            [],
            [InvoiceLine(1, "A", Decimal(1), 1), InvoiceLine(1, "A", Decimal(1), 1)],
            [InvoiceLine(1, "A", Decimal(0), 1)],
            [InvoiceLine(1, "A", Decimal(-1), 1)],
            [InvoiceLine(1, "A", Decimal(1), -1)],
        ],
    )
    def test_refuses_an_invoice_that_bills_nothing(self, lines: list[InvoiceLine]) -> None:
        with pytest.raises(ValueError, match=r"needs lines|bills nothing"):
            match(Invoice(US, lines, 0, 0, False), [], [], Limits())

    def test_refuses_more_returned_than_accepted(self) -> None:
        receipt = ReceiptLine("A", US, Decimal(1), Decimal(2), Decimal(1))
        with pytest.raises(ValueError, match="returned than accepted"):
            match(invoice_of([("A", Decimal(1), 1)]), [receipt], [], Limits())

    def test_refuses_more_credited_than_billed(self) -> None:
        receipt = ReceiptLine("A", US, Decimal(5), Decimal(0), Decimal(1))
        credit = BilledLine("A", Decimal(-1), -1)
        with pytest.raises(ValueError, match="credited than billed"):
            match(invoice_of([("A", Decimal(1), 1)]), [receipt], [credit], Limits())


class TestLimit:
    def test_counts_the_smaller_of_percent_and_figure(self) -> None:
        assert Limit(Decimal(2), Decimal(5)).allowance(Decimal(100)) == 2
        assert Limit(Decimal(2), Decimal(1)).allowance(Decimal(100)) == 1

    @pytest.mark.parametrize("figures", [(None, None), (Decimal(-1), None), (None, Decimal("NaN"))])
    def test_refuses_no_figure_or_a_senseless_one(self, figures: tuple[Any, Any]) -> None:
        with pytest.raises(ValueError, match="a limit needs"):
            Limit(*figures)
