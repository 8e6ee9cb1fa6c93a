"""Lots: taking them in without a purchase order, their quality, certificate and leaving."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.utils import timezone
from ninja import File, Router
from ninja.files import UploadedFile
from pydantic import Field

from inventory import stock
from inventory.api.movements import PostingOut
from inventory.models import Lot
from inventory.reports.lots import LotLine, lot_lines
from inventory.services import certifying, leaving, quarantining, receiving
from inventory.services.finding import lot_of
from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, Count, CursorList, Input, Kg, Out, Price, Words
from materialcenter.paging import page_of
from materialcenter.person import STAFF

router = Router(tags=["lots"])

Heat = Annotated[str, Field(max_length=40)]
Reference = Annotated[str, Field(max_length=60)]


class ArrivedIn(Input):
    """One heat of one material, as it was weighed; pieces 0 for what is kept by weight.

    rejected: the part that goes back at once. accepted_pieces, accepted_kg: as counted, and
    then accepted + rejected must be what came. certificate: the number of an entered one,
    which must be of this heat and grade.
    """

    material: str
    rack: str
    heat: Heat = ""
    pieces: Count = 0
    mass_kg: Kg
    cost_per_kg: Price | None = None
    is_quarantined: bool = False
    quarantine_reason: Words = ""
    rejected_pieces: Count = 0
    rejected_kg: Kg = Decimal(0)
    reject_reason: Words = ""
    accepted_pieces: Count | None = None
    accepted_kg: Kg | None = None
    certificate: Reference = ""


class ArrivalIn(Input):
    """Goods without a purchase order; with an owner they are consigned and cost nothing."""

    reference: Reference = ""
    received_on: date
    supplier: str = ""
    owner: str = ""
    customer: Annotated[str, Field(max_length=80)] = ""
    lots: list[ArrivedIn]


class ReasonIn(Input):
    """Why."""

    reason: Words


class TakeOutIn(Input):
    """What leaves a rack; mass_kg as weighed, without it the pieces' part."""

    from_rack: str
    pieces: Count = 0
    mass_kg: Kg | None = None
    on: date | None = None


class WriteOffIn(TakeOutIn):
    """What is taken off the books, and why."""

    reason: Words


class BalanceOut(Out):
    """What of a lot lies on a rack."""

    rack: str
    pieces: int
    mass_kg: Kg
    reserved_pieces: int
    reserved_kg: Kg


class LotOut(Out):
    """A lot: what was received, what is left, and how its weight compares with the table."""

    number: str
    material: str
    heat: str
    quality: str
    supplier: str
    owner: str
    customer: str
    reference: str
    received_on: date
    received_pieces: int
    received_kg: Kg
    table_kg: Kg | None
    difference_percent: Decimal | None
    least_kg: Kg | None
    most_kg: Kg | None
    is_outside_tolerance: bool
    cost_per_kg: Price
    quality_reason: str
    certificate: int | None
    certificate_number: str
    certificate_id: int | None
    pieces: int
    mass_kg: Kg
    balances: list[BalanceOut]

    @staticmethod
    def of(line: LotLine) -> "LotOut":
        """Shape a lot whose names are loaded."""
        lot, weights = line.lot, line.weights
        return LotOut(
            number=lot.number,
            material=lot.material.code,
            heat=lot.heat,
            quality=lot.quality,
            supplier=lot.supplier.code if lot.supplier else "",
            owner=lot.owner.code if lot.owner else "",
            customer=lot.customer,
            reference=lot.reference,
            received_on=lot.received_on,
            received_pieces=lot.received_pieces,
            received_kg=weights.weighed_kg,
            table_kg=weights.table_kg,
            difference_percent=weights.difference_percent,
            least_kg=weights.band.least_kg if weights.band else None,
            most_kg=weights.band.most_kg if weights.band else None,
            is_outside_tolerance=weights.is_outside,
            cost_per_kg=lot.cost_per_kg,
            quality_reason=lot.quality_reason,
            certificate=_file_id(lot),
            certificate_number=lot.certified_heat.certificate.number if lot.certified_heat else "",
            certificate_id=lot.certified_heat.certificate_id if lot.certified_heat else None,
            pieces=line.pieces,
            mass_kg=line.mass_kg,
            balances=[
                BalanceOut(
                    rack=balance.place.code,
                    pieces=balance.on_hand_pieces,
                    mass_kg=balance.on_hand_kg,
                    reserved_pieces=balance.reserved_pieces,
                    reserved_kg=balance.reserved_kg,
                )
                for balance in line.balances
            ],
        )


