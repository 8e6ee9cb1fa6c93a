"""Credit: what a workshop owes, and what it must pay before more may leave.

The caller holds the workshop's row lock, so that two acts never spend the same credit.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from materialcenter.commands import step
from materialcenter.errors import Conflict
from materialcenter.formats import rupiah
from materialcenter.models import Workshop
from orders.reports.credit import deposit_left, exposure
from orders.rules.bill import due_at_once

__all__ = ["Credit", "OverCreditLimit", "check_credit", "credit_of", "deposit_left", "exposure"]


class OverCreditLimit(Conflict):
    """What leaves unpaid would go over the workshop's credit limit.

    data, in whole rupiah: limit, owed (before this), total (of this), due_now (what must
    be paid before it leaves).
    """

    code = "over_credit_limit"
    sentence = _(
        "The credit limit is %(limit)s and %(owed)s is unpaid already. Of this bill of"
        " %(total)s, %(due_now)s must be paid before it leaves."
    )

    def __str__(self) -> str:
        """Return the sentence with its amounts written for people."""
        return str(self.sentence) % {name: rupiah(value) for name, value in self.data.items()}


class PaysBeforePickUp(OverCreditLimit):
    """What leaves unpaid belongs to a workshop that pays before pick-up; data as above."""

    code = "pays_before_pick_up"
    sentence = _(
        "This workshop pays before pick-up. Of this bill of %(total)s, %(due_now)s must be paid"
        " before it leaves."
    )


@dataclass(frozen=True)
class Credit:
    """Where a workshop stands, in whole rupiah: its limit, and what it owes."""

    limit: int
    owed: int

    @property
    def left(self) -> int:
        """Return what may still leave unpaid."""
        return max(0, self.limit - self.owed)


def credit_of(workshop: Workshop) -> Credit:
    """Say where a workshop stands now."""
    return Credit(limit=workshop.credit_line, owed=exposure(workshop.pk))


@step
def check_credit(workshop: Workshop, *, total: int, paid_now: int) -> None:
    """Refuse a bill that leaves more unpaid than the limit allows.

    workshop: locked by the caller. total: the new bill's. paid_now: what is paid of it in
    the same act. Raises OverCreditLimit, PaysBeforePickUp.
    """
    owed = exposure(workshop.pk)
    due_now = due_at_once(total=total, owed=owed, limit=workshop.credit_line)
    if paid_now < due_now:
        is_prepaid = workshop.payment_terms == Workshop.Terms.PREPAID
        refusal = PaysBeforePickUp if is_prepaid else OverCreditLimit
        raise refusal(
            field="amount", limit=workshop.credit_line, owed=owed, total=total, due_now=due_now
        )
