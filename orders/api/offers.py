"""Suppliers' offers: side by side at landed cost, with price history; entering one."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from ninja import Router

from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, CursorList, Input, Kg, Out, Price
from materialcenter.models import Role
from materialcenter.paging import page_of
from orders.api.buying_schemas import Code, Count
from orders.models import Offer, WeightBasis
from orders.reports.finding_purchases import find_supplier
from orders.reports.offers import OfferLine, offer_lines
from orders.services import offering

router = Router(tags=["offers"])
ZERO = Decimal(0)
READERS = (Role.PURCHASER, Role.SUPERVISOR, Role.AUDITOR)


class TierIn(Input):
    """A price per kg, reached at from_kg of table weight."""

    from_kg: Kg
    price_per_kg: Price


class OfferIn(Input):
    """What a supplier asks; lead time and beginning are the supplier's and today's unless given."""

    supplier: Code
    material: Code
    tiers: list[TierIn]
    minimum_kg: Kg = ZERO
    pack: Count = 1
    weight_basis: Code = WeightBasis.TABLE.value
    freight_per_kg: Price = ZERO
    freight_fixed: Price = ZERO
    lead_time_days: Count | None = None
    valid_from: date | None = None
    valid_until: date | None = None


class TierOut(Out):
    """A price: as asked, and what a kg then costs in the yard at the smallest such order."""

    from_kg: Kg
    price_per_kg: Price
    landed_per_kg: Price | None
    quantity: int | None


class OfferOut(Out):
    """An offer; `replaced_at` is null for the one that holds."""

    id: int
    supplier: str
    material: str
    minimum_kg: Kg
    pack: int
    weight_basis: str
    freight_per_kg: Price
    freight_fixed: Price
    lead_time_days: int
    valid_from: date
    valid_until: date | None
    replaced_at: datetime | None
    is_cheapest: bool
    tiers: list[TierOut]

    @staticmethod
    def of(line: OfferLine) -> "OfferOut":
        """Shape an offer."""
        offer = line.offer
        landed = {tier.price_per_kg: tier for tier in line.tiers}
        tiers = []
        for tier in offer.tiers.all():
            known = landed.get(tier.price_per_kg)
            tiers.append(
                TierOut(
                    from_kg=tier.from_kg,
                    price_per_kg=tier.price_per_kg,
                    landed_per_kg=known.landed_per_kg if known else None,
                    quantity=known.quantity if known else None,
                )
            )
        return OfferOut(
            id=offer.pk,
            supplier=offer.supplier.code,
            material=line.material.code,
            minimum_kg=offer.minimum_kg,
            pack=offer.pack,
            weight_basis=offer.weight_basis,
            freight_per_kg=offer.freight_per_kg,
            freight_fixed=offer.freight_fixed,
            lead_time_days=offer.lead_time_days,
            valid_from=offer.valid_from,
            valid_until=offer.valid_until,
            replaced_at=offer.replaced_at,
            is_cheapest=line.is_cheapest,
            tiers=tiers,
        )


@router.get("", response={200: CursorList[OfferOut], **REFUSALS})
@needs(*READERS)
def list_offers(
    request: Any,
    cursor: str = "",
    limit: int = 50,
    material: str = "",
    supplier: str = "",
    replaced: bool = False,
) -> CursorList[OfferOut]:
    """List offers that hold, the newest first; `replaced=true` gives the price history."""
    rows = (
        Offer.objects.visible_to(request.auth)
        .filter(replaced_at__isnull=not replaced)
        .select_related("supplier")
        .prefetch_related("tiers")
    )
    if material:
        rows = rows.filter(material__code=material)
    if supplier:
        rows = rows.filter(supplier__code=supplier)
    page = page_of(rows, cursor=cursor, limit=limit)
    lines = offer_lines(page.items, on=timezone.localdate())
    return CursorList[OfferOut](
        items=[OfferOut.of(line) for line in lines], next_cursor=page.next_cursor
    )


@router.post("", response={201: OfferOut, **REFUSALS})
@needs(Role.PURCHASER, Role.SUPERVISOR)
@creates()
def enter_offer(request: Any, body: OfferIn) -> OfferOut:
    """Enter what a supplier asks for a material; the one before becomes history."""
    offer = offering.enter_offer(
        supplier_id=find_supplier(request.auth, body.supplier).pk,
        material=body.material,
        terms=offering.OfferTerms(
            tiers=[offering.PriceTier(t.from_kg, t.price_per_kg) for t in body.tiers],
            minimum_kg=body.minimum_kg,
            pack=body.pack,
            weight_basis=body.weight_basis,
            freight_per_kg=body.freight_per_kg,
            freight_fixed=body.freight_fixed,
            lead_time_days=body.lead_time_days,
            valid_from=body.valid_from,
            valid_until=body.valid_until,
        ),
        by=request.auth,
        at=timezone.now(),
    )
    (line,) = offer_lines([offer], on=timezone.localdate())
    return OfferOut.of(line)
