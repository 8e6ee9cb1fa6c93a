"""Handing over at the counter: an order from stock, or a workshop's shares of a pool."""

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from inventory import stock
from materialcenter import audit
from materialcenter.commands import command
from materialcenter.errors import Conflict, Missing
from materialcenter.models import Center, Role, Workshop
from materialcenter.person import Person
from materialcenter.services.signing import check_receiver
from orders.models import DeliveryNote, Order, OrderLine, PickedPart, Pool
from orders.reports.selling import POOL_SHARE, share_rates
from orders.rules.bill import Rate
from orders.services.allocating import settle_when_done
from orders.services.delivering import (
    NothingToHandOver,
    Source,
    check_pick_list,
    deliver,
)
from orders.services.holding import (
    COUNTER,
    HOLD_FOR,
    HOLDER,
    NoSuchOrder,
    check_may_become,
    move_order,
)
from orders.services.opening import lock_pool
from orders.services.paying import TakenPayment

RELEASERS = (Role.PURCHASER, Role.SUPERVISOR)


class SharesMayChange(Conflict):
    """More may come for the pool, and what a workshop does not want goes to others then."""

    code = "pool_shares_may_change"
    sentence = _(
        "Pool %(pool)s is not wholly shared out yet. Its shares can be given back afterwards."
    )


class Rest(TextChoices):
    """What becomes of what is not handed over now."""

    KEEP = "keep", _("Stays held; it is picked up later")
    LET_GO = "let_go", _("Is free for others again; the order is done")


@command
def hand_over_order(
    *,
    order_id: int,
    receiver_name: str,
    vehicle: str = "",
    hand_outs: Sequence[stock.HandOut] | None = None,
    seen_parts: Collection[int] | None = None,
    signature_png: bytes | None = None,
    payment: TakenPayment | None = None,
    rest: Rest = Rest.LET_GO,
    by: Person,
    at: datetime,
) -> DeliveryNote:
    """Hand over what an order holds; the rest is let go and the order ends, or it is kept.

    hand_outs: parts by reservation; None for all. seen_parts: the reservations on the pick
    list that was gone by, None without one. vehicle: its number plate. payment: taken
    at the counter, at least what the bill goes over the credit limit. The answer's
    `invoice` is the one drawn. The number of statements does not grow with
    the lines. Raises WrongRole, NoSuchOrder, WrongOrderState, ReceiverMissing,
    PickListChanged, BadSignature, NothingToHandOver, HandOutsRefused (every fault), OverCreditLimit,
    PaidTooMuch and what check_payment and stock.issue_reserved raise.
    """
    by.must_be(*COUNTER)
    receiver = check_receiver(receiver_name, vehicle, signature_png)
    order = _lock_order_and_workshop(order_id, by)
    check_may_become(order, Order.Status.HANDED_OVER)
    lines = {line.pk: line for line in OrderLine.objects.filter(order=order).order_by("pk")}
    held = stock.lock_held(center_id=order.center_id, holder=HOLDER, holder_ids=lines)
    check_pick_list(held, seen_parts)
    source = Source(
        center=order.center,
        workshop=order.workshop,
        order=order,
        pool=None,
        reference=order.number,
        key=_key(order),
        rates={pk: Rate(line.price_per_kg, apart=line.lot_id) for pk, line in lines.items()},
    )
    note = deliver(source, held, hand_outs, receiver, payment, by=by, at=at)
    if rest == Rest.KEEP and stock.lock_held(
        center_id=order.center_id, holder=HOLDER, holder_ids=lines
    ):
        order.expires_at = at + HOLD_FOR
        order.save(update_fields=["expires_at"])
        # What stays is fetched from its rack again, and so confirmed again.
        PickedPart.objects.filter(
            reservation_id__in=[part.reservation_id for part in held]
        ).delete()
        return note
    if hand_outs is not None:
        stock.release(center_id=order.center_id, holder=HOLDER, holder_ids=list(lines), at=at)
    move_order(order, Order.Status.HANDED_OVER, at=at)
    return note


