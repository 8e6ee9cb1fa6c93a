"""Headings and cells: found where they stand, and every fault named where it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from materialcenter.importing import cells
from materialcenter.importing.kinds import Column, Context, Kind, Reading
from materialcenter.importing.lines import read_lines, sorted_faults
from materialcenter.importing.sheets import Sheet
from materialcenter.person import Person
from tests.cast import NOW


@dataclass(frozen=True)
class _Row:
    code: str
    mass_kg: Decimal
    large: int | None
    small: int | None
    note: str | None


_KIND: Kind[_Row] = Kind(
    name="test",
    title="Test",
    roles=frozenset(),
    columns=(
        Column("code", ("Kode", "Code"), cells.code(5, "A1"), example="A1"),
        Column("mass_kg", ("Berat (kg)", "Berat"), cells.mass_kg, example="1,5"),
        Column("large", ("R (mm)",), cells.whole(least=0), needed=False),
        Column("small", ("r (mm)",), cells.whole(least=0), needed=False),
        Column("note", ("Catatan",), cells.text(10, "x"), needed=False, optional=True),
    ),
    row=_Row,
    apply=lambda reading, context: None,
    unique=(("code",),),
)
HEADINGS = ["Kode", "Berat (kg)", "R (mm)", "r (mm)"]


def _read(*rows: Sequence[Any], name: str = "Stok") -> Reading[_Row]:
    context = Context(by=Person(center_id=1, roles=frozenset()), at=NOW)
    return read_lines(_KIND, [Sheet(name, [[*row] for row in rows])], context)


def _found(reading: Reading[_Row]) -> list[tuple[str, str]]:
    return [(fault.place, fault.code) for fault in sorted_faults(reading.faults)]


class TestHeadings:
    def test_are_found_below_title_rows(self) -> None:
        reading = _read(["MATERIAL CENTER", ""], ["per 31 Agustus 2026"], [], HEADINGS, ["a1", 2])
        assert reading.rows == [_Row("A1", Decimal(2), None, None, None)]
        assert reading.lines[0].number == 5
        assert "per 31 Agustus 2026" in reading.titles

    def test_may_be_spelt_otherwise_and_stand_in_another_order(self) -> None:
        reading = _read(["  berat ", "code", "r (mm)", "R (mm)", "Lain"], ["1.234,5", "B2", 3, 6])
        assert reading.rows == [_Row("B2", Decimal("1234.5"), 6, 3, None)]
        assert list(reading.skipped) == ["Lain"]

    def test_that_are_missing_are_all_named(self) -> None:
        reading = _read(["Kode", "Berat"], ["A1", 2])
        assert [(f.code, f.heading) for f in reading.faults] == [
            ("heading_missing", "R (mm)"),
            ("heading_missing", "r (mm)"),
        ]
        assert "Kode, Berat" in reading.faults[0].sentence({})

    def test_that_stand_twice_are_named(self) -> None:
        reading = _read([*HEADINGS, "Code"], ["A1", 2, "", "", "A2"])
        assert _found(reading) == [("Stok!E1", "heading_twice")]

    def test_are_listed_when_there_is_none(self) -> None:
        reading = _read(["x", "y"], ["A1", 2])
        assert [f.code for f in reading.faults] == ["headings_not_found"]
        assert "Berat (kg)" in reading.faults[0].sentence({})

    def test_alone_are_no_list(self) -> None:
        assert [f.code for f in _read(HEADINGS).faults] == ["no_rows"]


class TestCells:
    @pytest.mark.parametrize(
        ("cell", "code"),
        [
            ("1.23", "unclear_separators"),
            ("1,234.5", "unclear_separators"),
            ("dua", "not_a_number"),
            (-1.5, "not_positive"),
            (0, "not_positive"),
            ("1,2345", "too_many_decimals"),
            ("99.999.999", "too_large"),
            (True, "not_a_number"),
            ("", "blank"),
            (None, "blank"),
            ("   ", "blank"),
        ],
    )
    def test_that_are_no_mass_are_named_with_what_stood_there(
        self, cell: object, code: str
    ) -> None:
        reading = _read(HEADINGS, ["A1", cell])
        (fault,) = reading.faults
        assert (fault.code, fault.place, fault.heading) == (code, "Stok!B2", "Berat (kg)")
        assert cells.shown(cell) in fault.sentence({})
        assert reading.rows == []

    def test_beyond_the_end_of_a_short_row_are_blank(self) -> None:
        assert _found(_read(HEADINGS, ["A1"])) == [("Stok!B2", "blank")]

    def test_of_blank_rows_are_skipped(self) -> None:
        reading = _read(HEADINGS, ["A1", 1], ["", None, " "], [], ["A2", 2])
        assert [line.number for line in reading.lines] == [2, 5]

    def test_with_a_code_as_a_number_give_its_digits(self) -> None:
        assert _read(HEADINGS, [200.0, 1]).rows[0].code == "200"

    def test_too_long_are_named(self) -> None:
        assert _found(_read(HEADINGS, ["A12345", 1])) == [("Stok!A2", "too_long")]

    def test_of_every_row_are_named_at_once(self) -> None:
        reading = _read(HEADINGS, ["A1", "x", -1], ["", 1, "1,5", "y"], ["A1", "z"])
        assert _found(reading) == [
            ("Stok!B2", "not_a_number"),
            ("Stok!C2", "negative"),
            ("Stok!A3", "blank"),
            ("Stok!C3", "not_whole"),
            ("Stok!D3", "not_a_number"),
            ("Stok!A4", "same_key_as_row"),
            ("Stok!B4", "not_a_number"),
        ]


class TestSheets:
    def test_are_all_read_and_named(self) -> None:
        context = Context(by=Person(center_id=1, roles=frozenset()), at=NOW)
        reading = read_lines(
            _KIND,
            [
                Sheet("Satu", [HEADINGS, ["A1", 1]]),
                Sheet("Catatan", [["hanya catatan"]]),
                Sheet("Dua", [["judul"], HEADINGS, ["A2", "x"]]),
            ],
            context,
        )
        assert [(f.place, f.code) for f in reading.faults] == [("Dua!B3", "not_a_number")]
        assert list(reading.skipped) == ["Catatan"]
