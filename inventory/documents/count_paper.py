"""A stock count on paper: the blind sheet to write on, and what was found."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from inventory.models import CountLine, StockCount
from inventory.reports.counts import Outcome, SeenLine, size_of
from materialcenter.documents.letterhead import letterhead_of
from materialcenter.formats import kg, moment, percent, rupiah, whole

TEMPLATE = Path(__file__).with_suffix(".typ")


def blind_sheet_data(count: StockCount, lines: Sequence[CountLine]) -> dict[str, Any]:
    """Write the sheet to count on: lines in walking order, and no quantity of the books."""
    return {
        **_head(count, _("Count sheet")),
        "right": [[_("Counted by"), "."], [_("Date"), "."]],
        "columns": [
            _("Rack"),
            _("Lot and heat"),
            _("Material and size"),
            _("Pieces"),
            _("Weighed (kg)"),
        ],
        "widths": ["narrow", "narrow", "fraction", "wide", "wide"],
        "aligned": ["left", "left", "left", "right", "right"],
        "rows": [[*_named(line), "", ""] for line in lines],
        "totals": [],
        "signatures": [[_("Counted by"), ""], [_("Seen by"), ""]],
    }


def result_data(count: StockCount, outcome: Outcome) -> dict[str, Any]:
    """Write what a count found; center, opener and decider should be at hand."""
    decided = count.decided_by.shown_name if count.decided_by else ""
    return {
        **_head(count, _("Result of a stock count")),
        "right": [
            [_("Status"), str(count.get_status_display())],
            [_("Decided"), moment(count.decided_at)],
            [_("Lines seen"), whole(outcome.lines)],
            [_("Agreed with the books"), percent(outcome.accurate_percent)],
        ],
        "columns": [
            _("Rack"),
            _("Lot and heat"),
            _("Material and size"),
            _("Counted"),
            _("On the books"),
            _("Difference"),
            _("Rupiah"),
        ],
        "widths": ["narrow", "narrow", "fraction", "narrow", "narrow", "narrow", "narrow"],
        "aligned": ["left", "left", "left", "right", "right", "right", "right"],
        "rows": [_found(line) for line in outcome.differing],
        "totals": [
            [_("Missing"), f"{kg(outcome.missing_kg)} · {rupiah(outcome.missing)}"],
            [_("Found over"), f"{kg(outcome.extra_kg)} · {rupiah(outcome.extra)}"],
            [_("Net"), rupiah(outcome.net)],
        ],
        "signatures": [
            [_("Opened by"), count.opened_by.shown_name if count.opened_by else ""],
            [_("Approved by"), decided],
        ],
    }


def _head(count: StockCount, title: str) -> dict[str, Any]:
    scope = str(count.get_scope_display())
    return {
        "language": (get_language() or "id")[:2],
        "title": title,
        "number": count.number,
        "letterhead": asdict(letterhead_of(count.center)),
        "left": [
            [_("Scope"), f"{scope}: {count.scope_of}" if count.scope_of else scope],
            [_("Opened"), moment(count.opened_at)],
        ],
    }


def _named(line: CountLine) -> list[str]:
    lot = line.lot
    material = f"{lot.material.code}\n{size_of(lot)}" if lot.length_mm else lot.material.code
    return [line.place.code, f"{lot.number}\n{lot.heat or '–'}", material]


def _found(seen: SeenLine) -> list[str]:
    figures = seen.figures
    if figures is None:
        return [*_named(seen.line), "", "", "", ""]
    parts = (figures.counted, figures.book, figures.difference)
    in_pieces = seen.line.lot.received_pieces > 0
    written = [
        f"{whole(part.pieces)}\n{kg(part.mass_kg)}" if in_pieces else kg(part.mass_kg)
        for part in parts
    ]
    return [*_named(seen.line), *written, rupiah(figures.value)]
