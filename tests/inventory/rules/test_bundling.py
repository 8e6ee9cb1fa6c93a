"""Dividing a lot into bundles."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from inventory.rules.bundling import Bundle, bundles_of


class TestBundlesOf:
    def test_makes_five_bundles_of_a_hundred_sheets(self) -> None:
        made = bundles_of(100, Decimal("4710.000"), size=20)
        assert made == [Bundle(n, 5, 20, Decimal("942.000")) for n in range(1, 6)]

    def test_gives_the_last_bundle_the_rest(self) -> None:
        made = bundles_of(7, Decimal("10.000"), size=3)
        assert [(b.number, b.of, b.pieces, b.mass_kg) for b in made] == [
            (1, 3, 3, Decimal("4.286")),
            (2, 3, 3, Decimal("4.286")),
            (3, 3, 1, Decimal("1.428")),
        ]

    def test_keeps_what_is_weighed_in_one(self) -> None:
        assert bundles_of(0, Decimal("350"), size=20) == [Bundle(1, 1, 0, Decimal("350"))]

    @given(
        st.integers(1, 5000),
        st.decimals("1", "100000", places=3),
        st.none() | st.integers(1, 6000),
    )
    def test_loses_neither_a_piece_nor_a_gram(
        self, pieces: int, mass_kg: Decimal, size: int | None
    ) -> None:
        made = bundles_of(pieces, mass_kg, size=size)
        assert sum(bundle.pieces for bundle in made) == pieces
        assert sum(bundle.mass_kg for bundle in made) == mass_kg
        assert all(0 < bundle.pieces <= (size or pieces) for bundle in made)
        assert [bundle.number for bundle in made] == list(range(1, len(made) + 1))
