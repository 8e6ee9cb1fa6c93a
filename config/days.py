"""Each role's day: which numbers and rows the first page shows, in which words.

The apps say what waits (orders/reports/waiting.py, inventory/catalogue.py); here it becomes
sentences, tones and addresses. A person with several roles has all their days, each part once.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.acts import act_in_words
from inventory.reports import waiting as yard
from materialcenter import audit
from materialcenter.formats import day, kg, moment, price, rupiah, whole
from materialcenter.models import AuditEntry, Role
from materialcenter.paging import Few
from materialcenter.person import Person
from orders.models import Order, PurchaseOrder
from orders.reports import billing, selling, waiting

PICKS_SHOWN = 8
ACTS_SHOWN = 12


@dataclass(frozen=True)
class Action:
    """What a role does most, one touch away."""

    label: str
    url: str


@dataclass(frozen=True)
class Number:
    """One number that matters; tone: "", ok, warn or bad."""

    label: str
    value: str
    hint: str = ""
    url: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Row:
    """One thing that waits. percent: how far it is, where that can be said."""

    title: str
    url: str
    detail: str = ""
    badge: str | Promise = ""
    tone: str = "info"
    percent: int | None = None
    percent_label: str = ""


@dataclass(frozen=True)
class Block:
    """Some things that wait; count: all of them, url: where they are listed."""

    title: str
    rows: tuple[Row, ...]
    count: int
    empty: str
    url: str = ""

    @property
    def more(self) -> int:
        """Return how many are not shown."""
        return self.count - len(self.rows)


@dataclass(frozen=True)
class Day:
    """What a person's first page shows."""

    actions: tuple[Action, ...]
    numbers: tuple[Number, ...]
    blocks: tuple[Block, ...]


Part = Action | Number | Block


def day_of(person: Person, *, on: date) -> Day:
    """Gather the day of a person's roles, each part once, in the order of the roles."""
    parts: dict[tuple[type, str], Part] = {}
    for role, gather in _DAYS.items():
        if role in person.roles:
            for part in gather(person, on):
                title = part.title if isinstance(part, Block) else part.label
                parts.setdefault((type(part), title), part)
    return Day(
        actions=tuple(part for part in parts.values() if isinstance(part, Action)),
        numbers=tuple(part for part in parts.values() if isinstance(part, Number)),
        blocks=tuple(part for part in parts.values() if isinstance(part, Block)),
    )


def _buyer(person: Person, on: date) -> Iterator[Part]:
    yield Action(_("Order from stock"), reverse("order_new"))
    owed = billing.unpaid(person, on=on)
    if owed.count:
        yield Number(
            _("To pay"),
            rupiah(owed.amount),
            hint=_late_hint(owed.late_count, owed.late_amount),
            url=reverse("invoices"),
            tone="bad" if owed.late_count else "warn",
        )
    yield _pools(person, on)
    orders = waiting.own_orders(person)
    yield Block(
        _("Your orders"),
        tuple(map(_own_order, orders.rows)),
        orders.count,
        _("No order waits for you. Look at stock and prices to place one."),
        reverse("orders"),
    )
    if owed.count:
        yield _open_invoices(person, on)


def _clerk(person: Person, on: date) -> Iterator[Part]:
    picks = selling.to_pick(person)
    yield Number(_("To hand over"), whole(len(picks)), url=reverse("to_pick"), tone=_warn(picks))
    due = waiting.due_deliveries(person, on=on)
    yield Number(
        _("Deliveries due"), whole(due.count), url=reverse("purchase_orders"), tone=_warn(due.rows)
    )
    yield Block(
        _("To pick and hand over"),
        tuple(map(_pick, picks[:PICKS_SHOWN])),
        len(picks),
        _("Nothing waits to be picked."),
        reverse("to_pick"),
    )
    yield _due_deliveries(due, on)
    yield from _quarantine(person)


