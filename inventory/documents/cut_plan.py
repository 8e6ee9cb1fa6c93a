"""A cutting plan as its PDF shows it: the cuts, and a drawing of every way of cutting."""

from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

from babel.numbers import format_decimal
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from inventory.reports.cuts import Box, Drawing, PlanView
from materialcenter.documents.letterhead import letterhead_of
from materialcenter.formats import locale, moment, percent, whole

TEMPLATE = Path(__file__).with_suffix(".typ")


def size_text(length_mm: Decimal | str, width_mm: Decimal | str | None) -> str:
    """Write a size in mm."""
    sides = [side for side in (length_mm, width_mm) if side is not None]
    shown = " × ".join(format_decimal(Decimal(side), "0.##", locale=locale()) for side in sides)
    return f"{shown} mm"


def cut_plan_data(view: PlanView) -> dict[str, Any]:
    """Write a plan in the language that is active."""
    plan, result = view.plan, view.result
    right = [
        (_("Whole pieces"), whole(result["new_pieces"]) if "new_pieces" in result else ""),
        (_("At least needed"), whole(result["bound"]) if "bound" in result else ""),
        (_("Waste"), percent(view.waste_percent) if view.waste_percent is not None else ""),
    ]
    return {
        "language": (get_language() or "id")[:2],
        "title": _("Cutting plan"),
        "number": plan.number,
        "letterhead": asdict(letterhead_of(plan.center)),
        "left": [
            [_("Material"), plan.material.code],
            [_("Kerf"), size_text(plan.kerf_mm, None)],
            [_("Asked"), moment(plan.planned_at)],
        ],
        "right": [list(pair) for pair in right if pair[1]],
        "columns": [_("Mark"), _("Size"), _("Pieces"), _("For")],
        "rows": [
            [
                cut["name"],
                size_text(cut["length_mm"], cut["width_mm"]),
                whole(cut["pieces"]),
                cut["label"] or "–",
            ]
            for cut in view.cuts
        ],
        "drawings": [_drawing(drawing) for drawing in view.drawings],
    }


def _drawing(drawing: Drawing) -> dict[str, Any]:
    source = drawing.lot or _("whole piece")
    return {
        "heading": f"{drawing.number}. {drawing.times} × {source},"
        f" {size_text(drawing.length_mm, drawing.width_mm)}",
        "height": drawing.height,
        "boxes": [_box(box) for box in drawing.boxes],
        "pieces": ", ".join(f"{count} × {name}" for name, count in drawing.pieces),
        "left": ", ".join(size_text(box.length_mm, box.width_mm) for box in drawing.remnants),
        "left_label": _("Remnants"),
    }


def _box(box: Box) -> dict[str, Any]:
    return {
        "kind": box.kind,
        "name": box.name if box.shows_name else "",
        "x": box.x,
        "y": box.y,
        "width": box.width,
        "height": box.height,
    }
