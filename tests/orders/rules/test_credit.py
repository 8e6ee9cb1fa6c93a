"""Credit notes' arithmetic: given back in parts or at once, it is the same rupiah."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from materialcenter.rules.money import line_amount
from orders.rules.credit import (
    Back,
    BilledLine,
    Credit,
    NotCome,
    credit_for,
    explain_rest,
    fault_of,
)
from orders.rules.tax import Tax, document_tax


def billed(pieces: int, kg: str, price: str = "11200") -> BilledLine:
    mass, per_kg = Decimal(kg), Decimal(price)
    return BilledLine(pieces > 0, pieces, mass, per_kg, line_amount(mass, per_kg))


def less(
    standing: dict[int, BilledLine], tax: Tax, credit: Credit
) -> tuple[dict[int, BilledLine], Tax]:
    """Return a bill as it stands after a credit note."""
    left = dict(standing)
    for line in credit.lines:
        was = left[line.line_no]
        left[line.line_no] = replace(
            was,
            pieces=was.pieces - line.pieces,
            mass_kg=was.mass_kg - line.mass_kg,
            amount=was.amount - line.amount,
        )
    rest = Tax(tax.base - credit.tax_base, tax.tax - credit.tax, tax.total - credit.total)
    return left, rest


LINES = st.lists(
    st.builds(
        lambda pieces, grams, sen: billed(
            pieces, str(Decimal(grams) / 1000), str(Decimal(sen) / 100)
        ),
        st.integers(0, 60),
        st.integers(60, 10**7),
        st.integers(1, 10**7),
    ),
    min_size=1,
    max_size=4,
)


class TestCreditFor:
    def test_takes_the_kg_and_the_tax_along_with_the_pieces(self) -> None:
        standing = {1: billed(10, "467")}
        tax = document_tax(standing[1].amount, is_vat_registered=True)
        credit = credit_for(standing, [Back(1, pieces=3)], tax=tax)
        (line,) = credit.lines
        assert (line.pieces, line.mass_kg, line.amount) == (3, Decimal("140.100"), 1_569_120)
        assert (credit.net, credit.tax, credit.total) == (1_569_120, 172_603, 1_741_723)

    def test_credits_kg_alone_where_the_scale_was_wrong(self) -> None:
        standing = {1: billed(10, "467")}
        tax = document_tax(standing[1].amount, is_vat_registered=False)
        credit = credit_for(standing, [Back(1, mass_kg=Decimal("0.5"))], tax=tax)
        assert (credit.lines[0].pieces, credit.total, credit.tax) == (0, 5600, 0)

    @settings(max_examples=100, deadline=None)
    @given(LINES, st.booleans(), st.data())
    def test_in_parts_gives_back_exactly_the_bill(
        self, lines: list[BilledLine], is_vat_registered: bool, data: st.DataObject
    ) -> None:
        standing = dict(enumerate(lines, start=1))
        tax = document_tax(sum(x.amount for x in lines), is_vat_registered=is_vat_registered)
        whole, given_back = tax.total, 0
        for number in standing:
            line = standing[number]
            part = data.draw(st.integers(0, line.pieces))
            backs = [Back(number, pieces=part)] if part else []
            credit = credit_for(standing, backs, tax=tax)
            assert all(x.amount >= 0 for x in credit.lines)
            assert min(credit.net, credit.tax) >= 0
            assert credit.total == credit.net + credit.tax
            standing, tax = less(standing, tax, credit)
            given_back += credit.total
        rest = [Back(n, x.pieces, x.mass_kg) for n, x in standing.items() if x.mass_kg]
        credit = credit_for(standing, rest, tax=tax)
        standing, tax = less(standing, tax, credit)
        assert given_back + credit.total == whole
        assert tax == Tax(Decimal(0), 0, 0)
        assert {x.amount for x in standing.values()} == {0}


class TestFaultOf:
    @pytest.mark.parametrize(
        ("back", "code"),
        [
            (Back(2, 1), "line_unknown"),
            (Back(1), "nothing_given_back"),
            (Back(1, -1), "nothing_given_back"),
            (Back(1, mass_kg=Decimal(0)), "nothing_given_back"),
            (Back(1, mass_kg=Decimal("1.0001")), "too_many_decimals"),
            (Back(1, 11), "more_than_billed"),
            (Back(1, 1, Decimal("467.001")), "more_than_billed"),
            (Back(1, 10, Decimal(467)), ""),
        ],
    )
    def test_names_it(self, back: Back, code: str) -> None:
        assert fault_of({1: billed(10, "467")}.get(back.line_no), back) == code

    def test_takes_no_pieces_of_what_is_weighed(self) -> None:
        assert fault_of(billed(0, "500"), Back(1, pieces=1)) == "wrong_unit"


MISSING = st.lists(
    st.builds(
        NotCome,
        st.just(1),
        st.just(0),
        st.decimals(0, 10**5, places=3),
        st.decimals(0, 10**5, places=2),
    ),
    max_size=5,
)


class TestExplainRest:
    def test_leaves_unexplained_what_was_paid_too_much(self) -> None:
        missing = [NotCome(1, 2, Decimal("93.4"), Decimal(10_000))]
        assert explain_rest(5_000_000, missing, is_vat_registered=True) == (1_036_740,)
        assert explain_rest(700_000, missing, is_vat_registered=True) == (700_000,)
        assert explain_rest(700_000, [], is_vat_registered=True) == ()

    @settings(max_examples=80, deadline=None)
    @given(st.integers(1, 10**9), MISSING, st.booleans())
    def test_sums_to_the_worth_and_never_over_the_rest(
        self, rest: int, missing: list[NotCome], is_vat_registered: bool
    ) -> None:
        parts = explain_rest(rest, missing, is_vat_registered=is_vat_registered)
        net = sum(line_amount(part.mass_kg, part.price_per_kg) for part in missing)
        worth = document_tax(net, is_vat_registered=is_vat_registered).total
        assert sum(parts) == min(rest, worth)
        assert len(parts) == len(missing)
        assert min(parts, default=0) >= 0
