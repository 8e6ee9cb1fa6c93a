"""The page of reorder alerts."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from inventory.models import ReorderAlert
from inventory.reports.alerts import BAR_WIDTH, alert_lines
from materialcenter.access import page
from materialcenter.models import Role
from materialcenter.paging import page_of
from materialcenter.web import person_in, show


@page(Role.PURCHASER, Role.SUPERVISOR, Role.AUDITOR)
@require_GET
def alerts(request: HttpRequest) -> HttpResponse:
    """List the alerts that stand, or those that are over."""
    person = person_in(request)
    over = request.GET.get("over") == "1"
    rows = ReorderAlert.objects.visible_to(person).filter(closed_at__isnull=not over)
    found = page_of(rows.select_related("material"), cursor=request.GET.get("cursor", ""), limit=30)
    context = {
        "page": found,
        "lines": alert_lines(found.items),
        "over": over,
        "bar_width": BAR_WIDTH,
        "may_take": not over and person.has(Role.PURCHASER, Role.SUPERVISOR),
    }
    return show(request, "inventory/alerts.html", context)
