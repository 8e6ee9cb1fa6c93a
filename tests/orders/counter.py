"""The counter's day in tests: stock on the racks, orders placed and handed over."""

import struct
import zlib
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from inventory import stock
from inventory.models import Grade, Lot, Material
from orders.models import DeliveryNote, Order
from orders.services.handing_over import hand_over_order
from orders.services.placing import AskedLine, place_order
from tests.cast import NOW, Depot, entry

SHEET, BAR, SCRAP = "SPHC-2-4X8", "S45C-D25", "SCRAP-HMS1"


def chunk(name: bytes, data: bytes) -> bytes:
    """Return a PNG's chunk."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(
    width: int, height: int, *, colour: int = 6, interlaced: int = 0, rows: int | None = None
) -> bytes:
    """Return a blank PNG."""
    header = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, interlaced)
    row = bytes(1 + width * {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour])
    pixels = zlib.compress(row * (height if rows is None else rows))
    parts = (chunk(b"IHDR", header), chunk(b"IDAT", pixels), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def ask(code: str, quantity: Any, unit: str = "") -> AskedLine:
    """Return a line that asks for a quantity of a material."""
    return AskedLine(code, Decimal(quantity), unit)


PNG = png(30, 20)


def place(
    depot: Depot,
    *lines: AskedLine,
    by: str = "sari",
    workshop: str = "W0001",
    at: datetime = NOW,
) -> Order:
    """Place an order as a cast member."""
    return place_order(
        workshop_id=depot.workshops[workshop].pk,
        lines=lines,
        note="",
        by=depot.person(by),
        at=at,
    )


def hand_over(depot: Depot, order: Order, *, by: str = "wati", **more: Any) -> DeliveryNote:
    """Hand an order over as a cast member."""
    given: dict[str, Any] = {"receiver_name": "Pak Slamet", "at": NOW, **more}
    return hand_over_order(order_id=order.pk, by=depot.person(by), **given)


def add_materials(depot: Depot, count: int) -> list[str]:
    """Make more sheets like SHEET, of 10 kg a piece at Rp 1 000 a kg; return their codes."""
    grade = Grade.objects.get(center=depot.center, code="SPHC")
    codes = [f"X{n:02d}" for n in range(count)]
    for code in codes:
        depot.materials[code] = Material.objects.create(
            center=depot.center,
            code=code,
            form="sheet",
            grade=grade,
            unit="sheet",
            thickness_mm=1,
            width_mm=1000,
            length_mm=1274,
            piece_mass_kg=Decimal("10.000"),
            counter_price_per_kg=Decimal(1000),
        )
    return codes


def receive_owned(depot: Depot, code: str, *, pieces: int, owner: str) -> None:
    """Take consigned stock of a workshop in."""
    material = depot.materials[code]
    with transaction.atomic():
        stock.receive(
            entry(depot, f"consigned-{code}-{owner}"),
            [
                stock.NewLot(
                    material_id=material.pk,
                    place_id=depot.racks["A-01"].pk,
                    heat="OWNED",
                    pieces=pieces,
                    mass_kg=(material.piece_mass_kg or Decimal(1)) * pieces,
                    table_kg=None,
                    cost_per_kg=Decimal(0),
                    received_on=NOW.date(),
                    owner_id=depot.workshops[owner].pk,
                )
            ],
        )


def cut_remnant(depot: Depot, lot: Lot, *, pieces: int = 2, rack: str = "B-01") -> Lot:
    """Cut one piece of a lot on A-01 into so many remnants of 600 × 900 mm."""
    with transaction.atomic():
        done = stock.cut(
            entry(depot, f"cut-{lot.pk}", reason="cut"),
            lot_id=lot.pk,
            place_id=depot.racks["A-01"].pk,
            pieces=1,
            mass_kg=None,
            outputs=[
                stock.CutOff(
                    material_id=lot.material_id,
                    place_id=depot.racks[rack].pk,
                    pieces=pieces,
                    mass_kg=Decimal("8.478") * pieces,
                    length_mm=Decimal(900),
                    width_mm=Decimal(600),
                )
            ],
        )
    return done.lots[0]


def quarantine(depot: Depot, lot_id: int) -> None:
    """Block a lot."""
    with transaction.atomic():
        stock.set_quality(center_id=depot.center.pk, lot_id=lot_id, quality="quarantined", at=NOW)