def _file_id(lot: Lot) -> int | None:
    file = lot.certificate_file()
    return file.pk if file else None


class ArrivalOut(Out):
    """The transaction that took lots in, and their numbers in the order of the request."""

    sequence: int
    lots: list[str]


def _shown(person: Any, number: str) -> LotOut:
    lot = Lot.objects.visible_to(person).with_names().get(pk=lot_of(number, person).pk)
    return LotOut.of(lot_lines([lot])[0])


@router.get("", response={200: CursorList[LotOut], **REFUSALS})
@needs(*STAFF)
def list_lots(
    request: Any,
    q: str = "",
    material: str = "",
    heat: str = "",
    rack: str = "",
    cursor: str = "",
    limit: int = 50,
) -> CursorList[LotOut]:
    """List lots, the newest first; a rack gives what lies there now."""
    rows = (
        Lot.objects.visible_to(request.auth)
        .search(text=q, material=material, heat=heat, rack=rack)
        .with_names()
    )
    page = page_of(rows, cursor=cursor, limit=limit)
    return CursorList[LotOut](
        items=[LotOut.of(line) for line in lot_lines(page.items)], next_cursor=page.next_cursor
    )


@router.post("", response={201: ArrivalOut, **REFUSALS})
@needs(*receiving.MAY_RECEIVE)
@creates()
def receive(request: Any, body: ArrivalIn) -> ArrivalOut:
    """Take goods in without a purchase order."""
    posting, lots = receiving.receive_goods(
        arrived=[receiving.Arrived(**lot.model_dump()) for lot in body.lots],
        reference=body.reference,
        received_on=body.received_on,
        supplier_code=body.supplier,
        owner_code=body.owner,
        customer=body.customer,
        by=request.auth,
        at=timezone.now(),
    )
    return ArrivalOut(sequence=posting.sequence, lots=[lot.number for lot in lots])


@router.get("/{number}", response={200: LotOut, **REFUSALS})
@needs(*STAFF)
def show_lot(request: Any, number: str) -> LotOut:
    """Show a lot."""
    return _shown(request.auth, number)


@router.post("/{number}/quarantine", response={200: LotOut, **REFUSALS})
@needs(*quarantining.MAY_QUARANTINE)
@creates(200)
def quarantine(request: Any, number: str, body: ReasonIn) -> LotOut:
    """Keep a lot from being sold."""
    quarantining.quarantine_lot(
        lot_number=number, reason=body.reason, by=request.auth, at=timezone.now()
    )
    return _shown(request.auth, number)


@router.post("/{number}/release", response={200: LotOut, **REFUSALS})
@needs(*quarantining.MAY_DECIDE)
@creates(200)
def release(request: Any, number: str, body: ReasonIn) -> LotOut:
    """Let a lot be sold again."""
    quarantining.release_lot(
        lot_number=number, reason=body.reason, by=request.auth, at=timezone.now()
    )
    return _shown(request.auth, number)


@router.post("/{number}/reject", response={200: LotOut, **REFUSALS})
@needs(*quarantining.MAY_DECIDE)
@creates(200)
def reject(request: Any, number: str, body: ReasonIn) -> LotOut:
    """Find a lot unfit for good."""
    quarantining.reject_lot(
        lot_number=number, reason=body.reason, by=request.auth, at=timezone.now()
    )
    return _shown(request.auth, number)


@router.post("/{number}/certificate", response={201: LotOut, **REFUSALS})
@needs(*certifying.MAY_CERTIFY)
@creates()
def certify(request: Any, number: str, file: File[UploadedFile]) -> LotOut:
    """Put a mill certificate to a lot, as PDF or photo."""
    certifying.certify_lot(
        lot_number=number,
        name=file.name or "",
        content=file.read(),
        by=request.auth,
        at=timezone.now(),
    )
    return _shown(request.auth, number)


@router.post("/{number}/write-off", response={201: PostingOut, **REFUSALS})
@needs(*leaving.MAY_WRITE_OFF)
@creates()
def write_off(request: Any, number: str, body: WriteOffIn) -> PostingOut:
    """Take what is lost or spoilt off the books."""
    posting: stock.Posting = leaving.write_off(
        lot_number=number,
        from_rack=body.from_rack,
        pieces=body.pieces,
        mass_kg=body.mass_kg,
        reason=body.reason,
        on=body.on or timezone.localdate(),
        by=request.auth,
        at=timezone.now(),
    )
    return PostingOut.of(posting)
