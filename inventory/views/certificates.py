"""Pages of mill certificates: the list, entering one, what it says, and what it proves."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from inventory.forms.certificates import (
    CertificateFilter,
    CertificateHead,
    FileForm,
    HeatForm,
    ProveForm,
    grade_codes,
)
from inventory.forms.lots import ReasonForm
from inventory.models import Certificate, Lot
from inventory.reports.certificates import (
    certificates_in_list,
    heat_sheets,
    lots_with_unread_files,
)
from inventory.reports.conformity import tested_size_mm
from inventory.rules.labels import lot_number_in
from inventory.services import certifying, entering_certificates
from inventory.services.entering_certificates import TAKEN_TYPES, NamedFile
from inventory.views.acting import UNFIT, status_of, take_form, typed
from materialcenter.access import page
from materialcenter.errors import Conflict, Invalid, Missing
from materialcenter.forms.rows import Rows
from materialcenter.paging import few_of, page_of
from materialcenter.person import STAFF, Person
from materialcenter.services.holding_uploads import held_uploads
from materialcenter.web import Typed, keep_files, person_in, show, submit_once

TELLING = ("heat",)
TEMPLATE = "inventory/certificate_new.html"


@page(*STAFF)
@require_GET
def certificates(request: HttpRequest) -> HttpResponse:
    """List certificates, the newest first, and the lots whose files wait to be entered."""
    person = person_in(request)
    narrow = CertificateFilter(request.GET)
    narrow.is_valid()
    text = narrow.cleaned_data.get("q", "")
    rows = Certificate.objects.visible_to(person).search(text).select_related("file")
    found = page_of(rows, cursor=request.GET.get("cursor", ""))
    context = {
        "page": found,
        "lines": certificates_in_list(found.items),
        "narrow": narrow,
        "is_narrowed": bool(text),
        "unread": few_of(lots_with_unread_files(person.center_id)),
        "may_enter": person.has(*entering_certificates.MAY_ENTER),
    }
    return show(request, "inventory/certificates.html", context)


@page(*STAFF)
@require_GET
def certificate(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """Show a certificate: each value beside its limits, and the lots it proves."""
    person = person_in(request)
    found = _found(person, certificate_id)
    return show(request, "inventory/certificate.html", _context(person, found))


def _context(person: Person, found: Certificate) -> dict[str, Any]:
    stands = found.withdrawn_at is None
    return {
        "certificate": found,
        "sheets": heat_sheets(found),
        "may_prove": stands and person.has(*certifying.MAY_CERTIFY),
        "may_withdraw": stands and person.has(*certifying.MAY_WITHDRAW),
    }


@page(*entering_certificates.MAY_ENTER)
@require_http_methods(["GET", "POST"])
def certificate_new(request: HttpRequest) -> HttpResponse:
    """Enter a certificate; `more` asks for another heat, `?lot=` begins from a lot."""
    person = person_in(request)
    rows = Rows(HeatForm, telling=TELLING, grades=grade_codes(person))
    if request.method == "GET":
        lot = _lot(person, request.GET.get("lot", ""))
        head = CertificateHead(person=person, initial=_head_of(lot))
        rows.blank([_heat_of(lot)])
        return show(request, TEMPLATE, _new_context(person, head, rows, lot))
    sent = keep_files(request, allowed=TAKEN_TYPES)
    lot = _lot(person, sent.data.get("lot", ""))
    if "more" in sent.data or "drop" in sent.data or sent.was_refused:
        head = CertificateHead(person=person, initial=sent.data.dict())
        rows.keep(sent.data, more=[{}] if "more" in sent.data else [])
        status = UNFIT if sent.was_refused else 200
        context = _new_context(person, head, rows, lot, sent)
        return show(request, TEMPLATE, context, status=status)
    head = CertificateHead(sent.data, person=person)
    rows.read(sent.data)
    status = UNFIT
    if head.is_valid() & rows.is_valid():
        try:
            return submit_once(request, lambda: _enter(person, head, rows, lot, sent))
        except (Invalid, Conflict) as refusal:
            rows.refuse(refusal, head)
            status = status_of(refusal)
    return show(request, TEMPLATE, _new_context(person, head, rows, lot, sent), status=status)


def _new_context(
    person: Person,
    head: CertificateHead,
    rows: Rows[HeatForm],
    lot: Lot | None,
    sent: Typed | None = None,
) -> dict[str, Any]:
    held = held_uploads(sent.data.getlist("file_held"), by=person) if sent else []
    return {"form": head, "rows": rows, "lot": lot, "held": held}


def _enter(
    person: Person, head: CertificateHead, rows: Rows[HeatForm], lot: Lot | None, sent: Typed
) -> str:
    held = held_uploads(sent.data.getlist("file_held"), by=person)
    made = entering_certificates.enter_certificate(
        paper=head.paper(),
        heats=[row.tested() for row in rows.filled],
        held_file_id=held[-1].pk if held else None,
        lot_number=lot.number if lot else "",
        by=person,
        at=timezone.now(),
    )
    return reverse("certificate", args=[made.pk])


def _lot(person: Person, number: str) -> Lot | None:
    """Find the lot that a certificate came with; None where none is named."""
    if not number:
        return None
    rows = Lot.objects.visible_to(person).select_related("material__grade", "supplier")
    found = rows.filter(number=number).first()
    if found is None:
        raise Missing
    return found


def _head_of(lot: Lot | None) -> dict[str, Any]:
    if lot is None:
        return {}
    supplier = lot.supplier.code if lot.supplier else ""
    return {"supplier": supplier, "standard": lot.material.grade.standard}


def _heat_of(lot: Lot | None) -> dict[str, Any]:
    if lot is None:
        return {}
    material = lot.material
    return {
        "heat": lot.heat,
        "grade": material.grade.code,
        "thickness_mm": tested_size_mm(material),
    }


@page(*certifying.MAY_CERTIFY)
@require_POST
def certificate_prove(request: HttpRequest, certificate_id: int, heat_id: int) -> HttpResponse:
    """Let a heat of a certificate prove a lot."""
    person = person_in(request)
    found = _found(person, certificate_id)
    form = ProveForm(request.POST)
    status = UNFIT
    if form.is_valid():
        number = lot_number_in(form.cleaned_data["lot"])

        def act() -> str:
            certifying.prove_lot(lot_number=number, heat_id=heat_id, by=person, at=timezone.now())
            return reverse("certificate", args=[found.pk])

        try:
            return submit_once(request, act)
        except (Invalid, Conflict) as refusal:
            messages.error(request, str(refusal))
            status = status_of(refusal)
    return show(request, "inventory/certificate.html", _context(person, found), status=status)


@page(*certifying.MAY_CERTIFY)
@require_http_methods(["GET", "POST"])
def certificate_file(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """Keep a certificate's PDF or photo."""
    person = person_in(request)
    found = _found(person, certificate_id)
    form = FileForm(typed(request), request.FILES or None)

    def act() -> str:
        file = form.cleaned_data["file"]
        file.seek(0)
        entering_certificates.add_file(
            certificate_id=found.pk,
            file=NamedFile(file.name, file.read()),
            by=person,
            at=timezone.now(),
        )
        return reverse("certificate", args=[found.pk])

    context = {
        "title": _("File of certificate %(number)s") % {"number": found.number},
        "submit_label": _("Keep the file"),
        "cancel_url": reverse("certificate", args=[found.pk]),
    }
    return take_form(request, form, act, context=context)


@page(*certifying.MAY_WITHDRAW)
@require_http_methods(["GET", "POST"])
def certificate_withdraw(request: HttpRequest, certificate_id: int) -> HttpResponse:
    """Withdraw a certificate that was entered wrongly."""
    person = person_in(request)
    found = _found(person, certificate_id)
    form = ReasonForm(typed(request))

    def act() -> str:
        certifying.withdraw_certificate(
            certificate_id=found.pk,
            reason=form.cleaned_data["reason"],
            by=person,
            at=timezone.now(),
        )
        return reverse("certificate", args=[found.pk])

    context = {
        "title": _("Withdraw certificate %(number)s") % {"number": found.number},
        "lead": _("Its lots keep the file and their quality. The number may be entered again."),
        "submit_label": _("Withdraw the certificate"),
        "cancel_url": reverse("certificate", args=[found.pk]),
        "is_danger": True,
    }
    return take_form(request, form, act, context=context)


def _found(person: Person, certificate_id: int) -> Certificate:
    rows = Certificate.objects.visible_to(person).select_related("file", "supplier", "created_by")
    found = rows.filter(pk=certificate_id).first() if certificate_id < 2**63 else None
    if found is None:
        raise Missing
    return found
