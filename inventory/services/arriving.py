"""What arrives without a purchase order: what must add up, and the papers that came with it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from inventory import stock
from inventory.models import Lot
from materialcenter.commands import step
from materialcenter.errors import Conflict, Fault, Invalid
from materialcenter.formats import kg, whole
from materialcenter.person import Person
from materialcenter.services.holding_uploads import claim_uploads


class BadArrival(Invalid):
    """What arrived does not add up; `faults` names every lot."""

    code = "arrival_invalid"
    sentence = _("This cannot be taken in like this.")


@dataclass(frozen=True)
class Arrived:
    """One heat of one material as it was weighed; codes as people write them.

    pieces: 0 for what is kept by weight. cost_per_kg: of the weighed kg, None for consigned.
    received = accepted + rejected; accepted_*: as counted, None for what is not rejected.
    quarantine_reason: why it must wait. certificate: the number of one that was entered, or
    held_certificate_id: a file of one that is entered later.
    """

    material: str
    rack: str
    heat: str
    pieces: int
    mass_kg: Decimal
    cost_per_kg: Decimal | None
    is_quarantined: bool = False
    quarantine_reason: str = ""
    rejected_pieces: int = 0
    rejected_kg: Decimal = Decimal(0)
    reject_reason: str = ""
    accepted_pieces: int | None = None
    accepted_kg: Decimal | None = None
    certificate: str = ""
    held_certificate_id: int | None = None

    @property
    def staying_pieces(self) -> int:
        """Return the pieces that stay."""
        return self.pieces - self.rejected_pieces

    @property
    def staying_kg(self) -> Decimal:
        """Return the weighed kg that stay."""
        return self.mass_kg - self.rejected_kg

    @property
    def has_rejected(self) -> bool:
        """Say whether some of it is rejected."""
        return bool(self.rejected_pieces or self.rejected_kg)

    @property
    def stays(self) -> bool:
        """Say whether some of it becomes a lot."""
        return not self.has_rejected or self.staying_kg != 0


@contextmanager
def told_of_lot(n: int, heat: str) -> Iterator[None]:
    """Let what is refused inside name the lot it is about, beside its field."""
    try:
        yield
    except (Invalid, Conflict) as refusal:
        refusal.faults = (_fault(n, heat, refusal.code, refusal.field, str(refusal)),)
        raise


def check_arrived(arrived: Sequence[Arrived]) -> None:
    """Refuse lots whose accepted and rejected parts are not what came. Raises BadArrival."""
    faults = [
        _fault(n, lot.heat, code, field, sentence)
        for n, lot in enumerate(arrived)
        for code, field, sentence in _line_faults(lot)
    ]
    if faults:
        raise BadArrival(faults=faults)


def _line_faults(lot: Arrived) -> Iterator[tuple[str, str, str]]:
    """Give (code, field, sentence) for everything that does not add up in a lot."""
    if not 0 <= lot.rejected_pieces <= max(lot.pieces, 0):
        sentence = __("More pieces are rejected than came.")
        yield "rejected_over_received", "rejected_pieces", sentence
    if not 0 <= lot.rejected_kg <= max(lot.mass_kg, Decimal(0)):
        yield "rejected_over_received", "rejected_kg", __("More kg are rejected than came.")
    elif (
        lot.pieces
        and lot.has_rejected
        and (
            (lot.rejected_pieces == 0) != (lot.rejected_kg == 0)
            or (lot.staying_pieces == 0) != (lot.staying_kg == 0)
        )
    ):
        sentence = __("Rejected pieces and their kg must belong together.")
        yield "rejected_pieces_and_kg_disagree", "rejected_kg", sentence
    if lot.has_rejected and not lot.reject_reason.strip():
        yield "reject_reason_missing", "reject_reason", __("Say why it is rejected.")
    yield from _sum_faults(lot)


def _sum_faults(lot: Arrived) -> Iterator[tuple[str, str, str]]:
    code = "accepted_and_rejected_not_received"
    sentence = __("%(accepted)s accepted and %(rejected)s rejected are not %(received)s.")
    if lot.accepted_pieces is not None and lot.accepted_pieces != lot.staying_pieces:
        shown = {
            "accepted": whole(lot.accepted_pieces),
            "rejected": whole(lot.rejected_pieces),
            "received": whole(lot.pieces),
        }
        yield code, "accepted_pieces", sentence % shown
    if lot.accepted_kg is not None and lot.accepted_kg != lot.staying_kg:
        shown = {
            "accepted": kg(lot.accepted_kg),
            "rejected": kg(lot.rejected_kg),
            "received": kg(lot.mass_kg),
        }
        yield code, "accepted_kg", sentence % shown


def _fault(n: int, heat: str, code: str, field: str, sentence: str) -> Fault:
    place = __("Lot %(number)s, heat %(heat)s") % {"number": n + 1, "heat": heat.strip() or "–"}
    return Fault(code, sentence, f"lots.{n}.{field}", place)


def rejected_in_words(arrived: Sequence[Arrived]) -> str:
    """Say how much of a delivery went back, for its transaction; "" where nothing did."""
    rejected_kg = sum((lot.rejected_kg for lot in arrived), Decimal(0))
    return __("%(mass)s rejected") % {"mass": kg(rejected_kg)} if rejected_kg else ""


@step
def keep_papers(
    lots: Sequence[Lot], arrived: Sequence[Arrived], *, held_photo_ids: Sequence[int], by: Person
) -> None:
    """Put photos to the first lot, and each file of a certificate to its own lot.

    lots, arrived: in the same order. A file beside an entered certificate is kept with its
    lot. Raises UploadGone.
    """
    claim_uploads(held_photo_ids, subject="Lot", subject_id=lots[0].pk, by=by)
    for lot, one in zip(lots, arrived, strict=True):
        if one.held_certificate_id is None:
            continue
        claim_uploads([one.held_certificate_id], subject="Lot", subject_id=lot.pk, by=by)
        if lot.certified_heat_id is None:
            stock.certify(
                center_id=by.center_id, lot_ids=[lot.pk], certificate_id=one.held_certificate_id
            )
