"""Pages of recalls: the list, starting one, how far it is, a workshop's answer, the end."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from materialcenter.access import page
from materialcenter.errors import DomainError
from materialcenter.paging import page_of
from materialcenter.person import STAFF, Person
from materialcenter.rules.filetypes import PDF
from materialcenter.web import as_download, person_in, show, submit_once
from orders.documents.trace_tree import size_text
from orders.forms.recalls import AnswerForm, CloseForm, PickForm, RecallForm
from orders.models import Recall
from orders.reports.finding import NotThere, find_workshop
from orders.reports.recalls import NoticeView, find_recall, recall_rows, recall_view, reserved_of
from orders.reports.tracing import Trace
from orders.services import answering, recalling
from orders.services.printing_traces import recall_pdf


@page()
@require_GET
def recalls(request: HttpRequest) -> HttpResponse:
    """List recalls, the newest first; a buyer sees those about own steel."""
    person = person_in(request)
    rows = Recall.objects.visible_to(person)
    found = page_of(rows, cursor=request.GET.get("cursor", ""), limit=20)
    context = {
        "page": found,
        "rows": recall_rows(found.items, person),
        "may_start": person.has(*recalling.STARTERS),
    }
    return show(request, "orders/recalls.html", context)


@page(*recalling.STARTERS)
@require_http_methods(["GET", "POST"])
def recall_new(request: HttpRequest) -> HttpResponse:
    """Show who has what of the heats and lots that were picked, then start the recall."""
    person = person_in(request)
    if request.method == "GET":
        return _pick(request, person)
    form = RecallForm(request.POST)
    if form.is_valid():
        try:
            return submit_once(request, lambda: _start(form, person))
        except DomainError as error:
            form.refuse(error)
    return _new(request, form, _previewed(request.POST, person), status=422)


def _pick(request: HttpRequest, person: Person) -> HttpResponse:
    """Ask what is to be recalled; once it is said, show who has it and ask why."""
    asked = {name: request.GET.get(name, "").replace("\x00", "") for name in ("heats", "lots")}
    if not any(asked.values()):
        return _new(request, PickForm(), None)
    form = PickForm(asked)
    if not form.is_valid():
        return _new(request, form, None)
    try:
        trace = recalling.preview(**form.picked(), by=person)
    except DomainError as error:
        form.refuse(error)
        return _new(request, form, None)
    return _new(request, RecallForm(initial=asked), trace)


def _previewed(asked: Any, person: Person) -> Trace | None:
    form = PickForm(asked)
    if not form.is_valid():
        return None
    try:
        return recalling.preview(**form.picked(), by=person)
    except DomainError:
        return None  # the form that was sent says so already


def _new(
    request: HttpRequest, form: PickForm, trace: Trace | None, *, status: int = 200
) -> HttpResponse:
    lots = () if trace is None else [lot.lot_id for lot in trace.family.descent]
    context = {
        "form": form,
        "trace": trace,
        "is_start": isinstance(form, RecallForm),
        "reserved": reserved_of(person_in(request).center_id, lots) if lots else (),
    }
    return show(request, "orders/recall_new.html", context, status=status)


def _start(form: RecallForm, person: Person) -> str:
    started = recalling.start_recall(
        **form.picked(),
        reason=form.cleaned_data["reason"],
        wanted=form.cleaned_data["wanted"],
        by=person,
        at=timezone.now(),
    )
    return reverse("recall", args=[started.number])


@page()
@require_GET
def recall(request: HttpRequest, number: str) -> HttpResponse:
    """Show a recall: to staff all of it, to a buyer the own workshops' part."""
    person = person_in(request)
    return show(request, "orders/recall.html", _context(find_recall(person, number), person))


def _context(found: Recall, person: Person) -> dict[str, Any]:
    view = recall_view(found, person)
    is_open = found.status == Recall.Status.OPEN
    lots = () if view.trace is None else view.trace.family.descent
    silent = len(view.notices) - view.answered
    return {
        "view": view,
        "recall": found,
        "lots": [(lot, size_text(lot), lot.lot_id in view.late) for lot in lots],
        "may_answer": is_open and person.has(*answering.ANSWERERS),
        "may_remind": is_open and silent > 0 and person.has(*recalling.REMINDERS),
        "may_close": is_open
        and person.has(*recalling.CLOSERS)
        and found.opened_by_id != person.user_id,
        "close_form": CloseForm(),
        "silent": silent,
    }


@page(*answering.ANSWERERS)
@require_http_methods(["GET", "POST"])
def recall_answer(request: HttpRequest, number: str, workshop: str) -> HttpResponse:
    """Take a workshop's answer, line by line; staff writes down one that was phoned in."""
    person = person_in(request)
    found, view = find_recall(person, number), _notice(person, number, workshop)
    if request.method == "GET":
        form = AnswerForm(view=view, is_staff=person.is_staff)
        return _answer_page(request, found, view, form)
    form = AnswerForm(request.POST, view=view, is_staff=person.is_staff)
    if form.is_valid():
        try:
            answer = submit_once(request, lambda: _answer(form, found, view, person))
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Thank you. The answer is kept."))
            return answer
    return _answer_page(request, found, view, form, status=422)


def _notice(person: Person, number: str, code: str) -> NoticeView:
    workshop = find_workshop(person, code)
    view = recall_view(find_recall(person, number), person)
    for notice in view.notices:
        if notice.notice.workshop_id == workshop.pk:
            return notice
    raise NotThere


def _answer_page(
    request: HttpRequest, found: Recall, view: NoticeView, form: AnswerForm, *, status: int = 200
) -> HttpResponse:
    context = {"recall": found, "view": view, "form": form}
    return show(request, "orders/recall_answer.html", context, status=status)


def _answer(form: AnswerForm, found: Recall, view: NoticeView, person: Person) -> str:
    answering.answer_recall(
        number=found.number,
        workshop_id=view.notice.workshop_id,
        answers=form.answers(),
        note=form.cleaned_data["note"],
        said_by=form.cleaned_data.get("said_by", ""),
        by=person,
        at=timezone.now(),
    )
    return reverse("recall", args=[found.number])


@page(*recalling.REMINDERS)
@require_POST
def recall_remind(request: HttpRequest, number: str) -> HttpResponse:
    """Write again to those who have not answered."""
    person = person_in(request)

    def do() -> str:
        recalling.remind_recall(number=number, by=person, at=timezone.now())
        return reverse("recall", args=[number])

    try:
        answer = submit_once(request, do)
    except DomainError as error:
        context = {**_context(find_recall(person, number), person), "refusal": error}
        return show(request, "orders/recall.html", context, status=409)
    messages.success(request, _("Those who have not answered are written to again."))
    return answer


@page(*recalling.CLOSERS)
@require_POST
def recall_close(request: HttpRequest, number: str) -> HttpResponse:
    """End a recall."""
    person = person_in(request)
    found = find_recall(person, number)
    form = CloseForm(request.POST)

    def do() -> str:
        recalling.close_recall(number=number, **form.cleaned_data, by=person, at=timezone.now())
        return reverse("recall", args=[number])

    if form.is_valid():
        try:
            return submit_once(request, do)
        except DomainError as error:
            form.refuse(error)
    context = {**_context(found, person), "close_form": form}
    return show(request, "orders/recall.html", context, status=422)


@page(*STAFF)
@require_GET
def recall_document(request: HttpRequest, number: str) -> HttpResponse:
    """Give out the report of a recall as PDF."""
    person = person_in(request)
    found = find_recall(person, number)
    content = recall_pdf(found, by=person)
    return as_download(safe_name=f"{found.number}.pdf", media_type=PDF, content=content)
