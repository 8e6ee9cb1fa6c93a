"""Pages of goods that went back to their supplier, and sending some back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from materialcenter.access import Person, page
from materialcenter.forms.rows import Rows
from materialcenter.paging import page_of
from materialcenter.person import STAFF
from materialcenter.web import as_download, person_in, show
from orders.forms.returns import GoingBackRow, SupplierReturnForm
from orders.models import Receipt, SupplierReturn
from orders.reports.finding_purchases import find_receipt
from orders.reports.supplier_returns import (
    Returnable,
    find_supplier_return,
    return_view,
    returnable,
    returns_in_list,
)
from orders.services import printing, returning
from orders.services.checking_returns import GoingBack
from orders.views.buying import take_rows


@page(*STAFF)
@require_GET
def supplier_returns(request: HttpRequest) -> HttpResponse:
    """List what went back, the newest first."""
    rows = SupplierReturn.objects.visible_to(person_in(request))
    found = page_of(
        rows.select_related("supplier", "purchase_order"),
        cursor=request.GET.get("cursor", ""),
        limit=30,
    )
    context = {"page": found, "lines": returns_in_list(found.items)}
    return show(request, "orders/supplier_returns.html", context)


@page(*STAFF)
@require_GET
def supplier_return(request: HttpRequest, number: str) -> HttpResponse:
    """Show what went back and why."""
    note = find_supplier_return(person_in(request), number)
    return show(request, "orders/supplier_return.html", {"view": return_view(note), "note": note})


@page(*STAFF)
@require_GET
def supplier_return_document(request: HttpRequest, number: str) -> HttpResponse:
    """Give out the note's PDF."""
    note = find_supplier_return(person_in(request), number)
    return as_download(
        safe_name=f"{note.number}.pdf",
        media_type=printing.PDF,
        content=printing.supplier_return_pdf(note),
    )


@page(*returning.RETURNERS)
@require_http_methods(["GET", "POST"])
def receipt_return(request: HttpRequest, number: str) -> HttpResponse:
    """Send goods of a receipt back to their supplier."""
    person = person_in(request)
    receipt = find_receipt(person, number)
    parts = returnable(receipt)
    rows = Rows(GoingBackRow, telling=("pieces", "mass_kg"))

    def context() -> dict[str, Any]:
        return {"receipt": receipt, "form": form, "rows": rows, "pairs": _pairs(parts, rows)}

    if request.method == "GET":
        form = SupplierReturnForm()
        rows.blank([{"line_no": part.line.line_no, "rack": part.rack} for part in parts])
        return show(request, "orders/supplier_return_new.html", context())
    form = SupplierReturnForm(request.POST)
    rows.read(request.POST)
    return take_rows(
        request,
        form,
        rows,
        lambda: _send_back(receipt, form, rows, person),
        template="orders/supplier_return_new.html",
        context=context,
        done=_("The goods went back and the order knows."),
    )


def _pairs(
    parts: list[Returnable], rows: Rows[GoingBackRow]
) -> list[tuple[Returnable | None, GoingBackRow]]:
    known = {(str(part.line.line_no), part.rack): part for part in parts}
    return [
        (known.get((str(row["line_no"].value() or ""), str(row["rack"].value() or ""))), row)
        for row in rows.forms
    ]


def _send_back(
    receipt: Receipt, form: SupplierReturnForm, rows: Rows[GoingBackRow], person: Person
) -> str:
    now = timezone.now()
    data = form.cleaned_data
    note = returning.return_to_supplier(
        supplier_id=receipt.supplier_id,
        lines=[GoingBack(receipt=receipt.number, **row.cleaned_data) for row in rows.filled],
        reason=data["reason"],
        vehicle=data["vehicle"],
        by=person,
        returned_at=data["returned_at"] or now,
        at=now,
    )
    return reverse("supplier_return", args=[note.number])
