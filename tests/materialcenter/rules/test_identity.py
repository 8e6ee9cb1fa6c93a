"""Tax numbers, business numbers and telephones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from materialcenter.rules.identity import (
    nitku_belongs_to,
    read_nib,
    read_nitku,
    read_npwp,
    read_phone,
)
from materialcenter.rules.reading import Unreadable


class TestReadNumbers:
    @pytest.mark.parametrize(
        "value", ["1726611774580109", "1726 6117 7458 0109", "17.266.117.7-458.0109 "]
    )
    def test_reads_an_npwp_however_it_is_spaced(self, value: str) -> None:
        assert read_npwp(value) == "1726611774580109"

    def test_reads_the_longer_and_the_shorter_number(self) -> None:
        assert read_nitku("1726611774580109000001") == "1726611774580109000001"
        assert read_nib("9120001234567") == "9120001234567"

    def test_knows_whose_place_of_business_it_is(self) -> None:
        assert nitku_belongs_to("1726611774580109000001", "1726611774580109")
        assert not nitku_belongs_to("1726611774580109000001", "9013784584448471")

    @pytest.mark.parametrize(
        ("value", "code"),
        [
            ("172661177458010", "wrong_length"),
            ("17266117745801091", "wrong_length"),
            ("172661177458010X", "not_digits"),
            ("١٧٢٦٦١١٧٧٤٥٨٠١٠٩", "not_digits"),
            ("0" * 16, "all_zeros"),
            (1726611774580109.0, "not_text"),
            (1726611774580109, "not_text"),
            (" ", "blank"),
            (None, "blank"),
        ],
    )
    def test_refuses_what_is_no_npwp(self, value: object, code: str) -> None:
        with pytest.raises(Unreadable) as refused:
            read_npwp(value)
        assert refused.value.code == code


class TestReadPhone:
    @pytest.mark.parametrize(
        "value",
        [
            "+6281241758346",
            "6281241758346",
            "081241758346",
            "0812-4175-8346",
            "+62 812 4175 8346",
            "+62 (0)812 4175 8346",
        ],
    )
    def test_reads_the_ways_of_writing_one_number(self, value: str) -> None:
        assert read_phone(value) == "+6281241758346"

    def test_reads_a_landline_and_a_foreign_number(self) -> None:
        assert read_phone("(0283) 491234") == "+62283491234"
        assert read_phone("+65 6123 4567") == "+6561234567"

    @pytest.mark.parametrize(
        ("value", "code"),
        [
            ("81241758346", "not_a_phone"),
            ("0812", "not_a_phone"),
            ("08124175834699999", "not_a_phone"),
            ("+62112345678", "not_a_phone"),
            ("0812 bukan nomor", "not_a_phone"),
            (81241758346, "not_text"),
            ("", "blank"),
        ],
    )
    def test_refuses(self, value: object, code: str) -> None:
        with pytest.raises(Unreadable) as refused:
            read_phone(value)
        assert refused.value.code == code

    @given(st.integers(10**8, 10**11 - 1))
    def test_gives_the_same_number_for_its_own_answer(self, rest: int) -> None:
        phone = read_phone(f"08{rest}")
        assert read_phone(phone) == phone
