"""The page of payables: what is open, how late it is, and whom it is owed to."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from materialcenter.access import page
from materialcenter.documents.chart import drawn
from materialcenter.documents.spreadsheet import MOST_ROWS
from materialcenter.errors import Missing
from materialcenter.models import Role
from materialcenter.web import as_csv, as_workbook, person_in, show
from orders.documents.payables import (
    age_in_words,
    ageing_chart,
    cash_need_chart,
    payables_table,
)
from orders.reports.finding_purchases import find_supplier
from orders.reports.payables import (
    open_payables,
    payables_ageing,
    payables_cash_need,
    payables_page,
    shown_payables,
)
from orders.rules.ageing import AGES
from orders.services.paying_suppliers import PAYERS

READERS = (Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)
FILES = ("xlsx", "csv")
PAGE = 30


@page(*READERS)
@require_GET
def payables(request: HttpRequest) -> HttpResponse:
    """Show what suppliers are owed by age, and each open invoice, what is due first ahead."""
    person, today = person_in(request), timezone.localdate()
    code = request.GET.get("supplier", "").strip()
    narrowed = find_supplier(person, code) if code else None
    ending = request.GET.get("as", "")
    if ending:
        return _file(request, ending, code)
    ageing = payables_ageing(person, on=today)
    found = payables_page(
        person, on=today, limit=PAGE, cursor=request.GET.get("cursor", ""), supplier=code
    )
    ages = [age_in_words(age) for age in AGES]
    context = {
        "ageing": ageing,
        "late_tone": "warn" if ageing.late else "ok",
        "ages": ages,
        "suppliers": [(row, list(zip(ages, row.amounts, strict=True))) for row in ageing.suppliers],
        "chart": drawn(ageing_chart(ageing)),
        "need": drawn(cash_need_chart(payables_cash_need(person, on=today))),
        "page": found,
        "rows": [(row, ages[row.age]) for row in found.items],
        "supplier": narrowed,
        "files": FILES,
        "may_pay": person.has(*PAYERS),
    }
    return show(request, "orders/payables.html", context)


def _file(request: HttpRequest, ending: str, code: str) -> HttpResponse:
    if ending not in FILES:
        raise Missing
    person, now = person_in(request), timezone.now()
    rows = open_payables(person)
    if code:
        rows = rows.filter(supplier__code=code)
    found = shown_payables(rows, on=timezone.localdate(now), most=MOST_ROWS + 1)
    table = payables_table(found, made_at=now, made_by=person.name)
    return (
        as_csv(table, name="payables") if ending == "csv" else as_workbook(table, name="payables")
    )
