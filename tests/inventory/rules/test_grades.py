"""Grades by name, and the day that a list says it is of."""

from datetime import date
from decimal import Decimal

import pytest

from inventory.rules.asof import day_in_titles
from inventory.rules.grades import grade_by_name


class TestGradeByName:
    @pytest.mark.parametrize(
        ("name", "density"),
        [
            ("SPHC", "7.85"),
            ("SPCC", "7.85"),
            ("SS400", "7.85"),
            ("S45C", "7.85"),
            ("SGCC", "7.85"),
            ("STKM13A", "7.85"),
            ("SUS304", "7.93"),
            ("ADC12", "2.70"),
            ("AC4B", "2.70"),
            ("AL1100", "2.70"),
            ("FC250", "7.2"),
            ("FCD450", "7.1"),
            ("C3604", "8.5"),
            ("200", "7.85"),
            ("219", "7.85"),
            ("252", "7.2"),
            ("255", "7.2"),
            ("TALON", "2.70"),
        ],
    )
    def test_knows_the_density_of_the_metal(self, name: str, density: str) -> None:
        grade = grade_by_name(name)
        assert grade is not None
        assert grade.density == Decimal(density)

    @pytest.mark.parametrize("name", ["", "X", "UNOBTAINIUM", "2000", "S", "300"])
    def test_never_guesses(self, name: str) -> None:
        assert grade_by_name(name) is None

    def test_knows_the_standard_of_the_usual_ones(self) -> None:
        found = {name: grade_by_name(name) for name in ("SPHC", "S45C", "207", "AL1100")}
        standards = {name: grade.standard for name, grade in found.items() if grade}
        assert standards == {"SPHC": "JIS G3131", "S45C": "JIS G4051", "207": "ISRI", "AL1100": ""}


class TestDayInTitles:
    @pytest.mark.parametrize(
        "title",
        [
            "Daftar stok per 31 Agustus 2026",
            "Stok per 31-08-2026",
            "STOK PER 31/8/2026 (GUDANG A)",
            "Stock as of 31 August 2026",
        ],
    )
    def test_reads_the_day_after_per(self, title: str) -> None:
        assert day_in_titles(["MATERIAL CENTER", title]) == date(2026, 8, 31)

    @pytest.mark.parametrize(
        "title", ["Stok", "per 31 Februari 2026", "per 03/13/2026", "Rp 5.000 per 10 kg 2026", ""]
    )
    def test_finds_none_where_there_is_none(self, title: str) -> None:
        assert day_in_titles([title]) is None
