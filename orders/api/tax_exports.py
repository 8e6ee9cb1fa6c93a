"""Tax invoices: files for the tax office, and the numbers that it gives back."""

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import Field

from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, CursorList, Input, Out
from materialcenter.models import Role
from materialcenter.paging import page_of
from materialcenter.rules.filetypes import XML
from materialcenter.web import as_download
from orders.models import TaxExport
from orders.reports.finding import find_invoice, find_tax_export
from orders.services import exporting_taxes
from orders.services.exporting_taxes import EXPORTERS, Wanted

router = Router(tags=["tax-exports"])
invoice_router = Router(tags=["invoices"])
READERS = (Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)
Number = Annotated[str, Field(max_length=30, pattern=r"^[^\x00]*$")]


class TaxExportOut(Out):
    """A file of tax invoices. since, until: the days asked for, null where invoices were named."""

    number: str
    since: date | None
    until: date | None
    invoice_count: int
    is_written: bool
    exported_by: str
    exported_at: datetime

    @staticmethod
    def of(export: TaxExport) -> "TaxExportOut":
        """Shape a file; who made it at hand."""
        return TaxExportOut(
            number=export.number,
            since=export.since,
            until=export.until,
            invoice_count=export.invoice_count,
            is_written=export.document_id is not None,
            exported_by=export.exported_by.shown_name if export.exported_by else "",
            exported_at=export.exported_at,
        )


class TaxExportIn(Input):
    """Days, both of them in it, or invoices by number; again: exported ones too, on purpose."""

    since: date | None = None
    until: date | None = None
    numbers: Annotated[list[Number], Field(max_length=exporting_taxes.MOST_INVOICES)] = []
    again: bool = False


class TaxNumberIn(Input):
    """The number (NSFP) that the tax office gave: 17 digits."""

    tax_number: Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")]


class TaxNumberOut(Out):
    """An invoice and the number of its tax invoice."""

    number: str
    tax_number: str


@router.get("", response={200: CursorList[TaxExportOut], **REFUSALS})
@needs(*READERS)
def list_tax_exports(request: Any, cursor: str = "", limit: int = 50) -> CursorList[TaxExportOut]:
    """List the files for the tax office, the newest first."""
    rows = TaxExport.objects.visible_to(request.auth).select_related("exported_by")
    page = page_of(rows, cursor=cursor, limit=limit)
    return CursorList[TaxExportOut](
        items=[TaxExportOut.of(row) for row in page.items], next_cursor=page.next_cursor
    )


@router.post("", response={201: TaxExportOut, **REFUSALS})
@needs(*EXPORTERS)
@creates()
def export_invoices(request: Any, body: TaxExportIn) -> TaxExportOut:
    """Put invoices into a file for the tax office, each once unless again on purpose."""
    wanted = Wanted(body.since, body.until, tuple(dict.fromkeys(body.numbers)), body.again)
    made = exporting_taxes.export_invoices(wanted=wanted, by=request.auth, at=timezone.now())
    return TaxExportOut.of(find_tax_export(request.auth, made.number))


@router.get("/{number}", response={200: TaxExportOut, **REFUSALS})
@needs(*READERS)
def show_tax_export(request: Any, number: str) -> TaxExportOut:
    """Show a file for the tax office."""
    return TaxExportOut.of(find_tax_export(request.auth, number))


@router.get("/{number}/file", response={200: None, **REFUSALS})
@needs(*READERS)
def tax_export_file(request: Any, number: str) -> HttpResponse:
    """Give out a file for the tax office as Coretax e-Faktur XML."""
    found = find_tax_export(request.auth, number)
    content = exporting_taxes.tax_export_file(found)
    return as_download(safe_name=f"{found.number}.xml", media_type=XML, content=content)


@invoice_router.post("/{number}/tax-number", response={200: TaxNumberOut, **REFUSALS})
@needs(*EXPORTERS)
@creates(200)
def enter_tax_number(request: Any, number: str, body: TaxNumberIn) -> TaxNumberOut:
    """Enter the number that the tax office gave an invoice; it stands on the PDF then."""
    entered = exporting_taxes.enter_tax_number(
        invoice_id=find_invoice(request.auth, number).pk,
        tax_number=body.tax_number,
        by=request.auth,
        at=timezone.now(),
    )
    return TaxNumberOut(number=entered.number, tax_number=entered.tax_number)
