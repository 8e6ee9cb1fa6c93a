"""What a purchaser weighs while drafting a pool: offers side by side, prices so far, who waits."""

from datetime import date

from materialcenter.access import Person
from orders.models import Offer, Pool, PoolMaterial


def materials_still_offered(pool: Pool, *, by: Person, on: date) -> dict[str, int]:
    """Return a pool's materials that somebody offers on a day: its depot appetites by code."""
    offered = Offer.objects.visible_to(by).current(on).values("material_id")
    rows = PoolMaterial.objects.filter(pool=pool, material_id__in=offered)
    return dict(rows.order_by("material__code").values_list("material__code", "depot_appetite"))
