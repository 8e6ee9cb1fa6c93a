"""Taking a supplier's answer to a request for a firm price: its prices, or that it declines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from materialcenter import audit
from materialcenter.access import Person
from materialcenter.commands import command, step
from materialcenter.errors import Conflict, Fault, Invalid, Missing
from materialcenter.formats import day
from materialcenter.jobs import later
from materialcenter.rules.filetypes import PDF
from materialcenter.services.filing import PICTURES, check_upload, file_away
from materialcenter.services.holding_uploads import claim_uploads
from materialcenter.services.telling.news import tell_later
from orders.models import Offer, Pool, QuoteLine, QuoteRequest
from orders.reports.pools.quotes import QuotedLine, firm_until, live_requests, quoted_lines
from orders.services.offering import OfferTerms, lock_supplier, offer_faults, write_offer
from orders.services.opening import MANAGERS, lock_pool
from orders.services.quoting import check_takes_quotes


class BadQuote(Invalid):
    """No supplier can mean this answer, or it is of no use to the pool; `faults` names all."""

    code = "quote_invalid"
    sentence = _("This answer cannot be entered like this.")


class QuoteAnswered(Conflict):
    """A request is answered once."""

    code = "quote_answered_already"
    sentence = _("Request %(number)s is “%(status)s” already.")


class QuotationKept(Conflict):
    """A request that is answered keeps one quotation."""

    code = "quotation_not_taken"
    sentence = _("Request %(number)s is not answered yet, or has its quotation already.")


class ReasonMissing(Invalid):
    """Why a supplier declined is written down."""

    code = "reason_missing"
    sentence = _("Write down the reason.")


@dataclass(frozen=True)
class QuotedTerms:
    """A supplier's firm terms for a material, by code. terms.valid_until: the last day they hold."""

    material: str
    terms: OfferTerms


@command
def answer_quote(
    *,
    number: str,
    answers: Sequence[QuotedTerms],
    reference: str,
    by: Person,
    at: datetime,
    held_document_id: int | None = None,
) -> QuoteRequest:
    """Enter a supplier's firm prices, each as its offer; lines without one are not offered.

    reference: the supplier's number. held_document_id: its quotation, held before.
    Raises WrongRole, Missing, WrongState, QuotesClosed, QuoteAnswered, BadQuote, UploadGone.
    """
    pool, request = _lock(number, by)
    lines = {each.material.code: each for each in quoted_lines(request)}
    until = firm_until(pool, live_requests(pool))
    if faults := _faults(answers, lines, until=until, today=timezone.localdate(at)):
        raise BadQuote(faults=faults)
    supplier = lock_supplier(supplier_id=request.supplier_id, by=by)
    for answer in answers:
        each = lines[answer.material]
        each.line.offer = write_offer(supplier, each.material, answer.terms, by=by, at=at)
        each.line.save(update_fields=["offer"])
    if held_document_id is not None:
        request.document = claim_uploads(
            [held_document_id], subject="QuoteRequest", subject_id=request.pk, by=by
        )[0]
    request.reference = reference.strip()
    _close(request, QuoteRequest.Status.ANSWERED, pool, by=by, at=at, lines=len(answers))
    return request


@command
def let_offers_stand(*, number: str, reference: str, by: Person, at: datetime) -> QuoteRequest:
    """Take a supplier's word that its offers stand for all that it was asked for.

    Raises WrongRole, Missing, WrongState, QuotesClosed, QuoteAnswered, BadQuote.
    """
    pool, request = _lock(number, by)
    lines = quoted_lines(request)
    lock_supplier(supplier_id=request.supplier_id, by=by)
    standing = {
        offer.material_id: offer
        for offer in Offer.objects.filter(supplier_id=request.supplier_id).current(
            timezone.localdate(at)
        )
    }
    until = firm_until(pool, live_requests(pool))
    faults = [
        fault
        for each in lines
        if (fault := _unfit(each, standing.get(each.material.pk), until)) is not None
    ]
    if faults:
        raise BadQuote(faults=faults)
    for each in lines:
        each.line.offer = standing[each.material.pk]
    QuoteLine.objects.bulk_update([each.line for each in lines], ["offer"])
    request.reference = reference.strip()
    _close(request, QuoteRequest.Status.ANSWERED, pool, by=by, at=at, lines=len(lines), stand=True)
    return request


@command
def decline_quote(*, number: str, reason: str, by: Person, at: datetime) -> QuoteRequest:
    """Write down that a supplier offers nothing firmly, and why.

    Raises WrongRole, Missing, WrongState, QuotesClosed, QuoteAnswered, ReasonMissing.
    """
    pool, request = _lock(number, by)
    request.reason = reason.strip()
    if not request.reason:
        raise ReasonMissing(field="reason")
    _close(request, QuoteRequest.Status.DECLINED, pool, by=by, at=at, reason=request.reason)
    return request


