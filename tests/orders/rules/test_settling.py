"""What is due of received lines never passes what came, less what was billed otherwise."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.rules.settling import Came, due_of

grams = st.integers(0, 900_000).map(lambda count: Decimal(count) / 1000)
tenths_of_grams = st.integers(0, 9_000_000).map(lambda count: Decimal(count) / 10_000)
lines = st.lists(st.tuples(st.integers(1, 3), tenths_of_grams), max_size=8)
PRICE = Decimal("11000.50")


class TestDueOf:
    @given(lines, st.dictionaries(st.integers(1, 3), grams))
    def test_is_what_came_less_what_was_billed_to_the_gram(
        self, drawn: list[tuple[int, Decimal]], billed: dict[int, Decimal]
    ) -> None:
        came = [Came(n, item, kg, PRICE) for n, (item, kg) in enumerate(drawn)]
        due = due_of(came, billed)
        assert [one.line for one in due] == [one.line for one in came]
        for item in (1, 2, 3):
            received = sum(one.kg for one in came if one.item == item)
            left = max(received - billed.get(item, Decimal(0)), Decimal(0))
            found = sum(due[one.line].kg for one in came if one.item == item)
            assert left - len(came) * Decimal("0.001") <= found <= left

    def test_counts_what_was_billed_for_what_came_first(self) -> None:
        came = [Came(1, 7, Decimal(40), PRICE), Came(2, 7, Decimal(60), PRICE)]
        due = due_of(came, {7: Decimal(50)})
        assert [(one.kg, one.amount) for one in due] == [
            (Decimal(0), 0),
            (Decimal(50), 550_025),
        ]

    def test_refuses_less_than_nothing(self) -> None:
        with pytest.raises(ValueError, match="less than nothing"):
            due_of([Came(1, 7, Decimal(-1), PRICE)], {})
