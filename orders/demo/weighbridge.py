"""The demo's weighbridge: a delivery on its ticket, a truck that waits, a scale out of tera."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from inventory.services.keeping_scales import ScaleSheet, add_scale
from inventory.services.keeping_tares import keep_tare
from inventory.services.ticketing import issue_ticket
from inventory.services.weighing import ByEye, Head, open_ticket, set_deductions, weigh_again
from orders.demo.people import Cast

BRIDGE, FLOOR = "TB-1", "TL-1"
# Where `manage.py simulate_scale` plays one.
PLAYED_AT = "tcp://127.0.0.1:4001"
TRUCK, WAITING = "G 1872 CF", "G 9015 KA"


def set_up_scales(cast: Cast, *, at: datetime) -> None:
    """Give the depot its truck scale, whose tera holds, and a floor scale whose does not."""
    year = at.date().year
    for code, name, capacity, division, until, address in (
        (BRIDGE, "Jembatan timbang depan", 60_000, 10, date(year + 1, 6, 30), PLAYED_AT),
        (FLOOR, "Timbangan lantai gudang", 3_000, 1, at.date() - timedelta(days=40), ""),
    ):
        sheet = ScaleSheet(
            name=name,
            capacity_kg=Decimal(capacity),
            division_kg=Decimal(division),
            verified_until=until,
            address=address,
        )
        add_scale(code=code, sheet=sheet, by=cast.supervisor, at=at)


def weigh_trucks(cast: Cast, *, at: datetime) -> None:
    """Weigh a load of scrap in, dirt and moisture off, and let the next truck stand."""
    head = Head(
        direction="in",
        vehicle=TRUCK,
        driver="Pak Waryo",
        material="SCRAP-HMS1",
        reference="SJ 0417/RGS",
    )
    ticket = open_ticket(
        head=head, scale=BRIDGE, first=ByEye(Decimal(12_460)), by=cast.clerk, at=at
    )
    number, later = ticket.number, at + timedelta(minutes=35)
    weigh_again(number=number, second=ByEye(Decimal(5_120)), by=cast.clerk, at=later)
    set_deductions(
        number=number,
        dirt_percent=Decimal(3),
        moisture_percent=Decimal(2),
        method="sequential",
        by=cast.clerk,
        at=later,
    )
    issue_ticket(number=number, by=cast.clerk, at=later)
    keep_tare(number=number, by=cast.clerk, at=later)
    open_ticket(
        head=Head(direction="in", vehicle=WAITING, driver="Pak Tarno"),
        scale=BRIDGE,
        first=ByEye(Decimal(8_340)),
        by=cast.clerk,
        at=later,
    )
