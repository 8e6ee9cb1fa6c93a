"""What the routes of firm quotes, price questions and kept wishes take and give."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from materialcenter.api.schemas import Count, Input, Kg, Out, Price
from orders.api.buying_schemas import Code, Reason
from orders.models import KeptWish, QuoteRequest, WeightBasis
from orders.reports.pools.members import QuestionView, WishView
from orders.reports.pools.quotes import QuotedLine, firm_until, live_requests, quoted_lines
from orders.services.offering import OfferTerms, PriceTier
from orders.services.taking_quotes import QuotedTerms

Reference = Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")]
ZERO = Decimal(0)


class FirmTierIn(Input):
    """A firm price per kg, reached at from_kg of table weight."""

    price_per_kg: Price
    from_kg: Kg = ZERO


class FirmLineIn(Input):
    """A supplier's firm terms for a material; without valid_until they hold until replaced."""

    material: Code
    tiers: list[FirmTierIn]
    minimum_kg: Kg = ZERO
    pack: Count = 1
    weight_basis: Code = WeightBasis.TABLE.value
    freight_per_kg: Price = ZERO
    freight_fixed: Price = ZERO
    lead_time_days: Count | None = None
    valid_until: date | None = None

    def quoted(self) -> QuotedTerms:
        """Shape the line as the act takes it."""
        return QuotedTerms(
            self.material,
            OfferTerms(
                tiers=[PriceTier(t.from_kg, t.price_per_kg) for t in self.tiers],
                minimum_kg=self.minimum_kg,
                pack=self.pack,
                weight_basis=self.weight_basis,
                freight_per_kg=self.freight_per_kg,
                freight_fixed=self.freight_fixed,
                lead_time_days=self.lead_time_days,
                valid_until=self.valid_until,
            ),
        )


class QuoteAnswerIn(Input):
    """A supplier's answer; a material that was asked for and is left out is not offered."""

    lines: list[FirmLineIn]
    reference: Reference = ""


class QuoteStandIn(Input):
    """The supplier's own number for its word that its offers stand."""

    reference: Reference = ""


class QuoteDeclineIn(Input):
    """Why a supplier offers nothing firmly."""

    reason: Reason


class QuoteLineOut(Out):
    """A material asked for; offer and price once it is quoted."""

    material: str
    quantity: int
    mass_kg: Kg
    expected_price_per_kg: Price | None
    offer: int | None
    price_per_kg: Price | None
    valid_until: date | None

    @staticmethod
    def of(each: QuotedLine) -> "QuoteLineOut":
        """Shape a line."""
        offer = each.line.offer
        return QuoteLineOut(
            material=each.material.code,
            quantity=each.line.quantity,
            mass_kg=each.line.mass_kg,
            expected_price_per_kg=each.line.expected_price_per_kg,
            offer=offer.pk if offer else None,
            price_per_kg=each.price_per_kg,
            valid_until=offer.valid_until if offer else None,
        )


class QuoteRequestRow(Out):
    """A request for a firm price in a list."""

    number: str
    pool: str
    supplier: str
    status: str
    asked_at: datetime
    answer_by: datetime
    sent_at: datetime | None
    answered_at: datetime | None
    reference: str
    reason: str

    @staticmethod
    def of(row: QuoteRequest, pool: str) -> "QuoteRequestRow":
        """Shape a request; its supplier is read with it."""
        return QuoteRequestRow(
            number=row.number,
            pool=pool,
            supplier=row.supplier.code,
            status=row.status,
            asked_at=row.asked_at,
            answer_by=row.answer_by,
            sent_at=row.sent_at,
            answered_at=row.answered_at,
            reference=row.reference,
            reason=row.reason,
        )


class QuoteRequestOut(QuoteRequestRow):
    """A request with its lines; prices must hold until firm_until."""

    firm_until: date
    document: int | None
    lines: list[QuoteLineOut]


def quote_request_out(row: QuoteRequest) -> QuoteRequestOut:
    """Shape a request; its pool and supplier are read with it."""
    return QuoteRequestOut(
        **QuoteRequestRow.of(row, row.pool.number).dict(),
        firm_until=firm_until(row.pool, live_requests(row.pool) or [row]),
        document=row.document_id,
        lines=[QuoteLineOut.of(each) for each in quoted_lines(row)],
    )


class PriceQuestionOut(Out):
    """A member asked whether it stays in at the firm price. amount, more, saving: rupiah."""

    id: int
    pool: str
    workshop: str
    material: str
    quantity: int
    price_cap: Price | None
    price_per_kg: Price
    amount: int
    more: int
    saving: int
    asked_at: datetime
    answer_by: datetime
    answer: str
    answered_at: datetime | None

    @staticmethod
    def of(view: QuestionView) -> "PriceQuestionOut":
        """Shape a question."""
        row = view.question
        return PriceQuestionOut(
            id=row.pk,
            pool=row.pool_material.pool.number,
            workshop=row.commitment.workshop.code,
            material=view.material.code,
            quantity=row.commitment.quantity,
            price_cap=row.commitment.price_cap,
            price_per_kg=row.price_per_kg,
            amount=view.amount,
            more=view.more,
            saving=view.saving,
            asked_at=row.asked_at,
            answer_by=row.answer_by,
            answer=row.answer,
            answered_at=row.answered_at,
        )


class PriceAnswerIn(Input):
    """stays or leaves."""

    answer: Code


class KeptWishOut(Out):
    """A wish kept for the next pool of its material; `pool` once one took it in."""

    id: int
    workshop: str
    material: str
    quantity: int
    minimum: int
    maximum: int
    price_cap: Price | None
    from_pool: str
    reason: str
    kept_at: datetime
    pool: str
    held_back: str
    held_back_from: str
    dropped_at: datetime | None

    @staticmethod
    def of(view: WishView) -> "KeptWishOut":
        """Shape a kept wish."""
        row: KeptWish = view.wish
        return KeptWishOut(
            id=row.pk,
            workshop=row.workshop.code,
            material=view.material.code,
            quantity=row.quantity,
            minimum=row.minimum,
            maximum=row.maximum,
            price_cap=row.price_cap,
            from_pool=row.from_pool.number,
            reason=row.reason,
            kept_at=row.kept_at,
            pool=row.commitment.pool.number if row.commitment else "",
            held_back=row.held_back,
            held_back_from=row.held_back_from.number if row.held_back_from else "",
            dropped_at=row.dropped_at,
        )
