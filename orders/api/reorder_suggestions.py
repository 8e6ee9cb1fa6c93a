"""Reorder suggestions: what to do about materials that run low, and taking one."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from ninja import Router

from inventory import catalogue
from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, CursorList, Input, Kg, Out, Price
from materialcenter.models import Center, Role
from materialcenter.paging import page_of
from orders.api.buying_schemas import Code, Count, Percent, Rupiah
from orders.reports.combined import ProposedOrder, proposed_orders
from orders.services import costing_orders, suggesting, taking_together

router = Router(tags=["reorder suggestions"])
alerts_router = Router(tags=["reorder suggestions"])
costs_router = Router(tags=["reorder suggestions"])
READERS = (Role.PURCHASER, Role.SUPERVISOR, Role.AUDITOR)


class AnswerIn(Input):
    """What you choose: join_pool, open_pool or purchase_order; without it what is suggested."""

    answer: Code | None = None


class ComparedOfferOut(Out):
    """An offer as it would come to when it is bought alone, the quantity being economic.

    yearly_cost: rupiah of a year's buying, ordering and holding; null without a forecast.
    """

    supplier: str
    supplier_name: str
    quantity: int
    mass_kg: Kg
    price_per_kg: Price
    landed_per_kg: Price
    lead_time_days: int
    yearly_cost: int | None


class SuggestionOut(Out):
    """A standing alert and what to do about it; answer is "" while nobody offers the material.

    saving_per_year: rupiah by ordering more than is missing now. compared: cheapest first.
    """

    alert: int
    material: str
    opened_at: datetime
    position_kg: Kg
    reorder_point_kg: Kg
    wanted_kg: Kg
    is_worked_out: bool
    answer: str
    reason: str
    pool: str
    supplier: str
    quantity: int | None
    mass_kg: Kg | None
    price_per_kg: Price | None
    landed_per_kg: Price | None
    saving_per_year: int
    compared: list[ComparedOfferOut]
    text: dict[str, str]
    taken_as: str
    taken_reference: str

    @staticmethod
    def of(alert: catalogue.ReorderAlert) -> "SuggestionOut":
        """Shape an alert; its material at hand."""
        facts: dict[str, Any] = alert.suggestion or {}
        return SuggestionOut(
            alert=alert.pk,
            material=alert.material.code,
            opened_at=alert.opened_at,
            position_kg=alert.position_kg,
            reorder_point_kg=alert.reorder_point_kg,
            wanted_kg=alert.wanted_kg,
            is_worked_out=alert.suggestion is not None,
            answer=facts.get("answer", ""),
            reason=facts.get("reason", ""),
            pool=facts.get("pool", ""),
            supplier=facts.get("supplier", ""),
            quantity=facts.get("quantity"),
            mass_kg=_decimal(facts.get("mass_kg")),
            price_per_kg=_decimal(facts.get("price_per_kg")),
            landed_per_kg=_decimal(facts.get("landed_per_kg")),
            saving_per_year=facts.get("saving_per_year", 0),
            compared=[ComparedOfferOut(**one) for one in facts.get("compared", [])],
            text=facts.get("text", {}),
            taken_as=alert.taken_as,
            taken_reference=alert.taken_reference,
        )


class CombinedLineOut(Out):
    """A line of a combined order; alert is null for what only fills the order up."""

    material: str
    alert: int | None
    quantity: int
    mass_kg: Kg
    price_per_kg: Price
    amount: int


class CombinedOrderOut(Out):
    """One order of a supplier for all that runs low, filled up to its truck.

    freight: rupiah of the whole; freight_alone: what it would be line by line. missing_kg:
    what is short of the supplier's smallest order.
    """

    supplier: str
    mass_kg: Kg
    trucks: int
    load_percent: int | None
    missing_kg: Kg
    amount: int
    freight: int
    freight_alone: int
    lines: list[CombinedLineOut]

    @staticmethod
    def of(order: ProposedOrder) -> "CombinedOrderOut":
        """Shape a proposed order."""
        return CombinedOrderOut(
            supplier=order.supplier.code,
            mass_kg=order.mass_kg,
            trucks=order.trucks,
            load_percent=order.load_percent,
            missing_kg=order.missing_kg,
            amount=order.amount,
            freight=order.freight,
            freight_alone=order.freight_alone,
            lines=[
                CombinedLineOut(
                    material=line.material.code,
                    alert=line.alert_id,
                    quantity=line.quantity,
                    mass_kg=line.mass_kg,
                    price_per_kg=line.price_per_kg,
                    amount=line.amount,
                )
                for line in order.lines
            ],
        )


class OrderCostsIn(Input):
    """What an order costs to place, rupiah, and a year in stock, percent of the goods' value."""

    order_cost: Rupiah
    holding_percent: Percent


