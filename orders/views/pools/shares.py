"""Pages of what workshops got of a pool."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from inventory import catalogue
from materialcenter.access import page
from materialcenter.models import Role
from materialcenter.paging import page_of
from materialcenter.web import person_in, show
from orders.models import AllocatedShare
from orders.reports.selling import POOL_SHARE
from orders.services import opening
from orders.views.pools.shown import pool_for


@page(Role.CLERK, Role.PURCHASER, Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)
@require_GET
def pool_shares(request: HttpRequest, number: str) -> HttpResponse:
    """List how what arrived was shared, for the center's staff."""
    person = person_in(request)
    found = pool_for(person, number)
    rows = (
        AllocatedShare.objects.visible_to(person)
        .filter(allocation__pool_material__pool=found)
        .select_related("workshop", "allocation__pool_material__material")
    )
    shares = page_of(rows, cursor=request.GET.get("cursor", ""))
    held = catalogue.held_parts(
        person.center_id,
        holder=POOL_SHARE,
        holder_ids=[share.pk for share in shares.items],
    )
    return show(
        request,
        "orders/pool_shares.html",
        {
            "pool": found,
            "page": shares,
            "waiting": {part.holder_id for part in held},
            "may_release": person.has(*opening.MANAGERS),
        },
    )
