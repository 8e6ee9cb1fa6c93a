"""Table weights of pieces, against the trade's reference values and a depot's catalogue."""

import math
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.rules.forms import Form
from inventory.rules.mass import MassRefused, Rounding, piece_mass_kg

STEEL = Decimal("7.85")

# form, dimensions in the order of Form.dimensions, kg as published by the trade.
REFERENCE = [
    ("sheet", "1.2 1219 2438", "27.996"),
    ("sheet", "1.6 1219 2438", "37.327"),
    ("sheet", "2.0 1219 2438", "46.659"),
    ("sheet", "2.3 1219 2438", "53.658"),
    ("sheet", "3.2 1219 2438", "74.655"),
    ("sheet", "6 1219 2438", "139.978"),
    ("sheet", "12 1219 2438", "279.955"),
    ("plate", "12 1000 1000", "94.2"),
    ("round_bar", "6 1000", "0.222"),
    ("round_bar", "10 1000", "0.617"),
    ("round_bar", "12 1000", "0.888"),
    ("round_bar", "16 1000", "1.578"),
    ("round_bar", "20 1000", "2.466"),
    ("round_bar", "25 1000", "3.853"),
    ("square_bar", "20 1000", "3.14"),
    ("square_bar", "25 1000", "4.91"),
    ("hex_bar", "50 1000", "17.0"),
    ("angle", "4 40 1000 6 3", "2.42"),
    ("angle", "5 50 1000 6.5 3", "3.77"),
    ("angle", "8 65 1000 8.5 6", "7.66"),
]

