"""The list of purchase orders: what is open, late and part-received, and the list as a file."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from materialcenter.access import page
from materialcenter.documents.spreadsheet import MOST_ROWS
from materialcenter.errors import Missing
from materialcenter.models import Role
from materialcenter.paging import page_of
from materialcenter.person import STAFF
from materialcenter.web import as_csv, as_workbook, person_in, show
from orders.documents.open_purchases import purchases_table
from orders.models import PurchaseOrder
from orders.reports.open_purchases import LATE, OPEN, narrowed, open_purchases
from orders.reports.purchasing import orders_in_list
from orders.services import purchasing
from orders.views.buying import chosen

FILES = ("xlsx", "csv")
PAGE = 30


@page(*STAFF)
@require_GET
def purchase_orders(request: HttpRequest) -> HttpResponse:
    """List orders, the newest first, under what suppliers still have to bring."""
    person, today = person_in(request), timezone.localdate()
    status = chosen(request, [OPEN, LATE, *PurchaseOrder.Status.values])
    ending = request.GET.get("as", "")
    if ending:
        return _file(request, ending, status)
    rows = PurchaseOrder.objects.visible_to(person).select_related("supplier", "pool")
    found = page_of(
        narrowed(rows, status, on=today), cursor=request.GET.get("cursor", ""), limit=PAGE
    )
    context = {
        "page": found,
        "lines": orders_in_list(found.items, on=today),
        "figures": open_purchases(person, on=today),
        "status": status,
        "states": [(OPEN, _("Open")), (LATE, _("Late")), *PurchaseOrder.Status.choices],
        "files": FILES,
        "may_draft": person.has(*purchasing.BUYERS),
        "may_set_limit": person.has(Role.SUPERVISOR),
    }
    return show(request, "orders/purchase_orders.html", context)


def _file(request: HttpRequest, ending: str, status: str) -> HttpResponse:
    if ending not in FILES:
        raise Missing
    person, now = person_in(request), timezone.now()
    today = timezone.localdate(now)
    rows = PurchaseOrder.objects.visible_to(person).select_related("supplier")
    found = narrowed(rows, status, on=today).order_by("-pk")[: MOST_ROWS + 1]
    table = purchases_table(orders_in_list(found, on=today), made_at=now, made_by=person.name)
    name = "purchase-orders"
    return as_csv(table, name=name) if ending == "csv" else as_workbook(table, name=name)
