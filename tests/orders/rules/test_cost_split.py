"""A pool's cost over who took its material: to the rupiah, by weight, and nobody named."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orders.rules.cost_split import CostShare, PoolCost, Took, split_cost
from orders.rules.errors import RuleError

DEPOT = "depot"
TAKERS = st.sampled_from(["a", "b", "c", DEPOT])
KG = st.decimals(0, 10**5, places=3)
MATERIALS = ["sheet", "bar"]
TOOK = st.dictionaries(st.tuples(TAKERS, st.sampled_from(MATERIALS)), KG, max_size=8).map(
    lambda rows: [Took(taker, material, kg) for (taker, material), kg in rows.items()]
)
COST = st.builds(
    PoolCost,
    st.dictionaries(st.sampled_from(MATERIALS), st.integers(0, 10**11)),
    st.integers(0, 10**9),
    st.integers(0, 10**9),
)


class TestSplitCost:
    def test_goes_by_material_and_freight_by_weight(self) -> None:
        cost = PoolCost({"sheet": 1_000_000, "bar": 600_000}, freight=90_001, tax=0)
        took = [Took("a", "sheet", Decimal(100)), Took("b", "sheet", Decimal(100))]
        took += [Took("b", "bar", Decimal(50)), Took(DEPOT, "bar", Decimal(50))]
        assert split_cost(cost, took, rest=DEPOT) == (
            CostShare("a", Decimal(100), 500_000, 30_000, 0),
            CostShare("b", Decimal(150), 800_000, 45_001, 0),
            CostShare(DEPOT, Decimal(50), 300_000, 15_000, 0),
        )

    def test_leaves_what_nobody_took_to_the_depot(self) -> None:
        cost = PoolCost({"sheet": 7, "bar": 5}, freight=3, tax=2)
        shares = split_cost(cost, [Took("a", "sheet", Decimal(1))], rest=DEPOT)
        assert [(s.taker, s.goods, s.freight) for s in shares] == [("a", 7, 3), (DEPOT, 5, 0)]
        (alone,) = split_cost(cost, [], rest=DEPOT)
        assert alone.total == cost.total

    def test_refuses_nonsense(self) -> None:
        cost = PoolCost({}, 0, 0)
        twice = [Took("a", "sheet", Decimal(1))] * 2
        with pytest.raises(RuleError, match="one row"):
            split_cost(cost, twice, rest=DEPOT)
        with pytest.raises(RuleError, match="less than nothing"):
            split_cost(cost, [Took("a", "sheet", Decimal(-1))], rest=DEPOT)

    @settings(max_examples=120, deadline=None)
    @given(COST, TOOK)
    def test_sums_exactly_in_every_part(self, cost: PoolCost, took: list[Took]) -> None:
        shares = split_cost(cost, took, rest=DEPOT)
        assert sum(share.goods for share in shares) == sum(cost.goods.values())
        assert sum(share.freight for share in shares) == cost.freight
        assert sum(share.tax for share in shares) == cost.tax
        assert sum(share.total for share in shares) == cost.total
        assert sum(share.mass_kg for share in shares) == sum(part.mass_kg for part in took)
        assert min(share.total for share in shares) >= 0

    @settings(max_examples=80, deadline=None)
    @given(COST, TOOK)
    def test_asks_for_nobodys_name(self, cost: PoolCost, took: list[Took]) -> None:
        names = {"a": "x", "b": "y", "c": "z", DEPOT: DEPOT}
        renamed = [Took(names[part.taker], part.material, part.mass_kg) for part in took]
        shares = split_cost(cost, took, rest=DEPOT)
        others = split_cost(cost, renamed, rest=DEPOT)
        assert [(names[s.taker], s.total) for s in shares] == [(s.taker, s.total) for s in others]

    @settings(max_examples=80, deadline=None)
    @given(st.integers(0, 10**9), st.integers(1, 10**6), st.integers(1, 10**6))
    def test_is_within_a_rupiah_of_the_weight(self, freight: int, one: int, other: int) -> None:
        took = [Took("a", "sheet", Decimal(one)), Took("b", "bar", Decimal(other))]
        shares = split_cost(PoolCost({}, freight, 0), took, rest=DEPOT)
        assert abs(shares[0].freight * (one + other) - freight * one) < one + other
