"""Pages of members' statements: how every account stands, and one of them over days."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from materialcenter.access import Person, page
from materialcenter.documents.spreadsheet import MOST_ROWS
from materialcenter.errors import Invalid, Missing
from materialcenter.models import Role, Workshop
from materialcenter.paging import page_of
from materialcenter.rules.filetypes import PDF
from materialcenter.web import as_csv, as_download, as_workbook, person_in, show
from orders.documents.statement import balance_in_words, in_words, statement_table
from orders.forms.statements import MemberFilter, PeriodFilter
from orders.reports.finding import find_workshop
from orders.reports.receivables import Credit
from orders.reports.statement import (
    Period,
    due_invoices,
    period_of,
    standings,
    statement_of,
    whole_statement,
)
from orders.services.printing_sales import statement_pdf

READERS = (Role.BUYER, Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)
FILES = ("pdf", "xlsx", "csv")
PAGE = 50


@page(*READERS)
@require_GET
def statements(request: HttpRequest) -> HttpResponse:
    """List the workshops the person may see, with how each account stands now."""
    narrow = MemberFilter(request.GET)
    search = narrow.cleaned_data["search"] if narrow.is_valid() else ""
    rows = Workshop.objects.visible_to(person_in(request)).matching(text=search)
    found = page_of(rows, cursor=request.GET.get("cursor", ""), limit=20, newest_first=False)
    stand = standings(workshop.pk for workshop in found.items)
    accounts = [(workshop, stand[workshop.pk]) for workshop in found.items]
    return show(
        request,
        "orders/statements.html",
        {"page": found, "accounts": accounts, "search": search},
    )


@page(*READERS)
@require_GET
def statement(request: HttpRequest, workshop: str) -> HttpResponse:
    """Show a workshop's statement, or give it out as the file that `as` names."""
    person = person_in(request)
    found = find_workshop(person, workshop)
    ending = request.GET.get("as", "")
    if ending and ending not in FILES:
        raise Missing
    narrow = PeriodFilter(request.GET)
    asked = _asked(narrow)
    if asked is None:
        context = {"workshop": found, "narrow": narrow}
        return show(request, "orders/statement.html", context, status=422)
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


def _shown(request: HttpRequest, found: Workshop, asked: Period) -> HttpResponse:
    read = statement_of(found, asked, limit=PAGE, cursor=request.GET.get("cursor", ""))
    standing = standings([found.pk])[found.pk]
    context = {
        "workshop": found,
        "narrow": PeriodFilter(initial={"since": asked.since, "until": asked.until}),
        "statement": read,
        "opening": balance_in_words(read.opening),
        "closing": balance_in_words(read.closing),
        "lines": [(line, in_words(line)) for line in read.lines],
        "standing": standing,
        "credit": Credit(found.credit_line, standing.owed + standing.unbilled),
        "due": due_invoices(found),
        "today": timezone.localdate(),
        "files": [(ending.upper(), _again(request, **{"as": ending})) for ending in FILES],
        "next_url": _again(request, cursor=read.next_cursor) if read.next_cursor else "",
    }
    return show(request, "orders/statement.html", context)


def _file(found: Workshop, asked: Period, ending: str, person: Person) -> HttpResponse:
    now = timezone.now()
    name = f"statement-{found.pk}-{asked.since:%Y%m%d}-{asked.until:%Y%m%d}"
    if ending == "pdf":
        content = statement_pdf(found, asked, at=now)
        return as_download(safe_name=f"{name}.pdf", media_type=PDF, content=content)
    table = statement_table(
        whole_statement(found, asked, most=MOST_ROWS), made_at=now, made_by=person.name
    )
    return as_csv(table, name=name) if ending == "csv" else as_workbook(table, name=name)


def _again(request: HttpRequest, **changed: str) -> str:
    """Return this page's address with something in its question changed."""
    query = request.GET.copy()
    query.pop("as", None)
    query.pop("cursor", None)
    for name, given in changed.items():
        query[name] = given
    return f"{request.path}?{query.urlencode()}"
