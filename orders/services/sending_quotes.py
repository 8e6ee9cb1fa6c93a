"""Mailing requests for a firm price to suppliers, and that they are moot, by jobs."""

from datetime import datetime
from typing import Any

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as __

from materialcenter.commands import command
from materialcenter.documents.pdf import render_pdf
from orders.documents import quote_request as document
from orders.models import QuoteRequest
from orders.reports.pools.quotes import firm_until, live_requests, quoted_lines
from orders.services.mailing_suppliers import (
    SUPPLIER_LANGUAGE,
    file_paper,
    letter_to,
    send_with_paper,
)


def mail_quote_request(*, quote_request_id: int, at: datetime) -> None:
    """Write a request's PDF and mail it to its supplier; repeatable, at least once.

    The PDF is kept before the mail goes out and sent again as it was kept. A supplier without
    a mail address is phoned: the PDF is kept and nothing is mailed. A request that was
    answered or withdrawn meanwhile is not mailed.
    """
    request = _request(quote_request_id)
    if request.sent_at is not None or request.status != QuoteRequest.Status.ASKED:
        return
    with translation.override(SUPPLIER_LANGUAGE):
        if request.paper_id is None:
            content = quote_request_pdf(request)
            request = keep_quote_paper(quote_request_id=request.pk, content=content, at=at)
        if not request.supplier.email:
            return
        subject = __("Request %(number)s for a firm price, from %(center)s")
        send_with_paper(_letter(request, subject, "quote_request"), request.paper_id)
    mark_quote_sent(quote_request_id=request.pk, at=at)


def mail_quote_withdrawn(*, quote_request_id: int) -> None:
    """Tell a supplier that was asked by mail that the request is moot; repeatable."""
    request = _request(quote_request_id)
    if request.sent_at is None or not request.supplier.email:
        return
    with translation.override(SUPPLIER_LANGUAGE):
        subject = __("Request %(number)s is withdrawn, from %(center)s")
        _letter(request, subject, "quote_withdrawn").send()


def quote_request_pdf(request: QuoteRequest) -> bytes:
    """Write a request in the language that is active; pool, center and supplier at hand."""
    paper = document.QuoteRequestPaper(
        request=request,
        lines=tuple((each.line, each.material) for each in quoted_lines(request)),
        firm_until=firm_until(request.pool, live_requests(request.pool) or [request]),
    )
    return render_pdf(document.TEMPLATE, document.quote_request_data(paper))


def kept_quote_request_pdf(request: QuoteRequest) -> bytes:
    """Give the PDF that went to the supplier, or write one before that."""
    if request.paper is None:
        return quote_request_pdf(request)
    return bytes(request.paper.content.content)


@command
def keep_quote_paper(*, quote_request_id: int, content: bytes, at: datetime) -> QuoteRequest:
    """Keep the PDF that goes to the supplier; the first one stays."""
    request = (
        QuoteRequest.objects.select_for_update(no_key=True, of=("self",))
        .select_related("supplier", "pool__center")
        .get(pk=quote_request_id)
    )
    if request.paper_id is None:
        center_id = request.pool.center_id
        request.paper = file_paper(
            request, center_id=center_id, name=request.number, content=content, at=at
        )
        request.save(update_fields=["paper"])
    return request


@command
def mark_quote_sent(*, quote_request_id: int, at: datetime) -> None:
    """Note that the mail server took the mail; the first time stays."""
    QuoteRequest.objects.filter(pk=quote_request_id, sent_at=None).update(sent_at=at)


def _request(quote_request_id: int) -> QuoteRequest:
    rows = QuoteRequest.objects.select_related("supplier", "pool__center", "asked_by")
    return rows.get(pk=quote_request_id)


def _letter(request: QuoteRequest, subject: str, name: str) -> EmailMessage:
    center = request.pool.center
    context: dict[str, Any] = {"request": request, "center": center}
    kind = name.replace("_", "-")
    return letter_to(
        request.supplier,
        center,
        subject=subject % {"number": request.number, "center": center.name},
        body=render_to_string(f"orders/mail/{name}.txt", context),
        name=f"{kind}.{center.pk}.{request.pk}",
    )
