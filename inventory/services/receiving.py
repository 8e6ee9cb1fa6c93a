"""Taking goods in without a purchase order: the depot's own, and a workshop's in its care."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from inventory import catalogue, stock
from inventory.models import Lot, Material, Place, Transaction
from inventory.services.arriving import (
    Arrived,
    check_arrived,
    keep_papers,
    rejected_in_words,
    told_of_lot,
)
from inventory.services.dating import entry_by
from inventory.services.finding import material_of, rack_of, supplier_of, workshop_of
from materialcenter import audit
from materialcenter.commands import command
from materialcenter.errors import Invalid
from materialcenter.person import Person, Role

__all__ = [
    "MAY_RECEIVE",
    "Arrived",
    "CostMissing",
    "CustomerWithoutOwner",
    "NothingReceived",
    "TooMuch",
    "UnknownCertificate",
    "receive_goods",
]

MAY_RECEIVE = (Role.CLERK, Role.SUPERVISOR)
LONGEST_HEAT = 40
LARGEST_KG = Decimal(10_000_000)
LARGEST_PRICE = Decimal(100_000_000)


class NothingReceived(Invalid):
    """A receipt without a line."""

    code = "nothing_received"
    sentence = _("Name at least one lot.")


class CostMissing(Invalid):
    """The depot's own stock without what it cost."""

    code = "cost_missing"
    sentence = _("Say what a kg cost; only consigned stock is worth nothing here.")


class CustomerWithoutOwner(Invalid):
    """A customer of nobody."""

    code = "customer_without_owner"
    sentence = _("Name the workshop through which the customer's stock came.")


class UnknownCertificate(Invalid):
    """A certificate that was not entered, or was withdrawn."""

    code = "unknown_certificate"
    sentence = _("No certificate %(certificate)s was entered yet.")


class TooMuch(Invalid):
    """More than any yard holds: a slip of the keyboard."""

    code = "quantity_too_large"
    sentence = _("%(material)s: that is more than can be taken in. Look at the figures again.")


@command
def receive_goods(
    *,
    arrived: Sequence[Arrived],
    reference: str,
    received_on: date,
    supplier_code: str = "",
    owner_code: str = "",
    customer: str = "",
    by: Person,
    at: datetime,
    held_photo_ids: Sequence[int] = (),
) -> tuple[stock.Posting, list[Lot]]:
    """Take lots in from a supplier, or from the workshop that keeps owning them.

    reference: the delivery note's number. owner_code: a workshop, for consigned stock;
    customer: the name of whose it is, where it belongs to the workshop's customer. What is
    rejected goes back at once and stands in the audit alone. A lot whose certificate has a
    value outside its grade's limits comes in quarantined. held_photo_ids: pictures that the
    person holds, kept with the first lot.
    Raises NothingReceived, NoSuchSupplier, NoSuchWorkshop, CustomerWithoutOwner, UploadGone,
    what the door refuses, and naming the lot: NoSuchMaterial, NoSuchRack, CostMissing,
    TooMuch, BadArrival, UnknownCertificate, CertificateOfAnotherHeat,
    CertificateOfAnotherGrade.
    """
    by.must_be(*MAY_RECEIVE)
    if not arrived:
        raise NothingReceived
    if customer.strip() and not owner_code:
        raise CustomerWithoutOwner(field="customer")
    supplier = supplier_of(supplier_code, by) if supplier_code else None
    owner = workshop_of(owner_code, by, field="owner") if owner_code else None
    check_arrived(arrived)
    staying = [lot for lot in arrived if lot.stays]
    if not staying:
        raise NothingReceived
    new_lots = []
    for n, lot in enumerate(arrived):
        if not lot.stays:
            continue
        with told_of_lot(n, lot.heat):
            new_lots.append(
                _new_lot(
                    lot,
                    received_on=received_on,
                    supplier_id=supplier.pk if supplier else None,
                    owner_id=owner.pk if owner else None,
                    customer=customer.strip(),
                    by=by,
                )
            )
    posting, lots = stock.receive(
        entry_by(
            by,
            reason=Transaction.Reason.RECEIPT,
            reference=reference.strip(),
            on=received_on,
            at=at,
            note=rejected_in_words(arrived),
        ),
        new_lots,
        from_kind=Place.Kind.WORKSHOP if owner else Place.Kind.SUPPLIER,
    )
    keep_papers(lots, staying, held_photo_ids=held_photo_ids, by=by)
    _record_receipt(posting, lots, arrived, owner=owner_code, by=by, at=at)
    return posting, lots


def _record_receipt(
    posting: stock.Posting,
    lots: Sequence[Lot],
    arrived: Sequence[Arrived],
    *,
    owner: str,
    by: Person,
    at: datetime,
) -> None:
    audit.record(
        by=by,
        action="stock.received",
        subject="Transaction",
        subject_id=posting.sequence,
        at=at,
        lots=[lot.number for lot in lots],
        owner=owner,
        rejected=[
            [lot.material, lot.heat, lot.rejected_pieces, lot.rejected_kg, lot.reject_reason]
            for lot in arrived
            if lot.rejected_kg
        ],
    )


def _new_lot(
    lot: Arrived,
    *,
    received_on: date,
    supplier_id: int | None,
    owner_id: int | None,
    customer: str,
    by: Person,
) -> stock.NewLot:
    material = material_of(lot.material, by)
    rack = rack_of(lot.rack, by)
    if owner_id is None and (lot.cost_per_kg is None or lot.cost_per_kg < 0):
        raise CostMissing(field="cost_per_kg")
    counted = material.piece_mass_kg is not None
    table_kg = catalogue.table_kg(material, lot.staying_pieces) if counted else None
    if max(lot.mass_kg, table_kg or 0) > LARGEST_KG or (lot.cost_per_kg or 0) > LARGEST_PRICE:
        raise TooMuch(field="mass_kg", material=material.code)
    heat = lot.heat.strip().upper()[:LONGEST_HEAT]
    proof = _proof(lot, material, by)
    reason = lot.quarantine_reason.strip() or (proof.reason if proof else "")
    return stock.NewLot(
        material_id=material.pk,
        place_id=rack.pk,
        heat=heat,
        pieces=lot.staying_pieces,
        mass_kg=lot.staying_kg,
        table_kg=table_kg,
        cost_per_kg=lot.cost_per_kg or Decimal(0),
        received_on=received_on,
        supplier_id=supplier_id,
        owner_id=owner_id,
        customer=customer,
        certified_heat_id=proof.heat.pk if proof else None,
        is_quarantined=lot.is_quarantined or bool(reason),
        quality_reason=reason,
    )


def _proof(lot: Arrived, material: Material, by: Person) -> stock.Proof | None:
    """Say what the certificate that a lot names says of it; None where it names none."""
    number = lot.certificate.strip()
    if not number:
        return None
    heat = catalogue.certified_heat(
        by.center_id, certificate=number, heat=lot.heat, grade_id=material.grade_id
    )
    if heat is None:
        raise UnknownCertificate(field="certificate", certificate=number)
    heat.certificate = stock.lock_certificate(
        center_id=by.center_id, certificate_id=heat.certificate_id
    )
    return stock.prove(heat=heat, lot_heat=lot.heat, material=material)
