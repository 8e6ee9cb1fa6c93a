"""The September pool: 676 wishes, from the first of them to the last pick-up."""

from datetime import date, datetime, timedelta

from inventory import catalogue
from materialcenter.models import Workshop
from orders.demo.calendar import moment
from orders.demo.credit import pay_what_is_over, usual_method
from orders.demo.deliveries import receive_all, receive_most
from orders.demo.history import mail_long_ago
from orders.demo.people import Cast
from orders.models import AllocatedShare, DeliveryNote, Pool, PurchaseOrder
from orders.reports.selling import POOL_SHARE, pool_pick
from orders.services.allocating import allocate_pool
from orders.services.approving_purchases import approve_purchase_order
from orders.services.clearing import clear_pool
from orders.services.confirming_purchases import confirm_purchase_order
from orders.services.drafting import Conditions, draft_pool
from orders.services.ending_purchases import close_purchase_order
from orders.services.freezing import freeze_pool
from orders.services.handing_over import hand_over_pool
from orders.services.opening import open_pool
from orders.services.ordering import order_pool
from orders.services.paying import TakenPayment, record_payment
from orders.services.sending import send_purchase_order

TITLE = "Pengadaan bersama September 2026"
DEADLINE_AT = moment(9, 15, 17)
# What the depot itself takes so that packs fill, in each material's unit.
APPETITES = {
    "ADC12-INGOT": 500,
    "PIG-FC": 1000,
    "S45C-D25": 10,
    "S45C-D50": 5,
    "S45C-HEX24": 10,
    "SGCC-1-4X8": 20,
    "SPCC-1.2-4X8": 20,
    "SPHC-2-4X8": 20,
    "SPHC-3.2-4X8": 10,
    "SPHC-6-5X10": 5,
    "SS400-10-4X8": 2,
    "SS400-12-5X10": 2,
    "SUS304-1.5-4X8": 5,
}
FIRST_DELIVERY = moment(9, 29, 9)
SECOND_DELIVERY = moment(10, 6, 9)
FIRST_EARLY_PICK_UP = moment(10, 1, 8)
FIRST_PICK_UP = moment(10, 8, 8)
EARLY = 8
PICK_UPS_A_DAY = 60
LARGE_BILL = 5_000_000
TAKERS = ("Slamet", "Warto", "Tono", "Kasmuri", "Darsono", "Untung", "Rohmat", "Carmad")


def open_september_pool(cast: Cast) -> Pool:
    """Open the pool on the offers of the files."""
    pool = draft_pool(
        conditions=Conditions(
            title=TITLE, deadline_at=DEADLINE_AT, pickup_until=date(2026, 10, 23)
        ),
        appetites=APPETITES,
        by=cast.purchaser,
        at=moment(8, 31, 14),
    )
    return open_pool(pool_id=pool.pk, by=cast.purchaser, at=moment(9, 1, 8))


def order_what_was_wanted(cast: Cast, pool: Pool) -> list[PurchaseOrder]:
    """Close the pool at its deadline, price it, and order from its suppliers."""
    freeze_pool(pool_id=pool.pk, by=cast.system, at=DEADLINE_AT)
    clear_pool(pool_id=pool.pk, by=cast.system, at=DEADLINE_AT + timedelta(minutes=1))
    orders = order_pool(pool_id=pool.pk, by=cast.purchaser, at=moment(9, 16, 9))
    for n, order in enumerate(orders):
        at = moment(9, 16, 10, n)
        approve_purchase_order(purchase_order_id=order.pk, by=cast.supervisor, at=at)
        send_purchase_order(purchase_order_id=order.pk, by=cast.purchaser, at=at)
        mail_long_ago(order, at=at)
        confirm_purchase_order(
            purchase_order_id=order.pk,
            expected_on=FIRST_DELIVERY.date(),
            by=cast.purchaser,
            at=moment(9, 17, 11, n),
        )
    return orders


