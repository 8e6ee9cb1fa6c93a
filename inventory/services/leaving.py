"""What leaves the books without an order and without a paper: what is written off."""

from datetime import date, datetime
from decimal import Decimal

from inventory import stock
from inventory.models import Lot, Place, Transaction
from inventory.services.dating import entry_by
from inventory.services.finding import lot_of, rack_of
from inventory.services.quarantining import ReasonMissing
from materialcenter import audit
from materialcenter.commands import command
from materialcenter.person import Person, Role

MAY_WRITE_OFF = (Role.SUPERVISOR,)


@command
def write_off(
    *,
    lot_number: str,
    from_rack: str,
    pieces: int,
    mass_kg: Decimal | None,
    reason: str,
    on: date,
    by: Person,
    at: datetime,
) -> stock.Posting:
    """Take what is lost or spoilt off the books, and say why.

    Raises Missing, NoSuchRack, ReasonMissing, and what the door refuses.
    """
    by.must_be(*MAY_WRITE_OFF)
    lot = lot_of(lot_number, by)
    if not reason.strip():
        raise ReasonMissing(field="reason")
    entry = entry_by(
        by,
        reason=Transaction.Reason.WRITE_OFF,
        reference=lot.number,
        on=on,
        at=at,
        note=reason.strip(),
    )
    posting = _take_out(lot, from_rack, Place.Kind.WRITE_OFF, pieces, mass_kg, entry, by)
    _note("stock.written_off", lot, posting, by, at, reason=reason.strip())
    return posting


def _take_out(
    lot: Lot,
    from_rack: str,
    to_kind: str,
    pieces: int,
    mass_kg: Decimal | None,
    entry: stock.Entry,
    by: Person,
) -> stock.Posting:
    source = rack_of(from_rack, by, field="from_rack")
    target = stock.outside(by.center_id, to_kind)
    return stock.post(entry, [stock.Move(lot.pk, source.pk, target, pieces, mass_kg)])


def _note(
    action: str, lot: Lot, posting: stock.Posting, by: Person, at: datetime, **data: str
) -> None:
    moved = posting.moved[0]
    audit.record(
        by=by,
        action=action,
        subject="Lot",
        subject_id=lot.pk,
        at=at,
        sequence=posting.sequence,
        pieces=moved.pieces,
        mass_kg=moved.mass_kg,
        value=moved.value,
        **data,
    )
