"""The report of a recall as its PDF shows it: who got what, and what became of it."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from materialcenter.documents.letterhead import letterhead_of
from materialcenter.formats import kg, moment, whole
from orders.documents.wording import filled
from orders.reports.recalls import NoticeView, RecallView

TEMPLATE = Path(__file__).with_suffix(".typ")


def recall_data(view: RecallView) -> dict[str, Any]:
    """Write a recall in the language that is active; center and who opened it at hand."""
    recall = view.recall
    return {
        "language": (get_language() or "id")[:2],
        "title": _("Recall"),
        "number": recall.number,
        "letterhead": asdict(letterhead_of(recall.center)),
        "left": filled(
            (_("Heats"), ", ".join(view.heats)),
            (_("Opened"), moment(recall.opened_at)),
            (_("Opened by"), recall.opened_by.shown_name if recall.opened_by else ""),
        ),
        "right": filled(
            (_("Status"), recall.get_status_display()),
            (_("Closed"), moment(recall.closed_at) if recall.closed_at else ""),
            (
                _("Answered"),
                _("%(answered)s of %(all)s")
                % {"answered": whole(view.answered), "all": whole(len(view.notices))},
            ),
        ),
        "remarks": [
            [_("What is wrong"), recall.reason],
            [_("What the workshops are asked to do"), recall.wanted],
            *([[_("Outcome"), recall.outcome]] if recall.outcome else []),
        ],
        "columns": [
            _("Workshop"),
            _("Delivery note"),
            _("Lot and heat"),
            _("Got"),
            _("Held back"),
            _("Used up"),
            _("Passed on"),
        ],
        "rows": [row for notice in view.notices for row in _rows(notice)],
        "empty": _("No workshop got any of it."),
        "totals": [
            [_("Got by workshops"), kg(view.mass_kg)],
            [_("Held back"), kg(view.held_kg)],
            [_("Used up"), kg(view.used_kg)],
            [_("Passed on"), kg(view.passed_kg)],
            [_("Accounted for"), kg(view.accounted_kg)],
        ],
        "signatures": [
            [_("Opened by"), recall.opened_by.shown_name if recall.opened_by else ""],
            [_("Closed by"), recall.closed_by.shown_name if recall.closed_by else ""],
        ],
    }


def _rows(view: NoticeView) -> list[list[str]]:
    workshop = view.notice.workshop
    return [
        [
            f"{workshop.name}\n{workshop.code}",
            f"{item.note}\n{moment(item.handed_at)}" if item.note else _("taken back"),
            f"{item.lot_number}\n{item.heat or '–'}",
            f"{kg(item.mass_kg)}\n{item.quantity}" if item.quantity else kg(item.mass_kg),
            kg(item.held_kg),
            kg(item.used_kg),
            kg(item.passed_kg),
        ]
        for item in view.items
    ]
