"""Pages that show pools: the list, one pool, and what is wanted."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from materialcenter.access import Person, page
from materialcenter.errors import DomainError, Missing
from materialcenter.models import Role
from materialcenter.paging import page_of
from materialcenter.web import person_in, show
from orders.forms.pools import DeadlineForm
from orders.models import AllocatedShare, Commitment, Pool, PurchaseOrder
from orders.reports.pools import pool_lines, progress_of
from orders.services import opening

BUYS_OR_MANAGES = (Role.BUYER, Role.PURCHASER, Role.SUPERVISOR)


def pool_for(person: Person, number: str) -> Pool:
    """Find a pool the person may see. Raises Missing."""
    pool = Pool.objects.visible_to(person).filter(number=number).first()
    if pool is None:
        raise Missing
    return pool


def address_of(pool: Pool) -> str:
    """Return the address of a pool's page."""
    return reverse("pool", args=[pool.number])


@page()
@require_GET
def pools(request: HttpRequest) -> HttpResponse:
    """List pools, the newest first."""
    person = person_in(request)
    found = page_of(Pool.objects.visible_to(person), cursor=request.GET.get("cursor", ""), limit=20)
    return show(
        request,
        "orders/pools.html",
        {
            "page": found,
            "lines": pool_lines(found.items, person),
            "may_open": person.has(*opening.MANAGERS),
        },
    )


@page()
@require_GET
def pool(request: HttpRequest, number: str) -> HttpResponse:
    """Show how a pool stands; htmx asks for the inner part again while it is open."""
    person = person_in(request)
    found = pool_for(person, number)
    return show(request, "orders/pool.html", pool_context(found, person))


def pool_context(found: Pool, person: Person) -> dict[str, Any]:
    """Return what a pool's page shows this person."""
    now = timezone.now()
    is_open = found.status in Pool.TAKES_COMMITMENTS and found.deadline_at > now
    manages = person.has(*opening.MANAGERS)
    return {
        "pool": found,
        "progress": progress_of(found, by=person, on=timezone.localdate(now)),
        "is_open": is_open,
        "may_commit": is_open and person.has(*BUYS_OR_MANAGES),
        "acts": _acts(found) if manages else (),
        "deadline_form": DeadlineForm() if manages and _may_extend(found) else None,
        "purchase_orders": list(
            PurchaseOrder.objects.visible_to(person)
            .filter(pool=found)
            .select_related("supplier")
            .order_by("pk")
        )
        if person.is_staff
        else [],
        "shares": _shares(found, person),
        "takes_deposits": bool(found.deposit_percent)
        and found.status in Pool.TAKES_COMMITMENTS
        and person.has(Role.CLERK, Role.FINANCE, Role.SUPERVISOR),
    }


def _may_extend(found: Pool) -> bool:
    return found.status in {*Pool.TAKES_COMMITMENTS, Pool.Status.FROZEN, Pool.Status.QUOTED}


def _shares(found: Pool, person: Person) -> list[AllocatedShare]:
    if person.is_staff or found.status not in {Pool.Status.ALLOCATED, Pool.Status.SETTLED}:
        return []
    return list(
        AllocatedShare.objects.visible_to(person)
        .filter(allocation__pool_material__pool=found)
        .select_related("workshop", "allocation__pool_material__material")
        .order_by("pk")
    )


def _acts(found: Pool) -> list[dict[str, str]]:
    """Return what a purchaser may do with a pool now: address, label, tone."""
    labels = {
        Pool.Status.DRAFT: [("pool_open", _("Open for commitments"), "primary")],
        Pool.Status.OPEN: [("pool_freeze", _("Close now"), "")],
        Pool.Status.TOPPING_UP: [("pool_freeze", _("Close now"), "")],
        Pool.Status.FROZEN: [("pool_clear", _("Find the price now"), "primary")],
        Pool.Status.QUOTED: [("pool_order", _("Draft the purchase orders"), "primary")],
        Pool.Status.RECEIVING: [("pool_allocate", _("Share out what arrived"), "primary")],
    }
    acts = labels.get(Pool.Status(found.status), [])
    if Pool.Status.CANCELLED in Pool.NEXT[found.status]:
        acts = [*acts, ("pool_cancel", _("Cancel the pool"), "danger")]
    return [
        {"url": reverse(name, args=[found.number]), "label": label, "tone": tone}
        for name, label, tone in acts
    ]


def refused(request: HttpRequest, found: Pool, error: DomainError) -> HttpResponse:
    """Show the pool again with the reason why an act was refused."""
    context = pool_context(found, person_in(request))
    return show(request, "orders/pool.html", {**context, "refusal": error}, status=409)


@page(Role.CLERK, Role.PURCHASER, Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)
@require_GET
def pool_commitments(request: HttpRequest, number: str) -> HttpResponse:
    """List what every workshop wants now, for the center's staff."""
    person = person_in(request)
    found = pool_for(person, number)
    rows = (
        Commitment.objects.visible_to(person)
        .filter(pool=found)
        .standing()
        .select_related("workshop", "material", "planned")
    )
    return show(
        request,
        "orders/pool_commitments.html",
        {"pool": found, "page": page_of(rows, cursor=request.GET.get("cursor", ""))},
    )
