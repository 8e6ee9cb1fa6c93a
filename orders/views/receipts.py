"""Pages of goods receipts: what was taken in, its certificates and photos."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from inventory import catalogue
from materialcenter.access import Person, page
from materialcenter.paging import page_of
from materialcenter.person import STAFF
from materialcenter.web import as_download, person_in, show, submit_once
from orders.forms.buying import CertificateForm, PhotoForm
from orders.models import PurchaseOrder, Receipt
from orders.reports.finding_purchases import find_receipt
from orders.reports.receiving import ReceivedPapers, receipts_in_list, received_papers
from orders.services import certifying, photographing, printing, receiving, returning
from orders.views.buying import SHOWN, status_of


@page(*STAFF)
@require_GET
def receipts(request: HttpRequest) -> HttpResponse:
    """List receipts, the newest first, and the orders that deliveries are awaited on."""
    person = person_in(request)
    rows = Receipt.objects.visible_to(person).select_related("supplier", "purchase_order")
    found = page_of(rows, cursor=request.GET.get("cursor", ""), limit=30)
    awaited = (
        PurchaseOrder.objects.visible_to(person)
        .awaiting_delivery()
        .select_related("supplier")
        .order_by("expected_on", "pk")[:20]
        if person.has(*receiving.RECEIVERS)
        else []
    )
    context = {"page": found, "lines": receipts_in_list(found.items), "awaited": list(awaited)}
    return show(request, "orders/receipts.html", context)


@page(*STAFF)
@require_GET
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """Show a receipt: every heat, both weights, what differs."""
    person = person_in(request)
    papers = received_papers(find_receipt(person, number))
    return show(request, "orders/receipt.html", _context(papers, person))


def _context(
    papers: ReceivedPapers, person: Person, form: CertificateForm | None = None
) -> dict[str, Any]:
    may_certify = person.has(*certifying.CERTIFIERS)
    return {
        "papers": papers,
        "receipt": papers.receipt,
        "may_return": person.has(*returning.RETURNERS),
        "may_label": person.has(*catalogue.MAY_LABEL),
        "certificate_form": form or CertificateForm(heats=_heats(papers)) if may_certify else None,
        "photo_form": PhotoForm() if person.has(*photographing.PHOTOGRAPHERS) else None,
    }


def _heats(papers: ReceivedPapers) -> list[str]:
    """Return the heats of which something was accepted, in their order."""
    return list(dict.fromkeys(row.line.heat for row in papers.lines if row.line.lot_id))


@page(*STAFF)
@require_GET
def receipt_document(request: HttpRequest, number: str) -> HttpResponse:
    """Give out a receipt's PDF."""
    found = find_receipt(person_in(request), number)
    return as_download(
        safe_name=f"{found.number}.pdf",
        media_type=printing.PDF,
        content=printing.receipt_pdf(found),
    )


@page(*certifying.CERTIFIERS)
@require_POST
def receipt_certificate(request: HttpRequest, number: str) -> HttpResponse:
    """Keep a mill certificate for a heat of a receipt."""
    person = person_in(request)
    papers = received_papers(find_receipt(person, number))
    form = CertificateForm(request.POST, request.FILES, heats=_heats(papers))
    status = 422
    if form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()

        def do() -> str:
            certifying.attach_certificate(
                receipt_id=papers.receipt.pk,
                heat=form.cleaned_data["heat"],
                name=file.name,
                content=content,
                by=person,
                at=timezone.now(),
            )
            return reverse("receipt", args=[papers.receipt.number])

        try:
            response = submit_once(request, do)
        except SHOWN as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            messages.success(request, _("The certificate is kept with its lots."))
            return response
    return show(request, "orders/receipt.html", _context(papers, person, form), status=status)


@page(*photographing.PHOTOGRAPHERS)
@require_POST
def receipt_photo(request: HttpRequest, number: str) -> HttpResponse:
    """Keep a photo of a delivery."""
    person = person_in(request)
    papers = received_papers(find_receipt(person, number))
    form = PhotoForm(request.POST, request.FILES)
    status = 422
    if form.is_valid():
        file = form.cleaned_data["photo"]

        def do() -> str:
            file.seek(0)
            photographing.add_photo(
                receipt_id=papers.receipt.pk,
                name=file.name,
                content=file.read(),
                by=person,
                at=timezone.now(),
            )
            return reverse("receipt", args=[papers.receipt.number])

        try:
            return submit_once(request, do)
        except SHOWN as refusal:
            form.add_error("photo", str(refusal))
            status = status_of(refusal)
    context = {**_context(papers, person), "photo_form": form}
    return show(request, "orders/receipt.html", context, status=status)
