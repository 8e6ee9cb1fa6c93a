"""Pages of goods receipts: taking a delivery in, and what was taken in."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from inventory import catalogue
from materialcenter.access import Person, page
from materialcenter.forms.rows import Rows
from materialcenter.models import Role
from materialcenter.paging import page_of
from materialcenter.person import STAFF
from materialcenter.web import as_download, person_in, show, submit_once
from orders.forms.buying import CertificateForm, DeliveryForm, HeatRow
from orders.models import PurchaseOrder, Receipt
from orders.reports.finding_purchases import find_purchase_order, find_receipt
from orders.reports.purchasing import OrderedLine, ordered_lines
from orders.reports.receiving import ReceivedPapers, receipts_in_list, received_papers
from orders.services import certifying, printing, receiving
from orders.services.checking_deliveries import Delivered
from orders.services.states import refuse_state
from orders.views.buying import SHOWN, status_of, take_rows

NOTHING = Decimal(0)
TELLING = ("heat", "pieces", "mass_kg")


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
        "may_label": person.has(*catalogue.MAY_LABEL),
        "certificate_form": form or CertificateForm(heats=_heats(papers)) if may_certify else None,
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


@page(Role.CLERK, Role.SUPERVISOR)
@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest, number: str) -> HttpResponse:
    """Take a delivery in: a row for each heat, as many as came."""
    person = person_in(request)
    order = find_purchase_order(person, number)
    if order.status not in PurchaseOrder.AWAITED:
        raise refuse_state(order)
    lines = ordered_lines(order)
    rows = Rows(
        HeatRow,
        telling=TELLING,
        racks=sorted(catalogue.rack_ids_by_code(person.center_id)),
        counted={str(line.line.line_no) for line in lines if line.material.is_counted},
    )

    def context() -> dict[str, Any]:
        return {"order": order, "form": form, "rows": rows, "groups": _groups(lines, rows)}

    more = request.POST.get("more", "")
    if request.method == "GET" or more:
        form = DeliveryForm(initial=request.POST.dict())
        if request.method == "GET":
            rows.blank([{"order_line": li.line.line_no} for li in lines if li.missing])
        else:
            rows.keep(request.POST, more=[{"order_line": more}] if more.isdecimal() else [])
        return show(request, "orders/receive.html", context())
    form = DeliveryForm(request.POST)
    rows.read(request.POST)
    return take_rows(
        request,
        form,
        rows,
        lambda: _receive(order, form, rows, person),
        template="orders/receive.html",
        context=context,
        done=_("The delivery is taken in."),
    )


def _groups(
    lines: Sequence[OrderedLine], rows: Rows[HeatRow]
) -> list[tuple[OrderedLine, list[HeatRow]]]:
    """Put each row under its order line; a line that is complete has none, and may get one."""
    return [
        (line, [row for row in rows.forms if _line_of(row) == str(line.line.line_no)])
        for line in lines
    ]


def _line_of(row: HeatRow) -> str:
    return str(row["order_line"].value() or "")


def _receive(order: PurchaseOrder, form: DeliveryForm, rows: Rows[HeatRow], person: Person) -> str:
    now, data = timezone.now(), form.cleaned_data
    made = receiving.receive_delivery(
        purchase_order_id=order.pk,
        supplier_note=data["supplier_note"],
        vehicle=data["vehicle"],
        lines=[_delivered(row.cleaned_data) for row in rows.filled],
        by=person,
        received_at=data["received_at"] or now,
        at=now,
    )
    return reverse("receipt", args=[made.number])


def _delivered(data: dict[str, Any]) -> Delivered:
    return Delivered(
        order_line=data["order_line"],
        heat=data["heat"],
        pieces=data["pieces"] or 0,
        mass_kg=data["mass_kg"] or NOTHING,
        rack=data["rack"],
        rejected_pieces=data["rejected_pieces"] or 0,
        rejected_kg=data["rejected_kg"] or NOTHING,
        reject_reason=data["reject_reason"],
    )
