"""Files of lists: read back they hold what was put in, and no text becomes a formula."""

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from materialcenter.documents.spreadsheet import (
    Column,
    Kind,
    Table,
    TooManyRows,
    Value,
    to_csv,
    to_xlsx,
)

JAKARTA = ZoneInfo("Asia/Jakarta")
MADE = datetime(2026, 3, 5, 7, 7, tzinfo=UTC)
COLUMNS = (
    Column("Lot"),
    Column("Pieces", Kind.WHOLE),
    Column("Mass", Kind.KG),
    Column("Price", Kind.PRICE),
    Column("Value", Kind.RUPIAH),
    Column("Day", Kind.DATE),
    Column("Moment", Kind.MOMENT),
)
ROW: Sequence[Value] = (
    "L-1",
    12,
    Decimal("1234.567"),
    Decimal("10350.50"),
    1250000,
    date(2026, 3, 5),
    MADE,
)
DANGEROUS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1+1",
    "\x00=1+1",
    "\r=1+1",
    " =1+1",
    "＝1+1",
    "=cmd|' /C calc'!A0",
    "http://example.org/",
)


def a_table(rows: Sequence[Sequence[Value]], columns: Sequence[Column] = COLUMNS) -> Table:
    return Table(
        title="Stock: value [today]",
        columns=columns,
        rows=rows,
        made_at=MADE,
        made_by="=Fajar",
        filters=[("Rack", "A-1")],
        narrow_by="one material",
    )


def read_back(content: bytes, sheet: int = 0) -> Sequence[Sequence[object]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return book.get_sheet_by_index(sheet).to_python()


class TestToXlsx:
    def test_keeps_every_value_with_its_type(self) -> None:
        head, row = read_back(to_xlsx(a_table([ROW])))
        assert head == ["Lot", "Pieces", "Mass", "Price", "Value", "Day", "Moment"]
        assert row == [
            "L-1",
            12,
            1234.567,
            10350.5,
            1250000,
            date(2026, 3, 5),
            MADE.astimezone(JAKARTA).replace(tzinfo=None),
        ]

    @pytest.mark.parametrize("text", DANGEROUS)
    def test_writes_text_as_text_whatever_it_starts_with(self, text: str) -> None:
        content = to_xlsx(a_table([[text]], COLUMNS[:1]))
        assert read_back(content)[1][0] == text.replace("\x00", "")
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/")]
            assert not any(b"<f>" in parts.read(name) for name in sheets)
            assert not any(b"hyperlink" in parts.read(name) for name in sheets)

    def test_says_on_a_second_sheet_what_the_list_is_of(self) -> None:
        with override("en"):
            content = to_xlsx(a_table([ROW, ROW]))
        assert {row[0]: row[1] for row in read_back(content, sheet=1)} == {
            "List": "Stock: value [today]",
            "Made": "5 March 2026 14:07 WIB",
            "Made by": "=Fajar",
            "Lines": "2",
            "Rack": "A-1",
        }

    def test_ends_with_the_totals(self) -> None:
        table = Table("Sum", COLUMNS[:2], [["a", 1], ["b", 2]], MADE, "me", "less", totals=["", 3])
        assert read_back(to_xlsx(table))[-1] == ["", 3]

    def test_leaves_empty_what_is_not_known(self) -> None:
        assert read_back(to_xlsx(a_table([["a", None], ["b", 1]], COLUMNS[:2])))[1] == ["a", ""]

    def test_refuses_too_many_rows_and_says_how_to_narrow(self) -> None:
        with override("en"), pytest.raises(TooManyRows) as refused:
            to_xlsx(a_table([["a"]] * 4, COLUMNS[:1]), most_rows=3)
        with override("en"):
            assert str(refused.value) == (
                "This list has more than 3 rows, too many for one file. Narrow it to one material."
            )
        assert to_xlsx(a_table([["a"]] * 3, COLUMNS[:1]), most_rows=3)

    @given(st.lists(st.text(max_size=40), min_size=1, max_size=5))
    def test_gives_back_any_text(self, texts: list[str]) -> None:
        rows = [["start"], *([text] for text in texts), ["end"]]
        read = read_back(to_xlsx(a_table(rows, COLUMNS[:1])))
        printable = [[c for c in row[0] if c.isprintable()] for row in rows]
        assert [[c for c in str(row[0]) if c.isprintable()] for row in read[1:]] == printable


class TestToCsv:
    def test_follows_an_indonesian_machine(self) -> None:
        with override("id"):
            content = to_csv(a_table([ROW]))
        assert content.startswith(b"\xef\xbb\xbfLot;Pieces")
        line = content.decode("utf-8-sig").splitlines()[1]
        assert line == "L-1;12;1234,567;10350,50;1250000;2026-03-05;2026-03-05 14:07:00"

    def test_follows_an_english_machine(self) -> None:
        with override("en"):
            line = to_csv(a_table([ROW])).decode("utf-8-sig").splitlines()[1]
        assert line == "L-1,12,1234.567,10350.50,1250000,2026-03-05,2026-03-05 14:07:00"

    @pytest.mark.parametrize("text", DANGEROUS[:-1])
    def test_puts_an_apostrophe_before_what_would_run(self, text: str) -> None:
        content = to_csv(a_table([[text]], COLUMNS[:1])).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(content, newline=""), delimiter=";"))
        assert rows[1][0] == "'" + text.replace("\x00", "")

    def test_keeps_a_number_below_zero_a_number(self) -> None:
        with override("en"):
            content = to_csv(a_table([[Decimal("-1.5")]], [Column("Kg", Kind.KG)]))
        assert content.decode("utf-8-sig").splitlines()[1] == "-1.5"

    def test_refuses_too_many_rows(self) -> None:
        with pytest.raises(TooManyRows):
            to_csv(a_table([["a"]] * 4, COLUMNS[:1]), most_rows=3)
