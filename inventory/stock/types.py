"""What the door takes and gives: plain frozen dataclasses."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from inventory.models import Lot


@dataclass(frozen=True)
class Entry:
    """The head of a transaction.

    reason: a value of Transaction.Reason. reference: the document's number. key: unique
    per center; the same key again posts nothing and gives the first posting.
    """

    center_id: int
    reason: str
    reference: str
    actor_id: int | None
    effective_at: datetime
    recorded_at: datetime
    key: str
    note: str = ""
    reverses_id: int | None = None


@dataclass(frozen=True)
class Move:
    """Pieces and kg of one lot from one place to another.

    pieces: 0 for what is kept by weight. mass_kg: None takes the pieces' part of what
    the lot weighs there, the last piece taking the rest. value: rupiah, only for what
    comes from outside; what leaves a rack takes its part of the balance's value.
    """

    lot_id: int
    from_place_id: int
    to_place_id: int
    pieces: int
    mass_kg: Decimal | None = None
    value: Decimal | None = None


@dataclass(frozen=True)
class Moved:
    """A movement as it was written."""

    lot_id: int
    material_id: int
    from_place_id: int
    to_place_id: int
    pieces: int
    mass_kg: Decimal
    value: Decimal
    reservation_id: int | None = None
    holder_id: int | None = None


@dataclass(frozen=True)
class Posting:
    """A transaction as it was written; `is_repeated` when its key was known already."""

    sequence: int
    moved: tuple[Moved, ...]
    is_repeated: bool = False


@dataclass(frozen=True)
class NewLot:
    """A lot that comes in: one heat of one material onto one rack.

    mass_kg: weighed. table_kg: theoretical, None for what has no pieces. cost_per_kg:
    of the weighed kg. owner_id: the workshop of consigned stock; customer: whose it is, where
    it belongs to the workshop's customer. certified_heat_id: of an entered certificate, or
    certificate_id: the file of one that is not entered yet. quality_reason: why quarantined.
    """

    material_id: int
    place_id: int
    heat: str
    pieces: int
    mass_kg: Decimal
    table_kg: Decimal | None
    cost_per_kg: Decimal
    received_on: date
    supplier_id: int | None = None
    owner_id: int | None = None
    customer: str = ""
    certificate_id: int | None = None
    certified_heat_id: int | None = None
    is_quarantined: bool = False
    quality_reason: str = ""


@dataclass(frozen=True)
class Want:
    """Something to reserve: pieces of a counted material, or kg of a weighed one.

    holder_id: the order line or share it is for. lot_ids: only from these, oldest first;
    None takes any saleable lot.
    """

    holder_id: int
    material_id: int
    pieces: int
    mass_kg: Decimal = Decimal(0)


@dataclass(frozen=True)
class Held:
    """A part of a balance that is reserved now."""

    reservation_id: int
    holder_id: int
    lot_id: int
    place_id: int
    pieces: int
    mass_kg: Decimal


@dataclass(frozen=True)
class NewHold:
    """A part of a reservation, and who holds it from now on; pieces 0 for what is weighed."""

    reservation_id: int
    holder: str
    holder_id: int
    pieces: int
    mass_kg: Decimal


@dataclass(frozen=True)
class HandOut:
    """How much of a reservation leaves; None for all of it."""

    reservation_id: int
    pieces: int | None = None
    mass_kg: Decimal | None = None


@dataclass(frozen=True)
class CutOff:
    """What comes off the cutting bench: a new lot on a rack.

    material_id: the cut lot's own for pieces and remnants, one kept by weight for scrap.
    pieces: 0 for scrap. length_mm, width_mm: the size of each piece, width of sheets only.
    fixed_value: rupiah of the whole line, for scrap; None takes part in the cut lot's value
    by weight.
    """

    material_id: int
    place_id: int
    pieces: int
    mass_kg: Decimal
    table_kg: Decimal | None = None
    length_mm: Decimal | None = None
    width_mm: Decimal | None = None
    fixed_value: Decimal | None = None


@dataclass(frozen=True)
class Cut:
    """A cut as it was written: the lots in the order of its outputs, kg in, kg of kerf.

    value: rupiah of what was cut, which the lots share.
    """

    posting: Posting
    lots: tuple[Lot, ...]
    mass_kg: Decimal
    kerf_kg: Decimal
    value: Decimal


@dataclass(frozen=True)
class Revalued:
    """A late cost as it was written: rupiah on what is here, and on what is gone."""

    sequence: int
    on_stock: Decimal
    on_gone: Decimal
    is_repeated: bool = False


@dataclass(frozen=True)
class Shortage:
    """A material asked for in more kg than there were; kg by table weight of counted ones."""

    material_id: int
    asked_kg: Decimal
    had_kg: Decimal
