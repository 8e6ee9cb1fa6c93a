"""Taking goods in without a purchase order: the depot's own, and a workshop's in its care."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from inventory import catalogue, stock
from inventory.models import Lot, Place, Transaction
from inventory.services.dating import entry_by
from inventory.services.finding import material_of, rack_of, supplier_of, workshop_of
from materialcenter import audit
from materialcenter.commands import command
from materialcenter.errors import Invalid
from materialcenter.person import Person, Role

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


class TooMuch(Invalid):
    """More than any yard holds: a slip of the keyboard."""

    code = "quantity_too_large"
    sentence = _("%(material)s: that is more than can be taken in. Look at the figures again.")


@dataclass(frozen=True)
class Arrived:
    """One heat of one material as it was weighed; codes as people write them.

    pieces: 0 for what is kept by weight. cost_per_kg: of the weighed kg, None for consigned.
    """

    material: str
    rack: str
    heat: str
    pieces: int
    mass_kg: Decimal
    cost_per_kg: Decimal | None
    is_quarantined: bool = False


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
) -> tuple[stock.Posting, list[Lot]]:
    """Take lots in from a supplier, or from the workshop that keeps owning them.

    reference: the delivery note's number. owner_code: a workshop, for consigned stock;
    customer: the name of whose it is, where it belongs to the workshop's customer.
    Raises NothingReceived, NoSuchMaterial, NoSuchRack, NoSuchSupplier, NoSuchWorkshop,
    CustomerWithoutOwner, CostMissing, TooMuch, and what the door refuses.
    """
    by.must_be(*MAY_RECEIVE)
    if not arrived:
        raise NothingReceived
    if customer.strip() and not owner_code:
        raise CustomerWithoutOwner(field="customer")
    supplier = supplier_of(supplier_code, by) if supplier_code else None
    owner = workshop_of(owner_code, by, field="owner") if owner_code else None
    new_lots = [
        _new_lot(
            lot,
            received_on=received_on,
            supplier_id=supplier.pk if supplier else None,
            owner_id=owner.pk if owner else None,
            customer=customer.strip(),
            by=by,
        )
        for lot in arrived
    ]
    posting, lots = stock.receive(
        entry_by(
            by,
            reason=Transaction.Reason.RECEIPT,
            reference=reference.strip(),
            on=received_on,
            at=at,
        ),
        new_lots,
        from_kind=Place.Kind.WORKSHOP if owner else Place.Kind.SUPPLIER,
    )
    _record_receipt(posting, lots, owner=owner_code, by=by, at=at)
    return posting, lots


def _record_receipt(
    posting: stock.Posting, lots: Sequence[Lot], *, owner: str, by: Person, at: datetime
) -> None:
    audit.record(
        by=by,
        action="stock.received",
        subject="Transaction",
        subject_id=posting.sequence,
        at=at,
        lots=[lot.number for lot in lots],
        owner=owner,
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
    table_kg = catalogue.table_kg(material, lot.pieces) if counted else None
    if max(lot.mass_kg, table_kg or 0) > LARGEST_KG or (lot.cost_per_kg or 0) > LARGEST_PRICE:
        raise TooMuch(field="mass_kg", material=material.code)
    return stock.NewLot(
        material_id=material.pk,
        place_id=rack.pk,
        heat=lot.heat.strip().upper()[:LONGEST_HEAT],
        pieces=lot.pieces,
        mass_kg=lot.mass_kg,
        table_kg=table_kg,
        cost_per_kg=lot.cost_per_kg or Decimal(0),
        received_on=received_on,
        supplier_id=supplier_id,
        owner_id=owner_id,
        customer=customer,
        is_quarantined=lot.is_quarantined,
    )
