"""Net and deductions of a weighbridge ticket, and what no scale can have shown."""

from contextlib import AbstractContextManager
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.rules.weighing import (
    Deducting,
    Paid,
    WeighingRefused,
    check_deductions,
    check_reading,
    net_mass_kg,
    pay_for,
)

grams = st.integers(1, 10**11).map(lambda n: Decimal(n) / 1000)
tens_of_grams = st.integers(1, 10**9).map(lambda n: Decimal(n) / 100)
percents = st.integers(0, 100_000).map(lambda n: Decimal(n) / 1000)


@st.composite
def fitting(draw: st.DrawFn) -> tuple[Decimal, Decimal]:
    """Draw dirt and moisture that are at most everything together."""
    dirt = draw(st.integers(0, 100_000))
    return Decimal(dirt) / 1000, Decimal(draw(st.integers(0, 100_000 - dirt))) / 1000


def _refused(code: str, field: str) -> AbstractContextManager[object]:
    return pytest.raises(WeighingRefused, match=f"^{code}: {field}$")


class TestNet:
    def test_is_gross_less_tare(self) -> None:
        assert net_mass_kg(gross_kg=Decimal(12460), tare_kg=Decimal(5120)) == 7340

    @pytest.mark.parametrize(
        ("gross", "tare", "code", "field"),
        [
            ("5120", "12460", "tare_above_gross", "tare"),
            ("5120", "5120.001", "tare_above_gross", "tare"),
            ("5120", "5120", "nothing_weighed", "tare"),
            ("0", "10", "not_positive", "gross"),
            ("10", "0", "not_positive", "tare"),
            ("10", "-1", "not_positive", "tare"),
        ],
    )
    def test_refuses_what_is_no_load(self, gross: str, tare: str, code: str, field: str) -> None:
        with _refused(code, field):
            net_mass_kg(gross_kg=Decimal(gross), tare_kg=Decimal(tare))

    @given(grams, grams)
    def test_and_tare_make_the_gross(self, tare: Decimal, load: Decimal) -> None:
        assert net_mass_kg(gross_kg=tare + load, tare_kg=tare) == load


class TestPaying:
    @pytest.mark.parametrize(
        ("method", "paid", "deducted"),
        [(Deducting.ADDITIVE, "6973.00", "367.00"), (Deducting.SEQUENTIAL, "6977.40", "362.60")],
    )
    def test_follows_the_method_agreed(self, method: Deducting, paid: str, deducted: str) -> None:
        made = pay_for(
            Decimal(7340), dirt_percent=Decimal(3), moisture_percent=Decimal(2), method=method
        )
        assert made == Paid(Decimal(7340), Decimal(deducted), Decimal(paid))

    @pytest.mark.parametrize("method", Deducting)
    def test_pays_all_of_a_clean_load_and_nothing_of_dirt(self, method: Deducting) -> None:
        net = Decimal("7340.005")
        clean = pay_for(net, dirt_percent=Decimal(0), moisture_percent=Decimal(0), method=method)
        dirt = pay_for(net, dirt_percent=Decimal(100), moisture_percent=Decimal(0), method=method)
        assert clean == Paid(net, Decimal(0), net)
        assert dirt == Paid(net, net, Decimal(0))

    @pytest.mark.parametrize("method", Deducting)
    @pytest.mark.parametrize(
        ("dirt", "moisture", "code", "field"),
        [
            ("60", "40.001", "deductions_over_100", "moisture_percent"),
            ("100.5", "0", "deductions_over_100", "moisture_percent"),
            ("-0.001", "0", "deduction_negative", "dirt_percent"),
            ("0", "-1", "deduction_negative", "moisture_percent"),
        ],
    )
    def test_refuses_deductions_of_no_load(
        self, method: Deducting, dirt: str, moisture: str, code: str, field: str
    ) -> None:
        with _refused(code, field):
            pay_for(
                Decimal(100),
                dirt_percent=Decimal(dirt),
                moisture_percent=Decimal(moisture),
                method=method,
            )

    @given(grams, fitting(), st.sampled_from(Deducting))
    def test_never_falls_below_zero_or_over_the_net(
        self, net: Decimal, shares: tuple[Decimal, Decimal], method: Deducting
    ) -> None:
        made = pay_for(net, dirt_percent=shares[0], moisture_percent=shares[1], method=method)
        assert made.net_kg == net == made.deducted_kg + made.paid_kg
        assert min(made.deducted_kg, made.paid_kg) >= 0

    @given(tens_of_grams, fitting())
    def test_rounds_once_half_up_to_ten_grams(
        self, net: Decimal, shares: tuple[Decimal, Decimal]
    ) -> None:
        dirt, moisture = (Fraction(share) / 100 for share in shares)
        for method, left in (
            (Deducting.ADDITIVE, 1 - dirt - moisture),
            (Deducting.SEQUENTIAL, (1 - dirt) * (1 - moisture)),
        ):
            exact = Fraction(net) * left
            expected = Decimal(int(exact * 100 + Fraction(1, 2))) / 100
            made = pay_for(net, dirt_percent=shares[0], moisture_percent=shares[1], method=method)
            assert made.paid_kg == expected.quantize(Decimal("0.01"), ROUND_HALF_UP)

    @given(grams, fitting())
    def test_sequential_never_pays_less_than_additive(
        self, net: Decimal, shares: tuple[Decimal, Decimal]
    ) -> None:
        additive, sequential = (
            pay_for(net, dirt_percent=shares[0], moisture_percent=shares[1], method=method)
            for method in (Deducting.ADDITIVE, Deducting.SEQUENTIAL)
        )
        assert sequential.paid_kg >= additive.paid_kg

    @given(percents, percents)
    def test_takes_shares_exactly_up_to_a_hundred(self, dirt: Decimal, moisture: Decimal) -> None:
        if dirt + moisture <= 100:
            check_deductions(dirt_percent=dirt, moisture_percent=moisture)
        else:
            with pytest.raises(WeighingRefused):
                check_deductions(dirt_percent=dirt, moisture_percent=moisture)

    def test_pays_nothing_for_nothing(self) -> None:
        with _refused("not_positive", "gross"):
            pay_for(
                Decimal(0),
                dirt_percent=Decimal(0),
                moisture_percent=Decimal(0),
                method=Deducting.ADDITIVE,
            )


class TestReading:
    @pytest.mark.parametrize(
        ("mass", "code"),
        [
            ("0", "not_positive"),
            ("-20", "not_positive"),
            ("60020", "over_capacity"),
            ("12470", "off_division"),
            ("12460.001", "off_division"),
        ],
    )
    def test_is_refused_when_the_scale_cannot_show_it(self, mass: str, code: str) -> None:
        with _refused(code, "mass_kg"):
            check_reading(Decimal(mass), capacity_kg=Decimal(60_000), division_kg=Decimal(20))

    @given(st.integers(1, 3000))
    def test_is_taken_at_every_division_up_to_the_capacity(self, steps: int) -> None:
        check_reading(
            Decimal(steps) * 20, capacity_kg=Decimal(60_000), division_kg=Decimal("20.000")
        )
