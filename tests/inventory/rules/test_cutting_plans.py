"""Planning cuts: what is proven, what is refused, and that every plan can really be cut."""

import random
from collections.abc import Sequence
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.rules.cutting import CuttingRefused, Plan, Stock, Wanted, faults_of, plan_cuts

BAR = Stock("6 m", Decimal(6000))
SHEET = Stock("4x8", Decimal(2438), Decimal(1219))
KERF = Decimal(3)
SIX_METRES = [(1450, 7), (1180, 9), (820, 14), (640, 11), (395, 16)]


def bars(*cuts: tuple[int, int]) -> list[Wanted]:
    return [Wanted(Decimal(length), pieces) for length, pieces in cuts]


def sheets(*cuts: tuple[int, int, int], may_turn: bool = True) -> list[Wanted]:
    return [Wanted(Decimal(a), pieces, Decimal(b), may_turn) for a, b, pieces in cuts]


def planned(wanted: Sequence[Wanted], *stocks: Stock, kerf: Decimal = KERF) -> Plan:
    plan = plan_cuts(wanted, stocks, kerf_mm=kerf)
    assert faults_of(plan, wanted, stocks, kerf) == []
    return plan


def fewest_bars(lengths: Sequence[int], bar: int, kerf: int) -> int:
    """Count the fewest bars by trying every subset: the oracle for small lists."""
    full = (1 << len(lengths)) - 1
    fits = [
        sum(length + kerf for n, length in enumerate(lengths) if mask >> n & 1) <= bar + kerf
        for mask in range(full + 1)
    ]

    @cache
    def count(left: int) -> int:
        if not left:
            return 0
        low, best, part = left & -left, len(lengths), left
        while part:
            if part & low and fits[part]:
                best = min(best, 1 + count(left & ~part))
            part = (part - 1) & left
        return best

    return count(full)


class TestBars:
    def test_need_eight_six_metre_bars_and_prove_it(self) -> None:
        plan = planned(bars(*SIX_METRES), BAR)
        assert (plan.new_pieces, plan.bound, plan.is_proven) == (8, 8, True)

    def test_gather_what_is_left_on_one_bar(self) -> None:
        plan = planned(bars(*SIX_METRES), BAR)
        assert max(left.length_mm for p in plan.patterns for left in p.left) > 1000

    def test_are_proven_for_many_lengths_at_once(self) -> None:
        dice = random.Random(40)
        cuts = {dice.randrange(300, 2500): dice.randrange(2, 20) for _ in range(40)}
        assert planned(bars(*sorted(cuts.items())), BAR).is_proven

    def test_may_end_flush_with_the_last_piece(self) -> None:
        plan = planned(bars((2998, 2)), BAR, kerf=Decimal(4))
        assert plan.new_pieces == 1
        assert plan.patterns[0].left == ()

    def test_take_another_bar_where_the_kerf_does_not_fit(self) -> None:
        assert planned(bars((2999, 2)), BAR, kerf=Decimal(3)).new_pieces == 2

    def test_take_remnants_before_a_whole_bar(self) -> None:
        remnant = Stock("rest", Decimal(2400), pieces=1, is_remnant=True)
        plan = planned(bars((1180, 2)), BAR, remnant)
        assert plan.new_pieces == 0
        assert [pattern.stock for pattern in plan.patterns] == [1]

    def test_take_the_smallest_remnant_that_does(self) -> None:
        large = Stock("large", Decimal(3000), pieces=1, is_remnant=True)
        small = Stock("small", Decimal(1300), pieces=1, is_remnant=True)
        plan = planned(bars((1180, 1)), BAR, large, small)
        assert [pattern.stock for pattern in plan.patterns] == [2]
        assert plan.remnants_proven

    def test_give_the_same_plan_again(self) -> None:
        assert planned(bars(*SIX_METRES), BAR) == planned(bars(*SIX_METRES), BAR)

    def test_take_kerfs_of_a_tenth_of_a_millimetre(self) -> None:
        plan = planned(bars((1499, 4)), BAR, kerf=Decimal("1.3"))
        assert plan.new_pieces == 1

    @settings(max_examples=40, deadline=None)
    @given(
        st.lists(st.integers(80, 600), min_size=1, max_size=9),
        st.integers(600, 900),
        st.integers(0, 8),
    )
    def test_are_as_few_as_trying_everything_finds(
        self, lengths: list[int], bar: int, kerf: int
    ) -> None:
        wanted = bars(*((length, 1) for length in lengths))
        plan = planned(wanted, Stock("bar", Decimal(bar)), kerf=Decimal(kerf))
        assert plan.new_pieces == fewest_bars(lengths, bar, kerf)
        assert plan.is_proven

    @settings(max_examples=40, deadline=None)
    @given(
        st.lists(st.tuples(st.integers(100, 2000), st.integers(1, 9)), min_size=1, max_size=8),
        st.lists(st.tuples(st.integers(150, 3000), st.integers(1, 3)), max_size=4),
        st.decimals(0, 6, places=1),
    )
    def test_can_be_cut_as_planned(
        self, cuts: list[tuple[int, int]], rests: list[tuple[int, int]], kerf: Decimal
    ) -> None:
        remnants = [Stock(str(n), Decimal(a), None, p, True) for n, (a, p) in enumerate(rests)]
        plan = planned(bars(*cuts), BAR, *remnants, kerf=kerf)
        assert plan.area_bound <= plan.bound <= plan.new_pieces


