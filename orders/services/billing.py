"""Billing what was handed over before: for a pool, for a month, or when finance asks.

Here belongs when which workshop gets one invoice for several delivery notes. Never here: how
an invoice is written (invoicing.py), what is billed at the counter (delivering.py).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory import catalogue
from materialcenter import audit
from materialcenter.commands import command, step
from materialcenter.errors import Conflict, Missing
from materialcenter.jobs import later
from materialcenter.models import Center, Role, Workshop
from materialcenter.person import Person, system_person
from orders.models import (
    AllocatedShare,
    DeliveryNote,
    DeliveryNoteLine,
    Invoice,
    Payment,
    Pool,
)
from orders.reports.credit import deposit_left
from orders.reports.selling import POOL_SHARE
from orders.rules.bill import Bill, Taken, bill_for, parts_of_total
from orders.services.invoicing import BillingFor, draw_invoice
from orders.services.paying import TakenPayment, pay_invoice

BILLERS = (Role.FINANCE, Role.SUPERVISOR)
# A pool brings these nothing more, so what was handed over of it is all.
_SHARED_OUT = (Pool.Status.ALLOCATED, Pool.Status.SETTLED)


class NothingToBill(Conflict):
    """Everything that was handed over is billed."""

    code = "nothing_to_bill"
    sentence = _("Everything that %(workshop)s took is billed already.")


def month_before(day: date) -> date:
    """Return the first day of the month before a day's."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def workshops_to_bill(*, at: datetime) -> list[tuple[int, int]]:
    """Return (center id, workshop id) of those whose month that is over is to be billed.

    Whenever it is asked, not on the first day alone: a beat that stood still misses nothing.
    One statement.
    """
    month = month_before(timezone.localdate(at))
    billed = Invoice.objects.filter(workshop=OuterRef("workshop"), month=month)
    found = (
        _of_months(DeliveryNote.objects.unbilled(), month)
        .filter(~Exists(billed))
        .order_by("center_id", "workshop_id")
        .values_list("center_id", "workshop_id")
        .distinct()
    )
    return list(found)


def _of_months(notes: QuerySet[DeliveryNote], month: date) -> QuerySet[DeliveryNote]:
    """Keep the notes of a month and older ones, but those that wait for the bill of their pool."""
    ends_on = (month + timedelta(days=31)).replace(day=1)
    ends_at = timezone.make_aware(datetime.combine(ends_on, time.min))
    waits = Q(workshop__billing=Workshop.Billing.PER_POOL, pool__isnull=False)
    return notes.filter(handed_at__lt=ends_at).exclude(waits)


@command
def bill_month(*, workshop_id: int, month: date, at: datetime) -> list[Invoice]:
    """Bill a workshop what it took until the end of a month and no bill names yet.

    month: its first day. Done again it draws nothing, nor where nothing was taken. Returns
    what was drawn, at most one. Locks pools and the workshop.
    """
    workshop = _lock(workshop_id)
    if Invoice.objects.filter(workshop=workshop, month=month).exists():
        return []
    notes = _of_months(_unbilled(workshop), month)
    what = BillingFor(Invoice.Kind.MONTH, month=month)
    return _bill(workshop, notes, what, by=system_person(workshop.center_id), at=at)


def pools_workshops(pool_id: int) -> list[int]:
    """Return the workshops that are billed by pool and took what is not billed of one."""
    rows = DeliveryNote.objects.unbilled().filter(
        pool_id=pool_id, workshop__billing=Workshop.Billing.PER_POOL
    )
    return list(rows.order_by("workshop_id").values_list("workshop_id", flat=True).distinct())


@command
def bill_pool(*, pool_id: int, workshop_id: int, at: datetime) -> list[Invoice]:
    """Bill a workshop all it took of a pool, once nothing of the pool waits for it any more.

    Done again, or too early, it draws nothing. Returns what was drawn, at most one. Locks the
    pool and the workshop.
    """
    pool = Pool.objects.select_for_update(no_key=True).get(pk=pool_id)
    workshop = _lock(workshop_id)
    if pool.status not in _SHARED_OUT or _waits(pool, workshop):
        return []
    is_first = not Invoice.objects.filter(workshop=workshop, pool=pool).exists()
    what = (
        BillingFor(Invoice.Kind.POOL, pool=pool) if is_first else BillingFor(Invoice.Kind.BY_HAND)
    )
    notes = _unbilled(workshop).filter(pool=pool)
    return _bill(workshop, notes, what, by=system_person(pool.center_id), at=at)


