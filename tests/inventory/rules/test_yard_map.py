"""The yard's map: nothing that is laid out lies over another, and nothing outside."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from inventory.rules.yard_map import RACKS_IN_A_ROW, Spot, Standing, lay_out

SPOTS = st.builds(
    Spot,
    st.integers(0, 5_000),
    st.integers(0, 5_000),
    st.integers(1, 2_000),
    st.integers(1, 2_000),
)
RACKS = st.lists(
    st.builds(
        Standing,
        st.text("ABC-0123456789", min_size=1, max_size=6),
        st.sampled_from(["", "A", "B", "Hall"]),
        st.integers(0, 50),
        st.none() | SPOTS,
    ),
    max_size=30,
    unique_by=lambda rack: rack.code,
)


def _overlap(one: Spot, other: Spot) -> bool:
    return (
        one.x_cm < other.right_cm
        and other.x_cm < one.right_cm
        and one.y_cm < other.bottom_cm
        and other.y_cm < one.bottom_cm
    )


class TestLayOut:
    @given(RACKS)
    def test_draws_every_rack_inside_and_keeps_what_was_measured(
        self, racks: list[Standing]
    ) -> None:
        plan = lay_out(racks)
        assert set(plan.spots) == {rack.code for rack in racks}
        for rack in racks:
            spot = plan.spots[rack.code]
            assert rack.spot in (None, spot)
            assert spot.right_cm < plan.width_cm
            assert spot.bottom_cm < plan.depth_cm

    @given(RACKS)
    def test_lays_the_others_over_nothing(self, racks: list[Standing]) -> None:
        plan = lay_out(racks)
        measured = {rack.code for rack in racks if rack.spot is not None}
        for one, other in combinations(plan.spots, 2):
            if not {one, other} <= measured:
                assert not _overlap(plan.spots[one], plan.spots[other])

    @given(RACKS)
    def test_does_not_mind_in_which_order_racks_come(self, racks: list[Standing]) -> None:
        assert lay_out(racks[::-1]) == lay_out(racks)

    def test_gives_a_bay_a_row_and_a_long_one_several(self) -> None:
        racks = [Standing(f"A-{n:02d}", "A", 0, None) for n in range(RACKS_IN_A_ROW + 1)]
        plan = lay_out([*racks, Standing("X", "", 0, None), Standing("B-01", "B", 0, None)])
        assert [label.bay for label in plan.labels] == ["A", "A", "B", ""]
        assert plan.spots["A-00"].y_cm == plan.spots["A-05"].y_cm < plan.spots["A-06"].y_cm

    def test_walks_in_order(self) -> None:
        plan = lay_out([Standing("A-01", "A", 2, None), Standing("A-02", "A", 1, None)])
        assert plan.spots["A-02"].x_cm < plan.spots["A-01"].x_cm

    def test_draws_an_empty_yard(self) -> None:
        plan = lay_out([])
        assert (plan.spots, plan.labels) == ({}, ())
        assert plan.width_cm > 0
