"""The page of the bank's lines: each with what it may pay, to be taken or set aside."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from materialcenter.access import page
from materialcenter.errors import DomainError
from materialcenter.forms.base import ActForm
from materialcenter.models import Role
from materialcenter.person import Person
from materialcenter.views.acting import take_form, typed
from materialcenter.web import person_in, show, submit_once
from orders.forms.bank_lines import IgnoreLineForm, ShareLineForm, TakeLineForm
from orders.models import BankLine
from orders.reports.bank_lines import bills_of, find_bank_line, waiting_lines, workshops_owing
from orders.reports.finding import NotThere, find_invoice
from orders.rules.bank_matching import fill_oldest
from orders.services import taking_bank_lines
from orders.services.paying import PaidTooMuch
from orders.services.taking_bank_lines import MATCHERS, BankLineDecided, ReasonNeeded

READERS = (Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)
PAGE = 20


@page(*READERS)
@require_GET
def bank_lines(request: HttpRequest) -> HttpResponse:
    """List the lines that nobody decided on, the newest first, each with what it may pay."""
    return _listed(request)


def _listed(
    request: HttpRequest, *, refused: tuple[int, ActForm] | None = None, status: int = 200
) -> HttpResponse:
    person = person_in(request)
    found = waiting_lines(person, limit=PAGE, cursor=request.GET.get("cursor", ""))
    refused_id, form = refused or (0, None)
    context = {
        "page": found,
        "rows": [(row, form if row.line.pk == refused_id else None) for row in found.items],
        "refused": form,
        "may_match": person.has(*MATCHERS),
    }
    return show(request, "orders/bank_lines.html", context, status=status)


@page(*MATCHERS)
@require_POST
def bank_line_take(request: HttpRequest, bank_line_id: int) -> HttpResponse:
    """Book a line as a payment of the invoice that was chosen."""
    person, form = person_in(request), TakeLineForm(request.POST)
    line = find_bank_line(person, bank_line_id)

    def act() -> str:
        taking_bank_lines.take_bank_line(
            bank_line_id=line.pk,
            invoice_id=find_invoice(person, form.cleaned_data["invoice"]).pk,
            by=person,
            at=timezone.now(),
        )
        return reverse("bank_lines")

    return _done(request, line.pk, form, act, _("The payment is booked."))


@page(*MATCHERS)
@require_http_methods(["GET", "POST"])
def bank_line_share(request: HttpRequest, bank_line_id: int) -> HttpResponse:
    """Choose several open invoices of one workshop that a line pays, and book them in one act."""
    person = person_in(request)
    line = find_bank_line(person, bank_line_id)
    workshop = request.GET.get("workshop", "")
    bills = bills_of(person, workshop, most=taking_bank_lines.MOST_PARTS) if workshop else []
    spread = fill_oldest(line.amount, [bill.open for bill in bills])
    first = {f"amount-{bill.number}": got for bill, got in zip(bills, spread, strict=True) if got}
    form = ShareLineForm(typed(request), bills=bills, initial=first)
    context = {"line": line, "workshop": workshop, "bills": bills}
    return take_form(
        request,
        form,
        lambda: _share(request, line, form, person),
        template="orders/bank_line_share.html",
        context={**context, "workshops": workshops_owing(person)},
    )


def _share(request: HttpRequest, line: BankLine, form: ShareLineForm, person: Person) -> str:
    taking_bank_lines.share_bank_line(
        bank_line_id=line.pk, parts=form.parts, by=person, at=timezone.now()
    )
    messages.success(request, _("The payments are booked."))
    return reverse("bank_lines")


@page(*MATCHERS)
@require_POST
def bank_line_ignore(request: HttpRequest, bank_line_id: int) -> HttpResponse:
    """Set a line aside that is no workshop's payment."""
    person, form = person_in(request), IgnoreLineForm(request.POST)
    line = find_bank_line(person, bank_line_id)

    def act() -> str:
        taking_bank_lines.ignore_bank_line(
            bank_line_id=line.pk,
            reason=form.cleaned_data["reason"],
            by=person,
            at=timezone.now(),
        )
        return reverse("bank_lines")

    return _done(request, line.pk, form, act, _("The line is set aside."))


def _done(
    request: HttpRequest, bank_line_id: int, form: ActForm, act: Callable[[], str], word: str
) -> HttpResponse:
    """Do the act once and go back to the list, or show it with what was refused."""
    refusal: DomainError | None = None
    if form.is_valid():
        try:
            answer = submit_once(request, act)
        except (PaidTooMuch, BankLineDecided, ReasonNeeded, NotThere) as error:
            refusal = error
            form.refuse(error)
        else:
            messages.success(request, word)
            return answer
    status = 409 if isinstance(refusal, PaidTooMuch | BankLineDecided) else 422
    if isinstance(refusal, NotThere):
        status = 404
    return _listed(request, refused=(bank_line_id, form), status=status)
