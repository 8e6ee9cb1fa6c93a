"""PDF out of a typst template and plain data.

Here belongs what every document shares: the font, the compiler's settings, how data
comes in. Never here: queries, words of one document, or where a file is kept.
"""

import functools
import json
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import typst

FONT_PACKAGE = "fontpkg_ibm_plex_sans"
# Templates import the common paper by its path from here, and nothing above it.
ROOT = Path(__file__).resolve().parents[2]


@functools.cache
def _fonts() -> typst.Fonts:
    """Load the one font family; the machine's own fonts never change a document."""
    folder = str(files(FONT_PACKAGE).joinpath("files"))
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]
    )


def render_pdf(template: Path | str, data: Mapping[str, Any]) -> bytes:
    """Render a document as an accessible PDF (PDF/UA-1).

    template: a .typ file of this project; it imports "/materialcenter/documents/paper.typ".
    data: plain values of JSON, numbers and dates already written for people. It reaches
    the template as `data` and never as source, so no text in it can be taken for markup.
    The same template and data give the same bytes. A name with a letter that the font
    lacks shows a box there, and the document is then tagged but not PDF/UA: a paper that
    cannot be made would be worse.
    Raises typst.TypstError when the template is wrong.
    """
    try:
        return _compile(template, data, standard="ua-1")
    except typst.TypstError as error:
        if "could not be displayed with font" not in str(error):
            raise
        return _compile(template, data, standard=None)


def _compile(
    template: Path | str, data: Mapping[str, Any], *, standard: Literal["ua-1"] | None
) -> bytes:
    made: bytes | list[bytes] | None = typst.compile(
        str(template),
        root=str(ROOT),
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(data)},
        pdf_standards=standard,
        timestamp=0,
    )
    if not isinstance(made, bytes):
        raise TypeError("a document is one file")
    return made
