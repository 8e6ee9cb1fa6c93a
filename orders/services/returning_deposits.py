"""Giving back what a pool that is over left of its members' deposits, by credit notes."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from materialcenter import audit
from materialcenter.commands import command
from materialcenter.errors import Conflict
from materialcenter.models import Center
from materialcenter.person import system_person
from orders.models import CreditNote, CreditNoteLine, Pool
from orders.reports.credit import deposits_left
from orders.reports.not_come import not_come
from orders.rules.credit import NotCome, explain_rest
from orders.services.opening import lock_pool
from orders.services.writing_credit_notes import next_credit_numbers, send_later


class DepositStillNeeded(Conflict):
    """The pool still runs, and its own bill comes first."""

    code = "deposit_still_needed"
    sentence = _("Pool %(pool)s is not over yet; its deposit pays for what the pool brings first.")


@command
def credit_left_deposits(*, pool_id: int, at: datetime) -> list[CreditNote]:
    """Give each member of a pool that is over one credit note for what is left of its deposits.

    Done again it finds nothing left and gives none. The lines say what was planned and did
    not come, as far as that explains the rest; the rest of the rest was paid too much.
    Locks the pool. Raises DepositStillNeeded.
    """
    center_id = Pool.objects.values_list("center_id", flat=True).get(pk=pool_id)
    by = system_person(center_id)
    pool = lock_pool(pool_id=pool_id, by=by)
    if Pool.NEXT[pool.status]:
        raise DepositStillNeeded(pool=pool.number)
    left = deposits_left(pool.pk)
    if not left:
        return []
    center = Center.objects.get(pk=center_id)
    missing = not_come(pool, workshop_ids=list(left))
    notes = _write(pool, center, left, at=at)
    lines = [line for note in notes for line in _lines(note, center, missing[note.workshop_id])]
    CreditNoteLine.objects.bulk_create(lines)
    for note in notes:
        audit.record(
            by=by,
            action="credit_note.issued",
            subject="CreditNote",
            subject_id=note.pk,
            at=at,
            pool=pool.number,
            amount=note.amount,
        )
        send_later(note)
    return notes


def _write(pool: Pool, center: Center, left: dict[int, int], *, at: datetime) -> list[CreditNote]:
    is_cancelled = pool.status == Pool.Status.CANCELLED
    reason = CreditNote.Reason.CANCELLED if is_cancelled else CreditNote.Reason.SHORTFALL
    numbers = next_credit_numbers(center, count=len(left), at=at)
    return CreditNote.objects.bulk_create(
        CreditNote(
            center=center,
            number=number,
            workshop_id=workshop_id,
            pool=pool,
            reason=reason,
            net=amount,
            amount=amount,
            issued_at=at,
        )
        for number, (workshop_id, amount) in zip(numbers, left.items(), strict=True)
    )


def _lines(note: CreditNote, center: Center, missing: Sequence[NotCome]) -> list[CreditNoteLine]:
    """Say what did not come, each with its part of the amount, VAT in it."""
    parts = explain_rest(note.amount, missing, is_vat_registered=center.is_vat_registered)
    explained = [(what, amount) for what, amount in zip(missing, parts, strict=True) if amount]
    return [
        CreditNoteLine(
            credit_note=note,
            line_no=n,
            material_id=what.material_id,
            pieces=what.pieces,
            mass_kg=what.mass_kg,
            price_per_kg=what.price_per_kg,
            amount=amount,
        )
        for n, (what, amount) in enumerate(explained, start=1)
    ]
