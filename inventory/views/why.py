"""The page that shows why a material is to be ordered."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from inventory.documents.why_charts import demand_chart, position_chart
from inventory.models import Material, ReorderAlert
from inventory.reports.alerts import alert_lines
from inventory.reports.why import why_of
from inventory.services.reordering import MAY_PLAN
from materialcenter.access import page
from materialcenter.documents.chart import drawn
from materialcenter.errors import Missing
from materialcenter.models import Role
from materialcenter.web import person_in, show


@page(*MAY_PLAN, Role.AUDITOR)
@require_GET
def material_why(request: HttpRequest, code: str) -> HttpResponse:
    """Draw what was asked for, what is expected, what lies and what comes."""
    person = person_in(request)
    found = Material.objects.visible_to(person).select_related("grade").filter(code=code).first()
    if found is None:
        raise Missing
    why = why_of(found, timezone.localdate())
    alerts = ReorderAlert.objects.visible_to(person).standing().select_related("material")
    context = {
        "lines": alert_lines(list(alerts.filter(material=found))),
        "may_take": person.has(Role.PURCHASER, Role.SUPERVISOR),
        "material": found,
        "why": why,
        "demand": drawn(demand_chart(why)),
        "ahead": drawn(position_chart(why)),
    }
    return show(request, "inventory/material_why.html", context)
