"""What every handing over does: stock leaves, the delivery note is written, the invoice drawn.

A workshop that is billed by pool or by month gets its invoice later (billing.py), unless
money is taken at the counter: what is paid names what it pays for.

Here belongs what an order from stock and a workshop's shares of a pool have in common;
who may hand over, and what is locked for it, is handing_over.py's.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from inventory import stock
from materialcenter import audit
from materialcenter.commands import step
from materialcenter.errors import Conflict, Fault, Invalid
from materialcenter.models import Center, Workshop
from materialcenter.numbering import next_number
from materialcenter.person import Person
from materialcenter.services.signing import Receiver, keep_signature
from orders.models import DeliveryNote, DeliveryNoteLine, Order, Payment, Pool
from orders.rules.bill import Bill, Rate, bill_for
from orders.services.crediting import check_credit, deposit_left
from orders.services.invoicing import draw_invoice
from orders.services.paying import TakenPayment, check_payment, pay_invoice

GRAM = Decimal("0.001")


class HandOutsRefused(Invalid):
    """Parts that cannot be handed over; `faults` names every one."""

    code = "hand_outs_refused"
    sentence = _("This cannot be handed over like that.")


class NothingToHandOver(Conflict):
    """Nothing is held, or nothing was chosen."""

    code = "nothing_to_hand_over"
    sentence = _("There is nothing to hand over.")


class PickListChanged(Conflict):
    """Other parts are held than those that were looked at."""

    code = "pick_list_changed"
    sentence = _("The pick list changed meanwhile. Please look at it again before handing over.")


@dataclass(frozen=True)
class Source:
    """What is handed over: an order or a pool, and what each holder's kg cost."""

    center: Center
    workshop: Workshop
    order: Order | None
    pool: Pool | None
    reference: str
    key: str
    rates: Mapping[int, Rate]


def check_pick_list(held: Sequence[stock.Held], seen_parts: Collection[int] | None) -> None:
    """Refuse to go by a pick list on which other parts stood. None: no list was shown.

    held: locked. seen_parts: the reservations on the list. Raises PickListChanged.
    """
    if seen_parts is not None and set(seen_parts) != {part.reservation_id for part in held}:
        raise PickListChanged


@step
def deliver(
    source: Source,
    held: Sequence[stock.Held],
    hand_outs: Sequence[stock.HandOut] | None,
    receiver: Receiver,
    payment: TakenPayment | None,
    *,
    by: Person,
    at: datetime,
) -> DeliveryNote:
    """Let held parts leave, with their delivery note, its payment and, where due now, its bill.

    held: what the source holds, locked. hand_outs: parts of it; None for all. The
    source's document and workshop are locked by the caller. Raises NothingToHandOver,
    HandOutsRefused, OverCreditLimit, PaidTooMuch and what check_payment and
    stock.issue_reserved raise.
    """
    if not held or (hand_outs is not None and not hand_outs):
        raise NothingToHandOver
    if payment is not None:
        check_payment(payment)
    if hand_outs is None:
        hand_outs = [stock.HandOut(part.reservation_id) for part in held]
    faults = hand_out_faults(held, hand_outs)
    if faults:
        raise HandOutsRefused(faults=faults)
    posting = stock.issue_reserved(
        stock.Entry(
            center_id=source.center.pk,
            reason="issue" if source.pool is None else "pool",
            reference=source.reference,
            actor_id=by.user_id,
            effective_at=at,
            recorded_at=at,
            key=source.key,
        ),
        hand_outs,
        to_place_id=stock.outside(source.center.pk, "workshop"),
    )
    return _bill(source, posting, receiver, payment, by=by, at=at)


def hand_out_faults(held: Sequence[stock.Held], hand_outs: Sequence[stock.HandOut]) -> list[Fault]:
    """Name everything that is wrong with the parts to be handed over, each at its reservation.

    What is counted goes by whole pieces and takes their part of the kg; what is weighed
    goes by kg.
    """
    parts = {part.reservation_id: part for part in held}
    faults: list[Fault] = []
    seen: set[int] = set()
    for n, out in enumerate(hand_outs):
        found = _faults_of(parts.get(out.reservation_id), out)
        if out.reservation_id in seen:
            found.append(("named_twice", __("The same part is named twice.")))
        seen.add(out.reservation_id)
        field = f"part-{out.reservation_id}"
        faults += [Fault(code, sentence, field, f"hand_outs.{n}") for code, sentence in found]
    return faults


def _faults_of(part: stock.Held | None, out: stock.HandOut) -> list[tuple[str, str]]:
    if part is None:
        return [("not_held", __("This is not reserved here (any more)."))]
    counted = part.pieces > 0
    if (counted and out.mass_kg is not None) or (not counted and out.pieces is not None):
        return [("wrong_unit", __("Counted material goes by pieces, the other by kg."))]
    amount = out.pieces if counted else out.mass_kg
    if amount is None:
        return []
    if amount <= 0:
        return [("quantity_not_positive", __("Hand over more than zero, or leave it out."))]
    if amount > (part.pieces if counted else part.mass_kg):
        return [("more_than_held", __("This is more than is reserved."))]
    if not counted and amount % GRAM:
        return [("too_many_decimals", __("A weight has at most three decimals of a kg."))]
    return []