# code, form, density, thickness, width, length, diameter or side, R, r, table weight in kg.
CATALOGUE = """
SPHC-1.6-4X8 sheet 7.85 1.6 1219 2438 - - - 37.327
SPHC-1.6-5X10 sheet 7.85 1.6 1524 3048 - - - 58.343
SPHC-2-4X8 sheet 7.85 2 1219 2438 - - - 46.659
SPHC-2-5X10 sheet 7.85 2 1524 3048 - - - 72.929
SPHC-2.3-4X8 sheet 7.85 2.3 1219 2438 - - - 53.658
SPHC-2.3-5X10 sheet 7.85 2.3 1524 3048 - - - 83.868
SPHC-3.2-4X8 sheet 7.85 3.2 1219 2438 - - - 74.655
SPHC-3.2-5X10 sheet 7.85 3.2 1524 3048 - - - 116.686
SPHC-4.5-4X8 sheet 7.85 4.5 1219 2438 - - - 104.983
SPHC-4.5-5X10 sheet 7.85 4.5 1524 3048 - - - 164.09
SPHC-6-4X8 sheet 7.85 6 1219 2438 - - - 139.978
SPHC-6-5X10 sheet 7.85 6 1524 3048 - - - 218.787
SPCC-0.8-4X8 sheet 7.85 0.8 1219 2438 - - - 18.664
SPCC-1-4X8 sheet 7.85 1 1219 2438 - - - 23.33
SPCC-1.2-4X8 sheet 7.85 1.2 1219 2438 - - - 27.996
SPCC-1.6-4X8 sheet 7.85 1.6 1219 2438 - - - 37.327
SPCC-2-4X8 sheet 7.85 2 1219 2438 - - - 46.659
SGCC-0.8-4X8 sheet 7.85 0.8 1219 2438 - - - 18.664
SGCC-1-4X8 sheet 7.85 1 1219 2438 - - - 23.33
SGCC-1.2-4X8 sheet 7.85 1.2 1219 2438 - - - 27.996
SS400-6-4X8 plate 7.85 6 1219 2438 - - - 139.978
SS400-6-5X10 plate 7.85 6 1524 3048 - - - 218.787
SS400-6-6X20 plate 7.85 6 1829 6096 - - - 525.145
SS400-8-4X8 plate 7.85 8 1219 2438 - - - 186.637
SS400-8-5X10 plate 7.85 8 1524 3048 - - - 291.716
SS400-8-6X20 plate 7.85 8 1829 6096 - - - 700.194
SS400-10-4X8 plate 7.85 10 1219 2438 - - - 233.296
SS400-10-5X10 plate 7.85 10 1524 3048 - - - 364.644
SS400-10-6X20 plate 7.85 10 1829 6096 - - - 875.242
SS400-12-4X8 plate 7.85 12 1219 2438 - - - 279.955
SS400-12-5X10 plate 7.85 12 1524 3048 - - - 437.573
SS400-12-6X20 plate 7.85 12 1829 6096 - - - 1050.291
SS400-16-4X8 plate 7.85 16 1219 2438 - - - 373.273
SS400-16-5X10 plate 7.85 16 1524 3048 - - - 583.431
SS400-16-6X20 plate 7.85 16 1829 6096 - - - 1400.388
SS400-20-4X8 plate 7.85 20 1219 2438 - - - 466.592
SS400-20-5X10 plate 7.85 20 1524 3048 - - - 729.289
SS400-20-6X20 plate 7.85 20 1829 6096 - - - 1750.485
SS400-25-4X8 plate 7.85 25 1219 2438 - - - 583.24
SS400-25-5X10 plate 7.85 25 1524 3048 - - - 911.611
SS400-25-6X20 plate 7.85 25 1829 6096 - - - 2188.106
S45C-D10 round_bar 7.85 - - 6000 10 - - 3.699
S45C-D12 round_bar 7.85 - - 6000 12 - - 5.327
S45C-D16 round_bar 7.85 - - 6000 16 - - 9.47
S45C-D19 round_bar 7.85 - - 6000 19 - - 13.354
S45C-D22 round_bar 7.85 - - 6000 22 - - 17.904
S45C-D25 round_bar 7.85 - - 6000 25 - - 23.12
S45C-D28 round_bar 7.85 - - 6000 28 - - 29.002
S45C-D32 round_bar 7.85 - - 6000 32 - - 37.88
S45C-D38 round_bar 7.85 - - 6000 38 - - 53.417
S45C-D45 round_bar 7.85 - - 6000 45 - - 74.909
S45C-D50 round_bar 7.85 - - 6000 50 - - 92.481
S45C-D60 round_bar 7.85 - - 6000 60 - - 133.172
S45C-D75 round_bar 7.85 - - 6000 75 - - 208.081
S45C-D100 round_bar 7.85 - - 6000 100 - - 369.923
SS400-D10 round_bar 7.85 - - 6000 10 - - 3.699
SS400-D12 round_bar 7.85 - - 6000 12 - - 5.327
SS400-D16 round_bar 7.85 - - 6000 16 - - 9.47
SS400-D19 round_bar 7.85 - - 6000 19 - - 13.354
SS400-D22 round_bar 7.85 - - 6000 22 - - 17.904
SS400-D25 round_bar 7.85 - - 6000 25 - - 23.12
SS400-SQ12 square_bar 7.85 - - 6000 12 - - 6.782
SS400-SQ16 square_bar 7.85 - - 6000 16 - - 12.058
SS400-SQ20 square_bar 7.85 - - 6000 20 - - 18.84
SS400-SQ25 square_bar 7.85 - - 6000 25 - - 29.438
S45C-HEX19 hex_bar 7.85 - - 6000 19 - - 14.725
S45C-HEX24 hex_bar 7.85 - - 6000 24 - - 23.495
S45C-HEX27 hex_bar 7.85 - - 6000 27 - - 29.736
S45C-HEX32 hex_bar 7.85 - - 6000 32 - - 41.769
SS400-FB25X3 flat_bar 7.85 3 25 6000 - - - 3.532
SS400-FB32X4.5 flat_bar 7.85 4.5 32 6000 - - - 6.782
SS400-FB38X6 flat_bar 7.85 6 38 6000 - - - 10.739
SS400-FB50X6 flat_bar 7.85 6 50 6000 - - - 14.13
SS400-FB50X9 flat_bar 7.85 9 50 6000 - - - 21.195
SS400-FB75X9 flat_bar 7.85 9 75 6000 - - - 31.792
SS400-L25X3 angle 7.85 3 25 6000 - 4 2 6.722
SS400-L40X4 angle 7.85 4 40 6000 - 6 3 14.5
SS400-L50X5 angle 7.85 5 50 6000 - 6.5 3 22.618
SS400-L50X6 angle 7.85 6 50 6000 - 6.5 4.5 26.582
SS400-L65X8 angle 7.85 8 65 6000 - 8.5 6 45.972
SS400-L75X6 angle 7.85 6 75 6000 - 8.5 4 41.101
STKM-P34X3.2 pipe 7.85 3.2 - 6000 34 - - 14.584
STKM-P48.6X3.2 pipe 7.85 3.2 - 6000 48.6 - - 21.497
STKM-P60.5X3.8 pipe 7.85 3.8 - 6000 60.5 - - 31.881
SUS304-1-4X8 sheet 7.93 1 1219 2438 - - - 23.567
SUS304-1.5-4X8 sheet 7.93 1.5 1219 2438 - - - 35.351
SUS304-2-4X8 sheet 7.93 2 1219 2438 - - - 47.135
"""
COLUMNS = (
    "thickness_mm",
    "width_mm",
    "length_mm",
    "diameter_mm",
    "root_radius_mm",
    "toe_radius_mm",
)

