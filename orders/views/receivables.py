"""The page of receivables: what workshops owe, how late it is, and who owes it."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from materialcenter.access import page
from materialcenter.documents.chart import drawn
from materialcenter.documents.spreadsheet import MOST_ROWS
from materialcenter.errors import Missing
from materialcenter.models import Role
from materialcenter.web import as_csv, as_workbook, person_in, show
from orders.documents.payables import age_in_words
from orders.documents.receivables import receivables_chart, receivables_table
from orders.reports.billing import ageing, unpaid
from orders.reports.finding import find_workshop
from orders.reports.receivables import first_receivables, workshops_owing
from orders.rules.ageing import AGES

READERS = (Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)
FILES = ("xlsx", "csv")
PAGE = 30


@page(*READERS)
@require_GET
def receivables(request: HttpRequest) -> HttpResponse:
    """Show what is owed by age, and by whom, who owes most that is late first.

    `as` gives out each open invoice as a file, of one workshop where `workshop` names it.
    """
    person, today = person_in(request), timezone.localdate()
    ending = request.GET.get("as", "")
    if ending:
        return _file(request, ending)
    found = workshops_owing(person, on=today, limit=PAGE, cursor=request.GET.get("cursor", ""))
    owed, classes = unpaid(person, on=today), ageing(person, on=today)
    ages = [age_in_words(age) for age in AGES]
    context = {
        "owed": owed,
        "late_tone": "bad" if owed.late_amount else "ok",
        "ages": ages,
        "chart": drawn(receivables_chart(classes)),
        "page": found,
        "workshops": [(row, list(zip(ages, row.amounts, strict=True))) for row in found.items],
        "files": FILES,
    }
    return show(request, "orders/receivables.html", context)


def _file(request: HttpRequest, ending: str) -> HttpResponse:
    if ending not in FILES:
        raise Missing
    person, now = person_in(request), timezone.now()
    code = request.GET.get("workshop", "").strip()
    found = first_receivables(
        person,
        on=timezone.localdate(now),
        most=MOST_ROWS + 1,
        workshop=find_workshop(person, code).code if code else "",
    )
    table = receivables_table(found, made_at=now, made_by=person.name)
    write = as_csv if ending == "csv" else as_workbook
    return write(table, name="receivables")
