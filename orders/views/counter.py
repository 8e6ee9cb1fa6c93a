"""Pages of the counter: what waits, handing over, another lot, shares that stay behind."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from materialcenter.access import page
from materialcenter.errors import DomainError
from materialcenter.models import Role
from materialcenter.web import person_in, show, submit_once
from orders.forms.selling import HandOverForm, ScannedForm, SwapForm
from orders.models import Order, Pool
from orders.reports.finding import find_order, find_pool, find_workshop
from orders.reports.picking import to_pick
from orders.reports.pool_dues import due_of
from orders.reports.selling import Pick, order_pick, pool_pick
from orders.services import handing_over, picking
from orders.services.delivering import PickListChanged
from orders.services.handing_over import RELEASERS
from orders.services.holding import COUNTER
from orders.views.orders import refused
from orders.views.pool_money import with_code


@page(Role.CLERK, Role.SUPERVISOR, Role.AUDITOR)
@require_GET
def to_pick_list(request: HttpRequest) -> HttpResponse:
    """List what waits in the order of the racks; a scanned order number leads to its order."""
    person = person_in(request)
    scanned = request.GET.get("number", "").strip()
    if scanned:
        found = Order.objects.visible_to(person).filter(number__iexact=scanned).first()
        if found is not None:
            return HttpResponseRedirect(reverse("order", args=[found.number]))
    return show(
        request,
        "orders/to_pick.html",
        {
            "page": to_pick(person, cursor=request.GET.get("cursor", "")),
            "scanned": scanned,
            "may_pick": person.has(*COUNTER),
        },
    )


@page(*COUNTER)
@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, number: str) -> HttpResponse:
    """Show an order's pick list with what is handed over, and hand it over."""
    person = person_in(request)
    found = find_order(person, number)
    pick = order_pick(found)
    if request.method == "GET":
        return _form_page(request, HandOverForm(pick=pick), pick, order=found)
    form = HandOverForm(request.POST, pick=pick)

    def do() -> str:
        note = handing_over.hand_over_order(
            order_id=found.pk,
            rest=form.what_becomes_of_the_rest(),
            by=person,
            at=timezone.now(),
            **_typed(form),
        )
        return reverse("delivery", args=[note.number])

    if form.is_valid():
        try:
            return submit_once(request, do)
        except PickListChanged as error:
            return _look_again(request, error, order_pick(found), order=found)
        except DomainError as error:
            form.refuse(error)
    return _form_page(request, form, pick, order=found, status=422)


@page(*COUNTER)
@require_http_methods(["GET", "POST"])
def pool_hand_over(request: HttpRequest, number: str, workshop: str) -> HttpResponse:
    """Show what a workshop takes of a pool, and hand it over."""
    person = person_in(request)
    pool = find_pool(person, number)
    owner = find_workshop(person, workshop)
    pick = pool_pick(pool, owner)
    if request.method == "GET":
        return _form_page(request, HandOverForm(pick=pick), pick, pool=pool)
    form = HandOverForm(request.POST, pick=pick)

    def do() -> str:
        note = handing_over.hand_over_pool(
            pool_id=pool.pk, workshop_id=owner.pk, by=person, at=timezone.now(), **_typed(form)
        )
        return reverse("delivery", args=[note.number])

    if form.is_valid():
        try:
            return submit_once(request, do)
        except PickListChanged as error:
            return _look_again(request, error, pool_pick(pool, owner), pool=pool)
        except DomainError as error:
            form.refuse(error)
    return _form_page(request, form, pick, pool=pool, status=422)


@page(*COUNTER)
@require_POST
def order_confirm_part(request: HttpRequest, number: str) -> HttpResponse:
    """Confirm the lot in hand, and go back to the pick list."""
    person = person_in(request)
    found = find_order(person, number)

    def act(scanned: str) -> str:
        picking.confirm_order_part(order_id=found.pk, scanned=scanned, by=person, at=timezone.now())
        return reverse("hand_over", args=[found.number])

    def again(form: ScannedForm) -> HttpResponse:
        pick = order_pick(found)
        return _form_page(
            request, HandOverForm(pick=pick), pick, order=found, scan=form, status=422
        )

    return _confirm(request, act, again)


