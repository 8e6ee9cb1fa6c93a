"""Shortcuts for the weighbridge's tests: scales and trucks."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from inventory.models import Scale, WeighTicket
from inventory.services import keeping_scales, ticketing, weighing
from tests.cast import NOW, Depot

TRUCK = "G 1234 AB"


def sheet(**instead: Any) -> keeping_scales.ScaleSheet:
    """Return a truck scale of 60 t in steps of 20 kg whose tera holds."""
    values: dict[str, Any] = {
        "name": "Jembatan timbang",
        "capacity_kg": Decimal(60_000),
        "division_kg": Decimal(20),
        "verified_until": date(2027, 3, 31),
        **instead,
    }
    return keeping_scales.ScaleSheet(**values)


def make_scale(depot: Depot, code: str = "TB-1", **instead: Any) -> Scale:
    """Add a scale through the act."""
    return keeping_scales.add_scale(
        code=code, sheet=sheet(**instead), by=depot.person("sinta"), at=NOW
    )


def head(**instead: Any) -> weighing.Head:
    """Return the head of a delivery's ticket."""
    return weighing.Head(**{"direction": "in", "vehicle": TRUCK, **instead})


def arrive(
    depot: Depot, *, scale: str = "TB-1", gross: int = 12460, at: datetime = NOW, **more: Any
) -> WeighTicket:
    """Open a ticket with a loaded truck."""
    return weighing.open_ticket(
        head=head(**more),
        scale=scale,
        first=weighing.ByEye(Decimal(gross)),
        by=depot.person("wati"),
        at=at,
    )


def leave(depot: Depot, number: str, *, tare: int = 5120, at: datetime = NOW) -> WeighTicket:
    """Weigh the truck again, empty."""
    return weighing.weigh_again(
        number=number, second=weighing.ByEye(Decimal(tare)), by=depot.person("wati"), at=at
    )


def deduct(depot: Depot, number: str, dirt: str, moisture: str, method: str) -> WeighTicket:
    """Set deductions."""
    return weighing.set_deductions(
        number=number,
        dirt_percent=Decimal(dirt),
        moisture_percent=Decimal(moisture),
        method=method,
        by=depot.person("wati"),
        at=NOW,
    )


def weigh_truck(
    depot: Depot, *, scale: str = "TB-1", issue: bool = True, **more: Any
) -> WeighTicket:
    """Weigh a truck twice; issue says whether its ticket is issued."""
    ticket = leave(depot, arrive(depot, scale=scale, **more).number)
    if not issue:
        return ticket
    return ticketing.issue_ticket(number=ticket.number, by=depot.person("wati"), at=NOW)


def correct(depot: Depot, number: str, **instead: Any) -> WeighTicket:
    """Open a correction of a truck of 12 460 and 5 120 kg."""
    values: dict[str, Any] = {
        "head": head(),
        "deductions": ticketing.Deductions(Decimal(0), Decimal(0), "additive"),
        "first_kg": Decimal(12460),
        "second_kg": Decimal(5120),
        "reason": "Nomor kendaraan salah",
        "by": depot.person("wati"),
        "at": NOW,
        **instead,
    }
    return ticketing.correct_ticket(number=number, **values)
