"""Pages of a closed pool's price: firm quotes, members asked again, kept wishes."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from materialcenter.access import Person, page
from materialcenter.errors import DomainError
from materialcenter.forms.base import ActForm
from materialcenter.forms.rows import Rows
from materialcenter.paging import page_of
from materialcenter.person import STAFF
from materialcenter.rules.filetypes import JPEG, PDF, PNG
from materialcenter.services.holding_uploads import held_uploads
from materialcenter.web import Typed, as_download, keep_files, person_in, show, submit_once
from orders.forms.buying import ReasonForm
from orders.forms.quotes import AskSupplierForm, QuoteForm, QuoteRow, StandForm
from orders.models import (
    KeptWish,
    Pool,
    PoolMaterial,
    PriceQuestion,
    QuoteRequest,
    WeightBasis,
)
from orders.reports.finding_purchases import find_supplier
from orders.reports.pools.members import find_question, question_views, wish_views
from orders.reports.pools.quotes import (
    find_quote_request,
    firm_until,
    live_requests,
    quoted_lines,
    waiting_of,
)
from orders.services import answering_prices, clearing, quoting, taking_in_wishes, taking_quotes
from orders.services.offering import OfferTerms, PriceTier
from orders.services.opening import MANAGERS
from orders.services.sending_quotes import kept_quote_request_pdf
from orders.views.buying import SHOWN, UNFIT, status_of, supplier_choices, take_rows
from orders.views.offers import OFFER_READERS
from orders.views.pools.shown import address_of, pool_for, refused

NOTHING = Decimal(0)
STAYS = PriceQuestion.Answer.STAYS


@page(*MANAGERS)
@require_POST
def pool_clear(request: HttpRequest, number: str) -> HttpResponse:
    """Take a closed pool on to its price."""
    person = person_in(request)
    found = pool_for(person, number)

    def act() -> str:
        clearing.clear_pool(pool_id=found.pk, by=person, at=timezone.now())
        return address_of(found)

    try:
        response = submit_once(request, act)
    except DomainError as error:
        return refused(request, found, error)
    found.refresh_from_db(fields=["status"])
    if found.status == Pool.Status.FROZEN:
        messages.success(request, _("The pool goes on once the answers are in."))
    else:
        messages.success(request, _("The pool has its price."))
    return response


@page(*STAFF)
@require_GET
def pool_quotes(request: HttpRequest, number: str) -> HttpResponse:
    """Show which suppliers and members of a pool were asked, and what they said."""
    return _quotes(request, pool_for(person_in(request), number))


def _quotes(
    request: HttpRequest, found: Pool, form: AskSupplierForm | None = None, *, status: int = 200
) -> HttpResponse:
    person, now = person_in(request), timezone.now()
    requests = QuoteRequest.objects.visible_to(person).filter(pool=found)
    asks = (
        person.has(*MANAGERS)
        and found.status == Pool.Status.FROZEN
        and not quoting.are_members_asked(found)
        and bool(live_requests(found))
    )
    asked = PriceQuestion.objects.visible_to(person).filter(pool_material__pool=found)
    questions = page_of(asked.with_names(), cursor=request.GET.get("cursor", ""))
    context = {
        "pool": found,
        "requests": list(requests.select_related("supplier").order_by("pk")),
        "page": questions,
        "questions": question_views(questions.items),
        "waiting": waiting_of(found, at=now),
        "ask_for": person.has(*answering_prices.ANSWERERS),
        "ask_form": (form or _ask_form(person, found)) if asks else None,
    }
    return show(request, "orders/pool_quotes.html", context, status=status)


def _ask_form(person: Person, found: Pool, data: Any = None) -> AskSupplierForm:
    codes = PoolMaterial.objects.filter(pool=found).order_by("material__code")
    return AskSupplierForm(
        data,
        suppliers=supplier_choices(person),
        codes=list(codes.values_list("material__code", flat=True)),
    )


@page(*MANAGERS)
@require_POST
def pool_quote_ask(request: HttpRequest, number: str) -> HttpResponse:
    """Ask one more supplier for a firm price."""
    person = person_in(request)
    found = pool_for(person, number)
    form = _ask_form(person, found, request.POST)
    if form.is_valid():

        def act() -> str:
            made = quoting.ask_supplier(
                pool_id=found.pk,
                supplier_id=find_supplier(person, form.cleaned_data["supplier"]).pk,
                materials=form.cleaned_data["materials"],
                by=person,
                at=timezone.now(),
            )
            return reverse("quote_request", args=[made.number])

        try:
            return submit_once(request, act)
        except SHOWN as refusal:
            form.refuse(refusal)
            return _quotes(request, found, form, status=status_of(refusal))
    return _quotes(request, found, form, status=UNFIT)


@page(*STAFF)
@require_GET
def quote_request(request: HttpRequest, number: str) -> HttpResponse:
    """Show what a supplier was asked, and what it answered."""
    person = person_in(request)
    found = find_quote_request(person, number)
    return show(request, "orders/quote_request.html", _request_context(found, person))


def _request_context(
    found: QuoteRequest, person: Person, **forms: ActForm | DomainError
) -> dict[str, Any]:
    answers = (
        person.has(*MANAGERS)
        and found.status == QuoteRequest.Status.ASKED
        and found.pool.status == Pool.Status.FROZEN
        and not quoting.are_members_asked(found.pool)
    )
    return {
        "asked": found,
        "pool": found.pool,
        "lines": quoted_lines(found),
        "firm_until": firm_until(found.pool, live_requests(found.pool) or [found]),
        "answers": answers,
        "sees_offers": person.has(*OFFER_READERS),
        "stand_form": StandForm(),
        "decline_form": ReasonForm(),
        **forms,
    }


@page(*STAFF)
@require_GET
def quote_request_document(request: HttpRequest, number: str) -> HttpResponse:
    """Give out a request's PDF."""
    found = find_quote_request(person_in(request), number)
    content = kept_quote_request_pdf(found)
    return as_download(safe_name=f"{found.number}.pdf", media_type=PDF, content=content)


