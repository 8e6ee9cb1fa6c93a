"""Pages of lots: the list, one lot, and what is done with it."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from inventory.forms.certificates import LotCertificateForm
from inventory.forms.finding import LotFilter
from inventory.forms.lots import (
    MoveForm,
    ReasonForm,
    WriteOffForm,
)
from inventory.models import Lot, Movement
from inventory.reports.certificates import heats_for, lot_conformity
from inventory.reports.conformity import labelled
from inventory.reports.landing import late_cost_of
from inventory.reports.lots import LotLine, lot_lines
from inventory.rules.labels import lot_number_in, rack_code_in
from inventory.services import (
    certifying,
    consigning,
    cutting,
    labelling,
    leaving,
    moving,
    quarantining,
    receiving,
)
from inventory.views.acting import take_form, typed
from materialcenter.access import page
from materialcenter.errors import Missing
from materialcenter.paging import page_of
from materialcenter.person import STAFF, Person
from materialcenter.services.filing import photos_of
from materialcenter.web import go_to, person_in, show


@page(*STAFF)
@require_GET
def lots(request: HttpRequest) -> HttpResponse:
    """List lots, the newest first."""
    person = person_in(request)
    narrow = LotFilter(request.GET, person=person)
    narrow.is_valid()
    wanted = narrow.cleaned_data
    text = lot_number_in(wanted.get("q", ""))
    if text and Lot.objects.visible_to(person).filter(number=text).exists():
        return go_to(request, _address(text))
    rack = rack_code_in(wanted.get("q", ""))
    if rack != text:
        return go_to(request, f"{reverse('lots')}?{urlencode({'rack': rack})}")
    rows = Lot.objects.visible_to(person).search(
        text=text,
        material=wanted.get("material", "").strip().upper(),
        rack=wanted.get("rack", ""),
    )
    found = page_of(rows.with_names(), cursor=request.GET.get("cursor", ""))
    context = {
        "page": found,
        "lines": lot_lines(found.items),
        "narrow": narrow,
        "is_narrowed": any(wanted.values()),
        "may_receive": person.has(*receiving.MAY_RECEIVE),
        "may_label": person.has(*labelling.MAY_LABEL),
    }
    return show(request, "inventory/lots.html", context)


@page(*STAFF)
@require_GET
def lot(request: HttpRequest, number: str) -> HttpResponse:
    """Show a lot: what it is, what is left and where, and every movement of it."""
    person = person_in(request)
    line = _line(person, number)
    movements = Movement.objects.visible_to(person).filter(lot=line.lot).with_names()
    conformity = lot_conformity(line.lot)
    context = {
        "line": line,
        "lot": line.lot,
        "values": labelled(conformity) if conformity else [],
        "photos": photos_of("Lot", line.lot.pk, by=person),
        "late_cost": late_cost_of(line.lot),
        "page": page_of(movements, cursor=request.GET.get("cursor", "")),
        "may_label": person.has(*labelling.MAY_LABEL) and bool(line.balances),
        "may_move": person.has(*moving.MAY_MOVE) and bool(line.balances),
        "may_cut": person.has(*cutting.MAY_CUT)
        and bool(line.balances)
        and line.lot.material.is_counted
        and line.lot.quality != Lot.Quality.REJECTED,
        "may_quarantine": person.has(*quarantining.MAY_QUARANTINE),
        "may_decide": person.has(*quarantining.MAY_DECIDE),
        "may_certify": person.has(*certifying.MAY_CERTIFY),
        "may_return": person.has(*consigning.MAY_HAND_BACK) and bool(line.balances),
        "may_write_off": person.has(*leaving.MAY_WRITE_OFF) and bool(line.balances),
    }
    return show(request, "inventory/lot.html", context)


@page(*moving.MAY_MOVE)
@require_http_methods(["GET", "POST"])
def lot_move(request: HttpRequest, number: str) -> HttpResponse:
    """Take a lot, or part of it, to another rack."""
    person = person_in(request)
    form = MoveForm(typed(request), line=_line(person, number), person=person)

    def act() -> str:
        moving.move_lot(
            lot_number=number,
            to_rack=form.cleaned_data["to_rack"],
            by=person,
            at=timezone.now(),
            **form.quantity,
        )
        return _address(number)

    context = {
        "title": _("Move %(lot)s") % {"lot": number},
        "lead": _("What an order has reserved stays where its pick list says."),
        "submit_label": _("Move"),
        "cancel_url": _address(number),
    }
    return take_form(request, form, act, context=context)


@page(*leaving.MAY_WRITE_OFF)
@require_http_methods(["GET", "POST"])
def lot_write_off(request: HttpRequest, number: str) -> HttpResponse:
    """Take what is lost or spoilt off the books."""
    person = person_in(request)
    form = WriteOffForm(typed(request), line=_line(person, number))

    def act() -> str:
        leaving.write_off(
            lot_number=number,
            reason=form.cleaned_data["reason"],
            by=person,
            at=timezone.now(),
            **form.quantity,
        )
        return _address(number)

    context = {
        "title": _("Write off from %(lot)s") % {"lot": number},
        "lead": _("It leaves the books with its value. A mistake is reversed from the ledger."),
        "submit_label": _("Write off"),
        "cancel_url": _address(number),
        "is_danger": True,
    }
    return take_form(request, form, act, context=context)


@page(*certifying.MAY_CERTIFY)
@require_http_methods(["GET", "POST"])
def lot_certificate(request: HttpRequest, number: str) -> HttpResponse:
    """Put a mill certificate to a lot: one that was entered, or a file to enter later."""
    person = person_in(request)
    lot = _line(person, number).lot
    form = LotCertificateForm(typed(request), request.FILES or None, heats=heats_for(lot))

    def act() -> str:
        heat_id, file = form.cleaned_data["certified_heat"], form.cleaned_data["file"]
        if heat_id:
            certifying.prove_lot(lot_number=number, heat_id=heat_id, by=person, at=timezone.now())
        else:
            file.seek(0)
            certifying.certify_lot(
                lot_number=number, name=file.name, content=file.read(), by=person, at=timezone.now()
            )
        return _address(number)

    context = {
        "title": _("Certificate of %(lot)s") % {"lot": number},
        "submit_label": _("Keep certificate"),
        "cancel_url": _address(number),
    }
    return take_form(request, form, act, context=context)


@page(*quarantining.MAY_QUARANTINE)
@require_http_methods(["GET", "POST"])
def lot_quarantine(request: HttpRequest, number: str) -> HttpResponse:
    """Keep a lot from being sold."""
    person = person_in(request)
    _line(person, number)
    form = ReasonForm(typed(request))

    def act() -> str:
        quarantining.quarantine_lot(
            lot_number=number, reason=form.cleaned_data["reason"], by=person, at=timezone.now()
        )
        return _address(number)

    context = {
        "title": _("Put %(lot)s into quarantine") % {"lot": number},
        "lead": _("It is neither sold nor handed over until a supervisor releases it."),
        "submit_label": _("Into quarantine"),
        "cancel_url": _address(number),
    }
    return take_form(request, form, act, context=context)


@page(*quarantining.MAY_DECIDE)
@require_http_methods(["GET", "POST"])
def lot_release(request: HttpRequest, number: str) -> HttpResponse:
    """Let a lot be sold again."""
    person = person_in(request)
    _line(person, number)
    form = ReasonForm(typed(request))

    def act() -> str:
        quarantining.release_lot(
            lot_number=number, reason=form.cleaned_data["reason"], by=person, at=timezone.now()
        )
        return _address(number)

    context = {
        "title": _("Release %(lot)s") % {"lot": number},
        "submit_label": _("Release"),
        "cancel_url": _address(number),
    }
    return take_form(request, form, act, context=context)


@page(*quarantining.MAY_DECIDE)
@require_http_methods(["GET", "POST"])
def lot_reject(request: HttpRequest, number: str) -> HttpResponse:
    """Find a lot unfit for good."""
    person = person_in(request)
    _line(person, number)
    form = ReasonForm(typed(request))

    def act() -> str:
        quarantining.reject_lot(
            lot_number=number, reason=form.cleaned_data["reason"], by=person, at=timezone.now()
        )
        return _address(number)

    context = {
        "title": _("Reject %(lot)s") % {"lot": number},
        "lead": _("A rejected lot leaves by a return or a write-off."),
        "submit_label": _("Reject"),
        "cancel_url": _address(number),
        "is_danger": True,
    }
    return take_form(request, form, act, context=context)


def _line(person: Person, number: str) -> LotLine:
    found = Lot.objects.visible_to(person).with_names().filter(number=number).first()
    if found is None:
        raise Missing
    return lot_lines([found])[0]


def _address(number: str) -> str:
    return reverse("lot", args=[number])
