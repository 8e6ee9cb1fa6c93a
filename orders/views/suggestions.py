"""Taking reorder suggestions: one by one from the alerts, or all of a supplier together."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from materialcenter.access import page
from materialcenter.models import Center, Role
from materialcenter.views.acting import take_form
from materialcenter.web import person_in, show, submit_once
from orders.forms.purchasing import OrderCostsForm
from orders.reports.combined import proposed_orders
from orders.rules.suggesting import Answer
from orders.services.costing_orders import MAY_SET, set_order_costs
from orders.services.suggesting import take_suggestion as take
from orders.services.taking_together import take_together as take_all


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


@page(Role.PURCHASER, Role.SUPERVISOR, Role.AUDITOR)
@require_GET
def combined(request: HttpRequest) -> HttpResponse:
    """Show, supplier by supplier, one order of all that runs low, filled up to its truck."""
    person = person_in(request)
    context = {
        "orders": proposed_orders(person),
        "may_take": person.has(Role.PURCHASER, Role.SUPERVISOR),
    }
    return show(request, "orders/combined.html", context)


@page(Role.PURCHASER, Role.SUPERVISOR)
@require_POST
def take_together(request: HttpRequest, code: str) -> HttpResponse:
    """Draft the order of a supplier, and go to it."""
    person = person_in(request)

    def do() -> str:
        order = take_all(supplier_code=code, by=person, at=timezone.now())
        return reverse("purchase_order", args=[order.number])

    response = submit_once(request, do)
    messages.success(request, _("The order is drafted; every suggestion on it is taken."))
    return response


@page(*MAY_SET)
@require_http_methods(["GET", "POST"])
def order_costs(request: HttpRequest) -> HttpResponse:
    """Set what an order and a year in stock cost."""
    person = person_in(request)
    center = Center.objects.visible_to(person).get()
    form = OrderCostsForm(
        request.POST or None,
        initial={"order_cost": center.order_cost, "holding_percent": center.holding_percent},
    )

    def act() -> str:
        set_order_costs(**form.cleaned_data, by=person, at=timezone.now())
        messages.success(request, _("Suggestions from now on are reckoned by it."))
        return reverse("alerts")

    return take_form(request, form, act, template="orders/order_costs.html")