@page(*MANAGERS)
@require_POST
def quote_stand(request: HttpRequest, number: str) -> HttpResponse:
    """Note that a supplier's offers stand, as it said by phone."""
    return _decide(
        request,
        number,
        StandForm(request.POST),
        "stand_form",
        lambda data, person: taking_quotes.let_offers_stand(
            number=number, reference=data["reference"], by=person, at=timezone.now()
        ),
        done=_("The offers stand."),
    )


@page(*MANAGERS)
@require_POST
def quote_decline(request: HttpRequest, number: str) -> HttpResponse:
    """Note that a supplier offers nothing firmly, and why."""
    return _decide(
        request,
        number,
        ReasonForm(request.POST),
        "decline_form",
        lambda data, person: taking_quotes.decline_quote(
            number=number, reason=data["reason"], by=person, at=timezone.now()
        ),
        done=_("It is noted that the supplier declines."),
    )


def _decide(
    request: HttpRequest,
    number: str,
    form: ActForm,
    name: str,
    act: Callable[[dict[str, Any], Person], object],
    *,
    done: str,
) -> HttpResponse:
    """Do a small act of a request's page once, or show the page again with what is wrong."""
    person = person_in(request)
    found = find_quote_request(person, number)
    status = UNFIT
    if form.is_valid():

        def do() -> str:
            act(form.cleaned_data, person)
            return reverse("pool_quotes", args=[found.pool.number])

        try:
            response = submit_once(request, do)
        except SHOWN as refusal:
            form.refuse(refusal)
            status = status_of(refusal)
        else:
            messages.success(request, done)
            return response
    context = _request_context(found, person, **{name: form})
    return show(request, "orders/quote_request.html", context, status=status)


@page(*MANAGERS)
@require_http_methods(["GET", "POST"])
def quote_answer(request: HttpRequest, number: str) -> HttpResponse:
    """Enter a supplier's firm prices."""
    person = person_in(request)
    found = find_quote_request(person, number)
    lines = quoted_lines(found)
    rows = Rows(QuoteRow, telling=("price_per_kg",))
    sent: Typed | None = None

    def context() -> dict[str, Any]:
        named = {each.material.code: each for each in lines}
        held = held_uploads(sent.data.getlist("document_held"), by=person) if sent else []
        return {
            "asked": found,
            "form": form,
            "rows": rows,
            "named": [(row, named.get(str(row["material"].value()))) for row in rows.forms],
            "held": held,
            "firm_until": firm_until(found.pool, live_requests(found.pool) or [found]),
        }

    if request.method == "GET":
        form = QuoteForm()
        rows.blank([_row(each.material.code) for each in lines])
        return show(request, "orders/quote_answer.html", context())
    sent = keep_files(request, allowed=(JPEG, PDF, PNG))
    if sent.was_refused or "drop" in sent.data:
        form = QuoteForm(initial=sent.data.dict())
        rows.keep(sent.data, more=[])
        status = UNFIT if sent.was_refused else 200
        return show(request, "orders/quote_answer.html", context(), status=status)
    form = QuoteForm(sent.data)
    rows.read(sent.data)
    return take_rows(
        request,
        form,
        rows,
        lambda: _answer(found, form, rows, person, sent),
        template="orders/quote_answer.html",
        context=context,
        done=_("The answer is entered."),
    )


