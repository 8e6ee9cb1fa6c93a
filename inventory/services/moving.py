"""Taking a lot, or part of it, from one rack to another."""

from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from inventory import stock
from inventory.models import Transaction
from inventory.services.dating import entry_by
from inventory.services.finding import spots_of
from materialcenter import audit
from materialcenter.commands import command
from materialcenter.errors import Invalid
from materialcenter.person import Person, Role

MAY_MOVE = (Role.CLERK, Role.SUPERVISOR)


class SameRack(Invalid):
    """From a rack to itself."""

    code = "same_rack"
    sentence = _("Choose another rack than the one it lies on.")


@command
def move_lot(
    *,
    lot_number: str,
    from_rack: str,
    to_rack: str,
    pieces: int,
    mass_kg: Decimal | None,
    on: date,
    by: Person,
    at: datetime,
) -> stock.Posting:
    """Move what is free of a lot; what an order has reserved stays where its pick list says.

    pieces: 0 for what is kept by weight. mass_kg: as weighed, None takes the pieces' part.
    Raises Missing, NoSuchRack, SameRack, and what the door refuses.
    """
    by.must_be(*MAY_MOVE)
    spots = spots_of(lot_number, from_rack, to_rack, by)
    if spots.from_id == spots.to_id:
        raise SameRack(field="to_rack")
    posting = stock.post(
        entry_by(by, reason=Transaction.Reason.TRANSFER, reference=lot_number, on=on, at=at),
        [stock.Move(spots.lot_id, spots.from_id, spots.to_id, pieces, mass_kg)],
    )
    audit.record(
        by=by,
        action="lot.moved",
        subject="Lot",
        subject_id=spots.lot_id,
        at=at,
        sequence=posting.sequence,
        from_rack=from_rack,
        to_rack=to_rack,
        pieces=pieces,
        mass_kg=posting.moved[0].mass_kg,
    )
    return posting
