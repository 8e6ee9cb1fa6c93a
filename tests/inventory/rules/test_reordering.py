"""Reordering: published figures, and what holds for any demand at all."""

import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeAlias

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.rules.reordering import (
    DemandClass,
    PriceBreak,
    ReorderPlan,
    RuleRefused,
    classify,
    croston,
    economic_order_quantity,
    order_up_to,
    plan_material,
    reorder_point,
    safety_stock,
    safety_stock_for_fill_rate,
    sba,
    ses,
    tsb,
)
from inventory.rules.reordering.demand import Floats

FORECASTS = [ses, croston, sba, tsb]
SERIES = [0.0, 5, 0, 0, 3, 0, 2, 0, 0]
amounts = st.floats(0, 1e9, allow_subnormal=False)
series = st.lists(st.just(0.0) | st.just(math.nan) | amounts, max_size=40)


Forecast: TypeAlias = Callable[..., Any]


def smoothed(values: list[float], alpha: float) -> float:
    level = values[0]
    for value in values[1:]:
        level = alpha * value + (1 - alpha) * level
    return level


class TestClassify:
    @pytest.mark.parametrize(
        ("demand", "expected"),
        [
            ([5, 6, 5, 4, 5, 6], DemandClass.SMOOTH),
            ([1, 9, 1, 20, 1, 1], DemandClass.ERRATIC),
            ([5, 0, 0, 6, 0, 0, 5, 0, 0], DemandClass.INTERMITTENT),
            ([1, 0, 0, 30, 0, 0, 1, 0, 0], DemandClass.LUMPY),
            ([0, 0, 0], DemandClass.NONE),
            ([math.nan, math.nan], DemandClass.NONE),
            ([], DemandClass.NONE),
            ([7], DemandClass.SMOOTH),
        ],
    )
    def test_names_the_kind(self, demand: list[float], expected: DemandClass) -> None:
        assert classify(demand).item() is expected

    def test_cuts_where_the_authors_cut(self) -> None:
        # 25 periods with 19 demands: an interval of 1.3158; 33 with 25: 1.32 exactly.
        assert classify([1] * 19 + [0] * 6).item() is DemandClass.SMOOTH
        assert classify([1] * 25 + [0] * 8).item() is DemandClass.INTERMITTENT
        # Sizes 1 ± 0.7 have a squared coefficient of variation of 0.49.
        assert classify([3, 17]).item() is DemandClass.ERRATIC
        assert classify([3.01, 16.99]).item() is DemandClass.SMOOTH

    def test_passes_over_what_is_unknown(self) -> None:
        assert classify([5, math.nan, math.nan, 6, math.nan, 5]).item() is DemandClass.SMOOTH

    @given(st.lists(series.map(lambda s: (s + [0.0] * 40)[:40]), min_size=1, max_size=5))
    def test_takes_many_materials_at_once(self, rows: list[list[float]]) -> None:
        assert classify(rows).tolist() == [classify(row).item() for row in rows]


