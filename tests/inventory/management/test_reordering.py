"""The benchmark of reordering counts what it says it counts."""

import math
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from inventory.management.benchmarks.reordering.policies import MinMax
from inventory.management.benchmarks.reordering.reading import read_demand
from inventory.management.benchmarks.reordering.simulating import Levels, Past, simulate


class TestSimulate:
    def test_counts_what_waits_as_missed_and_serves_it_first(self) -> None:
        demand = np.array([[0.0, 3, 4, 1, 0], [0.0, 2, math.nan, 2, 9]])

        def always_five(period: int, past: Past) -> Levels:
            return Levels.always(np.full(2, 5.0))

        shelf = simulate(always_five, demand, lead_time=1, learned=1)
        # Of the first: 5, then 2 for 4 wanted, then 3 - 2 for 1 wanted, then 4; of the second:
        # 5 for 2, a month without figures, 5 for 2, 3 for 9. The first month is not measured.
        assert shelf.demanded.tolist() == [5, 11]
        assert shelf.missed.tolist() == [2, 6]
        assert shelf.stocked.tolist() == [1 + 0.5 + 4, 4 + 1.5]
        assert shelf.periods.tolist() == [3, 2]

    def test_gives_a_policy_the_past_alone(self) -> None:
        demand = np.arange(1.0, 13)[None]
        policy = MinMax(demand, lead_time=0, window=3)
        future = demand.copy()
        future[:, 6:] = 99
        other = MinMax(future, lead_time=0, window=3)
        assert policy.levels(1, 6, Past()).up_to == other.levels(1, 6, Past()).up_to == 10


class TestReadDemand:
    def test_takes_an_empty_field_for_unknown(self, tmp_path: Path) -> None:
        file = tmp_path / "demand.csv"
        file.write_text("part,2001-01,2001-02\na,3,\nb,0,1.5\n")
        assert np.array_equal(read_demand(file), [[3, math.nan], [0, 1.5]], equal_nan=True)


class TestCommand:
    def test_refuses_a_subject_it_does_not_know(self) -> None:
        with pytest.raises(CommandError, match="invalid choice"):
            call_command("benchmark", "everything")
