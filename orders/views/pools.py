"""Pages of pools."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from inventory import catalogue
from materialcenter.access import Person, page
from materialcenter.errors import DomainError, Missing
from materialcenter.models import Role, Workshop
from materialcenter.paging import page_of
from materialcenter.web import person_in, show, submit_once
from orders.forms.pools import AppetiteForm, CommitmentForm, DeadlineForm, PoolForm
from orders.models import AllocatedShare, Commitment, Offer, Pool, PurchaseOrder
from orders.reports.finding import find_workshop
from orders.reports.pools import pool_lines, progress_of
from orders.services import allocating, clearing, committing, freezing, opening, ordering

BUYS_OR_MANAGES = (Role.BUYER, Role.PURCHASER, Role.SUPERVISOR)


def _pool(person: Person, number: str) -> Pool:
    pool = Pool.objects.visible_to(person).filter(number=number).first()
    if pool is None:
        raise Missing
    return pool


def _address(pool: Pool) -> str:
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
    found = _pool(person, number)
    return show(request, "orders/pool.html", _pool_context(found, person))


def _pool_context(found: Pool, person: Person) -> dict[str, Any]:
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


@page(Role.PURCHASER, Role.SUPERVISOR)
@require_http_methods(["GET", "POST"])
def pool_new(request: HttpRequest) -> HttpResponse:
    """Draft a pool on materials that somebody offers."""
    person = person_in(request)
    codes = list(
        Offer.objects.visible_to(person)
        .current(timezone.localdate())
        .order_by("material__code")
        .values_list("material__code", flat=True)
        .distinct()
    )
    if request.method == "GET":
        chosen = {"materials": request.GET.getlist("material")}
        return show(
            request, "orders/pool_new.html", {"form": PoolForm(codes=codes, initial=chosen)}
        )
    form = PoolForm(request.POST, codes=codes)
    if form.is_valid():
        try:
            return submit_once(request, lambda: _address(_draft(form, person)))
        except DomainError as error:
            form.refuse(error)
    return show(request, "orders/pool_new.html", {"form": form}, status=422)


def _draft(form: PoolForm, person: Person) -> Pool:
    data = form.cleaned_data
    return opening.draft_pool(
        title=data["title"],
        deadline_at=data["deadline_at"],
        appetites=dict.fromkeys(data["materials"], 0),
        deposit_percent=Decimal(data["deposit_percent"] or 0),
        pickup_until=data["pickup_until"],
        by=person,
        at=timezone.now(),
    )


def _act(
    name: str, act: Callable[..., Any], done: Callable[[], str]
) -> Callable[..., HttpResponseBase]:
    """Make the page of a plain act on a pool: POST, once, back to the pool with a word."""

    @page(Role.PURCHASER, Role.SUPERVISOR)
    @require_POST
    def view(request: HttpRequest, number: str) -> HttpResponse:
        found = _pool(person_in(request), number)

        def do() -> str:
            act(pool_id=found.pk, by=person_in(request), at=timezone.now())
            return _address(found)

        try:
            response = submit_once(request, do)
        except DomainError as error:
            return _refused(request, found, error)
        messages.success(request, done())
        return response

    view.__name__ = name
    view.__doc__ = act.__doc__
    return view


def _refused(request: HttpRequest, found: Pool, error: DomainError) -> HttpResponse:
    context = _pool_context(found, person_in(request))
    return show(request, "orders/pool.html", {**context, "refusal": error}, status=409)


pool_open = _act("pool_open", opening.open_pool, lambda: _("The pool is open."))
pool_freeze = _act("pool_freeze", freezing.freeze_pool, lambda: _("The pool is closed."))
pool_clear = _act("pool_clear", clearing.clear_pool, lambda: _("The pool has its price."))
pool_order = _act(
    "pool_order", ordering.order_pool, lambda: _("The purchase orders are drafted; send them next.")
)
pool_allocate = _act(
    "pool_allocate", allocating.allocate_pool, lambda: _("What arrived is shared out.")
)
pool_cancel = _act("pool_cancel", opening.cancel_pool, lambda: _("The pool is cancelled."))


@page(Role.PURCHASER, Role.SUPERVISOR)
@require_POST
def pool_extend(request: HttpRequest, number: str) -> HttpResponse:
    """Give a pool a later closing time."""
    person = person_in(request)
    found = _pool(person, number)
    form = DeadlineForm(request.POST)
    if form.is_valid():
        deadline: datetime = form.cleaned_data["deadline_at"]

        def do() -> str:
            opening.extend_pool(
                pool_id=found.pk, deadline_at=deadline, by=person, at=timezone.now()
            )
            return _address(found)

        try:
            return submit_once(request, do)
        except DomainError as error:
            form.refuse(error)
    context = {**_pool_context(found, person), "deadline_form": form}
    return show(request, "orders/pool.html", context, status=422)


@page(Role.PURCHASER, Role.SUPERVISOR)
@require_POST
def pool_appetite(request: HttpRequest, number: str) -> HttpResponse:
    """Say what the depot itself would take of a material."""
    person = person_in(request)
    found = _pool(person, number)
    form = AppetiteForm(request.POST)
    if not form.is_valid():
        messages.error(request, "; ".join(str(e) for es in form.errors.values() for e in es))
        return show(request, "orders/pool.html", _pool_context(found, person), status=422)

    def do() -> str:
        opening.set_appetite(
            pool_id=found.pk,
            material=form.cleaned_data["material"],
            quantity=form.cleaned_data["quantity"] or 0,
            by=person,
            at=timezone.now(),
        )
        return _address(found)

    try:
        return submit_once(request, do)
    except DomainError as error:
        return _refused(request, found, error)


@page(*BUYS_OR_MANAGES)
@require_http_methods(["GET", "POST"])
def pool_commit(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Commit a workshop to a material, change that, or withdraw."""
    person = person_in(request)
    found = _pool(person, number)
    material = catalogue.materials_by_code(person, [code]).get(code)
    if material is None:
        raise Missing
    choices = _own_workshops(person)
    if request.method == "GET":
        form = CommitmentForm(
            workshops=choices, initial=_last_word(person, found, material, request.GET)
        )
        return show(request, "orders/pool_commit.html", _commit_context(found, material, form))
    form = CommitmentForm(request.POST, workshops=choices)
    withdraws = "withdraw" in request.POST
    if withdraws:
        form.fields["quantity"].required = False
    if form.is_valid():

        def do() -> str:
            wish = _wish(person, form, material.code, withdraws=withdraws)
            committing.commit(pool_id=found.pk, wish=wish, by=person, at=timezone.now())
            return _address(found)

        try:
            response = submit_once(request, do)
        except DomainError as error:
            form.refuse(error)
        else:
            words = _("Your commitment is withdrawn.") if withdraws else _("You are in.")
            messages.success(request, words)
            return response
    context = _commit_context(found, material, form)
    return show(request, "orders/pool_commit.html", context, status=422)