COUNTED = [form for form in Form if form.is_counted]


def sized(form: Form, sizes: str) -> dict[str, Any]:
    return dict(zip(form.dimensions, map(Decimal, sizes.split()), strict=True))


def catalogue_row(row: str) -> tuple[Form, Decimal, dict[str, Any], Decimal]:
    _, form, density, *sizes, mass = row.split()
    given = {name: Decimal(size) for name, size in zip(COLUMNS, sizes, strict=True) if size != "-"}
    return Form(form), Decimal(density), given, Decimal(mass)


millimetres = st.integers(1, 200_000).map(lambda hundredths: Decimal(hundredths) / 100)


@st.composite
def pieces(draw: st.DrawFn) -> tuple[Form, dict[str, Any]]:
    form = draw(st.sampled_from(COUNTED))
    sizes = {name: draw(millimetres) + 10 for name in form.dimensions}
    if form is Form.PIPE:
        sizes["diameter_mm"] += 2 * sizes["thickness_mm"]
    if form is Form.ANGLE:
        sizes["root_radius_mm"] = sizes["toe_radius_mm"] = sizes["thickness_mm"] / 2
        sizes["width_mm"] += 3 * sizes["thickness_mm"]
    return form, sizes


class TestForm:
    def test_has_the_values_of_the_catalogue(self) -> None:
        assert [form.value for form in Form] == [
            "sheet",
            "plate",
            "round_bar",
            "square_bar",
            "hex_bar",
            "flat_bar",
            "angle",
            "pipe",
            "ingot",
            "scrap",
        ]

    def test_counts_all_but_ingot_and_scrap(self) -> None:
        assert [form for form in Form if not form.is_counted] == [
            Form.INGOT,
            Form.SCRAP,
        ]