def _waits(pool: Pool, workshop: Workshop) -> bool:
    shares = AllocatedShare.objects.filter(
        allocation__pool_material__pool=pool, workshop=workshop
    ).values_list("pk", flat=True)
    return catalogue.holds_anything(pool.center_id, holder=POOL_SHARE, holder_ids=shares)


@command
def bill_by_hand(*, workshop_id: int, by: Person, at: datetime) -> Invoice:
    """Bill a workshop everything that it took and no bill names yet, whenever finance likes.

    Locks pools and the workshop. Raises WrongRole, Missing, NothingToBill.
    """
    by.must_be(*BILLERS)
    if not Workshop.objects.visible_to(by).filter(pk=workshop_id).exists():
        raise Missing(field="workshop", sentence=_("There is no such workshop."))
    workshop = _lock(workshop_id)
    what = BillingFor(Invoice.Kind.BY_HAND)
    drawn = _bill(workshop, _unbilled(workshop), what, by=by, at=at)
    if not drawn:
        raise NothingToBill(workshop=workshop.name)
    return drawn[0]


@step
def _lock(workshop_id: int) -> Workshop:
    """Lock the pools whose deposits a bill may use, then the workshop: documents first."""
    pools = _unbilled(workshop_id).filter(pool__isnull=False).values_list("pool_id", flat=True)
    ids = sorted({pk for pk in pools if pk is not None})
    list(Pool.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))
    return Workshop.objects.select_for_update(no_key=True).get(pk=workshop_id)


def _unbilled(workshop: Workshop | int) -> QuerySet[DeliveryNote]:
    rows = DeliveryNote.objects.unbilled().filter(workshop=workshop)
    return rows.select_related("pool").order_by("pk")


@step
def _bill(
    workshop: Workshop,
    rows: QuerySet[DeliveryNote],
    what: BillingFor,
    *,
    by: Person,
    at: datetime,
) -> list[Invoice]:
    """Draw one invoice for the notes of a locked workshop and pay it from its deposits."""
    notes = list(rows)
    if not notes:
        return []
    center = Center.objects.get(pk=workshop.center_id)
    bills = _bills(notes, is_vat_registered=center.is_vat_registered)
    invoice = draw_invoice(center, [(note, bills[note.pk]) for note in notes], at=at, what=what)
    parts = parts_of_total(invoice.total, [bills[note.pk].net for note in notes])
    _use_deposits(invoice, notes, parts, by=by, at=at)
    audit.record(
        by=by,
        action="invoice.drawn",
        subject="Invoice",
        subject_id=invoice.pk,
        at=at,
        invoice=invoice.number,
        delivery_notes=[note.number for note in notes],
        amount=invoice.total,
    )
    return [invoice]


def _bills(notes: Sequence[DeliveryNote], *, is_vat_registered: bool) -> Mapping[int, Bill]:
    """Draw up each note's bill from its lines, as they were priced when they left."""
    taken: defaultdict[int, list[Taken]] = defaultdict(list)
    for line in (
        DeliveryNoteLine.objects.filter(note__in=[note.pk for note in notes])
        .select_related("order_line")
        .order_by("note_id", "line_no")
    ):
        taken[line.note_id].append(_taken(line))
    return {
        note.pk: bill_for(taken[note.pk], is_vat_registered=is_vat_registered) for note in notes
    }


def _taken(line: DeliveryNoteLine) -> Taken:
    by_table: Decimal | None = line.table_mass_kg
    return Taken(
        line.material_id,
        line.pieces,
        line.mass_kg if by_table is None else by_table,
        line.price_per_kg,
        by_table=by_table is not None,
        apart=line.order_line.lot_id if line.order_line else None,
    )


@step
def _use_deposits(
    invoice: Invoice,
    notes: Sequence[DeliveryNote],
    parts: Sequence[int],
    *,
    by: Person,
    at: datetime,
) -> None:
    """Pay each pool's part of a new bill from what is left of its deposits.

    What a pool that is over then has left, if only a rupiah, is given back.
    """
    sums: defaultdict[int, int] = defaultdict(int)
    pools: dict[int, Pool] = {}
    for note, part in zip(notes, parts, strict=True):
        if note.pool is not None:
            pools[note.pool.pk] = note.pool
            sums[note.pool.pk] += part
    for pk, pool in sorted(pools.items()):
        left = deposit_left(workshop_id=invoice.workshop_id, pool_id=pk)
        if used := min(left, sums[pk]):
            taken = TakenPayment(used, Payment.Method.DEPOSIT)
            pay_invoice(invoice, taken, by=by, at=at, pool=pool)
        if left > used and not Pool.NEXT[pool.status]:
            later("orders.tasks.credit_left_deposits", center_id=pool.center_id, pool_id=pk)
