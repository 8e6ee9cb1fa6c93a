"""Changing the state of a paper by its own table of states.

Here belongs the one refusal that papers share: not in the state the act needs.
"""

from collections.abc import Sequence
from typing import TypeVar

from django.utils.translation import gettext_lazy as _

from materialcenter.commands import step
from materialcenter.errors import Conflict
from orders.models import (
    BlanketOrder,
    PaymentBatch,
    PurchaseOrder,
    SupplierCredit,
    SupplierInvoice,
    SupplierPayment,
)

Paper = TypeVar("Paper", BlanketOrder, PurchaseOrder, SupplierCredit, SupplierInvoice, PaymentBatch)


class NotInThisState(Conflict):
    """The paper is not in the state that the act needs."""

    code = "not_in_this_state"
    sentence = _("%(number)s is “%(status)s”; this is not possible now.")


def refuse_state(
    paper: BlanketOrder
    | PurchaseOrder
    | SupplierCredit
    | SupplierInvoice
    | PaymentBatch
    | SupplierPayment,
) -> NotInThisState:
    """Return the refusal that names a paper and the state it is in."""
    return NotInThisState(number=paper.number, status=paper.get_status_display())


@step
def move_to(paper: Paper, status: str, *, also: Sequence[str] = ()) -> None:
    """Change a locked paper's state and save it with the fields in `also`.

    Raises NotInThisState when its table of states does not lead there.
    """
    if status not in paper.NEXT[paper.status]:
        raise refuse_state(paper)
    paper.status = status
    paper.save(update_fields=["status", *also])
