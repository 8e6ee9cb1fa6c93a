"""The kinds of things that orders tell people: whose each is, and how a person hears of it first.

At once what is to be acted on today, once a day the rest, only in the app what is nice to know.
See materialcenter.services.telling.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from materialcenter.models import Preference, Role
from materialcenter.services.telling.kinds import Kind

NOW, DIGEST, APP = Preference.Way.NOW, Preference.Way.DIGEST, Preference.Way.APP

POOL_OPENED = "pool.opened"
POOL_PRICE = "pool.next_price"
POOL_LAST_DAY = "pool.last_day"
POOL_TOPPING_UP = "pool.topping_up"
POOL_PRICE_ASKED = "pool.price_asked"
POOL_STEP = "pool.step"
POOL_SHARED = "pool.shared"
POOL_SHORT = "pool.falls_short"
WISH = "pool.kept_wish"
ORDER_PLACED = "order.placed"
ORDER_READY = "order.ready"
ORDER_ENDS = "order.ends_soon"
ORDER_EXPIRED = "order.expired"
ORDER_TO_PICK = "order.to_pick"
INVOICE = "invoice.issued"
INVOICE_DUE = "invoice.due"
CREDIT_NOTE = "invoice.credit_note"
PAYMENT = "invoice.paid"
RECALL = "recall.for_workshop"
RECALL_OPENED = "recall.opened"
ARRIVES_TODAY = "purchase.arrives_today"
PROMISED_LATE = "purchase.promised_late"
LATE = "purchase.late"
QUOTE = "quote.answered"
BILL_HELD = "supplier_invoice.held"
BATCH_WAITS = "payment_batch.waits"

RUNS_LOW = Kind(
    "orders.runs_low",
    _("A material runs low"),
    frozenset({Role.PURCHASER}),
)
STILL_LOW = Kind(
    "orders.still_low",
    _("A material runs low and nobody has answered"),
    frozenset({Role.PURCHASER, Role.SUPERVISOR}),
)


def _kind(name: str, label: Promise, role: Role, way: Preference.Way) -> Kind:
    return Kind(name, label, frozenset({role}), way=way)


KINDS = (
    RUNS_LOW,
    STILL_LOW,
    _kind(POOL_OPENED, _("A pool opens that I may join"), Role.BUYER, DIGEST),
    _kind(POOL_PRICE, _("The price of a pool I am in falls"), Role.BUYER, DIGEST),
    _kind(POOL_LAST_DAY, _("The last day of a pool I am in"), Role.BUYER, NOW),
    _kind(POOL_TOPPING_UP, _("A pool needs a little more to fill its packs"), Role.BUYER, NOW),
    _kind(POOL_PRICE_ASKED, _("I am asked whether I stay in at a firm price"), Role.BUYER, NOW),
    _kind(POOL_STEP, _("A pool I am in is priced, ordered, or arrives"), Role.BUYER, APP),
    _kind(POOL_SHARED, _("My part of a pool waits for me"), Role.BUYER, NOW),
    _kind(WISH, _("A wish of mine is kept for the next pool"), Role.BUYER, DIGEST),
    _kind(ORDER_PLACED, _("An order of mine is placed"), Role.BUYER, APP),
    _kind(ORDER_READY, _("An order of mine is ready to be picked up"), Role.BUYER, NOW),
    _kind(ORDER_ENDS, _("The reservation of an order of mine is about to end"), Role.BUYER, NOW),
    _kind(ORDER_EXPIRED, _("An order of mine is not held any more"), Role.BUYER, DIGEST),
    _kind(INVOICE, _("I get an invoice"), Role.BUYER, DIGEST),
    _kind(INVOICE_DUE, _("An invoice is due soon, or overdue"), Role.BUYER, DIGEST),
    _kind(CREDIT_NOTE, _("I get a credit note"), Role.BUYER, DIGEST),
    _kind(PAYMENT, _("A payment of mine arrived"), Role.BUYER, APP),
    _kind(RECALL, _("Steel that I got is recalled"), Role.BUYER, NOW),
    _kind(ORDER_TO_PICK, _("An order is to be picked"), Role.CLERK, NOW),
    _kind(ARRIVES_TODAY, _("A delivery is expected today"), Role.CLERK, NOW),
    _kind(PROMISED_LATE, _("A supplier promises a later day than asked"), Role.PURCHASER, NOW),
    _kind(LATE, _("A supplier is late"), Role.PURCHASER, DIGEST),
    _kind(QUOTE, _("A supplier answered about a firm price"), Role.PURCHASER, NOW),
    _kind(POOL_SHORT, _("A pool is about to miss its minimum"), Role.PURCHASER, NOW),
    _kind(BILL_HELD, _("A supplier's invoice is held"), Role.FINANCE, DIGEST),
    _kind(BATCH_WAITS, _("A batch of payments waits for approval"), Role.FINANCE, NOW),
    _kind(RECALL_OPENED, _("A recall is opened"), Role.SUPERVISOR, NOW),
)
