"""Pages of taking goods in without a purchase order, on a phone."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from inventory.forms.lots import ArrivalForm, ArrivedForm, arrived_choices
from inventory.models import Material
from inventory.reports.weights import Weights, compared
from inventory.services import receiving
from inventory.views.acting import UNFIT, status_of
from materialcenter.access import page
from materialcenter.errors import Conflict, Invalid
from materialcenter.forms.rows import Rows
from materialcenter.person import Person
from materialcenter.rules.filetypes import JPEG, PDF, PNG
from materialcenter.services.holding_uploads import held_uploads
from materialcenter.web import Typed, keep_files, person_in, show, submit_once

TELLING = ("material", "heat", "pieces", "mass_kg")
TEMPLATE = "inventory/lots_receive.html"
PHOTOS = "photos"
# What asks for the page again, with everything that was typed, before anything is decided.
AGAIN = ("more", "drop", "check", "keep")


@page(*receiving.MAY_RECEIVE)
@require_http_methods(["GET", "POST"])
def lots_receive(request: HttpRequest) -> HttpResponse:
    """Take goods in without a purchase order; `more` asks for another lot's fields."""
    person = person_in(request)
    rows = Rows(ArrivedForm, telling=TELLING, **arrived_choices(person))
    if request.method == "GET":
        rows.blank([{}])
        return show(request, TEMPLATE, _context(ArrivalForm(person=person), rows, person))
    sent = keep_files(request, allowed=(JPEG, PDF, PNG), many=PHOTOS)
    if sent.was_refused or any(name in sent.data for name in AGAIN):
        form = ArrivalForm(person=person, initial=sent.data.dict())
        rows.keep(sent.data, more=[{}] if "more" in sent.data else [])
        context = _context(form, rows, person, sent)
        return show(request, TEMPLATE, context, status=UNFIT if sent.was_refused else 200)
    form = ArrivalForm(sent.data, person=person)
    rows.read(sent.data)
    status = UNFIT
    if form.is_valid() & rows.is_valid():
        try:
            return submit_once(request, lambda: _receive(form, rows, person, sent))
        except (Invalid, Conflict) as refusal:
            rows.refuse(refusal, form)
            status = status_of(refusal)
    return show(request, TEMPLATE, _context(form, rows, person, sent), status=status)


@page(*receiving.MAY_RECEIVE)
@require_GET
def lot_weights(request: HttpRequest) -> HttpResponse:
    """Put the scale's kg of one row beside the table's and the tolerance, while one types.

    row: the row's prefix; its fields come by their own names.
    """
    person = person_in(request)
    row = ArrivedForm(
        request.GET, prefix=request.GET.get("row", "")[:10], **arrived_choices(person)
    )
    return show(
        request, "inventory/lot_weights.html", {"weights": _weights(row, _materials([row], person))}
    )


def _context(
    form: ArrivalForm, rows: Rows[ArrivedForm], person: Person, sent: Typed | None = None
) -> dict[str, Any]:
    ids = [str(row["certificate_file_held"].value() or "") for row in rows.forms]
    papers = {str(file.pk): file for file in held_uploads(filter(None, ids), by=person)}
    materials = _materials(rows.forms, person)
    return {
        "form": form,
        "rows": rows,
        "lots": [
            (row, _weights(row, materials), [papers[pk]] if pk in papers else [])
            for row, pk in zip(rows.forms, ids, strict=True)
        ],
        "photos": held_uploads(sent.data.getlist(f"{PHOTOS}_held"), by=person) if sent else [],
    }


def _materials(rows: list[ArrivedForm], person: Person) -> dict[str, Material]:
    codes = {str(row["material"].value() or "")[:30].replace("\x00", "") for row in rows}
    found = Material.objects.visible_to(person).filter(code__in=codes).select_related("grade")
    return {material.code: material for material in found}


def _weights(row: ArrivedForm, materials: dict[str, Material]) -> Weights | None:
    """Compare a row's weights as far as they are typed; None until they can be."""
    material = materials.get(str(row["material"].value() or ""))
    pieces, mass_kg = _typed(row, "pieces"), _typed(row, "mass_kg")
    if material is None or not material.is_counted or not pieces or not mass_kg:
        return None
    return compared(material, pieces=pieces, mass_kg=mass_kg)


def _typed(row: ArrivedForm, name: str) -> Any:
    """Read one number of a row, None where it is not typed or cannot be read."""
    try:
        return row.fields[name].clean(row[name].value())
    except ValidationError:
        return None


def _receive(form: ArrivalForm, rows: Rows[ArrivedForm], person: Person, sent: Typed) -> str:
    given = form.cleaned_data
    photos = held_uploads(sent.data.getlist(f"{PHOTOS}_held"), by=person)
    _posting, lots_made = receiving.receive_goods(
        arrived=[row.arrived() for row in rows.filled],
        reference=given["reference"],
        received_on=given["received_on"],
        supplier_code=given["supplier"],
        owner_code=given["owner"].strip().upper(),
        customer=given["customer"].strip(),
        held_photo_ids=[photo.pk for photo in photos],
        by=person,
        at=timezone.now(),
    )
    if len(lots_made) == 1:
        return reverse("lot", args=[lots_made[0].number])
    return reverse("lots")