@page(*COUNTER)
@require_POST
def pool_confirm_part(request: HttpRequest, number: str, workshop: str) -> HttpResponse:
    """Confirm the lot in hand for a workshop's shares, and go back to the pick list."""
    person = person_in(request)
    pool = find_pool(person, number)
    owner = find_workshop(person, workshop)

    def act(scanned: str) -> str:
        picking.confirm_pool_part(
            pool_id=pool.pk,
            workshop_id=owner.pk,
            scanned=scanned,
            by=person,
            at=timezone.now(),
        )
        return reverse("pool_hand_over", args=[pool.number, owner.code])

    def again(form: ScannedForm) -> HttpResponse:
        pick = pool_pick(pool, owner)
        return _form_page(request, HandOverForm(pick=pick), pick, pool=pool, scan=form, status=422)

    return _confirm(request, act, again)


def _confirm(
    request: HttpRequest,
    act: Callable[[str], str],
    again: Callable[[ScannedForm], HttpResponse],
) -> HttpResponse:
    """Do the act with what was scanned; show the pick list again where it is refused."""
    form = ScannedForm(request.POST)
    if not form.is_valid():
        return again(form)
    try:
        answer = submit_once(request, lambda: act(form.cleaned_data["scanned"]))
    except DomainError as error:
        form.refuse(error)
        return again(form)
    messages.success(request, _("Confirmed."))
    return answer


def _typed(form: HandOverForm) -> dict[str, Any]:
    data = form.cleaned_data
    return {
        "receiver_name": data["receiver_name"],
        "vehicle": data["vehicle"],
        "hand_outs": form.hand_outs(),
        "seen_parts": form.seen_parts(),
        "signature_png": data["signature"],
        "payment": form.payment(),
    }


def _look_again(
    request: HttpRequest,
    error: PickListChanged,
    pick: Pick,
    *,
    order: Order | None = None,
    pool: Pool | None = None,
) -> HttpResponse:
    form = HandOverForm.again(request.POST, pick=pick)
    form.refuse(error)
    return _form_page(request, form, pick, order=order, pool=pool, status=409)


def _form_page(
    request: HttpRequest,
    form: HandOverForm,
    pick: Pick,
    *,
    order: Order | None = None,
    pool: Pool | None = None,
    scan: ScannedForm | None = None,
    status: int = 200,
) -> HttpResponse:
    given = request.GET.get("scanned", "")
    context = {
        "form": form,
        "pick": pick,
        "order": order,
        "pool": pool,
        "dues": [with_code(due_of(pool, pick))] if pool and pick.due_now else [],
        "scan": scan or ScannedForm(initial={"scanned": given}),
    }
    return show(request, "orders/hand_over.html", context, status=status)


@page(*COUNTER)
@require_POST
def order_swap_lot(request: HttpRequest, number: str) -> HttpResponse:
    """Take a held part from another lot and go back to the pick list."""
    person = person_in(request)
    found = find_order(person, number)
    form = SwapForm(request.POST)
    pick_list = reverse("hand_over", args=[found.number])

    def do() -> str:
        picking.swap_lot(
            order_id=found.pk,
            reservation_id=form.cleaned_data["reservation_id"],
            lot_number=form.cleaned_data["lot"],
            by=person,
            at=timezone.now(),
        )
        return pick_list

    if not form.is_valid():
        messages.error(request, _("Type or scan the number of the lot."))
        return HttpResponseRedirect(pick_list)
    try:
        answer = submit_once(request, do)
    except DomainError as error:
        return refused(request, number, error)
    messages.success(request, _("The other lot is reserved now."))
    return answer


@page(*RELEASERS)
@require_POST
def pool_release(request: HttpRequest, number: str, workshop: str) -> HttpResponse:
    """Give shares that were not picked up back to the depot's free stock."""
    person = person_in(request)
    pool = find_pool(person, number)
    owner = find_workshop(person, workshop)

    def do() -> str:
        handing_over.release_pool_shares(
            pool_id=pool.pk, workshop_id=owner.pk, by=person, at=timezone.now()
        )
        return reverse("pool", args=[pool.number])

    answer = submit_once(request, do)
    messages.success(request, _("What was not picked up is free stock again."))
    return answer
