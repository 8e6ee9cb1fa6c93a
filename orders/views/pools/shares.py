"""Pages of what workshops got of a pool, and why."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from inventory import catalogue
from materialcenter.access import Person, page
from materialcenter.errors import Missing
from materialcenter.models import Role
from materialcenter.paging import page_of
from materialcenter.rules.filetypes import PDF
from materialcenter.web import as_download, person_in, show
from orders.documents.sharing import how_lines, left_label
from orders.documents.sharing_words import REASONS, amount, nearly, own_words
from orders.models import AllocatedShare, Allocation
from orders.reports.pools.sharing import IS_OVER, Member, SharingView, sharing_view
from orders.reports.selling import POOL_SHARE
from orders.services import opening
from orders.services.printing_sharings import sharing_pdf
from orders.views.pools.shown import pool_for


@page(Role.CLERK, Role.PURCHASER, Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)
@require_GET
def pool_shares(request: HttpRequest, number: str) -> HttpResponse:
    """List what every workshop gets of what arrived so far, for the center's staff."""
    person = person_in(request)
    found = pool_for(person, number)
    rows = (
        AllocatedShare.objects.visible_to(person)
        .filter(allocation__pool_material__pool=found)
        .newest()
        .select_related("workshop", "allocation__pool_material__material")
    )
    shares = page_of(rows, cursor=request.GET.get("cursor", ""))
    held = catalogue.held_parts(
        person.center_id,
        holder=POOL_SHARE,
        holder_ids=[share.pk for share in shares.items],
    )
    is_over = found.status in IS_OVER
    return show(
        request,
        "orders/pool_shares.html",
        {
            "pool": found,
            "page": shares,
            "waiting": {part.holder_id for part in held},
            "is_over": is_over,
            "may_release": is_over and person.has(*opening.MANAGERS),
        },
    )


@page()
@require_GET
def pool_sharings(request: HttpRequest, number: str) -> HttpResponse:
    """List how each material of a pool was shared, its newest round."""
    person = person_in(request)
    found = pool_for(person, number)
    rows = (
        Allocation.objects.filter(pool_material__pool=found)
        .newest()
        .select_related("pool_material__material__grade")
    )
    page_ = page_of(rows, cursor=request.GET.get("cursor", ""), newest_first=False)
    own = AllocatedShare.objects.visible_to(person).filter(allocation__in=page_.items)
    shares: dict[int, list[AllocatedShare]] = {}
    if not person.is_staff:
        for share in own.select_related("workshop").order_by("workshop__code"):
            shares.setdefault(share.allocation_id, []).append(share)
    return show(
        request,
        "orders/pool_sharings.html",
        {
            "pool": found,
            "page": page_,
            "rows": [(row, shares.get(row.pk, [])) for row in page_.items],
        },
    )


@page()
@require_GET
def pool_sharing(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Show how a material was shared: a member its own numbers, staff everybody's."""
    person = person_in(request)
    found = pool_for(person, number)
    view = sharing_view(found, material=code, person=person, round_no=_round(request))
    return show(request, "orders/pool_sharing.html", _sharing_context(view, person))


@page()
@require_GET
def pool_sharing_document(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Give out how a material was shared as PDF."""
    person = person_in(request)
    found = pool_for(person, number)
    view = sharing_view(found, material=code, person=person, round_no=_round(request))
    name = f"{found.number}-{code}-{view.allocation.round}.pdf"
    return as_download(safe_name=name, media_type=PDF, content=sharing_pdf(view, by=person))


def _round(request: HttpRequest) -> int | None:
    """Return the round that is asked for; None for the newest. Raises Missing."""
    asked = request.GET.get("round", "")
    if not asked:
        return None
    if not (asked.isascii() and asked.isdigit() and len(asked) < 6):
        raise Missing
    return int(asked)


def _sharing_context(view: SharingView, person: Person) -> dict[str, Any]:
    found = view.explanation
    unit = 1000 if found.by_weight else 1

    def text(units: int | None) -> str:
        return amount(units, by_weight=found.by_weight)

    return {
        "view": view,
        "pool": view.pool,
        "material": view.allocation.pool_material.material,
        "asked": text(found.asked),
        "counted": text(found.firm.asked) if view.excluded else "",
        "takes_more": bool(found.flexible.asked),
        "came": text(found.came),
        "left_over": text(found.left_over),
        "left_label": left_label(view),
        "how": how_lines(view),
        "own": [
            {**_row(one, view), "words": own_words(one.account, found, is_last=view.is_last)}
            for one in view.members
            if not person.is_staff
        ],
        "members": [_row(one, view) for one in view.members if person.is_staff],
        "others": [
            {
                "members": one.members,
                "asked": text(one.asked * unit),
                "more": text(one.more * unit),
                "share": text(one.share),
                "why": REASONS[one.why],
            }
            for one in view.others
        ],
    }


def _row(one: Member, view: SharingView) -> dict[str, Any]:
    """Write a member's numbers."""
    by_weight = view.explanation.by_weight
    unit, account = 1000 if by_weight else 1, one.account
    return {
        "workshop": one.workshop,
        "asked": amount(account.claim.firm * unit, by_weight=by_weight),
        "more": amount(account.claim.flexible * unit, by_weight=by_weight),
        "minimum": amount(account.claim.minimum * unit, by_weight=by_weight),
        "quotient": nearly(account.decisive.quotient, by_weight=by_weight),
        "share": amount(account.share, by_weight=by_weight),
        "picked_up": amount(one.picked_up, by_weight=by_weight),
        "why": REASONS[account.why],
        "is_left_out": account.turn is not None,
    }
