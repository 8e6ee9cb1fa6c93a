"""Putting a mill certificate to lots: what they are does not change, what proves it does."""

from collections.abc import Sequence

from inventory.models import Lot
from materialcenter.commands import step
from materialcenter.errors import Missing


@step
def certify(*, center_id: int, lot_ids: Sequence[int], certificate_id: int) -> list[Lot]:
    """Name a kept file as the certificate of lots; a later one replaces an earlier one.

    Raises Missing when a lot is not the center's.
    """
    lots = list(
        Lot.objects.select_for_update(no_key=True)
        .filter(center_id=center_id, pk__in=lot_ids)
        .order_by("pk")
    )
    if len(lots) != len(set(lot_ids)):
        raise Missing
    for lot in lots:
        lot.certificate_id = certificate_id
        lot.save(update_fields=["certificate"])
    return lots
