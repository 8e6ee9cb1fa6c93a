"""The parts that several roles' days share, in words, tones and addresses."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.acts import act_in_words
from config.days.parts import Block, Number, Part, Row
from inventory.reports import waiting as yard
from materialcenter import audit
from materialcenter.formats import day, kg, moment, price, rupiah, whole
from materialcenter.models import AuditEntry
from materialcenter.paging import Few
from materialcenter.person import Person
from orders.models import Order, PurchaseOrder
from orders.reports import billing, picking, recalls, waiting
from orders.reports.open_purchases import open_purchases
from orders.reports.pools import PoolProgress

ACTS_SHOWN = 12


def alerts(person: Person) -> Block:
    """Show the materials below their reorder point."""
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


def questions_to_answer(person: Person) -> Iterator[Part]:
    """Show the firm prices about which a buyer is asked, where there are any."""
    asked = waiting.questions_to_answer(person, at=timezone.now())
    if asked.count:
        yield Block(
            _("Do you stay in?"),
            tuple(
                Row(
                    question.pool_material.material.code,
                    reverse("price_question", args=[question.pk]),
                    _("%(price)s/kg, answer by %(until)s")
                    % {
                        "price": price(question.price_per_kg),
                        "until": moment(question.answer_by),
                    },
                    question.pool_material.pool.number,
                    "warn",
                )
                for question in asked.rows
            ),
            asked.count,
            "",
            reverse("pools"),
        )


def quotes_awaited(person: Person) -> Iterator[Part]:
    """Show the suppliers whose firm prices are waited for, where there are any."""
    asked = waiting.quotes_awaited(person, at=timezone.now())
    if asked.count:
        yield Block(
            _("Firm prices that are waited for"),
            tuple(
                Row(
                    request.supplier.name,
                    reverse("quote_request", args=[request.number]),
                    _("%(pool)s, answer by %(until)s")
                    % {"pool": request.pool.number, "until": moment(request.answer_by)},
                    request.get_status_display(),
                    "warn",
                )
                for request in asked.rows
            ),
            asked.count,
            "",
            reverse("pools"),
        )


def quarantine(person: Person) -> Iterator[Part]:
    """Show the lots in quarantine, where there are any."""
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


def recalls_to_answer(person: Person) -> Iterator[Part]:
    """Show a buyer what is recalled of its steel and waits for its answer, where anything is."""
    notices = recalls.waiting_for(person)
    if notices:
        yield Block(
            _("Recalled: please hold it back and answer"),
            tuple(
                Row(
                    notice.recall.number,
                    reverse("recall_answer", args=[notice.recall.number, notice.workshop.code]),
                    notice.recall.wanted[:120],
                    notice.workshop.name,
                    "bad",
                )
                for notice in notices
            ),
            len(notices),
            "",
            reverse("recalls"),
        )


def open_recalls(person: Person) -> Iterator[Part]:
    """Show the open recalls with how many have answered, where there are any."""
    rows = recalls.open_recalls(person)
    if rows:
        yield Block(
            _("Open recalls"),
            tuple(
                Row(
                    row.recall.number,
                    reverse("recall", args=[row.recall.number]),
                    _("%(answered)s of %(all)s answered")
                    % {"answered": row.answered, "all": row.told},
                    day(row.recall.opened_at),
                    "bad" if row.answered < row.told else "ok",
                )
                for row in rows
            ),
            len(rows),
            "",
            reverse("recalls"),
        )


def counts(person: Person, on: date) -> Iterator[Part]:
    """Say how much is due to be counted, and show the counts that go on."""
    due = yard.due_to_count(person, on=on)
    if due:
        yield Number(_("Due to be counted"), whole(due), url=reverse("counts"), tone="warn")
    yield from _counts(
        yard.counts_in(person, "counting"), _("Stock counts to go on with"), tone="info"
    )


def counts_to_approve(person: Person) -> Iterator[Part]:
    """Show the counts that wait for approval, where there are any."""
    yield from _counts(yard.counts_in(person, "counted"), _("Stock counts to approve"), tone="warn")


def _counts(found: Few[Any], title: str, *, tone: str) -> Iterator[Part]:
    if found.count:
        yield Block(
            title,
            tuple(
                Row(
                    count.number,
                    reverse("count", args=[count.number]),
                    _("%(done)s of %(all)s counted, opened %(day)s")
                    % {
                        "done": whole(count.counted_count),
                        "all": whole(count.line_count),
                        "day": day(count.opened_at),
                    },
                    count.get_status_display(),
                    tone,
                )
                for count in found.rows
            ),
            found.count,
            "",
            reverse("counts"),
        )


def latest_acts(person: Person) -> Block:
    """Show what was done last."""
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


def open_pools(person: Person, on: date) -> Block:
    """Show the pools that take commitments, each with the nearest lower price."""
    found = waiting.pools_now(person, on=on)
    return Block(
        _("Open pools"),
        tuple(map(_pool, found)),
        len(found),
        _("No pool is open now."),
        reverse("pools"),
    )


def _pool(progress: PoolProgress) -> Row:
    nearest = progress.nearest
    said = [
        _("closes %(moment)s") % {"moment": moment(progress.pool.closes_at)},
        ngettext("%(count)d workshop", "%(count)d workshops", progress.members)
        % {"count": progress.members},
        kg(progress.wanted_kg),
    ]
    if progress.own_saving:
        said.append(_("you save %(amount)s") % {"amount": rupiah(progress.own_saving)})
    label = ""
    if nearest is not None:
        label = _("%(more)s more of %(material)s and everyone pays %(price)s per kg") % {
            "more": kg(nearest.next_more_kg),
            "material": nearest.material.code,
            "price": price(nearest.next_price_per_kg),
        }
    is_in = any(line.own for line in progress.materials)
    return Row(
        progress.pool.title,
        reverse("pool", args=[progress.pool.number]),
        " · ".join(said),
        badge=_("You are in") if is_in else "",
        percent=nearest.reached_percent if nearest else None,
        percent_label=label,
    )


def own_order(order: Order) -> Row:
    """Show an order that waits for its workshop."""
    held = _("held until %(moment)s") % {"moment": moment(order.expires_at)}
    return Row(
        order.number,
        reverse("order", args=[order.number]),
        f"{order.workshop.name} · {held}",
        order.get_status_display(),
    )


def pick_row(pick: picking.ToPick) -> Row:
    """Show what is to be handed over, and where its page is."""
    if pick.pool is not None:
        url = reverse("pool_hand_over", args=[pick.pool.number, pick.workshop.code])
    else:
        url = reverse("hand_over", args=[pick.number])
    rack = _("rack %(rack)s") % {"rack": pick.first_rack}
    return Row(pick.workshop.name, url, f"{pick.number} · {rack} · {kg(pick.mass_kg)}")


def due_deliveries(due: Few[PurchaseOrder], on: date) -> Block:
    """Show the deliveries of today and those that are late."""
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


def still_to_come(person: Person, on: date) -> Number:
    """Say what suppliers still have to bring, and how much of it is late."""
    found = open_purchases(person, on=on)
    late = ngettext("%(count)d order is late", "%(count)d orders are late", found.late_count)
    return Number(
        _("Still to come"),
        kg(found.open_kg),
        hint=late % {"count": found.late_count}
        if found.late_count
        else _("%(worth)s before VAT and freight") % {"worth": rupiah(found.open_rupiah)},
        url=reverse("purchase_orders") + ("?status=late" if found.late_count else "?status=open"),
        tone="bad" if found.late_count else "",
    )


def drafts(person: Person) -> Block:
    """Show the purchase orders to approve."""
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
        order.get_status_display() if order.status == order.Status.DRAFT else _("a change"),
        "warn",
    )


def open_invoices(person: Person, on: date) -> Block:
    """Show the invoices that workshops have still to pay."""
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


def receivable(person: Person, on: date) -> Number:
    """Say what workshops owe."""
    owed = billing.unpaid(person, on=on)
    return Number(
        _("Workshops owe"),
        rupiah(owed.amount),
        hint=late_hint(owed.late_count, owed.late_amount),
        url=reverse("invoices"),
        tone="bad" if owed.late_count else "",
    )


def late_hint(count: int, amount: int) -> str:
    """Say how much of a debt is late, where some of it is."""
    return _("%(amount)s of it is late") % {"amount": rupiah(amount)} if count else ""


def warn_of(rows: Iterable[Any]) -> str:
    """Return the tone of a number: a warning where rows wait."""
    return "warn" if tuple(rows) else ""
