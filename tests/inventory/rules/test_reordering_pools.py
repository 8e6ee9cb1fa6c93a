"""Many materials planned together: what they learn from each other, and what they never do."""

import math
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from inventory.management.benchmarks.reordering.engine import Engine
from inventory.management.benchmarks.reordering.reading import draw_demand
from inventory.management.benchmarks.reordering.simulating import simulate
from inventory.rules.reordering import (
    DemandClass,
    RuleRefused,
    allowed_miss,
    build_ladder,
    damped_trend,
    forecast_pool,
    plan_materials,
    seasonal_indices,
    ses_fitted,
    weeks_of,
)
from inventory.rules.reordering.demand import Floats

some_kg = st.just(0.0) | st.just(math.nan) | st.floats(0, 1e9)
pools = st.tuples(st.integers(1, 5), st.integers(1, 30)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=some_kg)
)


def drawn(materials: int = 40, weeks: int = 104, seed: int = 3) -> Floats:
    dice = np.random.default_rng(seed)
    rate, size = dice.uniform(0.05, 1, (materials, 1)), 10 ** dice.uniform(0, 3, (materials, 1))
    asked = dice.random((materials, weeks)) < rate
    return np.where(asked, dice.gamma(2, size, (materials, weeks)), 0)


def plans(weekly: Any, fill: float = 95, lead: Any = 14, spread: Any = 4) -> Floats:
    found = plan_materials(
        weekly, lead_time_days=lead, lead_time_spread_days=spread, fill_rate_percent=fill
    )
    return np.array(
        [[p.daily_mean_kg, p.reorder_point_kg, p.order_up_to_kg] for p in found], dtype=np.float64
    )


class TestForecastPool:
    def test_of_constant_demands_is_those_demands_for_certain(self) -> None:
        found = forecast_pool(np.outer([3.0, 700.0], np.ones(30)), horizon=2, memory=20)
        assert found.mean == pytest.approx([3, 700])
        assert found.variance(2) / found.mean**2 == pytest.approx([0, 0], abs=0.2)

    def test_expects_of_the_dead_less_than_of_the_living(self) -> None:
        alive = drawn(20)
        dead = alive.copy()
        dead[:, -40:] = 0
        found = forecast_pool(np.concatenate([alive, dead]), horizon=2, memory=26)
        assert found.mean[20:].sum() < 0.25 * found.mean[:20].sum()

    def test_expects_of_the_new_what_others_did_when_they_were(self) -> None:
        demand = drawn(60, 60)
        for number in range(40):
            demand[number, : 12 + number] = 0
        new = np.zeros((1, 60))
        assert forecast_pool(np.concatenate([demand, new]), horizon=2, memory=26).mean[-1] > 0
        assert forecast_pool(new, horizon=2, memory=26).mean.tolist() == [0]

    def test_does_not_know_its_units(self) -> None:
        demand = drawn()
        kg, tonnes = (forecast_pool(demand * k, horizon=3, memory=26) for k in (1, 0.001))
        assert tonnes.mean * 1000 == pytest.approx(kg.mean, rel=1e-6)
        assert tonnes.variance(3) * 1e6 == pytest.approx(kg.variance(3), rel=1e-6)

    @settings(max_examples=40)
    @given(pools, st.integers(1, 6))
    def test_is_finite_for_any_demand(self, demand: Floats, horizon: int) -> None:
        found = forecast_pool(demand, horizon=horizon, memory=10)
        assert np.isfinite(found.mean).all()
        assert (found.mean >= 0).all()
        assert np.isfinite(found.variance(horizon)).all()