class TestSheets:
    def test_turn_a_piece_that_may_be_turned(self) -> None:
        strip = Stock("strip", Decimal(1000), Decimal(300))
        assert planned(sheets((300, 500, 2)), strip, kerf=Decimal(0)).new_pieces == 1

    def test_keep_the_grain_where_it_must_be_kept(self) -> None:
        strip = Stock("strip", Decimal(1000), Decimal(300))
        with pytest.raises(CuttingRefused, match="cut_longer_than_stock"):
            planned(sheets((300, 500, 2), may_turn=False), strip)

    def test_reach_the_area_bound_and_prove_it(self) -> None:
        wanted = sheets((600, 400, 12), (350, 250, 20), (800, 300, 6), (450, 450, 8))
        plan = planned(wanted, SHEET)
        assert (plan.new_pieces, plan.area_bound, plan.is_proven) == (3, 3, True)
        assert plan.waste < Decimal("0.06")

    def test_prove_more_than_the_area_alone_tells(self) -> None:
        square = Stock("square", Decimal(1000), Decimal(1000))
        plan = planned(sheets((600, 600, 3)), square)
        assert (plan.area_bound, plan.bound, plan.is_proven) == (2, 3, True)

    def test_take_a_remnant_before_a_whole_sheet(self) -> None:
        remnant = Stock("rest", Decimal(900), Decimal(620), 1, True)
        plan = planned(sheets((600, 400, 2)), SHEET, remnant)
        assert plan.new_pieces == 0

    def test_leave_one_large_rest(self) -> None:
        plan = planned(sheets((600, 400, 2)), SHEET)
        largest = max(left.length_mm * (left.width_mm or 0) for left in plan.patterns[0].left)
        assert largest > Decimal(2438 * 1219) * Decimal("0.6")

    @settings(max_examples=25, deadline=None)
    @given(
        st.lists(
            st.tuples(st.integers(100, 1200), st.integers(80, 1100), st.integers(1, 5)),
            min_size=1,
            max_size=5,
        ),
        st.booleans(),
        st.decimals(0, 6, places=1),
    )
    def test_can_be_cut_as_planned(
        self, cuts: list[tuple[int, int, int]], may_turn: bool, kerf: Decimal
    ) -> None:
        remnant = Stock("rest", Decimal(800), Decimal(500), 2, True)
        plan = planned(sheets(*cuts, may_turn=may_turn), SHEET, remnant, kerf=kerf)
        assert plan.area_bound <= plan.bound <= plan.new_pieces


class TestRefusals:
    @pytest.mark.parametrize(
        ("code", "wanted", "stocks", "kerf"),
        [
            ("nothing_to_cut", [], [BAR], 3),
            ("cut_longer_than_stock", bars((6001, 1)), [BAR], 3),
            ("size_not_positive", bars((0, 1)), [BAR], 3),
            ("size_not_positive", bars((-5, 1)), [BAR], 3),
            ("pieces_not_positive", bars((500, 0)), [BAR], 3),
            ("kerf_negative", bars((500, 1)), [BAR], -1),
            ("width_missing", bars((500, 1)), [SHEET], 3),
            ("width_not_wanted", sheets((500, 500, 1)), [BAR], 3),
            ("too_many_cuts", bars(*((100 + n, 1) for n in range(61))), [BAR], 3),
            ("too_many_pieces", bars((100, 2001)), [BAR], 3),
            ("too_many_stocks", bars((100, 1)), [BAR] * 201, 3),
            ("size_too_large", bars((15_001, 1)), [BAR], 3),
            ("size_too_fine", [Wanted(Decimal("100.05"), 1)], [BAR], 3),
            ("not_enough_to_cut", bars((500, 1)), [], 3),
            ("not_enough_to_cut", bars((5000, 3)), [Stock("two", Decimal(6000), pieces=2)], 3),
        ],
    )
    def test_name_what_is_wrong(
        self, code: str, wanted: list[Wanted], stocks: list[Stock], kerf: int
    ) -> None:
        with pytest.raises(CuttingRefused) as refusal:
            plan_cuts(wanted, stocks, kerf_mm=Decimal(kerf))
        assert refusal.value.code == code


class TestVerifying:
    def test_sees_a_plan_that_cuts_too_little(self) -> None:
        plan = planned(bars((1000, 5)), BAR)
        assert faults_of(plan, bars((1000, 6)), [BAR], KERF) == ["cut 0: 5 instead of 6"]

    def test_sees_a_kerf_that_is_not_kept(self) -> None:
        plan = planned(bars((1000, 5)), BAR)
        assert faults_of(plan, bars((1000, 5)), [BAR], Decimal(4)) == [
            "pattern 0: no guillotine separates its parts"
        ]