@command
def keep_quotation(
    *, number: str, name: str, content: bytes, by: Person, at: datetime
) -> QuoteRequest:
    """Keep the supplier's quotation, as a PDF or a picture, with an answered request, once.

    Raises WrongRole, Missing, QuotationKept, and what check_upload refuses.
    """
    by.must_be(*MANAGERS)
    media_type = check_upload(name=name, content=content, allowed=(PDF, *PICTURES))
    rows = QuoteRequest.objects.visible_to(by).filter(number=number)
    request = rows.select_for_update(no_key=True, of=("self",)).select_related("pool").first()
    if request is None:
        raise Missing
    if request.document_id is not None or request.status != QuoteRequest.Status.ANSWERED:
        raise QuotationKept(number=request.number)
    request.document = file_away(
        center_id=by.center_id,
        name=name,
        media_type=media_type,
        content=content,
        subject="QuoteRequest",
        subject_id=request.pk,
        by=by,
        at=at,
    )
    request.save(update_fields=["document"])
    audit.record(
        by=by,
        action="quote.quotation_kept",
        subject="QuoteRequest",
        subject_id=request.pk,
        at=at,
        number=request.number,
    )
    return request


@step
def _lock(number: str, by: Person) -> tuple[Pool, QuoteRequest]:
    """Lock the pool, then the request that waits for an answer."""
    by.must_be(*MANAGERS)
    rows = QuoteRequest.objects.visible_to(by).filter(number=number)
    pool_id = rows.values_list("pool_id", flat=True).first()
    if pool_id is None:
        raise Missing
    pool = lock_pool(pool_id=pool_id, by=by)
    request = rows.select_for_update(no_key=True, of=("self",)).select_related("pool").get()
    if request.status != QuoteRequest.Status.ASKED:
        raise QuoteAnswered(number=request.number, status=request.get_status_display())
    check_takes_quotes(pool)
    return pool, request


@step
def _close(
    request: QuoteRequest, status: str, pool: Pool, *, by: Person, at: datetime, **facts: object
) -> None:
    """Mark a locked request, and have a job see whether the pool can go on."""
    request.status, request.answered_at, request.answered_by_id = status, at, by.user_id
    fields = ["status", "answered_at", "answered_by", "reference", "reason", "document"]
    request.save(update_fields=fields)
    audit.record(
        by=by,
        action=f"quote.{status}",
        subject="QuoteRequest",
        subject_id=request.pk,
        at=at,
        number=request.number,
        pool=pool.number,
        **facts,
    )
    tell_later("quote_answered", request.pk, center_id=pool.center_id)
    later("orders.tasks.clear_pool", center_id=pool.center_id, pool_id=pool.pk)


def _faults(
    answers: Sequence[QuotedTerms],
    lines: Mapping[str, QuotedLine],
    *,
    until: date,
    today: date,
) -> list[Fault]:
    if not answers:
        return [Fault("no_lines", __("Enter at least one price, or that it declines."), "lines")]
    faults: list[Fault] = []
    seen: set[str] = set()
    for n, answer in enumerate(answers):
        found = [
            *_misplaced(answer.material, lines, seen),
            *offer_faults(answer.terms, today=today),
            *_too_short(answer.terms.valid_until, until=until, today=today),
        ]
        seen.add(answer.material)
        faults += [
            replace(fault, field=f"lines.{n}.{fault.field}", place=answer.material)
            for fault in found
            if fault.code != "validity_reversed"
        ]
    return faults


def _misplaced(code: str, lines: Mapping[str, QuotedLine], seen: set[str]) -> list[Fault]:
    names = {"code": code}
    if code not in lines:
        sentence = __("%(code)s was not asked for in this request.") % names
        return [Fault("material_not_asked", sentence, "material")]
    if code in seen:
        return [Fault("material_twice", __("%(code)s is answered twice.") % names, "material")]
    return []


def _too_short(valid_until: date | None, *, until: date, today: date) -> list[Fault]:
    if valid_until is None or valid_until >= until:
        return []
    if valid_until < today:
        return [Fault("quote_expired", __("This quote has expired already."), "valid_until")]
    sentence = __("It must hold until %(day)s, or it ends before the order can go out.")
    return [Fault("quote_ends_before_order", sentence % {"day": day(until)}, "valid_until")]


def _unfit(each: QuotedLine, offer: Offer | None, until: date) -> Fault | None:
    names = {"code": each.material.code, "day": day(until)}
    if offer is None:
        sentence = __("%(code)s: this supplier has no offer that holds today.") % names
        return Fault("offer_missing", sentence, "lines")
    if offer.valid_until is not None and offer.valid_until < until:
        sentence = __("%(code)s: the offer ends before %(day)s, when the order can go out.")
        return Fault("offer_ends_before_order", sentence % names, "lines")
    return None