def _row(code: str) -> dict[str, Any]:
    return {"material": code, "weight_basis": WeightBasis.TABLE}


def _answer(
    found: QuoteRequest, form: QuoteForm, rows: Rows[QuoteRow], person: Person, sent: Typed
) -> str:
    held = held_uploads(sent.data.getlist("document_held"), by=person)
    taking_quotes.answer_quote(
        number=found.number,
        answers=[_quoted(row.cleaned_data) for row in rows.filled],
        reference=form.cleaned_data["reference"],
        held_document_id=held[-1].pk if held else None,
        by=person,
        at=timezone.now(),
    )
    return reverse("pool_quotes", args=[found.pool.number])


def _quoted(data: dict[str, Any]) -> taking_quotes.QuotedTerms:
    prices = [(NOTHING, data["price_per_kg"])]
    prices += [
        (data[f"from_kg_{n}"], data[f"price_per_kg_{n}"])
        for n in ("2", "3")
        if data[f"price_per_kg_{n}"] is not None
    ]
    return taking_quotes.QuotedTerms(
        data["material"],
        OfferTerms(
            tiers=[PriceTier(from_kg, price) for from_kg, price in prices],
            minimum_kg=data["minimum_kg"] or NOTHING,
            pack=1 if data["pack"] is None else data["pack"],
            weight_basis=data["weight_basis"],
            freight_per_kg=data["freight_per_kg"] or NOTHING,
            freight_fixed=Decimal(data["freight_fixed"] or 0),
            lead_time_days=data["lead_time_days"],
            valid_until=data["valid_until"],
        ),
    )


@page(*answering_prices.ANSWERERS)
@require_http_methods(["GET", "POST"])
def price_question(request: HttpRequest, question_id: int) -> HttpResponse:
    """Ask a member whether it stays in at the firm price; two buttons."""
    person = person_in(request)
    view = find_question(person, question_id)
    context = {"view": view, "pool": view.question.pool_material.pool}
    if request.method == "GET":
        return show(request, "orders/price_question.html", context)
    answer = request.POST.get("answer", "")

    def act() -> str:
        answering_prices.answer_price(
            question_id=question_id, answer=answer, by=person, at=timezone.now()
        )
        return reverse("price_question", args=[question_id])

    try:
        response = submit_once(request, act)
    except SHOWN as refusal:
        context = {**context, "refusal": refusal}
        return show(request, "orders/price_question.html", context, status=status_of(refusal))
    words = _("The workshop stays in.") if answer == STAYS else _("The workshop is out here.")
    messages.success(request, words)
    return response


@page()
@require_GET
def kept_wishes(request: HttpRequest) -> HttpResponse:
    """List what is kept for the next pool: a buyer's own, or everybody's for staff."""
    person = person_in(request)
    rows = KeptWish.objects.visible_to(person).waiting().with_names()
    found = page_of(rows, cursor=request.GET.get("cursor", ""))
    context = {
        "page": found,
        "wishes": wish_views(found.items),
        "may_drop": person.has(*taking_in_wishes.DROPPERS),
    }
    return show(request, "orders/kept_wishes.html", context)


@page(*taking_in_wishes.DROPPERS)
@require_POST
def kept_wish_drop(request: HttpRequest, wish_id: int) -> HttpResponse:
    """Forget a kept wish."""
    person = person_in(request)

    def act() -> str:
        taking_in_wishes.drop_kept_wish(wish_id=wish_id, by=person, at=timezone.now())
        return reverse("kept_wishes")

    response = submit_once(request, act)
    messages.success(request, _("The wish is not kept any more."))
    return response