class TestPieceMass:
    @pytest.mark.parametrize(("form", "sizes", "kg"), REFERENCE)
    def test_agrees_with_the_trade_within_two_per_mille(
        self, form: str, sizes: str, kg: str
    ) -> None:
        mass = piece_mass_kg(form, density=STEEL, **sized(Form(form), sizes))
        assert abs(mass / Decimal(kg) - 1) <= Decimal("0.002")

    @pytest.mark.parametrize("row", CATALOGUE.strip().splitlines(), ids=lambda row: row.split()[0])
    def test_agrees_with_the_catalogue_to_the_gram(self, row: str) -> None:
        form, density, sizes, mass = catalogue_row(row)
        assert piece_mass_kg(form, density=density, **sizes) == mass

    @given(pieces())
    def test_grows_with_density_and_length(self, piece: tuple[Form, dict[str, Any]]) -> None:
        form, sizes = piece
        mass = piece_mass_kg(form, density=STEEL, **sizes)
        assert abs(piece_mass_kg(form, density=2 * STEEL, **sizes) - 2 * mass) <= Decimal("0.002")
        longer = sizes | {"length_mm": 2 * sizes["length_mm"]}
        assert abs(piece_mass_kg(form, density=STEEL, **longer) - 2 * mass) <= Decimal("0.002")

    @given(pieces())
    def test_has_three_decimals(self, piece: tuple[Form, dict[str, Any]]) -> None:
        form, sizes = piece
        assert piece_mass_kg(form, density=STEEL, **sizes).as_tuple().exponent == -3

    @given(millimetres, millimetres)
    def test_of_a_solid_pipe_is_that_of_a_round_bar(self, d: Decimal, length: Decimal) -> None:
        d, length = d + 10, length + 10
        bar = piece_mass_kg("round_bar", density=STEEL, diameter_mm=d, length_mm=length)
        pipe = piece_mass_kg(
            "pipe", density=STEEL, diameter_mm=d, thickness_mm=d / 2, length_mm=length
        )
        assert abs(pipe - bar) <= Decimal("0.001")

    def test_uses_the_true_pi(self) -> None:
        mass = piece_mass_kg("round_bar", density=1, diameter_mm=2000, length_mm=1_000_000)
        assert float(mass) == pytest.approx(math.pi * 1_000_000, abs=0.0005)

    def test_rounds_halves_to_the_even_gram(self) -> None:
        # 31.7925 and 29.4375 kg exactly.
        flat = piece_mass_kg("flat_bar", density=STEEL, thickness_mm=9, width_mm=75, length_mm=6000)
        square = piece_mass_kg("square_bar", density=STEEL, diameter_mm=25, length_mm=6000)
        assert (flat, square) == (Decimal("31.792"), Decimal("29.438"))

    def test_takes_a_float_for_the_decimal_it_prints_as(self) -> None:
        exact = piece_mass_kg(
            "sheet",
            density=STEEL,
            thickness_mm=Decimal("1.2"),
            width_mm=1219,
            length_mm=2438,
        )
        assert exact == piece_mass_kg(
            "sheet", density=7.85, thickness_mm=1.2, width_mm=1219.0, length_mm=2438.0
        )

    @pytest.mark.parametrize("form", [Form.INGOT, Form.SCRAP, "ingot"])
    def test_is_refused_for_what_is_sold_by_weight(self, form: Form) -> None:
        with pytest.raises(MassRefused, match="no_piece_mass"):
            piece_mass_kg(form, density=STEEL)

    def test_names_every_missing_dimension(self) -> None:
        with pytest.raises(MassRefused) as refused:
            piece_mass_kg("sheet", density=STEEL, thickness_mm=2, width_mm=None)
        assert (refused.value.code, refused.value.names) == (
            "missing_dimension",
            ("width_mm", "length_mm"),
        )

    @pytest.mark.parametrize(
        ("form", "sizes", "code"),
        [
            (
                "sheet",
                {"thickness_mm": 0, "width_mm": 1, "length_mm": 1},
                "not_positive",
            ),
            (
                "sheet",
                {"thickness_mm": 1, "width_mm": -1, "length_mm": 1},
                "not_positive",
            ),
            ("round_bar", {"diameter_mm": math.nan, "length_mm": 1}, "bad_number"),
            ("round_bar", {"diameter_mm": math.inf, "length_mm": 1}, "bad_number"),
            ("round_bar", {"diameter_mm": True, "length_mm": 1}, "bad_number"),
            ("round_bar", {"diameter_mm": "12", "length_mm": 1}, "bad_number"),
            (
                "round_bar",
                {"diameter_mm": 1, "length_mm": 1, "width_mm": 1},
                "unknown_dimension",
            ),
            ("round_bar", {"diameter_mm": Decimal("0.1"), "length_mm": 1}, "too_light"),
            (
                "pipe",
                {"diameter_mm": 10, "thickness_mm": 6, "length_mm": 1},
                "impossible_shape",
            ),
        ],
    )
    def test_refuses_what_is_no_piece(self, form: str, sizes: dict[str, Any], code: str) -> None:
        with pytest.raises(MassRefused) as refused:
            piece_mass_kg(form, density=STEEL, **sizes)
        assert refused.value.code == code

    @pytest.mark.parametrize("sizes", ["40 40 1000 6 3", "4 40 1000 6 5", "4 40 1000 34 3"])
    def test_refuses_an_angle_that_cannot_be_rolled(self, sizes: str) -> None:
        with pytest.raises(MassRefused, match="impossible_shape"):
            piece_mass_kg("angle", density=STEEL, **sized(Form.ANGLE, sizes))

    @pytest.mark.parametrize("density", [0, -1])
    def test_refuses_a_density_that_is_not_above_zero(self, density: int) -> None:
        with pytest.raises(MassRefused, match="density"):
            piece_mass_kg("round_bar", density=density, diameter_mm=1, length_mm=1)

    def test_refuses_an_unknown_form(self) -> None:
        with pytest.raises(ValueError, match="tube"):
            piece_mass_kg("tube", density=STEEL)


class TestJisRounding:
    @pytest.mark.parametrize(
        ("sizes", "kg"),
        [
            ("1.2 1219 2438", "28.0"),
            ("3.2 914 1829", "42.0"),
            ("6 914 1829", "78.8"),
            ("12 914 1829", "158"),
        ],
    )
    def test_gives_the_mills_figures_for_plate(self, sizes: str, kg: str) -> None:
        mass = piece_mass_kg(
            "plate", density=STEEL, rounding=Rounding.JIS, **sized(Form.PLATE, sizes)
        )
        assert mass == Decimal(kg)

    @given(pieces())
    def test_stays_near_the_exact_mass(self, piece: tuple[Form, dict[str, Any]]) -> None:
        form, sizes = piece
        exact = piece_mass_kg(form, density=STEEL, **sizes)
        jis = piece_mass_kg(form, density=STEEL, rounding=Rounding.JIS, **sizes)
        assert abs(jis - exact) <= exact * Decimal("0.0062") + Decimal("0.002")