class TestForecasts:
    """The reference recursions start at the first value and count the first interval from 1."""

    def test_agree_with_the_recursions_written_out(self) -> None:
        size, interval = smoothed([5, 3, 2], 0.1), smoothed([2, 3, 2], 0.1)
        assert croston(SERIES) == pytest.approx(size / interval, rel=1e-12)
        assert sba(SERIES) == pytest.approx(0.95 * size / interval, rel=1e-12)
        probability = smoothed([0, 1, 0, 0, 1, 0, 1, 0, 0], 0.2)
        assert tsb(SERIES, alpha=0.3, beta=0.2) == pytest.approx(
            smoothed([5, 3, 2], 0.3) * probability, rel=1e-12
        )
        assert ses(SERIES, alpha=0.3) == pytest.approx(smoothed(SERIES, 0.3), rel=1e-12)

    def test_give_the_figures_worked_out_by_hand(self) -> None:
        # Sizes 5, 3, 2 smooth to 4.52; intervals 2, 3, 2 to 2.09.
        assert croston(SERIES) == pytest.approx(4.52 / 2.09)
        assert sba(SERIES) == pytest.approx(0.95 * 4.52 / 2.09)

    @given(amounts, st.integers(1, 30), st.sampled_from(FORECASTS))
    def test_of_a_constant_demand_are_that_demand(
        self, kg: float, periods: int, forecast: Forecast
    ) -> None:
        expected = kg * (0.95 if forecast is sba else 1)
        assert forecast([kg] * periods) == pytest.approx(expected, rel=1e-9)

    @given(series, st.sampled_from(FORECASTS))
    def test_are_finite_and_within_the_demand(
        self, demand: list[float], forecast: Forecast
    ) -> None:
        known = [kg for kg in demand if not math.isnan(kg)]
        found = float(forecast(demand))
        assert 0 <= found <= max(known, default=0) * (1 + 1e-9)

    @given(series, st.sampled_from(FORECASTS))
    def test_pass_over_what_is_unknown(self, demand: list[float], forecast: Forecast) -> None:
        known = [kg for kg in demand if not math.isnan(kg)]
        assert float(forecast(demand)) == pytest.approx(float(forecast(known)), rel=1e-12)

    @given(
        st.lists(series.map(lambda s: (s + [0.0] * 40)[:40]), min_size=1, max_size=5),
        st.sampled_from(FORECASTS),
    )
    def test_take_many_materials_at_once(self, rows: list[list[float]], forecast: Forecast) -> None:
        assert forecast(rows).tolist() == [float(forecast(row)) for row in rows]

    def test_of_tsb_fades_when_demand_dies(self) -> None:
        alive = [4.0] * 12
        assert tsb(alive + [0.0] * 24) < 0.1 * tsb(alive)
        assert croston(alive + [0.0] * 24) == croston(alive)

    @pytest.mark.parametrize(
        ("demand", "code"),
        [
            ([1, -1], "negative_demand"),
            ([math.inf], "infinite_demand"),
            (5, "no_periods_axis"),
        ],
    )
    @pytest.mark.parametrize("rule", [*FORECASTS, classify])
    def test_refuse_what_is_no_demand(self, rule: Forecast, demand: Any, code: str) -> None:
        with pytest.raises(RuleRefused, match=code):
            rule(demand)

    @pytest.mark.parametrize("alpha", [0, 1.1, -0.1, math.nan])
    def test_refuse_a_smoothing_out_of_range(self, alpha: float) -> None:
        with pytest.raises(RuleRefused, match="smoothing_out_of_range"):
            ses([1], alpha=alpha)
        with pytest.raises(RuleRefused, match="smoothing_out_of_range"):
            tsb([1], beta=alpha)


class TestLevels:
    def test_safety_stock_is_the_normal_quantile(self) -> None:
        assert safety_stock(0.95, 100) == pytest.approx(164.485, abs=0.001)
        assert safety_stock(0.5, 100) == pytest.approx(0)

    def test_reorder_point_and_order_up_to_add_up(self) -> None:
        assert reorder_point(10, 14, 60) == 200
        assert reorder_point(10, 1, -60) == 0
        assert order_up_to([200, 0], [280, 5]).tolist() == [480, 5]

    @given(
        st.floats(0.01, 0.999),
        st.floats(0.001, 1e6),
        st.floats(0.001, 1e6),
    )
    def test_fill_rate_stock_leaves_just_the_shortage_allowed(
        self, rate: float, deviation: float, quantity: float
    ) -> None:
        stock = float(safety_stock_for_fill_rate(rate, deviation, quantity))
        k = stock / deviation
        density = math.exp(-k * k / 2) / math.sqrt(2 * math.pi)
        short = deviation * (density - k * math.erfc(k / math.sqrt(2)) / 2)
        allowed = (1 - rate) * quantity
        assert short <= allowed * (1 + 1e-6) + 1e-9 * deviation
        assert stock == 0 or short == pytest.approx(allowed, rel=1e-4, abs=1e-9 * deviation)

    def test_fill_rate_stock_is_nothing_without_spread(self) -> None:
        assert safety_stock_for_fill_rate(0.98, 0, 0) == 0

    @pytest.mark.parametrize("level", [0, 1, 1.2, -1, math.nan])
    def test_refuse_a_service_of_everything(self, level: float) -> None:
        with pytest.raises(RuleRefused, match="service_level_out_of_range"):
            safety_stock(level, 1)
        with pytest.raises(RuleRefused, match="service_level_out_of_range"):
            safety_stock_for_fill_rate(level, 1, 1)

    def test_refuse_a_lead_time_below_zero(self) -> None:
        with pytest.raises(RuleRefused, match="negative_lead_time"):
            reorder_point(1, -1, 0)


breaks_drawn = st.lists(
    st.tuples(st.integers(0, 5000), st.integers(1, 20_000)),
    max_size=4,
    unique_by=lambda b: b[0],
).map(lambda rows: [PriceBreak(*row) for row in rows])


