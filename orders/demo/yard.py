"""What lies in the yard besides the depot's own sound stock."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from inventory import catalogue
from inventory.services.demanding import fold_ledger
from inventory.services.planning_stock import plan_materials
from inventory.services.quarantining import quarantine_lot
from inventory.services.receiving import Arrived, receive_goods
from inventory.services.reordering import (
    planned_material_ids,
    set_reorder_point,
    watch_materials,
)
from orders.demo.people import Cast
from orders.services.suggesting import suggest_for_alert

SUSPECT = "SS400-12-4X8"
CONSIGNED = "SPCC-2-4X8"
CONSIGNED_PIECES = 24
MONTHS_FORECAST = 12
OWNER = "W0128"
KEPT_BY_HAND = {
    "SPHC-2.3-5X10": (2_000, 6_000),
    "SPHC-4.5-4X8": (1_500, 5_000),
    "SS400-SQ25": (600, 2_000),
}


def set_apart(cast: Cast, *, at: datetime) -> None:
    """Put a lot into quarantine, and take in steel that a workshop's customer sent."""
    lots = catalogue.Lot.objects.visible_to(cast.clerk).filter(material__code=SUSPECT)
    quarantine_lot(
        lot_number=lots.values_list("number", flat=True)[0],
        reason="Pelat bergelombang, menunggu uji tebal",
        by=cast.clerk,
        at=at,
    )
    material = catalogue.materials_by_code(cast.clerk, [CONSIGNED])[CONSIGNED]
    receive_goods(
        arrived=[
            Arrived(
                material=CONSIGNED,
                rack="A-01",
                heat="T70121",
                pieces=CONSIGNED_PIECES,
                mass_kg=catalogue.table_kg(material, CONSIGNED_PIECES),
                cost_per_kg=None,
            )
        ],
        reference="Titipan pelanggan W0128",
        received_on=at.date(),
        owner_code=OWNER,
        customer="PT Komponen Pantura",
        by=cast.clerk,
        at=at,
    )


def set_levels_by_hand(cast: Cast, *, at: datetime) -> None:
    """Let the purchaser say how much there should always be of what workshops ask for daily."""
    for code, (point_kg, up_to_kg) in KEPT_BY_HAND.items():
        set_reorder_point(
            material_code=code,
            reorder_point_kg=Decimal(point_kg),
            order_up_to_kg=Decimal(up_to_kg),
            by=cast.purchaser,
            at=at,
        )


def plan_stock(cast: Cast, *, at: datetime) -> None:
    """Plan when to reorder, from two years of issues.

    First as each month of the last year ended, by what was known then, so that what was
    forecast can be told from what came.
    """
    fold_ledger(center_id=cast.center_id)
    for end in _month_ends(at):
        plan_materials(center_id=cast.center_id, at=end)
    plan_materials(center_id=cast.center_id, at=at)


def _month_ends(at: datetime) -> list[datetime]:
    """Return that hour of the last day of each month of the last year, the oldest first."""
    ends = [timezone.localtime(at).replace(day=1) - timedelta(days=1)]
    while len(ends) < MONTHS_FORECAST:
        ends.append(ends[-1].replace(day=1) - timedelta(days=1))
    return ends[::-1]


def watch_stock(cast: Cast, *, at: datetime) -> None:
    """Say what runs low and what to do, and what recovered."""
    alert_ids = watch_materials(
        center_id=cast.center_id, material_ids=planned_material_ids(cast.center_id), at=at
    )
    for alert_id in alert_ids:
        suggest_for_alert(alert_id=alert_id, at=at)
