"""Pages of tax invoices: files for the tax office, and the number that one was given."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from materialcenter.access import page
from materialcenter.documents.spreadsheet import MOST_ROWS
from materialcenter.models import Center, Role
from materialcenter.paging import page_of
from materialcenter.rules.filetypes import XML
from materialcenter.views.acting import take_form, typed
from materialcenter.web import as_csv, as_download, person_in, show
from orders.documents.tax_exports import credit_notes_table
from orders.forms.statements import PeriodFilter
from orders.forms.tax_exports import TaxExportForm, TaxNumberForm
from orders.models import TaxExport
from orders.reports.finding import find_invoice, find_tax_export
from orders.reports.statement import period_of
from orders.reports.tax_exports import credit_notes_with_tax, not_exported
from orders.services import exporting_taxes
from orders.services.billing import month_before
from orders.services.exporting_taxes import EXPORTERS

READERS = (Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)


@page(*READERS)
@require_GET
def tax_exports(request: HttpRequest) -> HttpResponse:
    """List the files for the tax office, the newest first, and what is in none yet."""
    person = person_in(request)
    rows = TaxExport.objects.visible_to(person).select_related("exported_by")
    month = month_before(timezone.localdate())
    context = {
        "page": page_of(rows, cursor=request.GET.get("cursor", ""), limit=20),
        "waiting": not_exported(person),
        "narrow": PeriodFilter(initial={"since": month, "until": timezone.localdate()}),
        "may_export": person.has(*EXPORTERS),
    }
    return show(request, "orders/tax_exports.html", context)


@page(*EXPORTERS)
@require_http_methods(["GET", "POST"])
def tax_export_new(request: HttpRequest) -> HttpResponse:
    """Put invoices into a file for the tax office."""
    person = person_in(request)
    first = {
        "since": month_before(timezone.localdate()),
        "until": timezone.localdate(),
        "numbers": request.GET.get("numbers", "")[:60],
    }
    form = TaxExportForm(typed(request), initial=first)

    def act() -> str:
        made = exporting_taxes.export_invoices(wanted=form.wanted(), by=person, at=timezone.now())
        messages.success(
            request, _("%(number)s is ready to be downloaded.") % {"number": made.number}
        )
        return reverse("tax_exports")

    context = {"waiting": not_exported(person), "center": Center.objects.get(pk=person.center_id)}
    return take_form(request, form, act, template="orders/tax_export_new.html", context=context)


@page(*READERS)
@require_GET
def tax_export_file(request: HttpRequest, number: str) -> HttpResponse:
    """Give out a file for the tax office as XML."""
    found = find_tax_export(person_in(request), number)
    content = exporting_taxes.tax_export_file(found)
    return as_download(safe_name=f"{found.number}.xml", media_type=XML, content=content)


@page(*READERS)
@require_GET
def tax_credit_notes(request: HttpRequest) -> HttpResponse:
    """Give out the credit notes with VAT of some days as CSV; in no file do they stand."""
    person, now = person_in(request), timezone.now()
    narrow = PeriodFilter(request.GET)
    if not narrow.is_valid():
        context = {
            "page": page_of(TaxExport.objects.none(), cursor="", limit=20),
            "waiting": not_exported(person),
            "narrow": narrow,
            "may_export": person.has(*EXPORTERS),
        }
        return show(request, "orders/tax_exports.html", context, status=422)
    since, until = narrow.cleaned_data["since"], narrow.cleaned_data["until"]
    period = period_of(since, until, today=timezone.localdate())
    notes = credit_notes_with_tax(
        person, begins_at=period.begins_at, ends_at=period.ends_at, most=MOST_ROWS + 1
    )
    table = credit_notes_table(notes, made_at=now, made_by=person.name)
    return as_csv(table, name=f"credit-notes-{period.since:%Y%m%d}-{period.until:%Y%m%d}")


@page(*EXPORTERS)
@require_http_methods(["GET", "POST"])
def invoice_tax_number(request: HttpRequest, number: str) -> HttpResponse:
    """Enter the number that the tax office gave an invoice."""
    person = person_in(request)
    found = find_invoice(person, number)
    form = TaxNumberForm(typed(request), initial={"tax_number": found.tax_number})

    def act() -> str:
        exporting_taxes.enter_tax_number(
            invoice_id=found.pk,
            tax_number=form.cleaned_data["tax_number"],
            by=person,
            at=timezone.now(),
        )
        messages.success(request, _("The number stands on the invoice now."))
        return reverse("invoice", args=[found.number])

    return take_form(
        request, form, act, template="orders/invoice_tax_number.html", context={"invoice": found}
    )
