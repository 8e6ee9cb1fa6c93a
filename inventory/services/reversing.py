"""Undoing a transaction by one that moves everything back."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory import stock
from inventory.models import Transaction
from inventory.services.dating import entry_by
from inventory.services.quarantining import ReasonMissing
from materialcenter import audit
from materialcenter.commands import command
from materialcenter.errors import Conflict, Missing
from materialcenter.person import Person, Role

# How the numbers of papers begin that stay as they are when their goods are moved back.
PAPERS = ("RTR-", "SO-", "PB-")
GOODS_RECEIPT = "GR-"
MAY_REVERSE = (Role.SUPERVISOR,)


class GoodsReceiptStands(Conflict):
    """A goods receipt counts for its order and its bills, and is undone by a return."""

    code = "goods_receipt_stands"
    sentence = _(
        "%(paper)s counts for its order, and its supplier may have billed it or been paid for"
        " it. Send the goods back on the receipt's page instead: the order is then open for"
        " them again, and no bill counts them."
    )


@command
def reverse_transaction(*, sequence: int, reason: str, by: Person, at: datetime) -> stock.Posting:
    """Move everything of a transaction back, today, and name it.

    What went onto a rack must still be free there.
    Raises Missing, ReasonMissing, GoodsReceiptStands, ReversesAnother, AlreadyReversed,
    NotEnoughStock, PeriodClosed.
    """
    by.must_be(*MAY_REVERSE)
    found = Transaction.objects.filter(center_id=by.center_id, pk=sequence).first()
    if found is None or not by.is_staff:
        raise Missing
    if not reason.strip():
        raise ReasonMissing(field="reason")
    refuse_goods_receipt(found)
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


def refuse_goods_receipt(found: Transaction) -> None:
    """Refuse to move the goods of a receipt back behind the back of its papers."""
    if found.reason == Transaction.Reason.RECEIPT and found.reference.startswith(GOODS_RECEIPT):
        raise GoodsReceiptStands(paper=found.reference)
