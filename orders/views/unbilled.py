"""The page of what was handed over and is not billed yet, with the act that bills it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from materialcenter.access import page
from materialcenter.models import Role
from materialcenter.web import person_in, show, submit_once
from orders.reports.finding import find_workshop
from orders.reports.unbilled import unbilled_workshops
from orders.services import billing
from orders.services.billing import BILLERS, NothingToBill

READERS = (Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)


@page(*READERS)
@require_GET
def unbilled(request: HttpRequest) -> HttpResponse:
    """List the workshops that took what is not billed yet."""
    return _listed(request)


def _listed(request: HttpRequest, *, refusal: str = "", status: int = 200) -> HttpResponse:
    person = person_in(request)
    rows = unbilled_workshops(person)
    context = {
        "rows": rows,
        "total": sum(row.total for row in rows),
        "may_bill": person.has(*BILLERS),
        "refusal": refusal,
    }
    return show(request, "orders/unbilled.html", context, status=status)


@page(*BILLERS)
@require_POST
def workshop_bill(request: HttpRequest, workshop: str) -> HttpResponse:
    """Bill a workshop all that it took and no invoice bills yet."""
    person = person_in(request)
    found = find_workshop(person, workshop)

    def act() -> str:
        drawn = billing.bill_by_hand(workshop_id=found.pk, by=person, at=timezone.now())
        messages.success(request, _("The invoice is drawn; it goes out by mail."))
        return reverse("invoice", args=[drawn.number])

    try:
        return submit_once(request, act)
    except NothingToBill as refusal:
        return _listed(request, refusal=str(refusal), status=409)