def _purchaser(person: Person, on: date) -> Iterator[Part]:
    yield Action(_("New pool"), reverse("pool_new"))
    yield Action(_("New purchase order"), reverse("purchase_order_new"))
    yield _alerts(person)
    yield _pools(person, on)
    run = waiting.pools_to_run(person)
    yield Block(
        _("Pools that wait for you"),
        tuple(
            Row(
                pool.title,
                reverse("pool", args=[pool.number]),
                pool.number,
                pool.get_status_display(),
            )
            for pool in run.rows
        ),
        run.count,
        _("No pool waits for you."),
        reverse("pools"),
    )
    yield _drafts(person)
    yield _due_deliveries(waiting.due_deliveries(person, on=on), on)


def _finance(person: Person, on: date) -> Iterator[Part]:
    yield Action(_("Enter a supplier invoice"), reverse("supplier_invoice_new"))
    owed = waiting.payable(person, on=on)
    yield Number(
        _("To pay to suppliers"),
        rupiah(owed.amount),
        hint=ngettext("%(count)d invoice is late", "%(count)d invoices are late", owed.late_count)
        % {"count": owed.late_count}
        if owed.late_count
        else "",
        url=reverse("supplier_invoices"),
        tone="bad" if owed.late_count else "",
    )
    yield _receivable(person, on)
    yield _held(person)
    yield _open_invoices(person, on)


def _supervisor(person: Person, on: date) -> Iterator[Part]:
    yield _drafts(person)
    yield _held(person)
    yield from _clerk(person, on)
    yield _receivable(person, on)


def _auditor(person: Person, on: date) -> Iterator[Part]:
    yield _receivable(person, on)
    yield _held(person)
    yield _acts(person)


_DAYS: dict[str, Callable[[Person, date], Iterator[Part]]] = {
    Role.BUYER: _buyer,
    Role.SUPERVISOR: _supervisor,
    Role.CLERK: _clerk,
    Role.PURCHASER: _purchaser,
    Role.FINANCE: _finance,
    Role.AUDITOR: _auditor,
}


def _alerts(person: Person) -> Block:
    alerts = yard.standing_alerts(person)
    return Block(
        _("Below their reorder point"),
        tuple(
            Row(
                alert.material.code,
                reverse("alerts"),
                _("%(wanted)s wanted, since %(day)s")
                % {"wanted": kg(alert.wanted_kg), "day": day(alert.opened_at)},
            )
            for alert in alerts.rows
        ),
        alerts.count,
        _("Every material is above its reorder point."),
        reverse("alerts"),
    )


def _quarantine(person: Person) -> Iterator[Part]:
    lots = yard.quarantined_lots(person)
    if lots.count:
        yield Block(
            _("In quarantine"),
            tuple(
                Row(
                    lot.number,
                    reverse("lot", args=[lot.number]),
                    f"{lot.material.code} · {day(lot.received_on)}",
                    lot.get_quality_display(),
                    "warn",
                )
                for lot in lots.rows
            ),
            lots.count,
            "",
            reverse("lots"),
        )


def _acts(person: Person) -> Block:
    acts = audit.latest(person, limit=ACTS_SHOWN)
    return Block(
        _("Latest acts"),
        tuple(
            Row(
                act_in_words(act.action),
                "",
                f"{_who(act)} · {moment(act.at)}",
            )
            for act in acts
        ),
        len(acts),
        _("Nothing was done yet."),
        reverse("audit"),
    )


def _who(act: AuditEntry) -> str:
    if act.user is not None:
        return act.user.shown_name
    return act.token.name if act.token is not None else _("the system")


def _pools(person: Person, on: date) -> Block:
    found = waiting.pools_now(person, on=on)
    return Block(
        _("Open pools"),
        tuple(map(_pool, found)),
        len(found),
        _("No pool is open now."),
        reverse("pools"),
    )


