"""Small spreadsheets made in a test."""

import csv
import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter


def csv_bytes(*rows: Sequence[str]) -> bytes:
    """Write rows as a CSV file with semicolons."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=";").writerows(rows)
    return buffer.getvalue().encode()


def workbook_bytes(**sheets: Sequence[Sequence[Any]]) -> bytes:
    """Write a workbook: each sheet by its name, row by row; "=…" is a formula."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as workbook:
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                for index, cell in enumerate(row):
                    if hasattr(cell, "year"):
                        sheet.write_datetime(number, index, cell, day)
                    else:
                        sheet.write(number, index, cell)
    return buffer.getvalue()