class TestPlanMaterials:
    @settings(max_examples=40)
    @given(pools, st.floats(0, 120), st.floats(0, 60), st.floats(0.1, 99.9))
    def test_is_finite_and_ordered_for_any_demand(
        self, weekly: Floats, lead: float, spread: float, fill: float
    ) -> None:
        found = plans(weekly, fill, lead, spread)
        assert np.isfinite(found).all()
        assert (found >= 0).all()
        assert (found[:, 2] >= found[:, 1]).all()

    @pytest.mark.parametrize("seed", range(3))
    def test_follows_the_order_of_its_materials(self, seed: int) -> None:
        order = np.random.default_rng(seed).permutation(40)
        weekly, lead = drawn(), np.arange(40) + 3
        assert plans(weekly[order], lead=lead[order]) == pytest.approx(
            plans(weekly, lead=lead)[order], rel=1e-6, abs=0.002
        )

    def test_stocks_more_for_a_higher_fill_rate(self) -> None:
        points = np.array([plans(drawn(), fill)[:, 1] for fill in (80, 90, 95, 98, 99.5)])
        assert (np.diff(points, axis=0) >= 0).all()

    def test_of_what_nobody_asked_for_is_nothing(self) -> None:
        weekly = drawn()
        weekly[7] = 0
        found = plan_materials(
            weekly, lead_time_days=7, lead_time_spread_days=1, fill_rate_percent=95
        )
        assert found[7].demand_class is DemandClass.NONE
        assert found[7].order_up_to_kg == 0

    def test_orders_ahead_of_a_season(self) -> None:
        weeks = np.arange(104)
        high_now = 100 * (1 + 0.8 * np.cos(2 * np.pi * (weeks + 4) / 52))
        low_now = 100 * (1 - 0.8 * np.cos(2 * np.pi * (weeks + 4) / 52))
        dice = np.random.default_rng(1).uniform(0.8, 1.2, (2, 104))
        (high, low) = plans(np.stack([high_now, low_now]) * dice)
        assert high[0] > 2.5 * low[0]
        assert high[1] > 1.5 * low[1]

    @pytest.mark.parametrize(
        ("given", "code"),
        [
            ({"lead_time_days": [1, 2, 3]}, "unlike_materials"),
            ({"lead_time_days": -1}, "negative_lead_time"),
            ({"lead_time_spread_days": -1}, "negative_lead_time"),
            ({"lead_time_spread_days": math.nan}, "not_finite"),
            ({"fill_rate_percent": [95, 100]}, "service_level_out_of_range"),
            ({"issue_kg": -1}, "negative_quantity"),
        ],
    )
    def test_refuses_what_cannot_be_planned_for(self, given: dict[str, Any], code: str) -> None:
        terms = {"lead_time_days": 1, "lead_time_spread_days": 1, "fill_rate_percent": 95} | given
        with pytest.raises(RuleRefused, match=code):
            plan_materials(np.ones((2, 9)), **terms)

    def test_weeks_end_with_the_last_day(self) -> None:
        days = [1.0, 1, 1, *[2.0] * 7, math.nan, *[3.0] * 6]
        assert weeks_of([days]).tolist() == [[14, 21]]
        assert weeks_of([[4.0]]).tolist() == [[28]]


