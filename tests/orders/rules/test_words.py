"""Amounts in words, read back by an independent reader."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from orders.rules.words import in_words

NAMES = [
    "nol",
    "satu",
    "dua",
    "tiga",
    "empat",
    "lima",
    "enam",
    "tujuh",
    "delapan",
    "sembilan",
]
DIGITS = dict(
    zip(
        NAMES,
        range(10),
        strict=True,
    )
)
SCALES = {"ribu": 10**3, "juta": 10**6, "miliar": 10**9, "triliun": 10**12}
SHORT = {
    "sepuluh": "satu puluh",
    "sebelas": "satu belas",
    "seratus": "satu ratus",
    "seribu": "satu ribu",
}


def read_back(words: str) -> int:
    for short, long in SHORT.items():
        words = words.replace(short, long)
    total = group = digit = 0
    for word in words.removesuffix(" rupiah").split():
        if word in DIGITS:
            digit = DIGITS[word]
        elif word == "belas":
            group, digit = group + 10 + digit, 0
        elif word in ("puluh", "ratus"):
            group, digit = group + digit * (10 if word == "puluh" else 100), 0
        else:
            total, group, digit = total + (group + digit) * SCALES[word], 0, 0
    return total + group + digit


class TestInWords:
    @pytest.mark.parametrize(
        ("amount", "words"),
        [
            (0, "nol rupiah"),
            (11_000, "sebelas ribu rupiah"),
            (1_250_000, "satu juta dua ratus lima puluh ribu rupiah"),
            (1_001_000, "satu juta seribu rupiah"),
            (1_021_000, "satu juta dua puluh satu ribu rupiah"),
            (101_000, "seratus satu ribu rupiah"),
        ],
    )
    def test_writes_indonesian(self, amount: int, words: str) -> None:
        assert in_words(amount) == words

    def test_writes_english(self) -> None:
        assert in_words(1_250_000, "en") == "one million, two hundred and fifty thousand rupiah"

    @given(st.integers(0, 10**15 - 1))
    @example(111_111_111_111_111)
    @example(1_001_001_001_001)
    @example(1_000)
    def test_reads_back_in_indonesian(self, amount: int) -> None:
        assert read_back(in_words(amount, "id")) == amount

    @pytest.mark.parametrize("amount", [-1, 10**15])
    def test_refuses_an_amount_it_has_no_words_for(self, amount: int) -> None:
        with pytest.raises(ValueError, match="no words"):
            in_words(amount)

    def test_refuses_another_language(self) -> None:
        with pytest.raises(ValueError, match="nl"):
            in_words(1, "nl")
