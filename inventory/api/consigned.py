"""Consigned stock: its owners, an owner's balance sheet, and handing it back."""

import base64
import binascii
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import Field

from inventory.models import ConsignedNote
from inventory.reports import consigned as report
from inventory.services import consigning
from inventory.services.printing_consigned import consigned_note_pdf, consigned_sheet_pdf
from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, Count, CursorList, Input, Kg, Out
from materialcenter.errors import Invalid, Missing
from materialcenter.models import Workshop
from materialcenter.paging import page_of
from materialcenter.rules.filetypes import PDF
from materialcenter.services.signing import BadSignature
from materialcenter.web import as_download

router = Router(tags=["consigned stock"])
notes = Router(tags=["consigned stock"])

Name = Annotated[str, Field(max_length=80)]
Vehicle = Annotated[str, Field(max_length=20)]
Base64 = Annotated[str, Field(max_length=300_000)]


class GivenIn(Input):
    """What leaves of a lot on a rack; mass_kg as weighed, without it the pieces' part."""

    lot: str
    from_rack: str
    pieces: Count = 0
    mass_kg: Kg | None = None


class HandBackIn(Input):
    """What goes back, who takes it, and the signature as PNG in base64."""

    given: list[GivenIn]
    receiver_name: Name
    vehicle: Vehicle = ""
    signature_png: Base64 | None = None
    on: date | None = None


class OwnerOut(Out):
    """A workshop with what lies here of its own now."""

    workshop: str
    name: str
    lots: int
    pieces: int
    mass_kg: Kg


class OwnersOut(Out):
    """All of them, by code."""

    items: list[OwnerOut]


class AmountOut(Out):
    """Pieces and kg; below zero where cutting or a count took some."""

    pieces: int
    mass_kg: Decimal

    @staticmethod
    def of(amount: report.Amount) -> "AmountOut":
        """Shape an amount."""
        return AmountOut(pieces=amount.pieces, mass_kg=amount.mass_kg)


class SheetRowOut(Out):
    """A material: opening + received + cut - handed_back + other = closing.

    customer: whose it is, "" the workshop's own. Of what cutting took, scrap_kg became
    scrap and kerf_kg is lost.
    """

    material: str
    customer: str
    opening: AmountOut
    received: AmountOut
    cut: AmountOut
    scrap_kg: Decimal
    kerf_kg: Decimal
    handed_back: AmountOut
    other: AmountOut
    closing: AmountOut

    @staticmethod
    def of(row: report.SheetRow) -> "SheetRowOut":
        """Shape a row."""
        return SheetRowOut(
            material=row.material.code if row.material else "",
            customer=row.customer,
            opening=AmountOut.of(row.opening),
            received=AmountOut.of(row.received),
            cut=AmountOut.of(row.cut),
            scrap_kg=row.scrap_kg,
            kerf_kg=row.kerf_kg,
            handed_back=AmountOut.of(row.handed_back),
            other=AmountOut.of(row.other),
            closing=AmountOut.of(row.closing),
        )


class SheetOut(Out):
    """A workshop's balance sheet from one day through another, both included."""

    workshop: str
    since: date
    until: date
    rows: list[SheetRowOut]
    total: SheetRowOut


class NoteRow(Out):
    """A delivery note of consigned stock; is_reversed when it was undone."""

    number: str
    workshop: str
    handed_at: datetime
    receiver_name: str
    vehicle: str
    is_reversed: bool

    @staticmethod
    def of(note: ConsignedNote) -> "NoteRow":
        """Shape a note whose names are loaded."""
        return NoteRow(
            number=note.number,
            workshop=note.owner.code,
            handed_at=note.handed_at,
            receiver_name=note.receiver_name,
            vehicle=note.vehicle,
            is_reversed=note.is_reversed,
        )


class GivenOut(Out):
    """What left of a lot."""

    material: str
    customer: str
    lot: str
    heat: str
    pieces: int
    mass_kg: Kg


class NoteOut(NoteRow):
    """A note with its lines."""

    lines: list[GivenOut]
    pieces: int
    mass_kg: Kg


class DaysTurned(Invalid):
    """A period that ends before it begins."""

    code = "period_ends_before_it_begins"
    sentence = _("The last day is before the first.")


def _owner(person: Any, code: str) -> Workshop:
    owner = report.owner_of(person, code)
    if owner is None:
        raise Missing
    return owner


