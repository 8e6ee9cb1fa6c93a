"""Pages of the ledger and of the books' periods."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from inventory.forms.finding import LedgerFilter
from inventory.forms.lots import ReasonForm
from inventory.forms.yard import ClosingForm
from inventory.models import Movement
from inventory.reports import worth
from inventory.services import closing, reporting, reversing
from inventory.views.acting import take_form, typed
from materialcenter.access import page
from materialcenter.errors import Missing
from materialcenter.models import Center
from materialcenter.paging import page_of
from materialcenter.person import STAFF
from materialcenter.web import person_in, show

# Months that were left open longer are closed by a day that is typed.
MOST_MONTHS = 12


@page(*STAFF)
@require_GET
def movements(request: HttpRequest) -> HttpResponse:
    """List the ledger, the newest first."""
    person = person_in(request)
    narrow = LedgerFilter(request.GET)
    narrow.is_valid()
    wanted = narrow.cleaned_data
    rows = Movement.objects.visible_to(person).search(
        lot=wanted.get("lot", "").strip().upper(),
        material=wanted.get("material", "").strip().upper(),
        reference=wanted.get("reference", ""),
    )
    context = {
        "page": page_of(rows.with_names(), cursor=request.GET.get("cursor", "")),
        "narrow": narrow,
        "is_narrowed": any(wanted.values()),
        "may_reverse": person.has(*reversing.MAY_REVERSE),
    }
    return show(request, "inventory/movements.html", context)


@page(*reversing.MAY_REVERSE)
@require_http_methods(["GET", "POST"])
def transaction_reverse(request: HttpRequest, sequence: int) -> HttpResponse:
    """Undo a transaction by one that moves everything back."""
    person = person_in(request)
    undone = list(
        Movement.objects.visible_to(person)
        .filter(transaction_id=sequence)
        .with_names()
        .order_by("pk")
    )
    if not undone:
        raise Missing
    reversing.refuse_goods_receipt(undone[0].transaction)
    form = ReasonForm(typed(request))

    def act() -> str:
        reversing.reverse_transaction(
            sequence=sequence,
            reason=form.cleaned_data["reason"],
            by=person,
            at=timezone.now(),
        )
        return reverse("movements")

    context = {
        "title": _("Reverse transaction %(sequence)s") % {"sequence": sequence},
        "lead": _("A new transaction moves everything below back, today. Both stay in the books."),
        "submit_label": _("Reverse"),
        "cancel_url": reverse("movements"),
        "is_danger": True,
        "warning": _paper_stays(undone[0].transaction.reference),
        "undone": undone,
    }
    return take_form(request, form, act, context=context)


def _paper_stays(reference: str) -> str:
    """Warn where a paper of buying or selling stands behind a transaction; "" elsewhere."""
    if not reference.startswith(reversing.PAPERS):
        return ""
    return _(
        "This belongs to %(paper)s. Only the stock moves back: the paper, its delivery note and"
        " its invoice stay as they are and must be settled by themselves."
    ) % {"paper": reference}


@page(*STAFF)
@require_http_methods(["GET", "POST"])
def periods(request: HttpRequest) -> HttpResponse:
    """Show how far the books are closed, what each open month holds, and close them further."""
    person = person_in(request)
    center = Center.objects.visible_to(person).get()
    today = timezone.localdate()
    form = ClosingForm(typed(request))

    def act() -> str:
        closing.close_period(through=form.cleaned_data["through"], by=person, at=timezone.now())
        return reverse("periods")

    context = {
        "center": center,
        "months": worth.months(
            center.pk,
            closed_through=center.books_closed_through,
            today=today,
            most=MOST_MONTHS,
            zone=reporting.ZONE,
        ),
        "waiting": worth.open_items(person, today=today),
        "may_close": person.has(*closing.MAY_CLOSE),
        "submit_label": _("Close period"),
    }
    if request.method == "POST":
        person.must_be(*closing.MAY_CLOSE)
    return take_form(request, form, act, context=context, template="inventory/periods.html")
