"""A pool of several workshops that is ordered, and arrives in parts."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from inventory import stock
from inventory.models import Lot, Reservation
from materialcenter.models import Workshop
from orders.models import AllocatedShare, DeliveryNote, Pool, PurchaseOrder
from orders.services.allocating import allocate_pool
from orders.services.checking_deliveries import Delivered
from orders.services.clearing import clear_pool
from orders.services.committing import commit
from orders.services.ending_purchases import close_purchase_order
from orders.services.freezing import freeze_pool
from orders.services.handing_over import hand_over_pool
from orders.services.ordering import order_pool
from orders.services.receiving import receive_delivery
from tests.cast import NOW, Depot
from tests.orders.pool_world import LATER, open_a_pool, wish

SHEET = "SPHC-2-4X8"
SCRAP = "SCRAP-HMS1"
KG_A_SHEET = Decimal("46.1")


def add_workshops(depot: Depot, *codes: str) -> None:
    """Let more workshops belong to the depot, with plenty of credit and nobody who buys for them."""
    for code in codes:
        depot.workshops[code] = Workshop.objects.create(
            center=depot.center,
            code=code,
            name=f"Bengkel Contoh {code}",
            trade=Workshop.Trade.PRESSING,
            credit_limit=900_000_000,
        )


def bought(
    depot: Depot,
    wishes: Mapping[str, tuple[int, int, int]],
    *,
    material: str = SHEET,
    appetite: int = 0,
) -> tuple[Pool, PurchaseOrder]:
    """Buy a pool of wishes (quantity, minimum, maximum by workshop), committed in this order."""
    pool = open_a_pool(depot, material, appetite=appetite)
    putri = depot.person("putri")
    for n, (code, (quantity, minimum, maximum)) in enumerate(wishes.items()):
        commit(
            pool_id=pool.pk,
            wish=wish(depot, code, quantity, minimum=minimum, maximum=maximum, material=material),
            by=putri,
            at=NOW + timedelta(minutes=n),
        )
    freeze_pool(pool_id=pool.pk, by=putri, at=NOW)
    clear_pool(pool_id=pool.pk, by=putri, at=NOW)
    (order,) = order_pool(pool_id=pool.pk, by=putri, at=NOW)
    PurchaseOrder.objects.filter(pk=order.pk).update(status=PurchaseOrder.Status.SENT)
    pool.refresh_from_db()
    return pool, order


def deliver(depot: Depot, order: PurchaseOrder, amount: int, heat: str) -> Lot:
    """Receive sheets, or kg of scrap, in one heat; a supervisor takes what is beyond the order."""
    counted = order.lines.get().material.is_counted
    receive_delivery(
        purchase_order_id=order.pk,
        supplier_note=f"SJ-{heat}",
        vehicle="G 1234 AB",
        lines=[
            Delivered(
                order_line=1,
                heat=heat,
                pieces=amount if counted else 0,
                mass_kg=amount * KG_A_SHEET if counted else Decimal(amount),
                rack="A-01",
            )
        ],
        by=depot.person("sinta"),
        received_at=LATER,
        at=LATER,
    )
    return Lot.objects.get(heat=heat)


def close(depot: Depot, order: PurchaseOrder) -> None:
    """Say that nothing more comes."""
    close_purchase_order(
        purchase_order_id=order.pk, reason="sisa batal", by=depot.person("putri"), at=LATER
    )


def share(depot: Depot, pool: Pool) -> Pool:
    """Share out what came."""
    return allocate_pool(pool_id=pool.pk, by=depot.person("putri"), at=LATER)


def shares(pool: Pool) -> dict[str, int]:
    """Return each workshop's sheets in the newest round."""
    rows = AllocatedShare.objects.filter(allocation__pool_material__pool=pool).newest()
    return dict(rows.values_list("workshop__code", "pieces"))


def held(code: str) -> list[tuple[str, int]]:
    """List the heats and sheets that are held for a workshop's shares, in the order of the lots."""
    ids = AllocatedShare.objects.filter(workshop__code=code).values("pk")
    rows = Reservation.objects.filter(holder="pool_share", holder_id__in=ids, status="held")
    return list(rows.order_by("lot_id", "pk").values_list("lot__heat", "pieces"))


def take(depot: Depot, pool: Pool, code: str, sheets: int | None = None) -> DeliveryNote:
    """Hand a workshop all that is held for it, or so many sheets of the first part."""
    hand_outs = None
    if sheets is not None:
        ids = AllocatedShare.objects.filter(workshop__code=code).values("pk")
        first = Reservation.objects.filter(
            holder="pool_share", holder_id__in=ids, status="held"
        ).earliest("lot_id", "pk")
        hand_outs = [stock.HandOut(first.pk, pieces=min(sheets, first.pieces))]
    return hand_over_pool(
        pool_id=pool.pk,
        workshop_id=depot.workshops[code].pk,
        receiver_name=code,
        hand_outs=hand_outs,
        by=depot.person("wati"),
        at=LATER,
    )
