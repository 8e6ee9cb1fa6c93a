"""Finance's page: money due by week, spend by supplier, prices against time."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from inventory import catalogue
from materialcenter.access import page
from materialcenter.documents.chart import drawn
from materialcenter.documents.spreadsheet import XLSX, to_workbook
from materialcenter.errors import Missing
from materialcenter.models import Role
from materialcenter.web import as_download, person_in, show
from orders.documents.finance import (
    FinanceWriter,
    prices_over_time_chart,
    spend_chart,
    weeks_chart,
)
from orders.reports.finance import priced_materials, prices_of, spend_by_supplier, weeks_due
from orders.reports.finding_purchases import find_material

READERS = (Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)


@page(*READERS)
@require_GET
def finance(request: HttpRequest) -> HttpResponse:
    """Show the charts of the money, or give their numbers out as a workbook.

    `material` chooses whose prices are shown: a code, else the one that was billed most.
    """
    person, now = person_in(request), timezone.now()
    today = timezone.localdate(now)
    ending = request.GET.get("as", "")
    if ending not in ("", "xlsx"):
        raise Missing
    codes = priced_materials(person)
    chosen = _chosen(request, codes)
    due, spend = weeks_due(person, on=today), spend_by_supplier(person, on=today)
    prices = prices_of(chosen, person, on=today) if chosen else None
    writer = FinanceWriter(person.name, now)
    if ending:
        tables = [writer.weeks(due), writer.spend(spend)]
        tables += [writer.prices(prices)] if prices else []
        return as_download(safe_name="finance.xlsx", media_type=XLSX, content=to_workbook(tables))
    context = {
        "due": drawn(weeks_chart(due)),
        "spend": drawn(spend_chart(spend)),
        "prices": drawn(prices_over_time_chart(prices)) if prices else None,
        "codes": codes,
        "chosen": chosen.code if chosen else "",
    }
    return show(request, "orders/finance.html", context)


def _chosen(request: HttpRequest, codes: list[str]) -> catalogue.Material | None:
    """Find the material that is asked for, else the first; None where there is none."""
    code = request.GET.get("material", "").strip() or next(iter(codes), "")
    return find_material(person_in(request), code) if code else None
