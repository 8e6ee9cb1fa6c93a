"""A small pool on the cast's depot: two suppliers' offers and a few wishes."""

from datetime import timedelta
from decimal import Decimal

from orders.models import Offer, OfferTier, Pool, PoolMaterial
from orders.services.allocating import allocate_pool
from orders.services.approving_purchases import approve_purchase_order
from orders.services.checking_deliveries import Delivered
from orders.services.clearing import clear_pool
from orders.services.committing import Wish, commit
from orders.services.drafting import Conditions, draft_pool
from orders.services.freezing import freeze_pool
from orders.services.opening import open_pool
from orders.services.ordering import order_pool
from orders.services.receiving import receive_delivery
from orders.services.sending import send_purchase_order
from tests.cast import NOW, Depot

DEADLINE = NOW + timedelta(days=14)


def make_offer(
    depot: Depot,
    supplier: str,
    material: str,
    tiers: dict[int, int],
    *,
    minimum_kg: int = 0,
    pack: int = 1,
) -> Offer:
    """Give a supplier's current offer, tiers as {from kg: Rp/kg}."""
    offer = Offer.objects.create(
        center=depot.center,
        supplier=depot.suppliers[supplier],
        material=depot.materials[material],
        minimum_kg=Decimal(minimum_kg),
        pack=pack,
        lead_time_days=14,
        valid_from=NOW.date(),
    )
    for from_kg, price in tiers.items():
        OfferTier.objects.create(offer=offer, from_kg=Decimal(from_kg), price_per_kg=Decimal(price))
    return offer


def open_a_pool(depot: Depot, *materials: str, deposit_percent: int = 0, appetite: int = 0) -> Pool:
    """Open a pool on offers of both suppliers for the materials (sheet of 2 mm alone by default)."""
    depot.center.is_vat_registered = True
    depot.center.save()
    for material in materials or ("SPHC-2-4X8",):
        make_offer(depot, "S01", material, {0: 11200, 500: 10800, 2000: 10350}, pack=5)
        make_offer(depot, "S02", material, {0: 11350, 500: 10950}, pack=5)
    pool = draft_pool(
        conditions=Conditions(
            title="September", deadline_at=DEADLINE, deposit_percent=Decimal(deposit_percent)
        ),
        appetites=dict.fromkeys(materials or ("SPHC-2-4X8",), appetite),
        by=depot.person("putri"),
        at=NOW,
    )
    return open_pool(pool_id=pool.pk, by=depot.person("putri"), at=NOW)


def open_another(pool: Pool) -> Pool:
    """Open another pool of the same materials on the same conditions."""
    again = Pool.objects.get(pk=pool.pk)
    again.pk, again.number = None, f"{pool.number}-{Pool.objects.count()}"
    again.save()
    PoolMaterial.objects.bulk_create(
        PoolMaterial(pool=again, material_id=row.material_id, depot_appetite=row.depot_appetite)
        for row in pool.materials.all()
    )
    return again


def wish(
    depot: Depot,
    workshop: str = "W0001",
    quantity: int = 10,
    *,
    minimum: int | None = None,
    maximum: int | None = None,
    cap: int | None = None,
    material: str = "SPHC-2-4X8",
) -> Wish:
    """Return a wish; minimum and maximum are the quantity unless given."""
    return Wish(
        workshop_id=depot.workshops[workshop].pk,
        material=material,
        quantity=quantity,
        minimum=quantity if minimum is None else minimum,
        maximum=quantity if maximum is None else maximum,
        price_cap=None if cap is None else Decimal(cap),
    )


def both_commit(depot: Depot, pool: Pool) -> None:
    """Have sari want 10 and rudi 6."""
    commit(pool_id=pool.pk, wish=wish(depot), by=depot.person("sari"), at=NOW)
    commit(
        pool_id=pool.pk,
        wish=wish(depot, "W0002", 6, minimum=3),
        by=depot.person("rudi"),
        at=NOW + timedelta(minutes=5),
    )


LATER = NOW + timedelta(days=30)


def shared_pool(depot: Depot) -> Pool:
    """Buy a pool of 15 sheets, receive it and share it out: sari 10, rudi 5, each held."""
    pool = open_a_pool(depot)
    both_commit(depot, pool)
    putri, wati = depot.person("putri"), depot.person("wati")
    freeze_pool(pool_id=pool.pk, by=putri, at=NOW)
    clear_pool(pool_id=pool.pk, by=putri, at=NOW)
    (order,) = order_pool(pool_id=pool.pk, by=putri, at=NOW)
    approve_purchase_order(purchase_order_id=order.pk, by=depot.person("sinta"), at=NOW)
    send_purchase_order(purchase_order_id=order.pk, by=putri, at=NOW)
    receive_delivery(
        purchase_order_id=order.pk,
        supplier_note="SJ-H1",
        vehicle="G 1234 AB",
        lines=[
            Delivered(order_line=1, heat="H1", pieces=15, mass_kg=Decimal("691.5"), rack="A-01")
        ],
        by=wati,
        received_at=LATER,
        at=LATER,
    )
    return allocate_pool(pool_id=pool.pk, by=putri, at=LATER)
