"""What can be imported: columns, checks and the writing of each kind, and the list of kinds.

A kind is plain data with functions of its app; apps register theirs when Django starts.
"""

import dataclasses
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from materialcenter.errors import Invalid
from materialcenter.importing.cells import Reader, shown
from materialcenter.importing.faults import CellFault, Sentences
from materialcenter.importing.sheets import Sheet
from materialcenter.person import Person
from materialcenter.rules.reading import Cell

R = TypeVar("R")


class UnknownKind(Invalid):
    """Nothing of this name can be imported."""

    code = "import_kind_unknown"
    sentence = _("Choose what the file holds: %(known)s.")


@dataclass(frozen=True)
class Context:
    """Who imports, when, with which options.

    run_id: of the ImportRun. report: called with how many rows are written so far.
    """

    by: Person
    at: datetime
    options: Mapping[str, Any] = field(default_factory=dict)
    run_id: int = 0
    report: Callable[[int], None] = lambda done: None


@dataclass(frozen=True)
class Column:
    """A column of a sheet and how its cells are read.

    headings: accepted spellings, the usual one first. needed: a blank cell is a fault.
    optional: the whole column may be missing. find: looks codes up, all at once; what it
    does not find is a fault with the code `unknown`.
    """

    field: str
    headings: tuple[str, ...]
    read: Reader
    needed: bool = True
    optional: bool = False
    example: str = ""
    find: Callable[[Person, Collection[str]], Mapping[str, object]] | None = None
    unknown: str = ""


@dataclass(frozen=True)
class Line(Generic[R]):
    """A row of a sheet as far as it could be read; `row` is None when a cell could not."""

    sheet: str
    number: int
    cells: Mapping[str, Cell]
    letters: Mapping[str, str]
    headings: Mapping[str, str]
    values: Mapping[str, Any]
    row: R | None

    def fault(
        self, code: str, *, field: str = "", expected: object = "", **data: str | int
    ) -> CellFault:
        """Name something wrong with this row, at the field's cell."""
        return CellFault(
            code=code,
            sheet=self.sheet,
            row=self.number,
            letter=self.letters.get(field, ""),
            heading=self.headings.get(field, ""),
            value=shown(self.cells.get(field)),
            expected=str(expected),
            data=data,
        )


@dataclass(frozen=True)
class Reading(Generic[R]):
    """A whole file as it was read.

    titles: what stands above the headings and the sheets' names. fields: the columns
    that the file has. skipped: sheets and headings that were not read.
    """

    lines: Sequence[Line[R]]
    faults: Sequence[CellFault]
    titles: Sequence[str]
    fields: frozenset[str]
    skipped: Sequence[str]

    @property
    def rows(self) -> list[R]:
        """Return the typed rows of the lines that could be read."""
        return [line.row for line in self.lines if line.row is not None]


@dataclass(frozen=True)
class RowCheck:
    """A check within one row, run when all of `needs` could be read, so none waits for another.

    find: takes those values by name; returns None, or (field, code, expected, data).
    """

    needs: tuple[str, ...]
    find: Callable[..., "Wrong | None"]


@dataclass(frozen=True)
class Wrong:
    """What a RowCheck found."""

    field: str
    code: str
    expected: object = ""
    data: Mapping[str, str | int] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Option:
    """Something that the person says beside the file; read returns what is stored."""

    name: str
    title: str | Promise
    read: Callable[[str, Person], str]
    is_needed: bool = False


def _nothing(_reading: "Reading[Any]", _context: Context) -> Iterable[CellFault]:
    return ()


def _row_count(reading: "Reading[Any]", _context: Context) -> Mapping[str, int]:
    return {"rows": len(reading.lines)}


@dataclass(frozen=True)
class Kind(Generic[R]):
    """One kind of file.

    row: makes a typed row of the columns' values. unique: groups of fields that no two
    rows may share. check and warn: look over the whole file and what is stored. count:
    numbers for the preview, by a key of `counts`. apply: a @step that writes everything.
    read_xml: makes sheets of an XML file where the kind comes as one, too.
    """

    name: str
    title: str | Promise
    roles: frozenset[str]
    columns: tuple[Column, ...]
    row: Callable[..., R]
    apply: Callable[[Reading[R], Context], None]
    unique: tuple[tuple[str, ...], ...] = ()
    row_checks: tuple[RowCheck, ...] = ()
    check: Callable[[Reading[R], Context], Iterable[CellFault]] = _nothing
    warn: Callable[[Reading[R], Context], Iterable[CellFault]] = _nothing
    count: Callable[[Reading[R], Context], Mapping[str, int]] = _row_count
    sentences: Sentences = field(default_factory=dict)
    counts: Sentences = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    read_xml: Callable[[bytes], Sequence[Sheet]] | None = None


_kinds: dict[str, Kind[Any]] = {}

COUNTS: Sentences = {
    "rows": _("rows"),
    "new": _("new"),
    "changed": _("changed"),
    "unchanged": _("unchanged"),
}


def register(kind: Kind[Any]) -> None:
    """Add a kind to what can be imported; the apps do so when Django starts."""
    if _kinds.setdefault(kind.name, kind) is not kind:
        raise RuntimeError(f"two kinds of import are called {kind.name}")


def kinds() -> list[Kind[Any]]:
    """Return every kind, in the order of registering."""
    return list(_kinds.values())


def kind_named(name: str) -> Kind[Any]:
    """Find a kind. Raises UnknownKind, naming those there are."""
    if name not in _kinds:
        raise UnknownKind(field="kind", known=", ".join(_kinds))
    return _kinds[name]
