"""What a file is by its bytes, and whether its name says the same.

Here belongs telling apart the few types that people hand in. Never here: what a file
says, how large it may be, or where it is kept.
"""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

CSV = "text/csv"
JPEG = "image/jpeg"
PDF = "application/pdf"
PNG = "image/png"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XML = "application/xml"

_SHEET_PARTS = frozenset({"[Content_Types].xml", "xl/workbook.xml"})
_MARKUP = re.compile(rb"\s*<(?:[?!]|[A-Za-z])")
_XML_START = re.compile(rb"\s*<(?:\?xml\b|[A-Za-z_][\w.:-]*[\s/>])")
_WEB_PAGE = re.compile(rb"<(?:!doctype\b|!entity\b|html\b|script\b|svg\b)", re.IGNORECASE)
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class FileType:
    """A type that may be handed in: how its names end, its media type, its look."""

    endings: tuple[str, ...]
    media_type: str
    looks_right: Callable[[bytes], bool]


def _is_text(content: bytes) -> bool:
    return not any(byte in content for byte in (b"\x00", b"\x1b", b"\x7f"))


def _is_csv(content: bytes) -> bool:
    return (
        _is_text(content)
        and not _MARKUP.match(content.removeprefix(_BOM))
        and (not content.startswith(b"%PDF-"))
    )


def _is_xml(content: bytes) -> bool:
    bare = content.removeprefix(_BOM)
    return _is_text(bare) and bool(_XML_START.match(bare)) and not _WEB_PAGE.search(bare[:4096])


def _is_workbook(content: bytes) -> bool:
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return set(parts.namelist()) >= _SHEET_PARTS
    except zipfile.BadZipFile:
        return False


FILE_TYPES = (
    FileType((".pdf",), PDF, lambda content: content.startswith(b"%PDF-")),
    FileType((".png",), PNG, lambda content: content.startswith(b"\x89PNG\r\n\x1a\n")),
    FileType((".jpg", ".jpeg"), JPEG, lambda content: content.startswith(b"\xff\xd8\xff")),
    FileType((".xlsx",), XLSX, _is_workbook),
    FileType((".csv",), CSV, _is_csv),
    FileType((".xml",), XML, _is_xml),
)


def type_by_name(name: str) -> FileType | None:
    """Find the type that a file's name promises, or None."""
    lower = name.lower()
    return next((kind for kind in FILE_TYPES if lower.endswith(kind.endings)), None)


def ending_of(media_type: str) -> str:
    """Return how the names of a media type end, such as ".pdf"; "" for one not known here."""
    return next((kind.endings[0] for kind in FILE_TYPES if kind.media_type == media_type), "")
