"""A look into a workbook before it is loaded: how much it would become.

A few kilobytes can unpack to gigabytes, and two cells in opposite corners make a sheet of
billions of cells; both end the process that loads them. So everything is unpacked and
looked through here first, and refused beyond fixed bounds.
"""

import io
import re
import zipfile
import zlib
from typing import NoReturn
from xml.parsers import expat

MOST_BYTES = 120 * 1024 * 1024
MOST_CELLS = 2_000_000
MOST_TEXT = 1024 * 1024 * 1024
MOST_PARTS = 1000
_UNTIL_THE_END = 1 << 40
_XML_BEGINNINGS = (b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_ANY_CELL = re.compile(rb"<(?:[^<>\s/:]+:)?c(?=[\s/>])")
# How every common program writes a cell; what is written otherwise is parsed instead.
_USUAL_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"')
_SHARED_TEXT = re.compile(rb"<(?:[^<>\s/:]+:)?si(?=[\s/>])")
_PLACE = re.compile(r"([A-Z]{0,3})([0-9]{1,7})")
# What the readers of zip and XML raise on a torn or encrypted file or an unknown compression
# (NotImplementedError is zipfile's word for that); each becomes the refusal Broken.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    NotImplementedError,
    EOFError,
    RuntimeError,
)


class TooMuch(Exception):
    """The workbook would become larger than anything that is imported here."""


class Broken(Exception):
    """The file is no workbook, or one that is damaged or locked."""


def measure_workbook(content: bytes) -> None:
    """Unpack a workbook once, part by part, keeping nothing. Raises TooMuch, Broken."""
    left = MOST_BYTES
    cells = longest_text = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            for member in _members(parts):
                # What the archive says of a member's size may be a lie; it is not believed.
                member.file_size = _UNTIL_THE_END
                with parts.open(member) as stream:
                    part = stream.read(left + 1)
                left -= len(part)
                if left < 0:
                    raise TooMuch
                if part.lstrip().startswith(_XML_BEGINNINGS):
                    cells += _count_cells(part)
                    longest_text = max(longest_text, *map(len, _SHARED_TEXT.split(part)[1:]), 0)
    except _BROKEN as error:
        raise Broken from error
    if cells * longest_text > MOST_TEXT:
        raise TooMuch


def _members(parts: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    members = parts.infolist()
    if len(members) > MOST_PARTS or len({m.filename for m in members}) < len(members):
        raise Broken
    return members


def _count_cells(part: bytes) -> int:
    """Count the cells of a part; raise TooMuch when its corners lie too far apart."""
    _check_well_formed(part)
    count = len(_ANY_CELL.findall(part))
    usual = _USUAL_CELL.findall(part)
    if len(usual) == count:
        columns = max((_column_number(c.decode()) for c in {c for c, _row in usual}), default=0)
        rows = max((int(row) for _column, row in usual), default=0)
    else:
        rows, columns = _Corners().of(part)
    if rows * columns > MOST_CELLS:
        raise TooMuch
    return count


def _check_well_formed(part: bytes) -> None:
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    parser.Parse(part, True)


def _refuse(*_declaration: object) -> NoReturn:
    raise Broken


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


class _Corners:
    """The last row and column of a sheet whose cells may leave out where they stand."""

    def __init__(self) -> None:
        self.row = self.column = self.rows = self.columns = 0

    def of(self, part: bytes) -> tuple[int, int]:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.Parse(part, True)
        return self.rows, self.columns

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if local == "row":
            self.column, self.row = 0, self._place(attributes, (0, self.row + 1))[1]
        elif local == "c":
            self.column, self.row = self._place(attributes, (self.column + 1, self.row))
        self.rows, self.columns = max(self.rows, self.row), max(self.columns, self.column)

    def _place(self, attributes: dict[str, str], following: tuple[int, int]) -> tuple[int, int]:
        reference = attributes.get("r")
        if reference is None:
            return following
        found = _PLACE.fullmatch(reference)
        if found is None:
            raise Broken
        return _column_number(found[1]), int(found[2])