class TestEconomicOrderQuantity:
    def test_is_the_published_example(self) -> None:
        found = economic_order_quantity(1300, 8, 0.225)
        assert found == pytest.approx(304.0467800264, abs=1e-10)

    def test_moves_up_to_a_break_that_pays(self) -> None:
        breaks = [PriceBreak(1, 100), PriceBreak(500, 99)]
        assert economic_order_quantity(1300, 8, 0.225, breaks) == 500

    def test_does_not_move_up_to_a_break_that_costs_more_to_hold(self) -> None:
        breaks = [PriceBreak(1, 100), PriceBreak(500_000, 99.99)]
        assert economic_order_quantity(1300, 8, 0.225, breaks) == pytest.approx(304.04678)

    def test_keeps_minimum_multiple_and_maximum(self) -> None:
        assert economic_order_quantity(1300, 8, 0.225, minimum=400) == 400
        assert economic_order_quantity(1300, 8, 0.225, multiple=100) == 300
        assert economic_order_quantity(1300, 8, 0.225, minimum=310, multiple=100) == 400
        assert economic_order_quantity(1300, 8, 0.225, maximum=250) == 250
        assert economic_order_quantity(1300, 8, 0.225, maximum=250, multiple=100) == 200

    def test_is_nothing_without_demand(self) -> None:
        assert economic_order_quantity(0, 8, 0.225, minimum=400) == 0

    @given(
        st.integers(1, 10_000),
        st.integers(0, 1000),
        st.integers(1, 1000),
        breaks_drawn,
        st.integers(0, 3000),
        st.integers(1, 700),
    )
    def test_is_the_cheapest_of_all_whole_packs(
        self,
        demand: int,
        order: int,
        hold: int,
        breaks: list[PriceBreak],
        least: int,
        pack: int,
    ) -> None:
        found = economic_order_quantity(demand, order, hold, breaks, minimum=least, multiple=pack)

        def cost(quantity: float) -> float:
            fitting = [b for b in breaks or [PriceBreak(0, 0)] if b.from_quantity <= quantity]
            price = max(fitting, key=lambda b: b.from_quantity).unit_price
            return price * demand + order * demand / quantity + hold * quantity / 2

        lowest = max(least, min((b.from_quantity for b in breaks), default=0))
        assert found >= lowest
        assert found % pack == 0
        packs = [pack * n for n in range(1, 8000 // pack + 3) if pack * n >= lowest]
        assert found == 0 or cost(found) <= min(map(cost, packs)) * (1 + 1e-12)

    @pytest.mark.parametrize(
        ("terms", "code"),
        [
            ({"multiple": 0}, "zero_multiple"),
            ({"minimum": 10, "maximum": 5}, "minimum_over_maximum"),
            ({"minimum": 101, "maximum": 199, "multiple": 100}, "minimum_over_maximum"),
            ({"maximum": 5, "breaks": [PriceBreak(10, 1)]}, "no_price_at_minimum"),
            ({"breaks": [PriceBreak(10, 1), PriceBreak(10, 2)]}, "repeated_break"),
            ({"breaks": [PriceBreak(-1, 1)]}, "negative_quantity"),
            ({"minimum": -1}, "negative_quantity"),
            ({"minimum": math.nan}, "not_finite"),
        ],
    )
    def test_refuses_terms_that_nothing_fits(self, terms: dict[str, Any], code: str) -> None:
        with pytest.raises(RuleRefused, match=code):
            economic_order_quantity(1300, 8, 0.225, **terms)

    @pytest.mark.parametrize(
        ("figures", "code"),
        [
            ((-1, 8, 1), "negative_quantity"),
            ((1, -8, 1), "negative_quantity"),
            ((1, 8, 0), "holding_cost_not_positive"),
            ((math.inf, 8, 1), "not_finite"),
            ((1e308, 1e308, 1), "not_finite"),
        ],
    )
    def test_refuses_figures_without_a_quantity(
        self, figures: tuple[float, float, float], code: str
    ) -> None:
        with pytest.raises(RuleRefused, match=code):
            economic_order_quantity(*figures)


def plan(daily: list[float], lead: float = 14, spread: float = 4, fill: float = 95) -> ReorderPlan:
    return plan_material(
        daily, lead_time_days=lead, lead_time_spread_days=spread, fill_rate_percent=fill
    )


class TestPlanMaterial:
    def test_of_steady_demand_covers_the_lead_time(self) -> None:
        found = plan([10.0] * 365, spread=0)
        assert found.demand_class is DemandClass.SMOOTH
        assert found.daily_mean_kg == Decimal("10.000")
        # 15 days at 10 kg and half a crossing issue, less the shortage allowed.
        assert 130 < found.reorder_point_kg < 160
        assert found.order_up_to_kg == found.reorder_point_kg + 280

    def test_of_no_demand_is_nothing(self) -> None:
        zero = Decimal("0.000")
        nothing = ReorderPlan(DemandClass.NONE, zero, zero, zero, zero)
        assert plan([]) == plan([0.0] * 400) == plan([math.nan] * 9) == nothing

    def test_follows_demand_that_has_died(self) -> None:
        alive = [20.0, 0, 0, 10, 0, 0, 0] * 60
        dead = plan(alive + [0.0] * 350)
        assert dead.daily_mean_kg < plan(alive).daily_mean_kg / 3

    def test_takes_the_ledgers_decimals(self) -> None:
        daily = [10.0, 0.0, 37.5] * 100
        assert plan([Decimal(str(kg)) for kg in daily]) == plan(daily)  # type: ignore[misc]

    def test_stocks_more_for_a_longer_and_for_a_less_certain_lead_time(self) -> None:
        rng = np.random.default_rng(5)
        daily = (rng.poisson(0.4, 730) * rng.gamma(2.0, 30.0, 730)).tolist()
        points = [
            plan(daily, lead, spread).reorder_point_kg
            for lead, spread in [(7, 0), (14, 0), (14, 8)]
        ]
        assert points == sorted(points)
        assert len(set(points)) == 3

    def test_stocks_more_for_a_higher_fill_rate(self) -> None:
        rng = np.random.default_rng(6)
        daily = (rng.poisson(0.2, 730) * rng.gamma(1.0, 80.0, 730)).tolist()
        points = [plan(daily, fill=fill).reorder_point_kg for fill in (80, 90, 95, 98, 99.5)]
        assert points == sorted(points)
        assert points[0] < points[-1]

    @pytest.mark.parametrize("fill", [80, 90, 95, 98])
    def test_reaches_its_fill_rate_on_demand_that_stays_as_it_was(self, fill: float) -> None:
        met = []
        for seed in range(12):
            rng = np.random.default_rng(seed)
            daily = rng.binomial(1, 0.3, 5000) * rng.gamma(2.0, 25.0, 5000)
            found = plan(daily[:1500].tolist(), lead=10, spread=3, fill=fill)
            met.append(100 * self.simulate(daily[1500:], found, rng))
        assert abs(np.mean(met) - fill) < 4

    @staticmethod
    def simulate(daily: Floats, found: ReorderPlan, rng: np.random.Generator) -> float:
        point, up_to = float(found.reorder_point_kg), float(found.order_up_to_kg)
        on_hand, met = up_to, 0.0
        coming: list[tuple[int, float]] = []
        for day, wanted in enumerate(daily):
            on_hand += sum(kg for due, kg in coming if due <= day)
            coming = [(due, kg) for due, kg in coming if due > day]
            met += min(max(on_hand, 0.0), wanted)
            on_hand -= wanted
            position = on_hand + sum(kg for _, kg in coming)
            if position <= point:
                # A day to react, then the supplier's lead time; it arrives before the day's issues.
                due = day + 2 + max(0, round(rng.normal(10, 3)))
                coming.append((due, up_to - position))
        return met / float(daily.sum())

    @given(
        st.lists(st.just(0.0) | st.just(math.nan) | st.floats(0, 1e11), max_size=120),
        st.floats(0, 120),
        st.floats(0, 60),
        st.floats(0.1, 99.9),
    )
    def test_is_finite_for_any_demand(
        self, daily: list[float], lead: float, spread: float, fill: float
    ) -> None:
        found = plan(daily, lead, spread, fill)
        assert 0 <= found.reorder_point_kg <= found.order_up_to_kg
        assert found.order_up_to_kg.is_finite()
        assert found.daily_mean_kg >= 0

    @pytest.mark.parametrize(
        ("lead", "spread", "fill", "code"),
        [
            (-1, 0, 95, "negative_lead_time"),
            (1, -1, 95, "negative_lead_time"),
            (math.nan, 1, 95, "not_finite"),
            (1, 1, 100, "service_level_out_of_range"),
            (1, 1, 0, "service_level_out_of_range"),
        ],
    )
    def test_refuses_what_cannot_be_planned_for(
        self, lead: float, spread: float, fill: float, code: str
    ) -> None:
        with pytest.raises(RuleRefused, match=code):
            plan([1.0], lead, spread, fill)

    @pytest.mark.parametrize(("kg", "code"), [(-1, "negative_demand"), (1e12, "infinite_demand")])
    def test_refuses_demand_that_cannot_be(self, kg: float, code: str) -> None:
        with pytest.raises(RuleRefused, match=code):
            plan([kg])
