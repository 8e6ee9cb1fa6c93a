"""Pages of the books: the journal, the trial balance with its proofs, an account's ledger."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from materialcenter.access import page
from materialcenter.documents.spreadsheet import MOST_ROWS, Table
from materialcenter.errors import Missing
from materialcenter.models import Role
from materialcenter.views.acting import UNFIT, take_form, typed
from materialcenter.web import as_csv, as_workbook, person_in, show
from orders.documents.books import journal_table, ledger_table, period_in_words, trial_table
from orders.forms.books import AccountForm, DayFilter, JournalFilter, PeriodFilter
from orders.models import Account
from orders.reports.books import (
    AccountSum,
    account_ledger,
    find_account,
    journal,
    journal_lines,
    journal_page,
    sums_of,
    trial_balance,
)
from orders.services import booking
from orders.services.booking.chart import KEEPERS

READERS = (Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)
FILES = ("xlsx", "csv")
PAGE = 30


@page(*READERS)
@require_GET
def books(request: HttpRequest) -> HttpResponse:
    """Show the journal, what was written last ahead, or give it out as a file."""
    person = person_in(request)
    narrow = JournalFilter(request.GET)
    if not narrow.is_valid():
        return show(request, "orders/books.html", {"narrow": narrow}, status=UNFIT)
    wanted = narrow.cleaned_data
    rows = journal(
        person,
        since=wanted["since"],
        until=wanted["until"],
        fact=wanted["fact"],
        reference=wanted["reference"].strip(),
    )
    ending = request.GET.get("as", "")
    if ending:
        return _file(
            ending,
            "journal",
            journal_table(
                journal_lines(rows, most=MOST_ROWS + 1),
                filters=period_in_words(wanted["since"], wanted["until"]),
                **_made(request),
            ),
        )
    context = {
        "narrow": narrow,
        "page": journal_page(rows, cursor=request.GET.get("cursor", ""), limit=PAGE),
        "is_narrowed": any(wanted.values()),
        "files": FILES,
    }
    return show(request, "orders/books.html", context)


@page(*READERS)
@require_GET
def books_trial(request: HttpRequest) -> HttpResponse:
    """Show every account at the end of a day, and what proves those of today."""
    person, today = person_in(request), timezone.localdate()
    narrow = DayFilter(request.GET)
    if not narrow.is_valid():
        return show(request, "orders/books_trial.html", {"narrow": narrow}, status=UNFIT)
    on = narrow.cleaned_data["on"] or today
    rows: list[AccountSum] = trial_balance(person.center_id, on=on)
    ending = request.GET.get("as", "")
    if ending:
        return _file(ending, "trial-balance", trial_table(rows, on=on, **_made(request)))
    context = {
        "narrow": narrow,
        "on": on,
        "rows": rows,
        "sums": sums_of(rows),
        "controls": booking.controls_of(person.center_id),
        "files": FILES,
        "may_keep": person.has(*KEEPERS),
    }
    return show(request, "orders/books_trial.html", context)


@page(*READERS)
@require_GET
def books_account(request: HttpRequest, account_id: int) -> HttpResponse:
    """Show an account's lines of a period, each with the balance after it."""
    account = find_account(person_in(request), account_id)
    today = timezone.localdate()
    narrow = PeriodFilter(request.GET)
    context: dict[str, Any] = {"narrow": narrow, "account": account, "files": FILES}
    if not narrow.is_valid():
        return show(request, "orders/books_account.html", context, status=UNFIT)
    since = narrow.cleaned_data["since"] or today.replace(month=1, day=1)
    until = narrow.cleaned_data["until"] or today
    ending = request.GET.get("as", "")
    ledger = account_ledger(
        account,
        since=since,
        until=until,
        limit=MOST_ROWS + 1 if ending else PAGE,
        cursor="" if ending else request.GET.get("cursor", ""),
    )
    if ending:
        table = ledger_table(ledger, filters=period_in_words(since, until), **_made(request))
        return _file(ending, f"account-{account.pk}", table)
    context |= {"page": ledger, "since": since, "until": until}
    return show(request, "orders/books_account.html", context)


@page(*KEEPERS)
@require_http_methods(["GET", "POST"])
def books_account_change(request: HttpRequest, account_id: int) -> HttpResponse:
    """Give an account its code and its name."""
    person = person_in(request)
    account: Account = find_account(person, account_id)
    form = AccountForm(typed(request), initial={"code": account.code, "name": account.name})

    def act() -> str:
        booking.rename_account(
            account_id=account.pk,
            code=form.cleaned_data["code"],
            name=form.cleaned_data["name"],
            by=person,
            at=timezone.now(),
        )
        messages.success(request, _("The account is changed."))
        return reverse("books_trial")

    return take_form(
        request,
        form,
        act,
        template="orders/books_account_change.html",
        context={"account": account},
    )


_WRITERS: dict[str, Callable[..., HttpResponse]] = {"xlsx": as_workbook, "csv": as_csv}


def _file(ending: str, name: str, table: Table) -> HttpResponse:
    if ending not in _WRITERS:
        raise Missing
    return _WRITERS[ending](table, name=name)


def _made(request: HttpRequest) -> dict[str, Any]:
    return {"made_at": timezone.now(), "made_by": person_in(request).name}
