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
from materialcenter.web import go_to, person_in, show
from orders.forms.pools import CancelForm, DeadlineForm
from orders.models import Commitment, Pool, PurchaseOrder
from orders.reports.drafting import material_choices, materials_offered, not_offered_again
from orders.reports.pools import pool_lines
from orders.reports.pools.filling import missing_packs_of
from orders.reports.pools.members import questions_waiting
from orders.reports.pools.outcome import PRICED
from orders.reports.pools.quotes import waiting_of
from orders.reports.pools.sharing import own_shares
from orders.reports.pools.spread import large_members
from orders.reports.pools.steps import steps_of
from orders.services import opening
from orders.views.offers import OFFER_READERS
from orders.views.pool_money import COST_READERS, shown_dues
from orders.views.pools.standing import (
    cards_of,
    deposits_of,
    standing_context,
    what_is_new,
)

BUYS_OR_MANAGES = (Role.BUYER, Role.PURCHASER, Role.SUPERVISOR)
# From the first delivery on there may be rounds of sharing to read.
SHARED_OUT = frozenset({Pool.Status.RECEIVING, Pool.Status.ALLOCATED, Pool.Status.SETTLED})


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
            "lines": pool_lines(found.items, person, at=timezone.now()),
            "may_open": person.has(*opening.MANAGERS),
        },
    )


@page()
@require_GET
def pool(request: HttpRequest, number: str) -> HttpResponse:
    """Show how a pool stands, and take commitments while it is open."""
    found = pool_for(person_in(request), number)
    return show_found(request, found, {})


def show_found(
    request: HttpRequest, found: Pool, also: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Show a pool's page with more on it: a form with its faults, a refusal."""
    person = person_in(request)
    if found.status == Pool.Status.DRAFT:
        return show(
            request,
            "orders/pool_draft.html",
            {**_draft_context(found, person), **also},
            status=status,
        )
    return show(request, "orders/pool.html", {**pool_context(found, person), **also}, status=status)


def _draft_context(found: Pool, person: Person) -> dict[str, Any]:
    """Return what a draft's page shows: its conditions, and its offers side by side."""
    today = timezone.localdate()
    choices = material_choices(found, by=person, on=today)
    taken = {choice.material.code for choice in choices}
    manages = person.has(*opening.MANAGERS)
    return {
        "pool": found,
        "choices": choices,
        "invited": list(found.invitations.select_related("workshop").order_by("workshop__code")),
        "offered": [
            row for row in materials_offered(person, on=today) if row.material.code not in taken
        ]
        if manages
        else [],
        "not_offered": not_offered_again(found, taken),
        "manages": manages,
        "sees_offers": person.has(*OFFER_READERS),
        "acts": _acts(found) if manages else (),
        "cancel_form": CancelForm(auto_id="cancel_%s") if manages else None,
    }


@page()
@require_GET
def pool_standing(request: HttpRequest, number: str) -> HttpResponse:
    """Tell an open page what is new since the version that it shows."""
    found = pool_for(person_in(request), number)
    if not getattr(request, "htmx", None):
        return go_to(request, address_of(found))
    return what_is_new(request, found, at=timezone.now())


def pool_context(found: Pool, person: Person) -> dict[str, Any]:
    """Return what a pool's page shows this person."""
    standing = standing_context(found, person, at=timezone.now())
    may_commit = standing["is_open"] and person.has(*BUYS_OR_MANAGES)
    manages = person.has(*opening.MANAGERS)
    waited = _waited_for(found, person)
    is_stopped = waited["waiting"] is not None and not waited["waiting"].goes_on
    return {
        **standing,
        **waited,
        "may_commit": may_commit,
        "cards": cards_of(standing["progress"], person, may_commit=may_commit),
        "deposits": deposits_of(standing["progress"], person),
        "acts": _acts(found) if manages and not is_stopped else (),
        "deadline_form": DeadlineForm() if manages and _may_extend(found) else None,
        "cancel_form": CancelForm(auto_id="cancel_%s") if manages and _may_cancel(found) else None,
        "may_repeat": manages,
        "steps": steps_of(found, person),
        "missing_packs": missing_packs_of(found, standing["progress"].version, at=timezone.now())
        if found.status == Pool.Status.TOPPING_UP
        else [],
        "purchase_orders": list(
            PurchaseOrder.objects.visible_to(person)
            .filter(pool=found)
            .select_related("supplier")
            .order_by("pk")
        )
        if person.is_staff
        else [],
        "shares": own_shares(found, person),
        "was_shared": found.status in SHARED_OUT,
        "takes_deposits": found.status != Pool.Status.DRAFT
        and bool(Pool.NEXT[found.status])
        and person.has(Role.CLERK, Role.FINANCE, Role.SUPERVISOR),
        "dues": shown_dues(found, person),
        "may_read_cost": person.has(*COST_READERS),
        "large": large_members(found) if manages and _may_extend(found) else (),
        "may_report": found.status in PRICED,
    }


def _waited_for(found: Pool, person: Person) -> dict[str, Any]:
    """Return what a closed pool waits for, and what a buyer of a member is asked."""
    waiting = waiting_of(found, at=timezone.now())
    asks = waiting is not None and person.has(Role.BUYER)
    return {
        "waiting": waiting,
        "own_questions": questions_waiting(found, person) if asks else [],
    }


def _may_extend(found: Pool) -> bool:
    return found.status in {*Pool.TAKES_COMMITMENTS, Pool.Status.FROZEN, Pool.Status.QUOTED}


def _may_cancel(found: Pool) -> bool:
    return Pool.Status.CANCELLED in Pool.NEXT[found.status]


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
    return [
        {"url": reverse(name, args=[found.number]), "label": label, "tone": tone}
        for name, label, tone in labels.get(Pool.Status(found.status), [])
    ]


def refused(request: HttpRequest, found: Pool, error: DomainError) -> HttpResponse:
    """Show the pool again with the reason why an act was refused."""
    return show_found(request, found, {"refusal": error}, status=409)


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
