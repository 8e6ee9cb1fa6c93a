"""The page for the regional industry office: a year of the center, and its target."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from materialcenter.access import page
from materialcenter.documents.chart import drawn
from materialcenter.errors import Missing
from materialcenter.views.acting import take_form, typed
from materialcenter.web import as_download, person_in, show
from orders.documents.office import OfficeWriter, office_figures, office_remarks
from orders.documents.office_charts import office_charts
from orders.forms.office import YearTargetForm
from orders.models import YearTarget
from orders.reports.office import office_years
from orders.services.reporting_office import FILES, READERS, office_file, office_report
from orders.services.setting_targets import FIRST_YEAR, LAST_YEAR, SETTERS, set_year_target
from orders.views.tables import shown_table


@page(*READERS)
@require_GET
def office(request: HttpRequest) -> HttpResponse:
    """Show this year."""
    return _year(request, timezone.localdate().year)


@page(*READERS)
@require_GET
def office_of(request: HttpRequest, year: int) -> HttpResponse:
    """Show a year, or give it out as the file that `as` names."""
    return _year(request, year)


def _year(request: HttpRequest, year: int) -> HttpResponse:
    person, now = person_in(request), timezone.now()
    ending = request.GET.get("as", "")
    if ending and ending not in FILES:
        raise Missing
    report = office_report(year, by=person)
    if ending:
        made = office_file(report, ending=ending, by=person, at=now)
        return as_download(safe_name=made.name, media_type=made.media_type, content=made.content)
    writer = OfficeWriter(report, made_by=person.name, made_at=now)
    context = {
        "year": year,
        "years": office_years(person, on=timezone.localdate(now)),
        "report": report,
        "figures": office_figures(report),
        "remarks": office_remarks(report.this, report.revenue),
        "charts": [drawn(chart) for chart in office_charts(report)],
        "tables": [shown_table(table) for table in writer.sums()],
        "more_tables": [shown_table(table) for table in writer.taken()],
        "files": FILES,
        "may_set": person.has(*SETTERS),
    }
    return show(request, "orders/office.html", context)


@page(*SETTERS)
@require_http_methods(["GET", "POST"])
def office_target(request: HttpRequest, year: int) -> HttpResponse:
    """Set what revenue a year is to reach."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Missing
    person = person_in(request)
    found = YearTarget.objects.visible_to(person).filter(year=year).first()
    initial = {"revenue": found.revenue, "reported": found.reported} if found else {}
    form = YearTargetForm(typed(request), initial=initial)

    def act() -> str:
        set_year_target(
            year=year,
            revenue=form.cleaned_data["revenue"],
            reported=form.cleaned_data["reported"],
            by=person,
            at=timezone.now(),
        )
        messages.success(request, _("The target is kept."))
        return reverse("office_of", args=[year])

    return take_form(
        request, form, act, template="orders/office_target.html", context={"year": year}
    )
