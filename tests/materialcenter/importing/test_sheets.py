"""Files as bytes: what is read, what is refused before it does harm."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date

import pytest
import xlsxwriter

from materialcenter.importing import measuring
from materialcenter.importing.sheets import (
    NotASpreadsheet,
    SpreadsheetTooLarge,
    column_letter,
    read_sheets,
)
from materialcenter.rules.filetypes import CSV, XLSX
from tests.sheets import workbook_bytes


def _csv(text: str, encoding: str = "utf-8") -> list[Sequence[object]]:
    return [*read_sheets(text.encode(encoding), media_type=CSV)[0].rows]


class TestReadCsv:
    @pytest.mark.parametrize(
        "text",
        [
            "Kode;Berat\nA;1,5\nB;2,5\nC;3",
            'Kode,Berat\nA,"1,5"\nB,"2,5"\nC,3',
            "Kode\tBerat\nA\t1,5\nB\t2,5\nC\t3",
            'Kode,Berat\nA,"1,5"\nB,"2,5"\n"C",3\n\n"a;b",',
        ],
    )
    def test_finds_what_parts_the_cells(self, text: str) -> None:
        assert _csv(text)[:4] == [["Kode", "Berat"], ["A", "1,5"], ["B", "2,5"], ["C", "3"]]

    def test_takes_both_ways_of_writing_letters(self) -> None:
        assert _csv("Nama;Kota\nBaja Jaya “é”;Tegal", "cp1252")[1][0] == "Baja Jaya “é”"
        assert _csv("\ufeffNama;Kota\nBaja “é”;Tegal")[0] == ["Nama", "Kota"]

    def test_keeps_line_breaks_inside_quotes(self) -> None:
        assert _csv('a;b\r\n"x\r\ny";2\r\n')[1] == ["x\r\ny", "2"]

    def test_refuses_what_is_no_text(self) -> None:
        with pytest.raises(NotASpreadsheet):
            read_sheets(b"a;b\x00;c", media_type=CSV)


class TestReadWorkbook:
    def test_reads_values_dates_and_what_formulas_gave(self) -> None:
        content = workbook_bytes(Stok=[["", ""], ["x", date(2026, 4, 8)], [1.5, "=1+1"]])
        (sheet,) = read_sheets(content, media_type=XLSX)
        assert sheet.name == "Stok"
        assert sheet.rows[1] == ["x", date(2026, 4, 8)]
        assert sheet.rows[2] == [1.5, 0.0]

    def test_leaves_hidden_sheets_out(self) -> None:
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer) as workbook:
            workbook.add_worksheet("Ada").write(0, 0, "x")
            workbook.add_worksheet("Tidak").hide()
        assert [s.name for s in read_sheets(buffer.getvalue(), media_type=XLSX)] == ["Ada"]

    @pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04....", b"%PDF-1.7"])
    def test_refuses_what_is_no_workbook(self, content: bytes) -> None:
        with pytest.raises(NotASpreadsheet):
            read_sheets(content, media_type=XLSX)

    def test_refuses_a_damaged_workbook(self) -> None:
        content = workbook_bytes(Stok=[["x" * 50] * 50] * 50)
        with pytest.raises(NotASpreadsheet):
            read_sheets(content[: len(content) // 2], media_type=XLSX)

    def test_refuses_two_cells_in_opposite_corners(self) -> None:
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer) as workbook:
            sheet = workbook.add_worksheet()
            sheet.write(0, 0, 1)
            sheet.write(1_048_575, 16_383, 1)
        with pytest.raises(SpreadsheetTooLarge):
            read_sheets(buffer.getvalue(), media_type=XLSX)

    def test_refuses_corners_that_hide_behind_left_out_places(self) -> None:
        rows = "<row/>" * 300 + '<row r="900000"><c/></row>' + "<row>" + "<c/>" * 300 + "</row>"
        with pytest.raises(SpreadsheetTooLarge):
            read_sheets(
                _with_sheet(f"<worksheet><sheetData>{rows}</sheetData></worksheet>"),
                media_type=XLSX,
            )

    def test_refuses_what_unpacks_to_more_than_is_kept(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(measuring, "MOST_BYTES", 100_000)
        with pytest.raises(SpreadsheetTooLarge):
            read_sheets(_with_sheet(f"<worksheet>{' ' * 200_000}</worksheet>"), media_type=XLSX)

    def test_does_not_believe_the_size_that_the_archive_says(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        content = _with_sheet(f"<worksheet>{' ' * 200_000}</worksheet>")
        lying = content.replace((200_023).to_bytes(4, "little"), (10).to_bytes(4, "little"))
        assert lying != content
        monkeypatch.setattr(measuring, "MOST_BYTES", 100_000)
        with pytest.raises(SpreadsheetTooLarge):
            read_sheets(lying, media_type=XLSX)

    def test_refuses_one_long_text_shown_a_million_times(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(measuring, "MOST_TEXT", 1_000_000)
        with pytest.raises(SpreadsheetTooLarge):
            read_sheets(workbook_bytes(Stok=[["x" * 2000] * 30] * 30), media_type=XLSX)

    @pytest.mark.parametrize(
        "document",
        [
            '<!DOCTYPE w [<!ENTITY a "aaa">]><worksheet>&a;</worksheet>',
            '<!DOCTYPE w SYSTEM "http://example.id/x.dtd"><worksheet/>',
            "<worksheet><sheetData>",
        ],
    )
    def test_refuses_entities_and_broken_documents(self, document: str) -> None:
        with pytest.raises(NotASpreadsheet):
            read_sheets(_with_sheet(document), media_type=XLSX)


def _with_sheet(document: str) -> bytes:
    """Take a sound workbook and put another document in the place of its sheet."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook_bytes(Stok=[["x"]]))) as sound,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as changed,
    ):
        for name in sound.namelist():
            is_sheet = name == "xl/worksheets/sheet1.xml"
            changed.writestr(name, document if is_sheet else sound.read(name))
    return buffer.getvalue()


def test_columns_have_letters() -> None:
    assert [column_letter(n) for n in (0, 25, 26, 51, 52, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
    ]
