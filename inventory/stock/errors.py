"""What the door refuses."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from inventory.stock.types import Shortage
from materialcenter.errors import Conflict, Invalid

_GRAMS = -3


class NotEnoughStock(Conflict):
    """More was asked than is available; `faults` names every shortage.

    shortages: of whole materials, where the asking was for no lot in particular.
    """

    code = "not_enough_stock"
    sentence = _("There is not enough in stock.")
    shortages: tuple[Shortage, ...] = ()


class NotPositive(Invalid):
    """A quantity is zero or negative."""

    code = "quantity_not_positive"
    sentence = _("A quantity must be more than zero.")


class FractionOfPiece(Invalid):
    """A sheet or bar was asked for in parts."""

    code = "fraction_of_piece"
    sentence = _("%(material)s is counted in whole pieces.")


class WrongUnit(Invalid):
    """A quantity came in a unit that is not the material's."""

    code = "wrong_unit"
    sentence = _("%(material)s is ordered in %(unit)s.")


class LotBlocked(Conflict):
    """The lot is in quarantine or rejected."""

    code = "lot_blocked"
    sentence = _("Lot %(lot)s is in quarantine or rejected and may not leave.")


class LotConsigned(Conflict):
    """The lot belongs to a workshop."""

    code = "lot_consigned"
    sentence = _("Lot %(lot)s is consigned stock of another owner and is never sold.")


class TooFine(Invalid):
    """A weight in parts of a gram, which no column keeps."""

    code = "too_many_decimals"
    sentence = _("A weight has at most three decimals of a kg.")


class PeriodClosed(Conflict):
    """The books are closed through a later day."""

    code = "period_closed"
    sentence = _("The books are closed through %(through)s; choose a later date.")


class InTheFuture(Invalid):
    """A movement cannot be dated ahead."""

    code = "date_in_the_future"
    sentence = _("The date lies in the future.")


class BeforeArrival(Conflict):
    """What leaves a rack cannot have left before it came."""

    code = "before_arrival"
    sentence = _("Lot %(lot)s came on %(day)s; nothing of it can have moved before that.")


class AlreadyReversed(Conflict):
    """A transaction is reversed once."""

    code = "already_reversed"
    sentence = _("This transaction has been reversed already.")


class ReversesAnother(Conflict):
    """A transaction that undoes another is not undone itself."""

    code = "reverses_another"
    sentence = _("This transaction reverses another. Record what really happened anew instead.")


class LateCostStays(Conflict):
    """A late cost is not undone: part of the steel it was shared over may be gone."""

    code = "late_cost_not_reversed"
    sentence = _("A late cost is not reversed. Enter what the supplier gives back instead.")


class NothingReserved(Conflict):
    """What was to be handed over is not reserved any more."""

    code = "nothing_reserved"
    sentence = _("What was reserved is not held any more.")


class PiecesAndMassDisagree(Conflict):
    """All pieces without all kg, or all kg without all pieces."""

    code = "pieces_and_mass_disagree"
    sentence = _("The last pieces of lot %(lot)s take the last of its kg; neither goes alone.")


class TooLight(Conflict):
    """Pieces whose part of what is there rounds to no gram."""

    code = "pieces_too_light"
    sentence = _("So few pieces weigh less than a gram there. Weigh them, or take them all.")


def refuse_finer(mass_kg: Decimal | None, *, field: str = "mass_kg") -> None:
    """Refuse a weight that the ledger would have to round. Raises TooFine."""
    if mass_kg is None:
        return
    exponent = mass_kg.normalize().as_tuple().exponent
    if not isinstance(exponent, int) or exponent < _GRAMS:
        raise TooFine(field=field)