def _key(order: Order) -> str:
    """Name this handing over of a locked order: its first, its second, and so on."""
    before = DeliveryNote.objects.filter(order=order).count()
    return f"hand-over:order:{order.pk}" + (f":{before + 1}" if before else "")


@command
def hand_over_pool(
    *,
    pool_id: int,
    workshop_id: int,
    receiver_name: str,
    vehicle: str = "",
    hand_outs: Sequence[stock.HandOut] | None = None,
    seen_parts: Collection[int] | None = None,
    signature_png: bytes | None = None,
    payment: TakenPayment | None = None,
    by: Person,
    at: datetime,
) -> DeliveryNote:
    """Hand over a workshop's shares of a pool; what stays behind is still the workshop's.

    The price is the pool's landed price; deposits paid for the pool are used first. The
    pool settles when nothing of it waits any more. Raises what hand_over_order raises,
    with Missing (pool, workshop) for the order's.
    """
    by.must_be(*COUNTER)
    receiver = check_receiver(receiver_name, vehicle, signature_png)
    pool = lock_pool(pool_id=pool_id, by=by)
    workshop = _lock_workshop(workshop_id, by)
    rates = share_rates(pool, workshop)
    held = stock.lock_held(center_id=pool.center_id, holder=POOL_SHARE, holder_ids=rates)
    check_pick_list(held, seen_parts)
    taken_before = DeliveryNote.objects.filter(pool=pool, workshop=workshop).count()
    source = Source(
        center=Center.objects.get(pk=pool.center_id),
        workshop=workshop,
        order=None,
        pool=pool,
        reference=pool.number,
        key=f"hand-over:pool:{pool.pk}:{workshop.pk}:{taken_before}",
        rates=rates,
    )
    note = deliver(source, held, hand_outs, receiver, payment, by=by, at=at)
    settle_when_done(pool, by=by, at=at)
    return note


@command
def release_pool_shares(*, pool_id: int, workshop_id: int, by: Person, at: datetime) -> Pool:
    """Give a workshop's shares that it did not pick up back to the depot's free stock.

    The pool settles when nothing of it waits any more. Raises WrongRole, Missing,
    SharesMayChange before the last round, NothingToHandOver.
    """
    by.must_be(*RELEASERS)
    pool = lock_pool(pool_id=pool_id, by=by)
    if pool.status == Pool.Status.RECEIVING:
        raise SharesMayChange(pool=pool.number)
    workshop = _lock_workshop(workshop_id, by)
    share_ids = list(share_rates(pool, workshop))
    held = stock.lock_held(center_id=pool.center_id, holder=POOL_SHARE, holder_ids=share_ids)
    if not held:
        raise NothingToHandOver
    stock.release(center_id=pool.center_id, holder=POOL_SHARE, holder_ids=share_ids, at=at)
    audit.record(
        by=by,
        action="pool.shares_released",
        subject="Pool",
        subject_id=pool.pk,
        at=at,
        workshop=workshop.code,
        mass_kg=sum((part.mass_kg for part in held), Decimal(0)),
    )
    settle_when_done(pool, by=by, at=at)
    return pool


def _lock_order_and_workshop(order_id: int, by: Person) -> Order:
    """Lock the order and, for its credit, the workshop: documents before partners."""
    order = (
        Order.objects.visible_to(by)
        .select_for_update(no_key=True, of=("self", "workshop"))
        .select_related("center", "workshop")
        .filter(pk=order_id)
        .first()
    )
    if order is None:
        raise NoSuchOrder
    return order


def _lock_workshop(workshop_id: int, by: Person) -> Workshop:
    workshop = (
        Workshop.objects.visible_to(by)
        .select_for_update(no_key=True)
        .filter(pk=workshop_id)
        .first()
    )
    if workshop is None:
        raise Missing(field="workshop", sentence=_("There is no such workshop."))
    return workshop
