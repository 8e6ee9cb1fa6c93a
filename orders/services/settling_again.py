"""Letting a receipt be settled again whose settlement was called off."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from materialcenter import audit
from materialcenter.commands import command
from materialcenter.errors import Conflict, Missing
from materialcenter.jobs import later
from materialcenter.person import Person
from orders.models import Receipt
from orders.services.supplier_invoicing import KEEPERS


class NotHeldBack(Conflict):
    """No settlement of the receipt was called off, or it is settled again already."""

    code = "receipt_not_held_back"
    sentence = _("%(number)s is not held back from settling.")


@command
def settle_again(*, receipt_id: int, by: Person, at: datetime) -> Receipt:
    """Hold a receipt back from settling no more; what is due of it is settled at once.

    Raises WrongRole, Missing, NotHeldBack.
    """
    by.must_be(*KEEPERS)
    rows = Receipt.objects.visible_to(by).select_for_update(no_key=True)
    receipt = rows.filter(pk=receipt_id).first()
    if receipt is None:
        raise Missing
    if receipt.called_off_id is None:
        raise NotHeldBack(number=receipt.number)
    audit.record(
        by=by,
        action="settlement.again",
        subject="Receipt",
        subject_id=receipt.pk,
        at=at,
        number=receipt.number,
        called_off=receipt.called_off_id,
    )
    receipt.called_off = None
    receipt.save(update_fields=["called_off"])
    later("orders.tasks.settle_receipt", center_id=receipt.center_id, receipt_id=receipt.pk)
    return receipt
