"""What is coming: purchase orders and pools announce it, receipts take it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from inventory.models import ExpectedSupply
from inventory.stock.watching import watch
from materialcenter.commands import step


@dataclass(frozen=True)
class Coming:
    """The open, unpromised rest of a document's line, and when it is due."""

    holder_id: int
    material_id: int
    reference: str
    free_pieces: int
    free_kg: Decimal
    due_on: date | None


@step
def expect(*, center_id: int, holder: str, coming: Sequence[Coming]) -> None:
    """Say what lines will still bring; a line said again replaces what was said before.

    A rest of 0 kg takes the line away. Only what is not promised to anybody counts, since
    reordering and promises build on it.
    """
    rows = [
        ExpectedSupply(
            center_id=center_id,
            holder=holder,
            holder_id=line.holder_id,
            material_id=line.material_id,
            reference=line.reference,
            free_pieces=line.free_pieces,
            free_kg=line.free_kg,
            due_on=line.due_on,
        )
        for line in sorted(coming, key=lambda line: line.holder_id)
        if line.free_kg > 0
    ]
    ExpectedSupply.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["holder", "holder_id"],
        update_fields=["free_pieces", "free_kg", "due_on", "reference"],
    )
    gone = [line.holder_id for line in coming if line.free_kg <= 0]
    ExpectedSupply.objects.filter(holder=holder, holder_id__in=gone).delete()
    watch(center_id=center_id, material_ids=(line.material_id for line in coming))
