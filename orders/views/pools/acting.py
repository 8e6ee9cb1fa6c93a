"""Pages of acts on a pool that need little more than a button."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from materialcenter.access import page
from materialcenter.errors import DomainError
from materialcenter.models import Role
from materialcenter.web import person_in, submit_once
from orders.forms.pools import AppetiteForm, CancelForm, DeadlineForm
from orders.services import allocating, freezing, opening, ordering
from orders.views.pools.shown import address_of, pool_for, refused, show_found


def _act(
    name: str, act: Callable[..., Any], done: Callable[[], str]
) -> Callable[..., HttpResponseBase]:
    """Make the page of a plain act on a pool: POST, once, back to the pool with a word."""

    @page(Role.PURCHASER, Role.SUPERVISOR)
    @require_POST
    def view(request: HttpRequest, number: str) -> HttpResponse:
        found = pool_for(person_in(request), number)

        def do() -> str:
            act(pool_id=found.pk, by=person_in(request), at=timezone.now())
            return address_of(found)

        try:
            response = submit_once(request, do)
        except DomainError as error:
            return refused(request, found, error)
        messages.success(request, done())
        return response

    view.__name__ = name
    view.__doc__ = act.__doc__
    return view


pool_open = _act("pool_open", opening.open_pool, lambda: _("The pool is open."))
pool_freeze = _act("pool_freeze", freezing.freeze_pool, lambda: _("The pool is closed."))
pool_order = _act(
    "pool_order", ordering.order_pool, lambda: _("The purchase orders are drafted; send them next.")
)
pool_allocate = _act(
    "pool_allocate", allocating.allocate_pool, lambda: _("What arrived is shared out.")
)


@page(Role.PURCHASER, Role.SUPERVISOR)
@require_POST
def pool_cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Call a pool off, and tell its members why."""
    person = person_in(request)
    found = pool_for(person, number)
    form = CancelForm(request.POST, auto_id="cancel_%s")
    if form.is_valid():
        reason: str = form.cleaned_data["reason"]

        def do() -> str:
            opening.cancel_pool(pool_id=found.pk, reason=reason, by=person, at=timezone.now())
            return address_of(found)

        try:
            response = submit_once(request, do)
        except DomainError as error:
            return refused(request, found, error)
        messages.success(request, _("The pool is cancelled."))
        return response
    return show_found(request, found, {"cancel_form": form}, status=422)


@page(Role.PURCHASER, Role.SUPERVISOR)
@require_POST
def pool_extend(request: HttpRequest, number: str) -> HttpResponse:
    """Give a pool a later closing time."""
    person = person_in(request)
    found = pool_for(person, number)
    form = DeadlineForm(request.POST)
    if form.is_valid():
        deadline: datetime = form.cleaned_data["deadline_at"]
        reason: str = form.cleaned_data["reason"]

        def do() -> str:
            opening.extend_pool(
                pool_id=found.pk,
                deadline_at=deadline,
                reason=reason,
                by=person,
                at=timezone.now(),
            )
            return address_of(found)

        try:
            return submit_once(request, do)
        except DomainError as error:
            form.refuse(error)
    return show_found(request, found, {"deadline_form": form}, status=422)


@page(Role.PURCHASER, Role.SUPERVISOR)
@require_POST
def pool_appetite(request: HttpRequest, number: str) -> HttpResponse:
    """Say what the depot itself would take of a material."""
    person = person_in(request)
    found = pool_for(person, number)
    form = AppetiteForm(request.POST)
    if not form.is_valid():
        messages.error(request, "; ".join(str(e) for es in form.errors.values() for e in es))
        return show_found(request, found, {}, status=422)

    def do() -> str:
        opening.set_appetite(
            pool_id=found.pk,
            material=form.cleaned_data["material"],
            quantity=form.cleaned_data["quantity"] or 0,
            by=person,
            at=timezone.now(),
        )
        return address_of(found)

    try:
        return submit_once(request, do)
    except DomainError as error:
        return refused(request, found, error)
