"""Taking a lot, or part of it, from one rack to another."""

from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from inventory import stock
from inventory.models import Transaction
from inventory.services.dating import entry_by
from inventory.services.finding import lot_of, rack_of
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
    lot = lot_of(lot_number, by)
    source = rack_of(from_rack, by, field="from_rack")
    target = rack_of(to_rack, by, field="to_rack")
    if source == target:
        raise SameRack(field="to_rack")
    posting = stock.post(
        entry_by(by, reason=Transaction.Reason.TRANSFER, reference=lot.number, on=on, at=at),
        [stock.Move(lot.pk, source.pk, target.pk, pieces, mass_kg)],
    )
    audit.record(
        by=by,
        action="lot.moved",
        subject="Lot",
        subject_id=lot.pk,
        at=at,
        sequence=posting.sequence,
        from_rack=source.code,
        to_rack=target.code,
        pieces=pieces,
        mass_kg=posting.moved[0].mass_kg,
    )
    return posting
