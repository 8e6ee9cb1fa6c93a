"""Pages of consigned stock: its owners, an owner's balance sheet, and the papers it left with."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from inventory.forms.consigned import HandBackForm, SheetDaysForm
from inventory.models import ConsignedNote
from inventory.reports import consigned as report
from inventory.services import consigning
from inventory.services.printing_consigned import consigned_note_pdf, consigned_sheet_pdf
from inventory.views.acting import take_form, typed
from materialcenter.access import page
from materialcenter.errors import Missing
from materialcenter.models import Workshop
from materialcenter.paging import page_of
from materialcenter.person import Person
from materialcenter.rules.filetypes import PDF
from materialcenter.web import as_download, person_in, show


@page()
@require_GET
def consigned(request: HttpRequest) -> HttpResponse:
    """List the workshops whose steel lies here; a buyer sees the own."""
    person = person_in(request)
    context = {"lines": report.owner_lines(person), "is_staff": person.is_staff}
    return show(request, "inventory/consigned.html", context)


@page()
@require_GET
def consigned_sheet(request: HttpRequest, workshop: str) -> HttpResponse:
    """Show an owner's balance sheet, what lies here and what it left with."""
    person = person_in(request)
    owner = _owner(person, workshop)
    form = SheetDaysForm(request.GET)
    since, until = form.days
    notes = ConsignedNote.objects.visible_to(person).filter(owner=owner).with_names()
    context = {
        "owner": owner,
        "form": form,
        "sheet": report.sheet_of(owner, since=since, until=until),
        "lying": list(report.lying_for(owner)),
        "page": page_of(notes, cursor=request.GET.get("cursor", "")),
        "may_hand_back": person.has(*consigning.MAY_HAND_BACK),
        "is_staff": person.is_staff,
    }
    return show(request, "inventory/consigned_sheet.html", context)


@page()
@require_GET
def consigned_sheet_document(request: HttpRequest, workshop: str) -> HttpResponse:
    """Give out an owner's balance sheet as PDF."""
    owner = _owner(person_in(request), workshop)
    since, until = SheetDaysForm(request.GET).days
    content = consigned_sheet_pdf(report.sheet_of(owner, since=since, until=until))
    return as_download(safe_name=f"consigned-{owner.pk}.pdf", media_type=PDF, content=content)


@page(*consigning.MAY_HAND_BACK)
@require_http_methods(["GET", "POST"])
def consigned_hand_back(request: HttpRequest, workshop: str) -> HttpResponse:
    """Hand consigned stock over to its owner."""
    person = person_in(request)
    owner = _owner(person, workshop)
    form = HandBackForm(typed(request), lying=report.lying_for(owner))

    def act() -> str:
        note = consigning.hand_back(
            given=form.given(),
            receiver_name=form.cleaned_data["receiver_name"],
            vehicle=form.cleaned_data["vehicle"],
            signature_png=form.cleaned_data["signature"],
            on=form.cleaned_data["on"],
            by=person,
            at=timezone.now(),
        )
        return reverse("consigned_note", args=[note.number])

    context = {"owner": owner, "title": _("Hand back to %(owner)s") % {"owner": owner.code}}
    return take_form(
        request, form, act, context=context, template="inventory/consigned_hand_back.html"
    )


@page()
@require_GET
def consigned_note(request: HttpRequest, number: str) -> HttpResponse:
    """Show a delivery note of consigned stock."""
    note = _note(person_in(request), number)
    lines = report.lines_of(note)
    context = {"note": note, "lines": lines, "total": report.weighed(lines)}
    return show(request, "inventory/consigned_note.html", context)


@page()
@require_GET
def consigned_note_document(request: HttpRequest, number: str) -> HttpResponse:
    """Give out the surat jalan as PDF."""
    note = _note(person_in(request), number)
    return as_download(
        safe_name=f"{note.number}.pdf", media_type=PDF, content=consigned_note_pdf(note)
    )


def _owner(person: Person, code: str) -> Workshop:
    owner = report.owner_of(person, code)
    if owner is None:
        raise Missing
    return owner


def _note(person: Person, number: str) -> ConsignedNote:
    notes = ConsignedNote.objects.visible_to(person).with_names()
    found = notes.filter(number=number).first()
    if found is None:
        raise Missing
    return found
