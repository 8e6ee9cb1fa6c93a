"""What cut pieces weigh: parts never weigh more than their whole."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from inventory.rules.cutting.weighing import Size, expected_kerf_kg, table_weight, weight_of

SHEET = Size(Decimal(2438), Decimal(1219))
SIDES = st.integers(1, 1219).map(Decimal)
KG = st.decimals(1, 5000, places=3)


class TestSize:
    def test_fits_lying_along_or_across(self) -> None:
        assert Size(Decimal(1219), Decimal(2438)).fits_in(SHEET)
        assert not Size(Decimal(1220), Decimal(1220)).fits_in(SHEET)
        assert Size(Decimal(6000)).fits_in(Size(Decimal(6000)))
        assert not Size(Decimal(6001)).fits_in(Size(Decimal(6000)))


class TestWeightOf:
    @given(st.lists(st.tuples(SIDES, SIDES), max_size=12), KG)
    def test_never_sums_to_more_than_the_parent(
        self, sizes: list[tuple[Decimal, Decimal]], kg: Decimal
    ) -> None:
        kept = [Size(*size) for size in sizes]
        if sum(size.extent for size in kept) > SHEET.extent:
            return
        weights = [weight_of(1, size, parent=SHEET, parent_pieces=1, kg=kg) for size in kept]
        assert sum(weights) <= kg

    def test_is_all_of_it_for_all_of_it(self) -> None:
        assert weight_of(2, SHEET, parent=SHEET, parent_pieces=2, kg=Decimal("92.001")) == Decimal(
            "92.001"
        )


class TestExpectedKerf:
    @given(st.lists(st.tuples(st.integers(1, 3), SIDES, SIDES), max_size=6), KG)
    def test_is_never_more_than_what_no_piece_takes(
        self, cut: list[tuple[int, Decimal, Decimal]], kg: Decimal
    ) -> None:
        pieces = [(n, Size(a, b)) for n, a, b in cut]
        kerf = expected_kerf_kg(pieces, parent=SHEET, parent_pieces=1, kg=kg, kerf_mm=Decimal(3))
        taken = sum((n * size.extent for n, size in pieces), Decimal(0))
        free = max(Decimal(0), 1 - taken / SHEET.extent)
        assert 0 <= kerf <= kg * free + Decimal("0.001")

    def test_is_a_kerf_for_each_piece_of_a_bar(self) -> None:
        bar = Size(Decimal(6000))
        kerf = expected_kerf_kg(
            [(4, Size(Decimal(1000)))],
            parent=bar,
            parent_pieces=1,
            kg=Decimal(6),
            kerf_mm=Decimal(3),
        )
        assert kerf == Decimal("0.012")


class TestTableWeight:
    def test_is_that_of_the_new_size(self) -> None:
        section = {
            "thickness_mm": Decimal(2),
            "width_mm": Decimal(1219),
            "length_mm": Decimal(2438),
        }
        size = Size(Decimal(600), Decimal(400))
        assert table_weight("sheet", Decimal("7.85"), section, size, 4) == Decimal("15.072")

    def test_is_none_for_what_weighs_under_a_gram(self) -> None:
        section = {"diameter_mm": Decimal(1), "length_mm": Decimal(6000)}
        assert table_weight("round_bar", Decimal("7.85"), section, Size(Decimal("0.01")), 1) is None
