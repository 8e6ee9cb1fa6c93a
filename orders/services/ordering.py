"""Turning a priced pool into purchase orders, one per supplier."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone, translation
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from inventory import catalogue
from materialcenter import audit
from materialcenter.access import Person
from materialcenter.commands import command
from materialcenter.errors import Conflict, Fault
from materialcenter.formats import day
from orders.models import Clearing, Pool, PoolEvent, PurchaseOrder, QuoteRequest
from orders.services.checking_purchases import PurchaseLine
from orders.services.mailing_suppliers import SUPPLIER_LANGUAGE
from orders.services.opening import MANAGERS, lock_pool, move_pool
from orders.services.pool_steps import record_step
from orders.services.purchasing import write_purchase_order
from orders.services.rolling_over import roll_over_unreached


class NothingReached(Conflict):
    """No material of the pool reached any supplier's minimum."""

    code = "pool_reached_nothing"
    sentence = _("Nothing in pool %(pool)s reached a supplier's minimum. Extend or cancel it.")


class PriceExpired(Conflict):
    """A price of the pool is of an offer that ended since; `faults` names each material."""

    code = "price_expired"
    sentence = _("Prices of pool %(pool)s hold no longer. Extend it to find them anew.")


@command
def order_pool(*, pool_id: int, by: Person, at: datetime) -> list[PurchaseOrder]:
    """Draft the purchase orders of a priced pool; they are then approved and sent as any.

    Wishes for what reached nobody's minimum are kept for the next pool. Raises WrongRole,
    Missing, WrongState, NothingReached, PriceExpired.
    """
    by.must_be(*MANAGERS)
    pool = lock_pool(pool_id=pool_id, by=by)
    move_pool(pool, Pool.Status.ORDERED)
    orders = _draft(pool, by=by, at=at)
    if not orders:
        raise NothingReached(pool=pool.number)
    audit.record(
        by=by,
        action="pool.ordered",
        subject="Pool",
        subject_id=pool.pk,
        at=at,
        orders=[order.number for order in orders],
    )
    record_step(pool, PoolEvent.Kind.ORDERED, by=by, at=at, orders=len(orders))
    roll_over_unreached(pool, by=by, at=at)
    return orders


def _draft(pool: Pool, *, by: Person, at: datetime) -> list[PurchaseOrder]:
    clearings = list(
        Clearing.objects.filter(pool_material__pool=pool, offer__isnull=False)
        .select_related("offer", "pool_material")
        .order_by("offer__supplier_id", "pool_material__material_id")
    )
    materials = catalogue.materials_by_id(
        pool.center_id, [c.pool_material.material_id for c in clearings]
    )
    _refuse_expired(pool, clearings, materials, today=timezone.localdate(at))
    by_supplier: dict[int, list[Clearing]] = defaultdict(list)
    for clearing in clearings:
        if clearing.offer is not None:
            by_supplier[clearing.offer.supplier_id].append(clearing)
    notes = _notes(pool)
    return [
        write_purchase_order(
            supplier_id=supplier_id,
            lines=[_line(c, materials[c.pool_material.material_id]) for c in rows],
            pool_id=pool.pk,
            expected_on=timezone.localdate(at) + timedelta(days=_lead_days(rows)),
            freight=sum(_freight(c, materials[c.pool_material.material_id]) for c in rows),
            note=notes.get(supplier_id, ""),
            by=by,
            at=at,
        )
        for supplier_id, rows in sorted(by_supplier.items())
    ]


def _refuse_expired(
    pool: Pool,
    clearings: Sequence[Clearing],
    materials: Mapping[int, catalogue.Material],
    *,
    today: date,
) -> None:
    faults = [
        Fault(
            "offer_expired",
            __("%(code)s: the supplier's price held until %(day)s.")
            % {
                "code": materials[clearing.pool_material.material_id].code,
                "day": day(clearing.offer.valid_until),
            },
            "materials",
        )
        for clearing in clearings
        if clearing.offer is not None
        and clearing.offer.valid_until is not None
        and clearing.offer.valid_until < today
    ]
    if faults:
        raise PriceExpired(pool=pool.number, faults=faults)


def _notes(pool: Pool) -> dict[int, str]:
    """Name, for each supplier who quoted firmly, the quotation that its order goes by."""
    quoted = QuoteRequest.objects.filter(pool=pool, status=QuoteRequest.Status.ANSWERED)
    with translation.override(SUPPLIER_LANGUAGE):
        own = __("Firm prices as in your quotation %(reference)s to our request %(number)s.")
        ours = __("Firm prices as you answered our request %(number)s.")
        return {
            request.supplier_id: (own if request.reference else ours)
            % {"reference": request.reference, "number": request.number}
            for request in quoted
        }


def _lead_days(clearings: Sequence[Clearing]) -> int:
    """Return the longest lead time of the offers that a supplier is ordered from."""
    return max(clearing.offer.lead_time_days for clearing in clearings if clearing.offer)


def _line(clearing: Clearing, material: catalogue.Material) -> PurchaseLine:
    if clearing.offer is None or clearing.offer_price_per_kg is None:
        raise ValueError("a clearing without an offer orders nothing")
    return PurchaseLine(
        material=material.code,
        quantity=Decimal(clearing.quantity),
        price_per_kg=clearing.offer_price_per_kg,
        weight_basis=clearing.offer.weight_basis,
    )


def _freight(clearing: Clearing, material: catalogue.Material) -> int:
    if clearing.offer is None:
        return 0
    mass_kg = catalogue.table_kg(material, clearing.quantity)
    exact = clearing.offer.freight_per_kg * mass_kg + clearing.offer.freight_fixed
    return int(exact.to_integral_value(ROUND_HALF_UP))
