"""Taking a reorder suggestion from the page of alerts."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from materialcenter.access import page
from materialcenter.models import Role
from materialcenter.web import person_in, submit_once
from orders.rules.suggesting import Answer
from orders.services.suggesting import take_suggestion as take


@page(Role.PURCHASER, Role.SUPERVISOR)
@require_POST
def take_suggestion(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Do what an alert suggests (or `answer`), and go to the document that came of it."""
    person = person_in(request)

    def do() -> str:
        taken = take(
            alert_id=alert_id,
            answer=request.POST.get("answer") or None,
            by=person,
            at=timezone.now(),
        )
        is_order = taken.answer == Answer.PURCHASE_ORDER
        return reverse("purchase_order" if is_order else "pool", args=[taken.reference])

    response = submit_once(request, do)
    messages.success(request, _("The suggestion is taken."))
    return response