class TestSharing:
    def test_meets_its_aim_on_demand_that_begins_and_dies(self) -> None:
        demand = draw_demand()[:150]
        engine = Engine(demand, lead_time=1, learned=24)
        everything = np.ones(len(demand), dtype=bool)
        for aim in (0.9, 0.95):
            shelf = simulate(partial(engine.levels, aim), demand, lead_time=1, learned=24)
            assert shelf.fill_rate(everything) == pytest.approx(aim, abs=0.02)

    def test_stocks_more_the_less_it_may_miss(self) -> None:
        forecast = forecast_pool(np.ceil(drawn(weeks=40) / 100), horizon=2, memory=20)
        ladder = build_ladder(forecast, lead_time=1)
        levels = np.array([ladder.climb(part)[0] for part in (0.3, 0.1, 0.05, 0.01)])
        assert (np.diff(levels, axis=0) >= 0).all()
        assert (levels == np.rint(levels)).all()

    def test_of_nothing_is_nothing(self) -> None:
        ladder = build_ladder(forecast_pool(np.zeros((2, 9)), horizon=1, memory=9), lead_time=0)
        levels, part = ladder.climb(0.05)
        assert levels.tolist() == [0, 0]
        assert part == 0

    def test_allows_more_to_who_misses_less_than_expected(self) -> None:
        assert allowed_miss(0.95, [], [], []) == pytest.approx(0.05)
        as_said = allowed_miss(0.95, [100] * 9, [5] * 9, [0.05] * 9)
        assert as_said == pytest.approx(0.05)
        assert allowed_miss(0.95, [100] * 9, [2] * 9, [0.05] * 9) > as_said
        assert allowed_miss(0.95, [100] * 9, [9] * 9, [0.05] * 9) < as_said

    def test_gives_back_nothing_of_what_was_only_played(self) -> None:
        met = [100] * 9, [0.5] * 9, [0.005] * 9
        assert allowed_miss(0.95, *met) > 0.05
        assert allowed_miss(0.95, *met, played=9) == pytest.approx(0.05)

    def test_refuses_a_service_of_everything(self) -> None:
        with pytest.raises(RuleRefused, match="service_level_out_of_range"):
            allowed_miss(1, [], [], [])
        with pytest.raises(RuleRefused, match="unlike_materials"):
            allowed_miss(0.9, [1], [], [])
        forecast = forecast_pool(np.ones((1, 9)), horizon=1, memory=9)
        with pytest.raises(RuleRefused, match="negative_lead_time"):
            build_ladder(forecast, lead_time=-1)
        with pytest.raises(RuleRefused, match="service_level_out_of_range"):
            build_ladder(forecast, lead_time=0).climb(0)


class TestSeasonsAndTrends:
    def test_indices_show_a_year_that_repeats(self) -> None:
        year = np.array([1.0, 1, 2, 4, 2, 1])
        noisy = np.concatenate([year, year * 1.05, year * 0.97])
        found = seasonal_indices(noisy, 6)
        assert found == pytest.approx(year / year.mean(), rel=0.02)
        assert found.mean() == pytest.approx(1)

    @pytest.mark.parametrize(
        "demand", [[1.0, 9, 1], [1.0, 9, 1, math.nan, 9, 1], [0.0] * 6, [5.0, 0, 0, 0, 0, 0]]
    )
    def test_indices_show_nothing_without_two_years(self, demand: list[float]) -> None:
        assert seasonal_indices(demand, 3).tolist() == [1, 1, 1]

    def test_indices_take_chance_for_no_season(self) -> None:
        demand = np.random.default_rng(2).gamma(2, 10, (2000, 26))
        assert (np.ptp(seasonal_indices(demand, 13), axis=1) > 0).mean() < 0.01

    def test_a_trend_is_followed_and_fades(self) -> None:
        rising = np.arange(1.0, 41)
        found = damped_trend(rising, alpha=0.5, beta=0.5, damping=0.9)
        assert 37 < found <= 40
        falling = damped_trend(rising[::-1], alpha=0.5, beta=0.5, damping=0.9, ahead=30)
        assert falling == 0

    def test_fitted_smoothing_is_the_one_that_erred_least(self) -> None:
        jump = [1.0] * 10 + [9.0] * 10
        assert ses_fitted(jump) > 8.9
        noise = [5.0, *[0.0, 10] * 15]
        assert ses_fitted(noise, power=1) == pytest.approx(5, abs=2)

    @given(st.lists(some_kg, max_size=30))
    def test_are_finite_and_within_the_demand(self, demand: list[float]) -> None:
        known = [kg for kg in demand if not math.isnan(kg)]
        for found in (ses_fitted(demand), damped_trend(demand, ahead=5)):
            assert 0 <= found <= max(known, default=0) * (1 + 1e-9)
        assert np.isfinite(seasonal_indices(demand, 4)).all()

    def test_refuse_what_is_no_smoothing(self) -> None:
        with pytest.raises(RuleRefused, match="no_smoothing"):
            ses_fitted([1], alphas=())
        with pytest.raises(RuleRefused, match="smoothing_out_of_range"):
            damped_trend([1], damping=0)
        with pytest.raises(RuleRefused, match="no_cycle"):
            seasonal_indices([1], 1)
