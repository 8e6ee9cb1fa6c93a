"""The request for a firm price (permintaan penawaran harga) as its PDF shows it."""

from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from inventory import catalogue
from materialcenter.documents.letterhead import letterhead_of
from materialcenter.formats import day, kg, moment, price
from orders.documents.wording import filled, material_name, quantity_text
from orders.models import QuoteLine, QuoteRequest

TEMPLATE = Path(__file__).with_suffix(".typ")


@dataclass(frozen=True)
class QuoteRequestPaper:
    """A request with its pool, supplier and center at hand.

    lines: (line, material) by code. firm_until: the day until which prices must hold.
    """

    request: QuoteRequest
    lines: tuple[tuple[QuoteLine, catalogue.Material], ...]
    firm_until: date


def quote_request_data(paper: QuoteRequestPaper) -> dict[str, Any]:
    """Write a request in the language that is active: every value a text."""
    request = paper.request
    center = request.pool.center
    asker = request.asked_by.shown_name if request.asked_by else center.name
    return {
        "language": (get_language() or "id")[:2],
        "title": _("Request for a firm price"),
        "number": request.number,
        "letterhead": asdict(letterhead_of(center)),
        "left": filled(
            (_("To"), request.supplier.name),
            (_("City"), request.supplier.city),
            (_("Mail"), request.supplier.email),
        ),
        "right": filled(
            (_("Date"), day(request.asked_at)),
            (_("Answer by"), moment(request.answer_by)),
            (_("Prices firm until"), day(paper.firm_until)),
            (_("Deliver to"), f"{center.name}, {center.city}"),
        ),
        "columns": [
            _("No."),
            _("Material"),
            _("Quantity"),
            _("Table weight"),
            _("Your offer now (Rp/kg)"),
            _("Firm price (Rp/kg)"),
        ],
        "rows": [_row(n, *line) for n, line in enumerate(paper.lines, start=1)],
        "terms_title": _("Please name for each material"),
        "terms": [
            _("the firm price per kg, by quantity where it differs, and the weight it is for"),
            _("the least you deliver, and the multiple of sheets, bars or kg"),
            _("freight, the time to deliver, and until when the price holds"),
            _("our number %(number)s, and your own") % {"number": request.number},
        ],
        "signatures": [[_("Asked by"), asker], [_("Supplier"), ""]],
    }


def _row(n: int, line: QuoteLine, material: catalogue.Material) -> list[str]:
    pieces = line.quantity if material.is_counted else 0
    expected = line.expected_price_per_kg
    return [
        str(n),
        f"{material_name(material)}\n{material.code}",
        quantity_text(material, pieces=pieces, mass_kg=line.mass_kg),
        kg(line.mass_kg),
        "–" if expected is None else price(expected),
        "",
    ]
