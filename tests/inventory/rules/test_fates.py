"""What became of steel adds up, whatever is put together."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from inventory.rules.fates import Fates, add_fates

kilos = st.decimals(0, 10**6, places=3)


@st.composite
def lots(draw: st.DrawFn) -> Fates:
    """Make a lot whose kg are all somewhere."""
    came_off, cut, lost, handed, returned, written, counted, in_yard = (
        draw(kilos) for _ in range(8)
    )
    received = cut + handed + returned + written + counted + in_yard - came_off
    return Fates(received, came_off, cut, lost, handed, returned, written, counted, in_yard)


class TestAddFates:
    @given(st.lists(lots()))
    def test_sums_every_kind(self, many: list[Fates]) -> None:
        total = add_fates(many)
        assert total.in_yard_kg == sum((lot.in_yard_kg for lot in many), Decimal(0))
        assert total.missing_kg == 0

    @given(lots(), st.decimals("0.001", 10, places=3))
    def test_shows_what_is_nowhere(self, lot: Fates, gone: Decimal) -> None:
        broken = Fates(
            lot.received_kg + gone,
            lot.came_off_kg,
            lot.cut_kg,
            lot.lost_kg,
            lot.handed_over_kg,
            lot.returned_kg,
            lot.written_off_kg,
            lot.counted_kg,
            lot.in_yard_kg,
        )
        assert lot.missing_kg == 0
        assert broken.missing_kg == gone
