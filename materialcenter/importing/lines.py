"""From sheets to typed lines: the headings, then every cell, with every fault at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from materialcenter.importing.cells import is_blank, shown
from materialcenter.importing.faults import CellFault
from materialcenter.importing.kinds import Column, Context, Kind, Line, Reading
from materialcenter.importing.sheets import Sheet, column_letter
from materialcenter.rules.reading import Unreadable

R = TypeVar("R")

MOST_ROWS = 50_000
_HEADING_ROWS = 40
# Codes whose `expected` is a bound or a list of words, not an example.
_TELLS = frozenset({"too_large", "too_long", "unknown_choice"})


@dataclass(frozen=True)
class _Table:
    """A sheet with the row that holds its headings, and the column of each field."""

    sheet: Sheet
    heading_row: int
    indexes: dict[str, int]
    twice: tuple[int, ...]
    ignored: tuple[str, ...]

    def heading(self, index: int) -> str:
        return shown(self.sheet.rows[self.heading_row][index])


def read_lines(kind: Kind[R], sheets: Sequence[Sheet], context: Context) -> Reading[R]:
    """Read all sheets of a kind and check what can be checked row by row.

    A sheet with no heading of the kind is skipped and named; one with some of them but
    not all is at fault. Blank rows are skipped. Whole-file checks are the kind's.
    """
    tables = [table for sheet in sheets if (table := _find_headings(kind, sheet)) is not None]
    known = [table.sheet for table in tables]
    skipped = [sheet.name for sheet in sheets if sheet.rows and sheet not in known]
    faults = [fault for table in tables for fault in _heading_faults(kind, table)]
    if not tables:
        names = ", ".join(c.headings[0] for c in kind.columns if not c.optional)
        faults = [CellFault("headings_not_found", expected=names)]
    if faults:
        return Reading((), tuple(faults), _titles(sheets, tables), frozenset(), tuple(skipped))
    lines, cell_faults = _read_tables(kind, tables)
    lines, unknown = _find_codes(kind, lines, context)
    faults = [*cell_faults, *unknown, *_repeated(kind, lines), *_check_rows(kind, lines)]
    faults += _count_faults(lines)
    return Reading(
        lines=[_with_row(kind, line) for line in lines],
        faults=tuple(faults),
        titles=_titles(sheets, tables),
        fields=frozenset.intersection(*(frozenset(table.indexes) for table in tables)),
        skipped=(*skipped, *(heading for table in tables for heading in table.ignored)),
    )


def sorted_faults(faults: Iterable[CellFault]) -> list[CellFault]:
    """Put faults in the order of the sheet: row by row, cell by cell."""
    return sorted(faults, key=lambda f: (f.sheet, f.row, len(f.letter), f.letter))


def _find_headings(kind: Kind[R], sheet: Sheet) -> _Table | None:
    tables = (_match(kind, sheet, n) for n in range(min(len(sheet.rows), _HEADING_ROWS)))
    best = max(tables, key=lambda table: len(table.indexes), default=None)
    if best is None or len(best.indexes) < min(2, len(kind.columns)):
        return None
    return best


def _match(kind: Kind[R], sheet: Sheet, number: int) -> _Table:
    indexes: dict[str, int] = {}
    twice, ignored = [], []
    for index, cell in enumerate(sheet.rows[number]):
        heading = shown(cell)
        column = _column_of(kind.columns, heading) if isinstance(cell, str) else None
        if column is None and heading:
            ignored.append(heading)
        elif column is not None and column.field in indexes:
            twice.append(index)
        elif column is not None:
            indexes[column.field] = index
    return _Table(sheet, number, indexes, tuple(twice), tuple(ignored))


def _column_of(columns: Sequence[Column], heading: str) -> Column | None:
    """Find a heading as it is spelt, else in any capitals: R and r are two columns."""
    exact = [column for column in columns if heading in column.headings]
    if exact:
        return exact[0]
    folded = heading.casefold()
    alike = [
        column for column in columns if folded in {name.casefold() for name in column.headings}
    ]
    return alike[0] if len(alike) == 1 else None


def _heading_faults(kind: Kind[R], table: _Table) -> Iterator[CellFault]:
    row = table.heading_row + 1
    found = ", ".join(shown(cell) for cell in table.sheet.rows[table.heading_row] if shown(cell))
    for column in kind.columns:
        if column.field not in table.indexes and not column.optional:
            yield CellFault(
                "heading_missing",
                table.sheet.name,
                row,
                heading=column.headings[0],
                data={"found": found},
            )
    for index in table.twice:
        heading = table.heading(index)
        yield CellFault(
            "heading_twice", table.sheet.name, row, column_letter(index), heading, heading
        )


def _titles(sheets: Sequence[Sheet], tables: Sequence[_Table]) -> tuple[str, ...]:
    above = (
        shown(cell)
        for table in tables
        for row in table.sheet.rows[: table.heading_row]
        for cell in row
        if not is_blank(cell)
    )
    return (*above, *(sheet.name for sheet in sheets))


def _read_tables(kind: Kind[R], tables: Sequence[_Table]) -> tuple[list[Line[R]], list[CellFault]]:
    lines: list[Line[R]] = []
    faults: list[CellFault] = []
    for table in tables:
        letters = {name: column_letter(index) for name, index in table.indexes.items()}
        headings = {name: table.heading(index) for name, index in table.indexes.items()}
        for position in range(table.heading_row + 1, len(table.sheet.rows)):
            cells = table.sheet.rows[position]
            if all(is_blank(cell) for cell in cells):
                continue
            given = {
                name: cells[index] if index < len(cells) else None
                for name, index in table.indexes.items()
            }
            blank = Line[R](table.sheet.name, position + 1, given, letters, headings, {}, None)
            line, found = _read_line(kind, blank)
            lines.append(line)
            faults.extend(found)
    return lines, faults


def _read_line(kind: Kind[R], line: Line[R]) -> tuple[Line[R], list[CellFault]]:
    values: dict[str, Any] = {}
    faults = []
    for column in kind.columns:
        cell = line.cells.get(column.field)
        if is_blank(cell):
            if column.needed:
                faults.append(line.fault("blank", field=column.field, expected=column.example))
            else:
                values[column.field] = None
            continue
        try:
            values[column.field] = column.read(cell)
        except Unreadable as wrong:
            expected = wrong.expected if wrong.code in _TELLS else column.example or wrong.expected
            faults.append(line.fault(wrong.code, field=column.field, expected=expected))
    return replace(line, values=values), faults


def _find_codes(
    kind: Kind[R], lines: Sequence[Line[R]], context: Context
) -> tuple[list[Line[R]], list[CellFault]]:
    """Look up what the reference columns name, one look per column."""
    faults = []
    values = [dict(line.values) for line in lines]
    for column in kind.columns:
        if column.find is None:
            continue
        codes = {v[column.field] for v in values if v.get(column.field) is not None}
        found = column.find(context.by, codes) if codes else {}
        for line, row in zip(lines, values, strict=True):
            wanted = row.get(column.field)
            if wanted is None:
                continue
            if wanted in found:
                row[column.field] = found[wanted]
                continue
            del row[column.field]
            faults.append(line.fault(column.unknown, field=column.field))
    return [replace(line, values=v) for line, v in zip(lines, values, strict=True)], faults


def _repeated(kind: Kind[R], lines: Sequence[Line[R]]) -> Iterator[CellFault]:
    for fields in kind.unique:
        first: dict[tuple[object, ...], int] = {}
        for line in lines:
            if not all(name in line.values for name in fields):
                continue
            key = tuple(line.values[name] for name in fields)
            number = first.setdefault(key, line.number)
            if number != line.number:
                code = "same_key_as_row" if len(fields) == 1 else "same_as_row"
                yield line.fault(code, field=fields[0], first=number)


def _check_rows(kind: Kind[R], lines: Sequence[Line[R]]) -> Iterator[CellFault]:
    for line in lines:
        for check in kind.row_checks:
            if not all(name in line.values for name in check.needs):
                continue
            wrong = check.find(**{name: line.values[name] for name in check.needs})
            if wrong is not None:
                yield line.fault(
                    wrong.code, field=wrong.field, expected=wrong.expected, **wrong.data
                )


def _count_faults(lines: Sequence[Line[R]]) -> Iterator[CellFault]:
    if not lines:
        yield CellFault("no_rows")
    if len(lines) > MOST_ROWS:
        yield CellFault("too_many_rows", expected=str(MOST_ROWS), data={"rows": len(lines)})


def _with_row(kind: Kind[R], line: Line[R]) -> Line[R]:
    if len(line.values) < len(kind.columns):
        return line
    return replace(line, row=kind.row(**line.values))


def rows_by(lines: Sequence[Line[R]], *fields: str) -> dict[tuple[Any, ...], list[Line[R]]]:
    """Group lines by some fields, leaving out those where one could not be read."""
    groups: dict[tuple[Any, ...], list[Line[R]]] = defaultdict(list)
    for line in lines:
        if all(name in line.values for name in fields):
            groups[tuple(line.values[name] for name in fields)].append(line)
    return dict(groups)