def _sheet(person: Any, code: str, since: date | None, until: date | None) -> report.Sheet:
    owner = _owner(person, code)
    last = until or timezone.localdate()
    first = since or last.replace(day=1)
    if last < first:
        raise DaysTurned(field="until")
    return report.sheet_of(owner, since=first, until=last)


def _note(person: Any, number: str) -> ConsignedNote:
    found = ConsignedNote.objects.visible_to(person).with_names().filter(number=number).first()
    if found is None:
        raise Missing
    return found


def _shown(note: ConsignedNote) -> NoteOut:
    lines = report.lines_of(note)
    total = report.weighed(lines)
    return NoteOut(
        **NoteRow.of(note).model_dump(),
        lines=[
            GivenOut(
                material=line.lot.material.code,
                customer=line.lot.customer,
                lot=line.lot.number,
                heat=line.lot.heat,
                pieces=line.pieces,
                mass_kg=line.mass_kg,
            )
            for line in lines
        ],
        pieces=total.pieces,
        mass_kg=total.mass_kg,
    )


@router.get("", response={200: OwnersOut, **REFUSALS})
@needs()
def list_owners(request: Any) -> OwnersOut:
    """List the workshops whose steel lies here; a buyer sees the own."""
    return OwnersOut(
        items=[
            OwnerOut(
                workshop=line.owner.code,
                name=line.owner.name,
                lots=line.lots,
                pieces=line.pieces,
                mass_kg=line.mass_kg,
            )
            for line in report.owner_lines(request.auth)
        ]
    )


@router.get("/{workshop}", response={200: SheetOut, **REFUSALS})
@needs()
def show_sheet(
    request: Any, workshop: str, since: date | None = None, until: date | None = None
) -> SheetOut:
    """Show an owner's balance sheet; without days, this month's."""
    sheet = _sheet(request.auth, workshop, since, until)
    return SheetOut(
        workshop=sheet.owner.code,
        since=sheet.since,
        until=sheet.until,
        rows=[SheetRowOut.of(row) for row in sheet.rows],
        total=SheetRowOut.of(sheet.total),
    )


@router.get("/{workshop}/document", response={200: None, **REFUSALS})
@needs()
def sheet_document(
    request: Any, workshop: str, since: date | None = None, until: date | None = None
) -> HttpResponse:
    """Give out an owner's balance sheet as PDF."""
    sheet = _sheet(request.auth, workshop, since, until)
    return as_download(
        safe_name=f"consigned-{sheet.owner.pk}.pdf",
        media_type=PDF,
        content=consigned_sheet_pdf(sheet),
    )


@notes.get("", response={200: CursorList[NoteRow], **REFUSALS})
@needs()
def list_notes(request: Any, cursor: str = "", limit: int = 50) -> CursorList[NoteRow]:
    """List delivery notes of consigned stock, the newest first; a buyer sees the own."""
    rows = ConsignedNote.objects.visible_to(request.auth).with_names()
    page = page_of(rows, cursor=cursor, limit=limit)
    return CursorList[NoteRow](
        items=[NoteRow.of(note) for note in page.items], next_cursor=page.next_cursor
    )


@notes.post("", response={201: NoteOut, **REFUSALS})
@needs(*consigning.MAY_HAND_BACK)
@creates()
def hand_back(request: Any, body: HandBackIn) -> NoteOut:
    """Hand consigned stock of one workshop over to it."""
    note = consigning.hand_back(
        given=[consigning.Given(**line.model_dump()) for line in body.given],
        receiver_name=body.receiver_name,
        vehicle=body.vehicle,
        signature_png=_png(body.signature_png),
        on=body.on or timezone.localdate(),
        by=request.auth,
        at=timezone.now(),
    )
    return _shown(_note(request.auth, note.number))


def _png(text: str | None) -> bytes | None:
    if not text:
        return None
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadSignature(field="signature_png") from error


@notes.get("/{number}", response={200: NoteOut, **REFUSALS})
@needs()
def show_note(request: Any, number: str) -> NoteOut:
    """Show a delivery note of consigned stock."""
    return _shown(_note(request.auth, number))


@notes.get("/{number}/document", response={200: None, **REFUSALS})
@needs()
def note_document(request: Any, number: str) -> HttpResponse:
    """Give out the surat jalan as PDF."""
    note = _note(request.auth, number)
    return as_download(
        safe_name=f"{note.number}.pdf", media_type=PDF, content=consigned_note_pdf(note)
    )
