"""The page of reorder alerts, and keeping one quiet."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from inventory.forms.alerts import SnoozeForm
from inventory.models import ReorderAlert
from inventory.reports.accuracy import accuracy_of
from inventory.reports.alerts import BAR_WIDTH, alert_lines
from inventory.services import alerting
from inventory.services.reordering import MAY_PLAN
from inventory.views.acting import take_form, typed
from materialcenter.access import page
from materialcenter.errors import Missing
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
        "accuracy": accuracy_of(person.center_id, timezone.now()) if over else None,
        "bar_width": BAR_WIDTH,
        "may_take": not over and person.has(Role.PURCHASER, Role.SUPERVISOR),
    }
    return show(request, "inventory/alerts.html", context)


@page(*MAY_PLAN)
@require_http_methods(["GET", "POST"])
def snooze(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Keep an alert quiet until a day, with the reason."""
    person = person_in(request)
    alerts = ReorderAlert.objects.visible_to(person).select_related("material")
    found = alerts.filter(pk=alert_id).first()
    if found is None:
        raise Missing
    form = SnoozeForm(typed(request))

    def act() -> str:
        alerting.snooze_alert(alert_id=alert_id, **form.cleaned_data, by=person, at=timezone.now())
        return reverse("alerts")

    context = {
        "title": _("Keep %(code)s quiet") % {"code": found.material.code},
        "lead": _("The alert stands, but nobody is told again before that day."),
        "submit_label": _("Keep quiet"),
        "cancel_url": reverse("alerts"),
    }
    return take_form(request, form, act, context=context)
