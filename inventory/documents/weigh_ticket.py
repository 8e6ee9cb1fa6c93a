"""The weighbridge ticket (tiket timbang) as its PDF shows it."""

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from inventory.models import WeighTicket
from materialcenter.documents.letterhead import letterhead_of
from materialcenter.formats import kg, moment, share

TEMPLATE = Path(__file__).with_suffix(".typ")
A5, NARROW = "a5", "narrow"
PAPERS = (A5, NARROW)


def ticket_data(ticket: WeighTicket, *, paper: str) -> dict[str, Any]:
    """Write a ticket in the language that is active: every value a text.

    paper: "a5", or "narrow" for rolls of 80 mm. Names of the ticket should be at hand.
    """
    return {
        "language": (get_language() or "id")[:2],
        "paper": paper,
        "title": _("Weighbridge ticket"),
        "number": ticket.number,
        "letterhead": asdict(letterhead_of(ticket.center)),
        "facts": _facts(ticket),
        "weighings": _weighings(ticket),
        "results": _results(ticket),
        "notes": _notes(ticket),
        "signatures": [
            [_("Driver"), ticket.driver],
            [_("Weighed by"), ticket.issued_by.shown_name if ticket.issued_by else ""],
        ],
    }


def _facts(ticket: WeighTicket) -> list[list[str]]:
    pairs = (
        (_("Vehicle"), ticket.vehicle),
        (_("Driver"), ticket.driver),
        (_("Direction"), ticket.get_direction_display()),
        (_("Supplier"), ticket.supplier.name if ticket.supplier else ""),
        (_("Workshop"), ticket.workshop.name if ticket.workshop else ""),
        (_("Material"), ticket.material.code if ticket.material else ""),
        (_("Belongs to"), ticket.reference),
        (_("Scale"), f"{ticket.scale.code} · {ticket.scale.name}"),
    )
    return [[label, value] for label, value in pairs if value]


def _weighings(ticket: WeighTicket) -> list[list[str]]:
    """Return (what, kg, how, when) of both weighings, the loaded one first."""
    first = (ticket.first_kg, ticket.first_at, ticket.get_first_source_display())
    second = (ticket.second_kg, ticket.second_at, ticket.get_second_source_display())
    loaded, empty = (first, second) if ticket.is_loaded_first else (second, first)
    return [_weighing(_("Gross"), *loaded), _weighing(_("Tare"), *empty)]


def _weighing(
    label: str, mass_kg: Decimal | None, weighed_at: datetime | None, source: str
) -> list[str]:
    return [label, kg(mass_kg), source, moment(weighed_at)]


def _results(ticket: WeighTicket) -> list[list[str]]:
    method = ticket.get_method_display()
    return [
        [_("Net"), kg(ticket.net_kg)],
        [_("Dirt"), share(ticket.dirt_percent)],
        [_("Moisture"), share(ticket.moisture_percent)],
        [_("Deducted (%(method)s)") % {"method": method.lower()}, kg(ticket.deducted_kg)],
        [_("Net after deductions"), kg(ticket.paid_kg)],
    ]


def _notes(ticket: WeighTicket) -> list[str]:
    notes = []
    if ticket.status != WeighTicket.Status.ISSUED:
        notes.append(_("Not issued: %(status)s.") % {"status": ticket.get_status_display()})
    if ticket.is_scale_expired:
        notes.append(_("The legal mark (tera) of the scale did not hold on the day of weighing."))
    if ticket.corrects:
        notes.append(
            _("Corrects ticket %(ticket)s: %(reason)s")
            % {"ticket": ticket.corrects.number, "reason": ticket.reason}
        )
    return notes
