"""Limits: how much more than ordered may come, and how far a supplier's invoice may be off."""

from dataclasses import fields
from decimal import Decimal
from typing import Any

from django.utils import timezone
from ninja import Router

from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, Input, Kg, Out
from materialcenter.models import Role
from orders.api.buying_schemas import Code, Count, Percent, Rupiah
from orders.models import MatchLimits, ReceiptLimit
from orders.reports.limits import match_limits, receipt_limits
from orders.services import limiting_matches, limiting_receipts

receipt_router = Router(tags=["receipts"])
match_router = Router(tags=["supplier invoices"])
READERS = (Role.PURCHASER, Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)


class ReceiptLimitIn(Input):
    """How much more than ordered may come. supplier, material: codes, "" for all."""

    supplier: Code
    material: Code
    over_percent: Percent
    over_kg: Kg | None = None


class ReceiptLimitOut(Out):
    """A limit that new orders take; of percent and kg the smaller counts."""

    id: int
    supplier: str
    material: str
    over_percent: Decimal
    over_kg: Kg | None

    @staticmethod
    def of(row: ReceiptLimit) -> "ReceiptLimitOut":
        """Shape a limit."""
        return ReceiptLimitOut(
            id=row.pk,
            supplier=row.supplier.code if row.supplier else "",
            material=row.material.code if row.material else "",
            over_percent=row.over_percent,
            over_kg=row.over_kg,
        )


class MatchLimitsIn(Input):
    """Upper limits, of which one of each pair is needed, and lower ones, null never to be told."""

    price_percent: Percent | None = None
    price_rupiah: Rupiah | None = None
    quantity_percent: Percent | None = None
    quantity_kg: Kg | None = None
    freight_percent: Percent | None = None
    freight_rupiah: Rupiah | None = None
    price_under_percent: Percent | None = None
    price_under_rupiah: Rupiah | None = None
    quantity_under_percent: Percent | None = None
    quantity_under_kg: Kg | None = None
    vat_rupiah: Rupiah


class MatchLimitsOut(Out):
    """How far an invoice may be off: above it is held, below (under) it is told."""

    price_percent: Decimal | None
    price_rupiah: int | None
    quantity_percent: Decimal | None
    quantity_kg: Kg | None
    freight_percent: Decimal | None
    freight_rupiah: int | None
    price_under_percent: Decimal | None
    price_under_rupiah: int | None
    quantity_under_percent: Decimal | None
    quantity_under_kg: Kg | None
    vat_rupiah: int

    @staticmethod
    def of(row: MatchLimits) -> "MatchLimitsOut":
        """Shape a center's limits."""
        names = [field.name for field in fields(limiting_matches.MatchFigures)]
        return MatchLimitsOut(**{name: getattr(row, name) for name in names})


@receipt_router.get("", response={200: list[ReceiptLimitOut], **REFUSALS})
@needs(*READERS)
def list_receipt_limits(request: Any) -> list[ReceiptLimitOut]:
    """List the center's limits of over-receipts; the closest one counts for a new order."""
    return [ReceiptLimitOut.of(row) for row in receipt_limits(request.auth)]


@receipt_router.post("", response={201: ReceiptLimitOut, **REFUSALS})
@needs(*limiting_receipts.KEEPERS)
@creates()
def set_receipt_limit(request: Any, body: ReceiptLimitIn) -> ReceiptLimitOut:
    """Set the limit of a supplier and material, in place of the one that is there."""
    return ReceiptLimitOut.of(
        limiting_receipts.set_receipt_limit(**body.model_dump(), by=request.auth, at=timezone.now())
    )


@receipt_router.delete("/{receipt_limit_id}", response={200: list[ReceiptLimitOut], **REFUSALS})
@needs(*limiting_receipts.KEEPERS)
def drop_receipt_limit(request: Any, receipt_limit_id: Count) -> list[ReceiptLimitOut]:
    """Forget a limit; the answer is what is left."""
    limiting_receipts.drop_receipt_limit(
        receipt_limit_id=receipt_limit_id, by=request.auth, at=timezone.now()
    )
    return [ReceiptLimitOut.of(row) for row in receipt_limits(request.auth)]


@match_router.get("", response={200: MatchLimitsOut, **REFUSALS})
@needs(*READERS)
def show_match_limits(request: Any) -> MatchLimitsOut:
    """Show the limits of suppliers' invoices."""
    return MatchLimitsOut.of(match_limits(request.auth))


@match_router.put("", response={200: MatchLimitsOut, **REFUSALS})
@needs(*limiting_matches.KEEPERS)
def set_match_limits(request: Any, body: MatchLimitsIn) -> MatchLimitsOut:
    """Set them all, for every match from now on."""
    limits = limiting_matches.MatchFigures(**body.model_dump())
    return MatchLimitsOut.of(
        limiting_matches.set_match_limits(limits=limits, by=request.auth, at=timezone.now())
    )
