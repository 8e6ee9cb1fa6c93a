"""How much of an offer is economic to order at a time."""

from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from orders.reports.economic_orders import choices_of
from orders.rules.clearing import Offer, Tier
from orders.rules.suggesting import Choice, OrderCosts, least_packs


@st.composite
def offers(draw: st.DrawFn) -> Offer:
    """Draw an offer with falling prices at rising quantities."""
    from_kg = sorted(draw(st.sets(st.integers(1, 9_000), max_size=3)))
    prices = sorted(
        draw(st.lists(st.integers(9_000, 15_000), min_size=4, max_size=4)), reverse=True
    )
    return Offer(
        key="1",
        tiers=tuple(
            Tier(Decimal(kg), Decimal(price))
            for kg, price in zip([0, *from_kg], prices, strict=False)
        ),
        minimum_kg=Decimal(draw(st.sampled_from([0, 500, 3000]))),
        pack=draw(st.integers(1, 10)),
        piece_mass_kg=Decimal(draw(st.sampled_from(["1", "46.659", "7.065"]))),
        freight_per_kg=Decimal(draw(st.sampled_from([0, 150]))),
        freight_fixed=Decimal(draw(st.sampled_from([0, 750_000]))),
    )


_ODD = Offer("1", (Tier(Decimal(0), Decimal(10_000)),), Decimal(0), 3, Decimal("46.659"))


class TestChoices:
    @example(_ODD, 139, 1, 150_000, "0.2")
    @given(
        offers(),
        st.integers(1, 4_000),
        st.integers(1, 60_000),
        st.sampled_from([0, 150_000, 2_000_000]),
        st.sampled_from(["0.1", "0.2", "0.9"]),
    )
    def test_cost_no_more_than_any_number_of_packs_up_to_half_a_years(
        self, offer: Offer, wanted: int, yearly: int, order_cost: int, holding: str
    ) -> None:
        costs = OrderCosts(Decimal(order_cost), Decimal(holding), Decimal(yearly))
        (found,) = choices_of([offer], Decimal(wanted), costs)
        least = least_packs(offer, Decimal(wanted))
        most = int((wanted + costs.yearly_kg / 2) / offer.pack_kg)
        step = max((most - least) // 60, 1)
        others = [Choice(offer, packs, least) for packs in range(least, max(most, least) + 1, step)]
        best = min(other.yearly_cost(costs) for other in others)
        assert found.packs >= found.least == least
        assert found.yearly_cost(costs) <= best * (1 + Decimal("1e-12"))

    def test_are_the_least_packs_where_nothing_is_forecast(self) -> None:
        offer = Offer("1", (Tier(Decimal(0), Decimal(10_000)),), Decimal(100), 2, Decimal(50))
        costs = OrderCosts(Decimal(150_000), Decimal("0.2"), Decimal(0))
        (found,) = choices_of([offer], Decimal(130), costs)
        assert (found.packs, found.quantity, found.saving(costs)) == (2, 4, 0)