def _commit_context(
    found: Pool, material: catalogue.Material, form: CommitmentForm
) -> dict[str, Any]:
    return {"pool": found, "material": material, "form": form}


def _own_workshops(person: Person) -> list[tuple[str, str]] | None:
    """Return a buyer's workshops by code; None for staff, who type the code of any."""
    if person.is_staff:
        return None
    rows = Workshop.objects.visible_to(person).filter(is_active=True).order_by("code")
    return [(row.code, str(row)) for row in rows]


def _last_word(
    person: Person, found: Pool, material: catalogue.Material, asked: Any
) -> dict[str, Any]:
    rows = Commitment.objects.visible_to(person).filter(pool=found, material_id=material.pk)
    wanted = asked.get("workshop", "").strip().upper()
    if wanted and "\x00" not in wanted:
        rows = rows.filter(workshop__code=wanted)
    elif person.is_staff:
        return {}
    last = rows.standing().select_related("workshop").first()
    if last is None:
        return {"workshop": wanted} if wanted else {}
    return {
        "workshop": last.workshop.code,
        "quantity": last.quantity,
        "minimum": last.minimum,
        "maximum": last.maximum,
        "price_cap": last.price_cap,
    }


def _wish(person: Person, form: CommitmentForm, code: str, *, withdraws: bool) -> committing.Wish:
    data = form.cleaned_data
    quantity = 0 if withdraws else data["quantity"]
    return committing.Wish(
        workshop_id=find_workshop(person, data["workshop"].strip().upper()).pk,
        material=code,
        quantity=quantity,
        minimum=0 if withdraws else (data["minimum"] or quantity),
        maximum=0 if withdraws else (data["maximum"] or quantity),
        price_cap=None if withdraws else data["price_cap"],
    )


@page(Role.CLERK, Role.PURCHASER, Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)
@require_GET
def pool_commitments(request: HttpRequest, number: str) -> HttpResponse:
    """List what every workshop wants now, for the center's staff."""
    person = person_in(request)
    found = _pool(person, number)
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


@page(Role.CLERK, Role.PURCHASER, Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)
@require_GET
def pool_shares(request: HttpRequest, number: str) -> HttpResponse:
    """List how what arrived was shared, for the center's staff."""
    person = person_in(request)
    found = _pool(person, number)
    rows = (
        AllocatedShare.objects.visible_to(person)
        .filter(allocation__pool_material__pool=found)
        .select_related("workshop", "allocation__pool_material__material")
    )
    shares = page_of(rows, cursor=request.GET.get("cursor", ""))
    held = catalogue.held_parts(
        person.center_id,
        holder=allocating.POOL_SHARE,
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
