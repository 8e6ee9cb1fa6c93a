"""Firm quotes, members asked again, and wishes kept for the next pool."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import File, Router
from ninja.files import UploadedFile

from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, CursorList
from materialcenter.models import Role
from materialcenter.paging import page_of
from materialcenter.person import STAFF
from materialcenter.rules.filetypes import PDF
from materialcenter.web import as_download
from orders.api.quote_schemas import (
    KeptWishOut,
    PriceAnswerIn,
    PriceQuestionOut,
    QuoteAnswerIn,
    QuoteDeclineIn,
    QuoteRequestOut,
    QuoteStandIn,
    quote_request_out,
)
from orders.models import KeptWish, PriceQuestion
from orders.reports.pools.members import find_question, question_views, wish_views
from orders.reports.pools.quotes import find_quote_request
from orders.services import answering_prices, taking_in_wishes, taking_quotes
from orders.services.sending_quotes import kept_quote_request_pdf

requests_router = Router(tags=["pools"])
questions_router = Router(tags=["pools"])
wishes_router = Router(tags=["pools"])
BUYERS_AND_THEIR_HELP = (Role.BUYER, Role.PURCHASER, Role.SUPERVISOR)


@requests_router.get("/{number}", response={200: QuoteRequestOut, **REFUSALS})
@needs(*STAFF)
def show_quote_request(request: Any, number: str) -> QuoteRequestOut:
    """Show what a supplier was asked, and what it answered."""
    return quote_request_out(find_quote_request(request.auth, number))


@requests_router.get("/{number}/document", response={200: None, **REFUSALS})
@needs(*STAFF)
def quote_request_document(request: Any, number: str) -> HttpResponse:
    """Give out the request's PDF as it went to the supplier."""
    found = find_quote_request(request.auth, number)
    content = kept_quote_request_pdf(found)
    return as_download(safe_name=f"{found.number}.pdf", media_type=PDF, content=content)


@requests_router.post("/{number}/answer", response={200: QuoteRequestOut, **REFUSALS})
@needs(Role.PURCHASER, Role.SUPERVISOR)
@creates(200)
def answer_quote(request: Any, number: str, body: QuoteAnswerIn) -> QuoteRequestOut:
    """Enter a supplier's firm prices; each becomes its offer."""
    taking_quotes.answer_quote(
        number=number,
        answers=[line.quoted() for line in body.lines],
        reference=body.reference,
        by=request.auth,
        at=timezone.now(),
    )
    return quote_request_out(find_quote_request(request.auth, number))


@requests_router.post("/{number}/quotation", response={201: QuoteRequestOut, **REFUSALS})
@needs(Role.PURCHASER, Role.SUPERVISOR)
@creates()
def keep_quotation(request: Any, number: str, file: File[UploadedFile]) -> QuoteRequestOut:
    """Keep the supplier's quotation, a PDF or a picture, with its answer."""
    taking_quotes.keep_quotation(
        number=number,
        name=file.name or "",
        content=file.read(),
        by=request.auth,
        at=timezone.now(),
    )
    return quote_request_out(find_quote_request(request.auth, number))


@requests_router.post("/{number}/stand", response={200: QuoteRequestOut, **REFUSALS})
@needs(Role.PURCHASER, Role.SUPERVISOR)
@creates(200)
def let_offers_stand(request: Any, number: str, body: QuoteStandIn) -> QuoteRequestOut:
    """Take a supplier's word that all its offers stand."""
    taking_quotes.let_offers_stand(
        number=number, reference=body.reference, by=request.auth, at=timezone.now()
    )
    return quote_request_out(find_quote_request(request.auth, number))


@requests_router.post("/{number}/decline", response={200: QuoteRequestOut, **REFUSALS})
@needs(Role.PURCHASER, Role.SUPERVISOR)
@creates(200)
def decline_quote(request: Any, number: str, body: QuoteDeclineIn) -> QuoteRequestOut:
    """Note that a supplier offers nothing firmly, and why."""
    taking_quotes.decline_quote(
        number=number, reason=body.reason, by=request.auth, at=timezone.now()
    )
    return quote_request_out(find_quote_request(request.auth, number))


@questions_router.get("", response={200: CursorList[PriceQuestionOut], **REFUSALS})
@needs()
def list_price_questions(
    request: Any, cursor: str = "", limit: int = 50, pool: str = "", answer: str = ""
) -> CursorList[PriceQuestionOut]:
    """List members asked about a firm price, the newest first; a buyer sees its own."""
    rows = PriceQuestion.objects.visible_to(request.auth).with_names()
    if pool:
        rows = rows.filter(pool_material__pool__number=pool)
    if answer:
        rows = rows.filter(answer=answer)
    page = page_of(rows, cursor=cursor, limit=limit)
    return CursorList[PriceQuestionOut](
        items=[PriceQuestionOut.of(view) for view in question_views(page.items)],
        next_cursor=page.next_cursor,
    )


@questions_router.get("/{question_id}", response={200: PriceQuestionOut, **REFUSALS})
@needs()
def show_price_question(request: Any, question_id: int) -> PriceQuestionOut:
    """Show what a member is asked, and what it answered."""
    return PriceQuestionOut.of(find_question(request.auth, question_id))


@questions_router.post("/{question_id}/answer", response={200: PriceQuestionOut, **REFUSALS})
@needs(*BUYERS_AND_THEIR_HELP)
@creates(200)
def answer_price(request: Any, question_id: int, body: PriceAnswerIn) -> PriceQuestionOut:
    """Stay in at the firm price (stays), or leave (leaves)."""
    answering_prices.answer_price(
        question_id=question_id, answer=body.answer, by=request.auth, at=timezone.now()
    )
    return PriceQuestionOut.of(find_question(request.auth, question_id))


@wishes_router.get("", response={200: CursorList[KeptWishOut], **REFUSALS})
@needs()
def list_kept_wishes(
    request: Any, cursor: str = "", limit: int = 50, settled: bool = False
) -> CursorList[KeptWishOut]:
    """List what waits for a next pool, the newest first; `settled=true` also what is not kept any more."""
    rows = KeptWish.objects.visible_to(request.auth).with_names()
    page = page_of(rows if settled else rows.waiting(), cursor=cursor, limit=limit)
    return CursorList[KeptWishOut](
        items=[KeptWishOut.of(view) for view in wish_views(page.items)],
        next_cursor=page.next_cursor,
    )


@wishes_router.post("/{wish_id}/drop", response={200: KeptWishOut, **REFUSALS})
@needs(*BUYERS_AND_THEIR_HELP)
@creates(200)
def drop_kept_wish(request: Any, wish_id: int) -> KeptWishOut:
    """Forget a kept wish; no pool will take it in."""
    taking_in_wishes.drop_kept_wish(wish_id=wish_id, by=request.auth, at=timezone.now())
    rows = KeptWish.objects.visible_to(request.auth).with_names().filter(pk=wish_id)
    return KeptWishOut.of(wish_views(rows)[0])