def take_first_deliveries(cast: Cast, orders: list[PurchaseOrder]) -> None:
    """Receive the first part of every order."""
    for n, order in enumerate(orders):
        receive_most(order, by=cast.clerk, at=FIRST_DELIVERY + timedelta(hours=2 * n))


def take_last_deliveries(cast: Cast, orders: list[PurchaseOrder]) -> None:
    """Receive the rest of every order; of the first one some never comes."""
    for n, order in enumerate(orders):
        at = SECOND_DELIVERY + timedelta(hours=2 * n)
        receive_all(order, short=4 if n == 0 else 0, by=cast.clerk, at=at)
    close_purchase_order(
        purchase_order_id=orders[0].pk,
        reason="4 lembar rusak di pabrik, tidak diganti",
        by=cast.purchaser,
        at=moment(10, 7, 14),
    )


def share_first_part(cast: Cast, pool: Pool) -> list[DeliveryNote]:
    """Share out what came first; a few workshops that cannot wait fetch their part."""
    allocate_pool(pool_id=pool.pk, by=cast.purchaser, at=moment(9, 30, 15))
    return [
        _pick_up(cast, pool, workshop, n, since=FIRST_EARLY_PICK_UP)
        for n, workshop in enumerate(_waited_for(cast, pool)[:EARLY])
    ]


def share_and_hand_over(cast: Cast, pool: Pool) -> list[DeliveryNote]:
    """Share out all that came, and hand every workshop what waits for it."""
    allocate_pool(pool_id=pool.pk, by=cast.purchaser, at=moment(10, 7, 15))
    return [
        _pick_up(cast, pool, workshop, n, since=FIRST_PICK_UP)
        for n, workshop in enumerate(_waited_for(cast, pool))
    ]


def _waited_for(cast: Cast, pool: Pool) -> list[Workshop]:
    """List the workshops for which some of the pool is held."""
    shares = AllocatedShare.objects.filter(allocation__pool_material__pool=pool).newest()
    held = catalogue.held_sums(
        pool.center_id, holder=POOL_SHARE, holder_ids=shares.values_list("pk", flat=True)
    )
    owners = shares.filter(pk__in=[part.holder_id for part in held]).values("workshop_id")
    return list(Workshop.objects.visible_to(cast.clerk).filter(pk__in=owners).order_by("code"))


def _pick_up(
    cast: Cast, pool: Pool, workshop: Workshop, n: int, *, since: datetime
) -> DeliveryNote:
    """Hand a workshop its part; what goes over its credit is paid at the counter."""
    day, turn = divmod(n, PICK_UPS_A_DAY)

    def hand_over(payment: TakenPayment | None) -> DeliveryNote:
        return hand_over_pool(
            pool_id=pool.pk,
            workshop_id=workshop.pk,
            receiver_name=TAKERS[n % len(TAKERS)],
            vehicle=f"G {1200 + 7 * n} {'ABCDEFGH'[n % 8]}P",
            payment=payment,
            by=cast.clerk,
            at=since + timedelta(days=day, minutes=8 * turn),
        )

    if workshop.credit_limit:
        return pay_what_is_over(hand_over)
    due_now = pool_pick(pool, workshop).due_now
    return hand_over(TakenPayment(due_now, usual_method(due_now)))


def take_payments(cast: Cast, notes: list[DeliveryNote]) -> None:
    """Take in what the workshops paid: large bills soon, of the small ones some, late or never."""
    for n, note in enumerate(notes):
        invoice = note.billed()
        left = invoice.total - invoice.paid
        amount = _paid_of(left, n)
        if amount:
            record_payment(
                invoice_id=invoice.pk,
                amount=amount,
                method=usual_method(amount),
                by=cast.finance,
                at=note.handed_at + timedelta(days=5, hours=1),
            )


def _paid_of(left: int, n: int) -> int:
    if left >= LARGE_BILL:
        return left // 2 if n % 12 == 0 else left
    return left if n % 5 == 0 else 0
