"""Tables of a report as pages show them: the first lines of each, of so many in all."""

from dataclasses import dataclass

from materialcenter.documents.cells import Cell, heads_of, lines_of, totals_of
from materialcenter.documents.spreadsheet import Table

# A page of cards on a phone; the files hold every line.
MOST_LINES = 25


@dataclass(frozen=True)
class ShownTable:
    """A table as a page shows it: its first lines, of so many in all."""

    title: str
    count: int
    heads: list[Cell]
    lines: list[list[Cell]]
    totals: list[Cell]


def shown_table(table: Table) -> ShownTable:
    """Shape a table for a page."""
    rows = list(table.rows)
    return ShownTable(
        title=table.title,
        count=len(rows),
        heads=heads_of(table),
        lines=lines_of(table.columns, rows[:MOST_LINES], {}),
        totals=totals_of(table),
    )