class OrderCostsOut(Out):
    """What an order costs to place, rupiah, and a year in stock, percent of the goods' value."""

    order_cost: int
    holding_percent: Decimal


class TakenOut(Out):
    """As what a suggestion was taken: the document that came of it."""

    answer: str
    reference: str


@router.get("", response={200: CursorList[SuggestionOut], **REFUSALS})
@needs(*READERS)
def list_suggestions(request: Any, cursor: str = "", limit: int = 50) -> CursorList[SuggestionOut]:
    """List standing alerts with their suggestions, the newest first."""
    page = page_of(
        catalogue.standing_alerts(request.auth).select_related("material"),
        cursor=cursor,
        limit=limit,
    )
    return CursorList[SuggestionOut](
        items=[SuggestionOut.of(alert) for alert in page.items], next_cursor=page.next_cursor
    )


@router.get("/by-supplier", response={200: list[CombinedOrderOut], **REFUSALS})
@needs(*READERS)
def list_combined(request: Any) -> list[CombinedOrderOut]:
    """Combine what runs low by the supplier that brings it cheapest, at most 500 alerts."""
    return [CombinedOrderOut.of(order) for order in proposed_orders(request.auth)]


@costs_router.get("", response={200: OrderCostsOut, **REFUSALS})
@needs(*READERS)
def show_order_costs(request: Any) -> OrderCostsOut:
    """Show what the center reckons quantities by."""
    center = Center.objects.visible_to(request.auth).get()
    return OrderCostsOut(order_cost=center.order_cost, holding_percent=center.holding_percent)


@costs_router.put("", response={200: OrderCostsOut, **REFUSALS})
@needs(Role.PURCHASER, Role.SUPERVISOR)
@creates(200)
def set_order_costs(request: Any, body: OrderCostsIn) -> OrderCostsOut:
    """Set it; suggestions from now on are reckoned by it."""
    center = costing_orders.set_order_costs(
        order_cost=body.order_cost,
        holding_percent=body.holding_percent,
        by=request.auth,
        at=timezone.now(),
    )
    return OrderCostsOut(order_cost=center.order_cost, holding_percent=center.holding_percent)


@router.post("/by-supplier/{code}/take", response={201: TakenOut, **REFUSALS})
@needs(Role.PURCHASER, Role.SUPERVISOR)
@creates()
def take_together(request: Any, code: str) -> TakenOut:
    """Draft one order of all that runs low at a supplier, filled up to its truck."""
    order = taking_together.take_together(supplier_code=code, by=request.auth, at=timezone.now())
    return TakenOut(answer="purchase_order", reference=order.number)


@alerts_router.post("/{alert_id}/take", response={200: TakenOut, **REFUSALS})
@needs(Role.PURCHASER, Role.SUPERVISOR)
@creates(200)
def take_suggestion(request: Any, alert_id: Count, body: AnswerIn) -> TakenOut:
    """Do what an alert suggests, or what you choose instead."""
    taken = suggesting.take_suggestion(
        alert_id=alert_id, answer=body.answer, by=request.auth, at=timezone.now()
    )
    return TakenOut(answer=taken.answer, reference=taken.reference)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
