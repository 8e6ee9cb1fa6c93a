"""Undoing a transaction by one that moves everything back."""

from datetime import datetime

from django.utils import timezone

from inventory import stock
from inventory.models import Transaction
from inventory.services.dating import entry_by
from inventory.services.quarantining import ReasonMissing
from materialcenter import audit
from materialcenter.commands import command
from materialcenter.errors import Missing
from materialcenter.person import Person, Role

# How the numbers of papers begin behind which goods were bought or sold.
PAPERS = ("GR-", "RTR-", "SO-", "PB-")
MAY_REVERSE = (Role.SUPERVISOR,)


@command
def reverse_transaction(*, sequence: int, reason: str, by: Person, at: datetime) -> stock.Posting:
    """Move everything of a transaction back, today, and name it.

    What went onto a rack must still be free there.
    Raises Missing, ReasonMissing, ReversesAnother, AlreadyReversed, NotEnoughStock,
    PeriodClosed.
    """
    by.must_be(*MAY_REVERSE)
    found = Transaction.objects.filter(center_id=by.center_id, pk=sequence).first()
    if found is None or not by.is_staff:
        raise Missing
    if not reason.strip():
        raise ReasonMissing(field="reason")
    posting = stock.reverse(
        entry_by(
            by,
            reason=Transaction.Reason.REVERSAL,
            reference=found.reference,
            on=timezone.localdate(at),
            at=at,
            note=reason.strip(),
        ),
        sequence=sequence,
    )
    audit.record(
        by=by,
        action="transaction.reversed",
        subject="Transaction",
        subject_id=sequence,
        at=at,
        by_sequence=posting.sequence,
        reason=reason.strip(),
    )
    return posting
