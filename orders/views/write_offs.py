"""Pages of write-offs: the list with what waits first, asking for one, deciding on one."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from materialcenter.access import page
from materialcenter.errors import Conflict, Invalid
from materialcenter.models import Role
from materialcenter.paging import page_of
from materialcenter.views.acting import take_form, typed
from materialcenter.web import person_in, show, submit_once
from orders.forms.write_offs import WriteOffForm
from orders.models import WriteOff
from orders.reports.finding import find_invoice, find_write_off
from orders.services import writing_off
from orders.services.writing_off import ASKERS, DECIDERS

READERS = (Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)


@page(*READERS)
@require_GET
def write_offs(request: HttpRequest) -> HttpResponse:
    """List write-offs, the newest first, or only those that wait."""
    return _listed(request)


def _listed(request: HttpRequest, *, refusal: str = "", status: int = 200) -> HttpResponse:
    person = person_in(request)
    only_waiting = bool(request.GET.get("waiting"))
    rows = WriteOff.objects.visible_to(person).with_names()
    if only_waiting:
        rows = rows.filter(status=WriteOff.Status.ASKED)
    found = page_of(rows, cursor=request.GET.get("cursor", ""), limit=20)
    decides = person.has(*DECIDERS)
    context = {
        "page": found,
        "rows": [(row, decides and _is_for(row, person.user_id)) for row in found.items],
        "only_waiting": only_waiting,
        "refusal": refusal,
    }
    return show(request, "orders/write_offs.html", context, status=status)


def _is_for(row: WriteOff, user_id: int | None) -> bool:
    return row.status == WriteOff.Status.ASKED and row.asked_by_id != user_id


@page(*ASKERS)
@require_http_methods(["GET", "POST"])
def invoice_write_off(request: HttpRequest, number: str) -> HttpResponse:
    """Ask that part of an invoice be given up."""
    person = person_in(request)
    found = find_invoice(person, number)
    open_amount = found.total - found.paid
    form = WriteOffForm(typed(request), initial={"amount": open_amount})

    def act() -> str:
        writing_off.ask_write_off(
            invoice_id=found.pk,
            amount=form.cleaned_data["amount"],
            reason=form.cleaned_data["reason"],
            by=person,
            at=timezone.now(),
        )
        messages.success(request, _("Another person now decides on the write-off."))
        return reverse("invoice", args=[found.number])

    return take_form(
        request,
        form,
        act,
        template="orders/invoice_write_off.html",
        context={"invoice": found, "open": open_amount},
    )


def _deciding(
    decide: Callable[..., WriteOff], done: Callable[[], str]
) -> Callable[..., HttpResponseBase]:
    """Make the page that decides on a write-off and goes back to the list."""

    @page(*DECIDERS)
    @require_POST
    def view(request: HttpRequest, number: str) -> HttpResponse:
        person = person_in(request)
        found = find_write_off(person, number)

        def act() -> str:
            decide(write_off_id=found.pk, by=person, at=timezone.now())
            messages.success(request, done())
            return reverse("write_offs")

        try:
            return submit_once(request, act)
        except (Conflict, Invalid) as error:
            return _listed(request, refusal=str(error), status=409)

    view.__name__, view.__doc__ = decide.__name__, decide.__doc__
    return view


write_off_approve = _deciding(writing_off.approve_write_off, lambda: _("It is written off."))
write_off_reject = _deciding(writing_off.reject_write_off, lambda: _("It stays owed."))