def _bill(
    source: Source,
    posting: stock.Posting,
    receiver: Receiver,
    payment: TakenPayment | None,
    *,
    by: Person,
    at: datetime,
) -> DeliveryNote:
    moved = _by_lot(posting)
    bill = bill_for(
        (source.rates[holder].taken(m.material_id, m.pieces, m.mass_kg) for holder, m in moved),
        is_vat_registered=source.center.is_vat_registered,
    )
    payments = _payments(source, bill.total, payment)
    check_credit(
        source.workshop,
        total=bill.total,
        paid_now=sum(taken.amount for taken in payments),
    )
    note = _write_note(source, moved, receiver, total=bill.total, by=by, at=at)
    if payment is not None or _is_billed_at_once(source):
        _draw(source, note, bill, payments, by=by, at=at)
    audit.record(
        by=by,
        action="goods.handed_over",
        subject="Pool" if source.pool else "Order",
        subject_id=(source.pool or source.order or note).pk,
        at=at,
        delivery_note=note.number,
        invoice=note.invoice.number if note.invoice else "",
        paid=note.invoice.paid if note.invoice else 0,
    )
    return note


def _is_billed_at_once(source: Source) -> bool:
    billing = source.workshop.billing
    if billing == Workshop.Billing.PER_POOL:
        return source.pool is None
    return billing == Workshop.Billing.AT_HANDOVER


def _draw(
    source: Source,
    note: DeliveryNote,
    bill: Bill,
    payments: Sequence[TakenPayment],
    *,
    by: Person,
    at: datetime,
) -> None:
    invoice = draw_invoice(source.center, [(note, bill)], at=at)
    for taken in payments:
        deposit_of = source.pool if taken.method == Payment.Method.DEPOSIT else None
        pay_invoice(invoice, taken, by=by, at=at, pool=deposit_of)


def _payments(source: Source, total: int, payment: TakenPayment | None) -> list[TakenPayment]:
    """Return what is paid of the bill now: the pool's deposit first, then what was taken."""
    payments = []
    if source.pool is not None:
        left = deposit_left(workshop_id=source.workshop.pk, pool_id=source.pool.pk)
        if used := min(left, total):
            payments.append(TakenPayment(used, Payment.Method.DEPOSIT))
    return [*payments, payment] if payment is not None else payments


def _by_lot(posting: stock.Posting) -> list[tuple[int, stock.Moved]]:
    """Add up what left of a lot for one holder, whatever racks it lay on."""
    sums: dict[tuple[int, int], stock.Moved] = {}
    for moved in posting.moved:
        if moved.holder_id is None:
            raise NothingToHandOver
        key = (moved.holder_id, moved.lot_id)
        before = sums.get(key)
        sums[key] = moved if before is None else _added(before, moved)
    return [(holder, moved) for (holder, _lot), moved in sorted(sums.items())]


def _added(one: stock.Moved, other: stock.Moved) -> stock.Moved:
    return replace(one, pieces=one.pieces + other.pieces, mass_kg=one.mass_kg + other.mass_kg)


def _write_note(
    source: Source,
    moved: Sequence[tuple[int, stock.Moved]],
    receiver: Receiver,
    *,
    total: int,
    by: Person,
    at: datetime,
) -> DeliveryNote:
    note = DeliveryNote.objects.create(
        center=source.center,
        number=next_number(
            center_id=source.center.pk,
            center_code=source.center.code,
            kind="SJ",
            year=timezone.localtime(at).year,
        ),
        workshop=source.workshop,
        order=source.order,
        pool=source.pool,
        handed_at=at,
        handed_by_id=by.user_id,
        receiver_name=receiver.name,
        vehicle=receiver.vehicle,
        total=total,
    )
    _write_note_lines(note, source, moved)
    if receiver.signature_png is not None:
        _keep_signature(note, receiver.signature_png, by=by, at=at)
    return note


def _write_note_lines(
    note: DeliveryNote, source: Source, moved: Sequence[tuple[int, stock.Moved]]
) -> None:
    DeliveryNoteLine.objects.bulk_create(
        DeliveryNoteLine(
            note=note,
            line_no=n,
            material_id=part.material_id,
            lot_id=part.lot_id,
            order_line_id=holder if source.order else None,
            share_id=holder if source.pool else None,
            pieces=part.pieces,
            mass_kg=part.mass_kg,
            table_mass_kg=source.rates[holder].table_kg(part.pieces),
            price_per_kg=source.rates[holder].price_per_kg,
        )
        for n, (holder, part) in enumerate(moved, start=1)
    )


def _keep_signature(note: DeliveryNote, png: bytes, *, by: Person, at: datetime) -> None:
    note.signature = keep_signature(
        png,
        center_id=note.center_id,
        number=note.number,
        subject="DeliveryNote",
        subject_id=note.pk,
        workshop_id=note.workshop_id,
        by=by,
        at=at,
    )
    note.save(update_fields=["signature"])