def _pool(found: waiting.PoolNow) -> Row:
    progress, nearest = found.progress, found.nearest
    closes = _("closes %(moment)s") % {"moment": moment(progress.pool.deadline_at)}
    joined = ngettext("%(count)d workshop", "%(count)d workshops", progress.members) % {
        "count": progress.members
    }
    label = ""
    if nearest is not None:
        label = _("%(more)s more of %(material)s and everyone pays %(price)s per kg") % {
            "more": kg(nearest.next_more_kg),
            "material": nearest.material.code,
            "price": price(nearest.next_price_per_kg),
        }
    return Row(
        progress.pool.title,
        reverse("pool", args=[progress.pool.number]),
        f"{closes} · {joined} · {kg(progress.wanted_kg)}",
        percent=nearest.reached_percent if nearest else None,
        percent_label=label,
    )


def _own_order(order: Order) -> Row:
    held = _("held until %(moment)s") % {"moment": moment(order.expires_at)}
    return Row(
        order.number,
        reverse("order", args=[order.number]),
        f"{order.workshop.name} · {held}",
        order.get_status_display(),
    )


def _pick(pick: selling.ToPick) -> Row:
    if pick.pool is not None:
        url = reverse("pool_hand_over", args=[pick.pool.number, pick.workshop.code])
    else:
        url = reverse("hand_over", args=[pick.number])
    rack = _("rack %(rack)s") % {"rack": pick.first_rack}
    return Row(pick.workshop.name, url, f"{pick.number} · {rack} · {kg(pick.mass_kg)}")


def _due_deliveries(due: Few[PurchaseOrder], on: date) -> Block:
    return Block(
        _("Deliveries due"),
        tuple(
            Row(
                order.supplier.name,
                reverse("purchase_order", args=[order.number]),
                f"{order.number} · {day(order.expected_on)}",
                _("late") if order.expected_on and order.expected_on < on else _("today"),
                "bad" if order.expected_on and order.expected_on < on else "info",
            )
            for order in due.rows
        ),
        due.count,
        _("No delivery is due."),
        reverse("purchase_orders"),
    )


def _drafts(person: Person) -> Block:
    drafts = waiting.drafted_purchase_orders(person)
    return Block(
        _("Purchase orders to approve"),
        tuple(map(_draft, drafts.rows)),
        drafts.count,
        _("No purchase order waits for approval."),
        reverse("purchase_orders"),
    )


def _draft(order: PurchaseOrder) -> Row:
    return Row(
        order.supplier.name,
        reverse("purchase_order", args=[order.number]),
        f"{order.number} · {day(order.created_at)}",
        order.get_status_display(),
        "warn",
    )


def _held(person: Person) -> Block:
    held = waiting.held_invoices(person)
    return Block(
        _("Supplier invoices on hold"),
        tuple(
            Row(
                invoice.supplier.name,
                reverse("supplier_invoice", args=[invoice.pk]),
                f"{invoice.number} · {rupiah(invoice.total)}",
                _("due %(day)s") % {"day": day(invoice.due_on)},
                "warn",
            )
            for invoice in held.rows
        ),
        held.count,
        _("No supplier invoice is on hold."),
        reverse("supplier_invoices"),
    )


def _open_invoices(person: Person, on: date) -> Block:
    unpaid = waiting.open_invoices(person)
    return Block(
        _("Unpaid invoices"),
        tuple(
            Row(
                f"{invoice.number}",
                reverse("invoice", args=[invoice.number]),
                f"{invoice.workshop.name} · {rupiah(invoice.total - invoice.paid)}",
                _("due %(day)s") % {"day": day(invoice.due_on)},
                "bad" if invoice.due_on < on else "info",
            )
            for invoice in unpaid.rows
        ),
        unpaid.count,
        _("Every invoice is paid."),
        reverse("invoices"),
    )


def _receivable(person: Person, on: date) -> Number:
    owed = billing.unpaid(person, on=on)
    return Number(
        _("Workshops owe"),
        rupiah(owed.amount),
        hint=_late_hint(owed.late_count, owed.late_amount),
        url=reverse("invoices"),
        tone="bad" if owed.late_count else "",
    )


def _late_hint(count: int, amount: int) -> str:
    return _("%(amount)s of it is late") % {"amount": rupiah(amount)} if count else ""


def _warn(rows: Iterable[Any]) -> str:
    return "warn" if tuple(rows) else ""
