"""Putting a lot into quarantine, and deciding what becomes of it."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from inventory import stock
from inventory.models import Lot
from inventory.services.finding import lot_of
from materialcenter import audit
from materialcenter.commands import command
from materialcenter.errors import Conflict, Invalid
from materialcenter.person import Person, Role
from materialcenter.services.telling.news import tell_later

MAY_QUARANTINE = (Role.CLERK, Role.SUPERVISOR)
MAY_DECIDE = (Role.SUPERVISOR,)


class ReasonMissing(Invalid):
    """An act that must say why."""

    code = "reason_missing"
    sentence = _("Please say why.")


class QualityIs(Conflict):
    """The lot is in that state already."""

    code = "lot_quality_unchanged"
    sentence = _("Lot %(lot)s is already: %(quality)s.")


@command
def quarantine_lot(*, lot_number: str, reason: str, by: Person, at: datetime) -> Lot:
    """Keep a lot from being sold or handed over, what is reserved of it included.

    Raises Missing, ReasonMissing, QualityIs.
    """
    by.must_be(*MAY_QUARANTINE)
    lot = _judge(lot_number, Lot.Quality.QUARANTINED, "lot.quarantined", reason, by, at)
    mark = at.isoformat(timespec="seconds")
    tell_later("judge_lot", lot.pk, center_id=by.center_id, mark=mark)
    return lot


@command
def release_lot(*, lot_number: str, reason: str, by: Person, at: datetime) -> Lot:
    """Let a lot be sold again. Raises Missing, ReasonMissing, QualityIs."""
    by.must_be(*MAY_DECIDE)
    return _judge(lot_number, Lot.Quality.OK, "lot.released", reason, by, at)


@command
def reject_lot(*, lot_number: str, reason: str, by: Person, at: datetime) -> Lot:
    """Find a lot unfit for good; it leaves by a return or a write-off.

    Raises Missing, ReasonMissing, QualityIs.
    """
    by.must_be(*MAY_DECIDE)
    return _judge(lot_number, Lot.Quality.REJECTED, "lot.rejected", reason, by, at)


def _judge(
    lot_number: str, quality: Lot.Quality, action: str, reason: str, by: Person, at: datetime
) -> Lot:
    lot = lot_of(lot_number, by)
    if not reason.strip():
        raise ReasonMissing(field="reason")
    if lot.quality == quality:
        raise QualityIs(lot=lot.number, quality=quality.label)
    judged = stock.set_quality(
        center_id=by.center_id,
        lot_id=lot.pk,
        quality=quality,
        at=at,
        reason="" if quality == Lot.Quality.OK else reason.strip(),
    )
    audit.record(
        by=by, action=action, subject="Lot", subject_id=lot.pk, at=at, reason=reason.strip()
    )
    return judged
