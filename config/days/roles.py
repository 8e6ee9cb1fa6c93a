"""What each role's day holds, in the order in which it is shown."""

from collections.abc import Callable, Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.days import blocks, money
from config.days.parts import Action, Block, Number, Part, Row
from materialcenter.formats import rupiah, whole
from materialcenter.models import Role
from materialcenter.person import Person
from orders.reports import billing, picking, waiting

PICKS_SHOWN = 8


def _buyer(person: Person, on: date) -> Iterator[Part]:
    yield Action(_("Order from stock"), reverse("order_new"))
    yield from blocks.recalls_to_answer(person)
    yield from blocks.questions_to_answer(person)
    owed = billing.unpaid(person, on=on)
    if owed.count:
        yield Number(
            _("To pay"),
            rupiah(owed.amount),
            hint=blocks.late_hint(owed.late_count, owed.late_amount),
            url=reverse("invoices"),
            tone="bad" if owed.late_count else "warn",
        )
    yield blocks.open_pools(person, on)
    orders = waiting.own_orders(person)
    yield Block(
        _("Your orders"),
        tuple(map(blocks.own_order, orders.rows)),
        orders.count,
        _("No order waits for you. Look at stock and prices to place one."),
        reverse("orders"),
    )
    if owed.count:
        yield blocks.open_invoices(person, on)


def _clerk(person: Person, on: date) -> Iterator[Part]:
    yield Action(_("Scan"), reverse("scan"))
    picks = picking.to_pick(person, limit=PICKS_SHOWN)
    yield Number(
        _("To hand over"),
        whole(picks.count),
        url=reverse("to_pick"),
        tone=blocks.warn_of(picks.items),
    )
    due = waiting.due_deliveries(person, on=on)
    yield Number(
        _("Deliveries due"),
        whole(due.count),
        url=reverse("purchase_orders"),
        tone=blocks.warn_of(due.rows),
    )
    yield Block(
        _("To pick and hand over"),
        tuple(map(blocks.pick_row, picks.items)),
        picks.count,
        _("Nothing waits to be picked."),
        reverse("to_pick"),
    )
    yield blocks.due_deliveries(due, on)
    yield from blocks.counts(person, on)
    yield from blocks.quarantine(person)
    yield from blocks.open_recalls(person)


def _purchaser(person: Person, on: date) -> Iterator[Part]:
    yield Action(_("New pool"), reverse("pool_new"))
    yield Action(_("New purchase order"), reverse("purchase_order_new"))
    yield from blocks.open_recalls(person)
    yield blocks.still_to_come(person, on)
    yield blocks.alerts(person)
    yield from blocks.quotes_awaited(person)
    yield blocks.open_pools(person, on)
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
    yield blocks.drafts(person)
    yield blocks.due_deliveries(waiting.due_deliveries(person, on=on), on)


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
        url=reverse("payables"),
        tone="bad" if owed.late_count else "",
    )
    yield blocks.receivable(person, on)
    yield from money.to_decide(person)
    yield from money.to_do(person, on)
    yield blocks.open_invoices(person, on)


def _supervisor(person: Person, on: date) -> Iterator[Part]:
    yield blocks.drafts(person)
    yield from money.to_decide(person)
    yield from blocks.counts_to_approve(person)
    yield from _clerk(person, on)
    yield blocks.receivable(person, on)


def _auditor(person: Person, on: date) -> Iterator[Part]:
    yield from blocks.open_recalls(person)
    yield blocks.receivable(person, on)
    yield money.held_invoices(person)
    yield blocks.latest_acts(person)


DAYS: dict[str, Callable[[Person, date], Iterator[Part]]] = {
    Role.BUYER: _buyer,
    Role.SUPERVISOR: _supervisor,
    Role.CLERK: _clerk,
    Role.PURCHASER: _purchaser,
    Role.FINANCE: _finance,
    Role.AUDITOR: _auditor,
}
