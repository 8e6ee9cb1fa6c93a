"""Pages of late costs."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from inventory.forms.landing import LateCostForm
from inventory.models import LandedCost
from inventory.reports.landing import late_shares
from inventory.services import landing
from inventory.views.acting import take_form, typed
from materialcenter.access import page
from materialcenter.errors import Missing
from materialcenter.paging import page_of
from materialcenter.web import person_in, show


@page(*landing.MAY_READ)
@require_GET
def late_costs(request: HttpRequest) -> HttpResponse:
    """List late costs, the newest first."""
    person = person_in(request)
    rows = LandedCost.objects.visible_to(person).select_related("supplier")
    context = {
        "page": page_of(rows, cursor=request.GET.get("cursor", "")),
        "may_add": person.has(*landing.MAY_ADD),
        "may_read_value": True,
    }
    return show(request, "inventory/late_costs.html", context)


@page(*landing.MAY_READ)
@require_GET
def late_cost(request: HttpRequest, cost_id: int) -> HttpResponse:
    """Show a late cost and what each lot bears of it."""
    cost = (
        LandedCost.objects.visible_to(person_in(request))
        .select_related("supplier", "entered_by", "transaction")
        .filter(pk=cost_id)
        .first()
    )
    if cost is None:
        raise Missing
    context = {"cost": cost, "shares": late_shares(cost)}
    return show(request, "inventory/late_cost.html", context)


@page(*landing.MAY_ADD)
@require_http_methods(["GET", "POST"])
def late_cost_new(request: HttpRequest) -> HttpResponse:
    """Enter a bill that came late, and share it over lots."""
    person = person_in(request)
    form = LateCostForm(typed(request), person=person)

    def act() -> str:
        sent = form.cleaned_data
        cost = landing.add_late_cost(
            supplier_code=sent["supplier"],
            bill_number=sent["bill_number"],
            amount=int(sent["amount"]),
            receipts=sent["receipts"],
            lots=sent["lots"],
            on=sent["on"],
            note=sent["note"],
            by=person,
            at=timezone.now(),
        )
        return reverse("late_cost", args=[cost.pk])

    context = {
        "title": _("New late cost"),
        "lead": _(
            "The bill is shared by the kg received: what is still here is worth more, what is"
            " gone cost more. It is not undone."
        ),
        "submit_label": _("Share the cost"),
        "cancel_url": reverse("late_costs"),
    }
    return take_form(request, form, act, context=context)
