"""The balance sheet of a workshop's consigned stock as its PDF shows it."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from inventory.reports.consigned import Amount, Sheet, SheetRow
from materialcenter.documents.letterhead import letterhead_of
from materialcenter.formats import day, kg, whole
from materialcenter.models import Center

TEMPLATE = Path(__file__).with_suffix(".typ")


def consigned_sheet_data(sheet: Sheet, center: Center) -> dict[str, Any]:
    """Write a sheet in the language that is active."""
    period = f"{day(sheet.since)} – {day(sheet.until)}"
    return {
        "language": (get_language() or "id")[:2],
        "title": _("Consigned stock"),
        "number": sheet.owner.code,
        "letterhead": asdict(letterhead_of(center)),
        "left": [[_("Owner"), sheet.owner.name], [_("Code"), sheet.owner.code]],
        "right": [[_("Period"), period]],
        "columns": [
            _("Material"),
            _("Opening"),
            _("In"),
            _("Cutting"),
            _("of it scrap"),
            _("of it kerf"),
            _("Out"),
            _("Differences"),
            _("Closing"),
        ],
        "rows": [*(_row(row, _name(row)) for row in sheet.rows), _row(sheet.total, _("Total"))],
        "remark": [
            _("How it adds up"),
            _(
                "Opening + in + cutting − out + differences = closing, in pieces and in kg."
                " Scrap that cutting gave stands in a row of its own."
            ),
        ],
    }


def _name(row: SheetRow) -> str:
    code = row.material.code if row.material else ""
    return f"{code}\n{row.customer}" if row.customer else code


def _row(row: SheetRow, name: str) -> list[str]:
    return [
        name,
        _amount(row.opening),
        _amount(row.received),
        _amount(row.cut),
        kg(row.scrap_kg),
        kg(row.kerf_kg),
        _amount(row.handed_back),
        _amount(row.other),
        _amount(row.closing),
    ]


def _amount(amount: Amount) -> str:
    """Write kg, and pieces under them where there are some."""
    return f"{kg(amount.mass_kg)}\n{whole(amount.pieces)}" if amount.pieces else kg(amount.mass_kg)
