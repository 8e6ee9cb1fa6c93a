"""Thickness tolerances and the band of mass that each means."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.rules.tolerance import (
    MassBand,
    NoTolerance,
    ThicknessStandard,
    mass_band_kg,
    standard_for_grade,
    thickness_tolerance_mm,
)

NARROW = Decimal(914)

PUBLISHED = [
    *((ThicknessStandard.G3141, t, "0.06") for t in ("0.6", "0.8")),
    *((ThicknessStandard.G3141, t, "0.07") for t in ("1.0", "1.2")),
    (ThicknessStandard.G3141, "1.6", "0.11"),
    *((ThicknessStandard.G3141, t, "0.13") for t in ("2.0", "2.3")),
    (ThicknessStandard.G3141, "2.6", "0.15"),
    (ThicknessStandard.G3141, "3.2", "0.17"),
    (ThicknessStandard.G3131, "1.4", "0.14"),
    (ThicknessStandard.G3131, "1.6", "0.16"),
    (ThicknessStandard.G3131, "2.0", "0.17"),
    (ThicknessStandard.G3131, "2.5", "0.19"),
    (ThicknessStandard.G3131, "3.15", "0.21"),
    (ThicknessStandard.G3131, "4.0", "0.24"),
    (ThicknessStandard.G3131, "5.0", "0.26"),
    (ThicknessStandard.G3131, "6.0", "0.29"),
    (ThicknessStandard.G3131, "8.0", "0.32"),
    (ThicknessStandard.G3131, "10", "0.35"),
    (ThicknessStandard.G3193, "6", "0.50"),
    (ThicknessStandard.G3193, "12", "0.55"),
    (ThicknessStandard.G3193, "25", "0.70"),
]


class TestThicknessTolerance:
    @pytest.mark.parametrize(("standard", "thickness", "tolerance"), PUBLISHED)
    def test_is_that_of_the_standard(
        self, standard: ThicknessStandard, thickness: str, tolerance: str
    ) -> None:
        found = thickness_tolerance_mm(standard, thickness_mm=Decimal(thickness), width_mm=NARROW)
        assert found == Decimal(tolerance)

    def test_of_a_wide_plate_is_wider(self) -> None:
        size = {"thickness_mm": Decimal(12), "width_mm": Decimal(1829)}
        assert thickness_tolerance_mm("JIS G3193", **size) == Decimal("0.65")

    @pytest.mark.parametrize("thickness", ["0.3", "3.3", "20"])
    def test_is_never_guessed_beyond_the_table(self, thickness: str) -> None:
        with pytest.raises(NoTolerance):
            thickness_tolerance_mm("JIS G3141", thickness_mm=Decimal(thickness), width_mm=NARROW)

    def test_is_never_guessed_for_a_wider_sheet(self) -> None:
        with pytest.raises(NoTolerance):
            thickness_tolerance_mm("JIS G3141", thickness_mm=Decimal(1), width_mm=Decimal(1829))

    def test_is_known_for_the_grades_with_a_table(self) -> None:
        assert standard_for_grade("SPCC") is ThicknessStandard.G3141
        assert standard_for_grade("SPHC") is ThicknessStandard.G3131
        assert standard_for_grade("SS400") is ThicknessStandard.G3193
        assert standard_for_grade("ADC12") is None


class TestMassBand:
    def test_of_a_thin_sheet_is_nearly_six_percent(self) -> None:
        band = mass_band_kg(
            Decimal("27.996"), thickness_mm=Decimal("1.2"), tolerance_mm=Decimal("0.07")
        )
        assert band == MassBand(Decimal("26.363"), Decimal("29.629"))
        assert band.holds(Decimal("29.629"))
        assert not band.holds(Decimal("29.630"))

    def test_keeps_an_end_that_is_a_whole_gram(self) -> None:
        band = mass_band_kg(Decimal(24), thickness_mm=Decimal("1.2"), tolerance_mm=Decimal("0.07"))
        assert band == MassBand(Decimal("22.600"), Decimal("25.400"))

    @given(st.integers(1, 10**8), st.integers(2, 10**5), st.data())
    def test_admits_exactly_what_the_tolerance_admits(
        self, grams: int, microns: int, data: st.DataObject
    ) -> None:
        tolerance = data.draw(st.integers(0, microns - 1))
        band = mass_band_kg(
            Decimal(grams) / 1000,
            thickness_mm=Decimal(microns) / 1000,
            tolerance_mm=Decimal(tolerance) / 1000,
        )
        weighed = data.draw(st.integers(0, 2 * grams))
        admitted = (
            grams * (microns - tolerance) <= weighed * microns <= grams * (microns + tolerance)
        )
        assert band.holds(Decimal(weighed) / 1000) == admitted

    @pytest.mark.parametrize(("mass", "tolerance"), [("0", "0.1"), ("1", "1.2"), ("1", "-0.1")])
    def test_refuses_what_is_no_band(self, mass: str, tolerance: str) -> None:
        with pytest.raises(ValueError, match="above zero"):
            mass_band_kg(
                Decimal(mass),
                thickness_mm=Decimal("1.2"),
                tolerance_mm=Decimal(tolerance),
            )
