"""Pages of a pool's money: what is due before pick-up, and what it cost whom."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from materialcenter.access import Person, page
from materialcenter.errors import Missing
from materialcenter.models import Role
from materialcenter.rules.filetypes import PDF
from materialcenter.web import as_download, person_in, show
from orders.models import Pool
from orders.reports.finding import find_pool, find_workshop
from orders.reports.pool_costs import pool_costs
from orders.reports.pool_dues import PoolDue, due_of, own_dues
from orders.reports.selling import pool_pick
from orders.services.printing_sales import pro_forma_pdf
from orders.views.qris import qris_code

COST_READERS = (Role.PURCHASER, Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)


def with_code(due: PoolDue) -> tuple[PoolDue, str]:
    """Return what is due with its QRIS code, "" where there is none."""
    label = _("QRIS code for %(number)s") % {"number": due.reference}
    return due, qris_code(due.ways, label=label)


def shown_dues(pool: Pool, person: Person) -> list[tuple[PoolDue, str]]:
    """Return what a buyer's workshops must pay before they pick up, each with its code."""
    return [with_code(due) for due in own_dues(pool, person)]


@page()
@require_GET
def pool_pro_forma(request: HttpRequest, number: str, workshop: str) -> HttpResponse:
    """Give out what a workshop pays before it picks up its shares, as PDF."""
    person = person_in(request)
    pool = find_pool(person, number)
    pick = pool_pick(pool, find_workshop(person, workshop))
    if not pick.parts:
        raise Missing
    content = pro_forma_pdf(due_of(pool, pick))
    name = f"proforma-{pool.number}-{pick.workshop.pk}.pdf"
    return as_download(safe_name=name, media_type=PDF, content=content)


@page(*COST_READERS)
@require_GET
def pool_cost(request: HttpRequest, number: str) -> HttpResponse:
    """Show what a pool's material cost and who bore it, to the rupiah."""
    pool = find_pool(person_in(request), number)
    costs = pool_costs(pool)
    goods = sum(costs.cost.goods.values())
    return show(request, "orders/pool_costs.html", {"pool": pool, "costs": costs, "goods": goods})
