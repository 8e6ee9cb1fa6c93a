"""Labels of lots and racks as PDF: on the roll of a label printer, or on a sheet of A4."""

import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import segno
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from inventory.models import Lot
from inventory.rules.bundling import Bundle
from inventory.rules.labels import Label, write_label, write_rack_label
from materialcenter.documents.pdf import render_pdf
from materialcenter.formats import day, kg, quantity

TEMPLATE = Path(__file__).with_suffix(".typ")


@dataclass(frozen=True)
class Paper:
    """A paper that labels are printed on; all lengths in mm.

    width, height: of one label. columns, rows: of labels on a sheet, 1 on a roll. left, top:
    from the sheet's corner to the first label. gap: between columns.
    """

    name: str | Promise
    width: float
    height: float
    columns: int = 1
    rows: int = 1
    left: float = 0
    top: float = 0
    gap: float = 0

    @property
    def per_sheet(self) -> int:
        """Return how many labels a sheet has."""
        return self.columns * self.rows


PAPERS = {
    "100x50": Paper(gettext_lazy("Label printer, 100 × 50 mm"), 100, 50),
    "58": Paper(gettext_lazy("Label printer, roll of 58 mm"), 58, 60),
    "a4-2x7": Paper(
        gettext_lazy("A4 sheet, 2 × 7 labels (99,1 × 38,1 mm)"), 99.1, 38.1, 2, 7, 4.65, 15.15, 2.5
    ),
    "a4-3x8": Paper(gettext_lazy("A4 sheet, 3 × 8 labels (70 × 37 mm)"), 70, 37, 3, 8, 0, 0.5),
}


@dataclass(frozen=True)
class Printed:
    """What one label shows; mark: a warning in a black bar, "" without."""

    code: str
    title: str
    lines: tuple[str, ...]
    big: str = ""
    mark: str = ""


def lot_label(lot: Lot, bundle: Bundle) -> Printed:
    """Write the label of a bundle; the lot's material and owner are loaded."""
    material, kept = lot.material, kg(bundle.mass_kg)
    holds = f"{quantity(bundle.pieces, material.unit)} · {kept}" if bundle.pieces else kept
    received = _("Received %(day)s") % {"day": day(lot.received_on)}
    of = {"number": bundle.number, "of": bundle.of}
    lines = (
        _("Heat %(heat)s") % {"heat": lot.heat} if lot.heat else "",
        holds,
        _("Bundle %(number)d of %(of)d") % of if bundle.of > 1 else "",
        received,
        _("Owner: %(owner)s") % {"owner": lot.owner.name} if lot.owner else "",
    )
    label = Label(lot.number, lot.heat, material.code, bundle.pieces, bundle.mass_kg)
    marks = {
        Lot.Quality.QUARANTINED: _("QUARANTINE"),
        Lot.Quality.REJECTED: _("REJECTED"),
    }
    return Printed(
        code=write_label(label),
        title=lot.number,
        big=material.code,
        lines=tuple(line for line in lines if line),
        mark=marks.get(Lot.Quality(lot.quality), ""),
    )


def rack_label(code: str, *, bay: str) -> Printed:
    """Write the label of a rack."""
    return Printed(
        code=write_rack_label(code), title=_("Rack"), big=code, lines=(bay,) if bay else ()
    )


def labels_pdf(labels: Sequence[Printed], *, paper: Paper, start: int = 1) -> bytes:
    """Print labels. start: which label of the first sheet is the first that is unused."""
    return render_pdf(TEMPLATE, labels_data(labels, paper=paper, start=start))


def labels_data(labels: Sequence[Printed], *, paper: Paper, start: int) -> dict[str, Any]:
    """Write labels in the language that is active."""
    size = {**asdict(paper), "name": str(paper.name)}
    return {
        "language": (get_language() or "id")[:2],
        "title": _("Labels"),
        "paper": size,
        "skip": start - 1,
        "labels": [
            {
                **asdict(label),
                "qr": _qr(label.code),
                "alt": _("Code of %(title)s %(big)s") % {"title": label.title, "big": label.big},
            }
            for label in labels
        ],
    }


def _qr(text: str) -> str:
    drawn = io.BytesIO()
    segno.make(text, micro=False, error="m").save(
        drawn, kind="svg", border=2, xmldecl=False, svgns=True
    )
    return drawn.getvalue().decode()
