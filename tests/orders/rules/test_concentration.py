"""How a pool is spread over its members."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orders.rules.concentration import concentration
from orders.rules.errors import RuleError

AMOUNTS = st.dictionaries(st.text("abcdefgh", min_size=1), st.decimals(0, 10**6, places=3))


class TestConcentration:
    def test_puts_the_largest_first_and_names_who_has_over_a_quarter(self) -> None:
        found = concentration({"a": Decimal(50), "b": Decimal(150), "c": Decimal(0)})

        assert [(part.key, part.share) for part in found.parts] == [
            ("b", Fraction(3, 4)),
            ("a", Fraction(1, 4)),
        ]
        assert [part.key for part in found.over] == ["b"]
        assert found.herfindahl == Fraction(5, 8)

    def test_is_as_of_so_many_equal_ones(self) -> None:
        equal = concentration({str(n): Decimal(7) for n in range(8)})

        assert equal.herfindahl == Fraction(1, 8)
        assert equal.as_if_equal == 8
        assert equal.over == ()
        assert [part.percent for part in equal.parts] == [Decimal("12.5")] * 8

    def test_says_nothing_of_nothing(self) -> None:
        nothing = concentration({"a": Decimal(0)})

        assert nothing.parts == ()
        assert nothing.herfindahl == nothing.as_if_equal == 0

    @pytest.mark.parametrize("amount", ["-1", "NaN", "Infinity"])
    def test_refuses_what_is_no_part(self, amount: str) -> None:
        with pytest.raises(RuleError) as refused:
            concentration({"a": Decimal(amount)})

        assert (refused.value.code, refused.value.key) == ("amount_negative", "a")

    @settings(max_examples=100, deadline=None)
    @given(AMOUNTS, st.integers(1, 100))
    def test_sums_to_one_and_lies_between_equal_parts_and_one(
        self, amounts: dict[str, Decimal], limit: int
    ) -> None:
        found = concentration(amounts, limit=Fraction(limit, 100))

        shares = [part.share for part in found.parts]
        assert sum(shares) == bool(shares)
        assert shares == sorted(shares, reverse=True)
        assert not shares or Fraction(1, len(shares)) <= found.herfindahl <= 1
        assert [part.share for part in found.over] == [
            s for s in shares if s > Fraction(limit, 100)
        ]
