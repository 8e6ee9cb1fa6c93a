"""Consigned stock going back to the workshop that owns it, with a surat jalan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from inventory import stock
from inventory.models import ConsignedNote, Lot, Place, Transaction
from inventory.services.dating import entry_by
from inventory.services.finding import lot_of, rack_of
from materialcenter import audit
from materialcenter.commands import command
from materialcenter.errors import Conflict, Invalid
from materialcenter.models import Center, Workshop
from materialcenter.numbering import next_number
from materialcenter.person import Person, Role
from materialcenter.services.signing import Receiver, check_receiver, keep_signature

MAY_HAND_BACK = (Role.CLERK, Role.SUPERVISOR)


class NotConsigned(Conflict):
    """The lot is the depot's own."""

    code = "lot_not_consigned"
    sentence = _("Lot %(lot)s is the depot's own; only consigned stock goes back to its owner.")


class OwnersDiffer(Conflict):
    """Lots of two workshops on one paper."""

    code = "consigned_owners_differ"
    sentence = _("Lot %(lot)s belongs to %(owner)s; a delivery note is for one owner.")


class NothingHandedBack(Invalid):
    """A delivery note without a line."""

    code = "nothing_handed_back"
    sentence = _("Say what leaves, of at least one lot.")


class GivenTwice(Invalid):
    """A lot on a rack named twice."""

    code = "lot_named_twice"
    sentence = _("Lot %(lot)s on %(rack)s is named twice.")


@dataclass(frozen=True)
class Given:
    """What leaves of a lot on a rack; pieces 0 for what is kept by weight, kg None by pieces."""

    lot: str
    from_rack: str
    pieces: int = 0
    mass_kg: Decimal | None = None


@command
def hand_back(
    *,
    given: Sequence[Given],
    receiver_name: str,
    vehicle: str = "",
    signature_png: bytes | None = None,
    on: date,
    by: Person,
    at: datetime,
) -> ConsignedNote:
    """Hand consigned stock of one workshop over to it, or to whom it sends.

    on: the day it left. Raises ReceiverMissing, BadSignature, NothingHandedBack, GivenTwice,
    Missing, NoSuchRack, NotConsigned, OwnersDiffer, and what the door refuses.
    """
    by.must_be(*MAY_HAND_BACK)
    receiver = check_receiver(receiver_name, vehicle, signature_png)
    if not given:
        raise NothingHandedBack
    _refuse_twice(given)
    lots = _lots_of_one_owner(given, by)
    racks = {line.from_rack: rack_of(line.from_rack, by, field="from_rack") for line in given}
    outside = stock.outside(by.center_id, Place.Kind.WORKSHOP)
    # Nobody waits for this series while holding consigned stock, so it may come before it.
    number = _number(by, on)
    posting = stock.post(
        entry_by(by, reason=Transaction.Reason.RETURN, reference=number, on=on, at=at),
        [
            stock.Move(
                lots[line.lot].pk, racks[line.from_rack].pk, outside, line.pieces, line.mass_kg
            )
            for line in given
        ],
    )
    owner = Workshop.objects.get(consigned_lots=lots[given[0].lot])
    return _write(number, owner, posting, receiver, by=by, at=at)


def _refuse_twice(given: Sequence[Given]) -> None:
    seen = set()
    for line in given:
        if (line.lot, line.from_rack) in seen:
            raise GivenTwice(lot=line.lot, rack=line.from_rack)
        seen.add((line.lot, line.from_rack))


def _lots_of_one_owner(given: Sequence[Given], by: Person) -> dict[str, Lot]:
    lots = {line.lot: lot_of(line.lot, by) for line in given}
    first = lots[given[0].lot]
    for lot in lots.values():
        if lot.owner_id is None:
            raise NotConsigned(lot=lot.number)
        if lot.owner_id != first.owner_id:
            raise OwnersDiffer(lot=lot.number, owner=str(lot.owner))
    return lots


def _number(by: Person, on: date) -> str:
    code = Center.objects.values_list("code", flat=True).get(pk=by.center_id)
    return next_number(center_id=by.center_id, center_code=code, kind="SJ", year=on.year)


def _write(
    number: str,
    owner: Workshop,
    posting: stock.Posting,
    receiver: Receiver,
    *,
    by: Person,
    at: datetime,
) -> ConsignedNote:
    head = Transaction.objects.only("effective_at").get(pk=posting.sequence)
    note = ConsignedNote.objects.create(
        center_id=by.center_id,
        number=number,
        owner=owner,
        transaction_id=posting.sequence,
        handed_at=head.effective_at,
        handed_by_id=by.user_id,
        receiver_name=receiver.name,
        vehicle=receiver.vehicle,
    )
    if receiver.signature_png is not None:
        note.signature = keep_signature(
            receiver.signature_png,
            center_id=note.center_id,
            number=number,
            subject="ConsignedNote",
            subject_id=note.pk,
            workshop_id=note.owner_id,
            by=by,
            at=at,
        )
        note.save(update_fields=["signature"])
    audit.record(
        by=by,
        action="consigned.returned",
        subject="ConsignedNote",
        subject_id=note.pk,
        at=at,
        number=number,
        sequence=posting.sequence,
        mass_kg=sum((line.mass_kg for line in posting.moved), Decimal(0)),
    )
    return note
