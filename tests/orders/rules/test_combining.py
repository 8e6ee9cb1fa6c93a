"""One order of a supplier for all that runs low."""

from dataclasses import replace
from decimal import Decimal
from math import ceil

from hypothesis import given
from hypothesis import strategies as st

from orders.rules.combining import Need, Why, combine

KG = st.integers(0, 5_000).map(Decimal)


@st.composite
def _need(draw: st.DrawFn) -> Need:
    least = draw(KG)
    return Need(
        key="",
        least_kg=least if draw(st.booleans()) else Decimal(0),
        most_kg=least + draw(KG),
        pack_kg=draw(st.integers(1, 900).map(Decimal)),
        minimum_kg=draw(st.sampled_from([Decimal(0), Decimal(500), Decimal(2_000)])),
        days_left=draw(st.integers(0, 40).map(Decimal)),
    )


NEEDS = st.lists(_need(), max_size=8).map(
    lambda needs: [replace(need, key=f"M{n}") for n, need in enumerate(needs)]
)
LIMITS = {"minimum_kg": st.sampled_from([0, 3_000]), "truck_kg": st.sampled_from([0, 4_000, 8_000])}


class TestCombine:
    @given(needs=NEEDS, **LIMITS)
    def test_serves_all_that_runs_low_in_whole_packs(
        self, needs: list[Need], minimum_kg: int, truck_kg: int
    ) -> None:
        found = combine(needs, minimum_kg=minimum_kg, truck_kg=truck_kg)
        by_key = {line.key: line for line in found.lines}
        for need in needs:
            line = by_key.get(need.key)
            if need.least_kg > 0:
                assert line is not None
                assert line.mass_kg >= max(need.least_kg, need.minimum_kg)
                assert line.mass_kg - need.pack_kg < max(need.least_kg, need.minimum_kg)
            if line is not None:
                assert line.mass_kg == line.packs * need.pack_kg > 0
        assert found.mass_kg == sum((line.mass_kg for line in found.lines), Decimal(0))

    @given(needs=NEEDS, **LIMITS)
    def test_fills_up_within_levels_trucks_and_minimums(
        self, needs: list[Need], minimum_kg: int, truck_kg: int
    ) -> None:
        found = combine(needs, minimum_kg=minimum_kg, truck_kg=truck_kg)
        by_key = {need.key: need for need in needs}
        filling = [line for line in found.lines if line.why is Why.FILLS_THE_ORDER]
        low_kg = sum((x.mass_kg for x in found.lines if x.why is Why.RUNS_LOW), Decimal(0))
        for line in filling:
            assert by_key[line.key].minimum_kg <= line.mass_kg <= by_key[line.key].most_kg
        if filling and truck_kg:
            assert found.mass_kg <= ceil(max(low_kg, Decimal(minimum_kg)) / truck_kg) * truck_kg
        if not low_kg:
            assert found.lines == ()

    @given(needs=NEEDS, data=st.data(), **LIMITS)
    def test_is_the_same_in_any_order(
        self, needs: list[Need], data: st.DataObject, minimum_kg: int, truck_kg: int
    ) -> None:
        mixed = data.draw(st.permutations(needs))
        assert combine(needs, minimum_kg=minimum_kg, truck_kg=truck_kg) == combine(
            mixed, minimum_kg=minimum_kg, truck_kg=truck_kg
        )

    def test_takes_first_what_would_run_low_first(self) -> None:
        needs = [
            Need("low", Decimal(3_000), Decimal(6_000), Decimal(500)),
            Need("later", Decimal(0), Decimal(9_000), Decimal(500), days_left=Decimal(20)),
            Need("sooner", Decimal(0), Decimal(2_000), Decimal(500), days_left=Decimal(5)),
        ]
        found = combine(needs, truck_kg=8_000)
        assert [(line.key, int(line.mass_kg)) for line in found.lines] == [
            ("low", 3_000),
            ("sooner", 2_000),
            ("later", 3_000),
        ]
        assert (int(found.mass_kg), found.trucks, int(found.missing_kg)) == (8_000, 1, 0)

    def test_says_what_is_short_of_the_smallest_order(self) -> None:
        found = combine([Need("low", Decimal(700), Decimal(900), Decimal(50))], minimum_kg=1_000)
        assert (int(found.mass_kg), int(found.missing_kg)) == (700, 300)
