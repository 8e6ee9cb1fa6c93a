"""A material that runs low, for tests of what is suggested then."""

from decimal import Decimal

from inventory.models import ReorderAlert, ReorderPlan
from inventory.services.reordering import watch_materials
from tests.cast import NOW, Depot


def run_low(
    depot: Depot,
    code: str = "SPHC-2-4X8",
    *,
    wanted_kg: int = 2400,
    daily_mean_kg: int = 0,
) -> ReorderAlert:
    """Let a material fall under its reorder point: there is none of it at all."""
    material = depot.materials[code]
    ReorderPlan.objects.create(
        center=depot.center,
        material=material,
        reorder_point_kg=Decimal(1000),
        order_up_to_kg=Decimal(wanted_kg),
        daily_mean_kg=Decimal(daily_mean_kg),
        planned_at=NOW,
    )
    (alert_id,) = watch_materials(center_id=depot.center.pk, material_ids=[material.pk], at=NOW)
    return ReorderAlert.objects.get(pk=alert_id)
