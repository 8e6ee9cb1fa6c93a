"""The page of a supplier's statement, over days."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from materialcenter.access import Person, page
from materialcenter.documents.spreadsheet import MOST_ROWS
from materialcenter.errors import Invalid, Missing
from materialcenter.models import Role, Supplier
from materialcenter.web import as_csv, as_workbook, person_in, show
from orders.documents.supplier_statement import supplier_line_in_words, supplier_statement_table
from orders.forms.statements import PeriodFilter
from orders.reports.finding_purchases import find_supplier
from orders.reports.statement import Period, period_of
from orders.reports.supplier_statement import supplier_statement

READERS = (Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)
FILES = ("xlsx", "csv")
PAGE = 50


@page(*READERS)
@require_GET
def supplier_statement_page(request: HttpRequest, supplier: str) -> HttpResponse:
    """Show a supplier's statement, or give it out as the file that `as` names."""
    person = person_in(request)
    found = find_supplier(person, supplier)
    ending = request.GET.get("as", "")
    if ending and ending not in FILES:
        raise Missing
    narrow = PeriodFilter(request.GET)
    asked = _asked(narrow)
    if asked is None:
        context = {"supplier": found, "narrow": narrow}
        return show(request, "orders/supplier_statement.html", context, status=422)
    return _file(found, asked, ending, person) if ending else _shown(request, found, asked)


def _asked(narrow: PeriodFilter) -> Period | None:
    """Return the days asked for; None, with the reason on the form, when they are none."""
    if not narrow.is_valid():
        return None
    since, until = narrow.cleaned_data["since"], narrow.cleaned_data["until"]
    try:
        return period_of(since, until, today=timezone.localdate())
    except Invalid as refusal:
        narrow.refuse(refusal)
        return None


def _shown(request: HttpRequest, found: Supplier, asked: Period) -> HttpResponse:
    read = supplier_statement(found, asked, limit=PAGE, cursor=request.GET.get("cursor", ""))
    context = {
        "supplier": found,
        "narrow": PeriodFilter(initial={"since": asked.since, "until": asked.until}),
        "statement": read,
        "page": read,
        "lines": [(line, supplier_line_in_words(line)) for line in read.lines],
        "files": FILES,
    }
    return show(request, "orders/supplier_statement.html", context)


def _file(found: Supplier, asked: Period, ending: str, person: Person) -> HttpResponse:
    read = supplier_statement(found, asked, limit=MOST_ROWS + 1)
    table = supplier_statement_table(read, made_at=timezone.now(), made_by=person.name)
    name = f"supplier-statement-{found.pk}-{asked.since:%Y%m%d}-{asked.until:%Y%m%d}"
    return as_csv(table, name=name) if ending == "csv" else as_workbook(table, name=name)
