"""Documents as pictures, so that a test sees what a printer would print."""

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst
import zxingcpp
from PIL import Image

from materialcenter.documents import pdf


def pages_of(template: Path, data: Mapping[str, Any], *, ppi: int = 203) -> list[Image.Image]:
    """Draw the pages of a document at a label printer's 203 dots per inch."""
    made: Any = typst.compile(
        str(template),
        root=str(pdf.ROOT),
        font_paths=pdf._fonts(),
        sys_inputs={"data": json.dumps(data)},
        format="png",
        ppi=ppi,
    )
    pages = made if isinstance(made, list) else [made]
    return [Image.open(io.BytesIO(page)).convert("L") for page in pages]


def codes_of(page: Image.Image) -> list[str]:
    """Read the codes of a page, from the top left, row by row."""
    found = sorted(
        zxingcpp.read_barcodes(page),
        key=lambda code: (round(code.position.top_left.y / 40), code.position.top_left.x),
    )
    return [code.text for code in found]
