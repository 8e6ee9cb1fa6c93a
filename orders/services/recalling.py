"""Recalling heats and lots: starting, reminding, closing.

What comes in of a recalled heat, or is cut from a recalled lot, while a recall is open is
quarantined by the door at once and joins the recall; nobody clears a lot before it is closed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from inventory import catalogue, stock
from materialcenter import audit
from materialcenter.commands import command
from materialcenter.errors import Conflict, Fault, Forbidden, Invalid
from materialcenter.jobs import later
from materialcenter.models import Center, Role
from materialcenter.numbering import next_number
from materialcenter.person import Person
from materialcenter.services.telling.news import tell_later
from orders.models import Recall, RecallItem, RecallLot, RecallNotice
from orders.reports.finding import NotThere, one_of
from orders.reports.recalls import lot_ids_of
from orders.reports.tracing import Holder, Trace, deliveries_of, trace_lots

STARTERS = (Role.PURCHASER, Role.SUPERVISOR)
REMINDERS = (Role.CLERK, Role.PURCHASER, Role.SUPERVISOR)
CLOSERS = (Role.SUPERVISOR,)
REMIND_AFTER = timedelta(days=1)


class NothingRecalled(Invalid):
    """No heat and no lot was picked."""

    code = "recall_without_lots"
    sentence = _("Pick at least one heat or lot to recall.")


class NoSuchLots(Invalid):
    """Lots that are not there; `faults` names every one."""

    code = "lot_unknown"
    sentence = _("Some of these lots do not exist.")


class RecallWordsMissing(Invalid):
    """A recall that does not say what is wrong, or what to do."""

    code = "recall_words_missing"
    sentence = _("Say what is wrong, and what the workshops are asked to do.")


class RecallClosed(Conflict):
    """The recall is over."""

    code = "recall_closed"
    sentence = _("Recall %(number)s is closed.")


class NobodyToRemind(Conflict):
    """Everybody has answered."""

    code = "recall_all_answered"
    sentence = _("Every workshop has answered.")


class RemindedAlready(Conflict):
    """Everybody who has not answered was written to within a day."""

    code = "recall_reminded_already"
    sentence = _("Those who have not answered were written to less than a day ago.")


class OutcomeMissing(Invalid):
    """A recall that would end without a word."""

    code = "recall_outcome_missing"
    sentence = _("Write down what came of the recall.")


class AnswersMissing(Conflict):
    """Somebody has not answered, and nobody said why that does not matter."""

    code = "recall_answers_missing"
    sentence = _(
        "%(count)s workshops have not answered. Say why the recall is closed without them."
    )


class OwnRecall(Forbidden):
    """Whoever opened a recall would close it."""

    code = "own_recall"
    sentence = _("A recall is closed by another supervisor than the one who opened it.")


@dataclass(frozen=True)
class Picked:
    """What is to be recalled: heats as typed, and the lots by id."""

    heats: tuple[str, ...]
    lot_ids: tuple[int, ...]


def pick(*, heats: Sequence[str], lots: Sequence[str], by: Person) -> Picked:
    """Find what is to be recalled, changing nothing. lots: numbers or scanned labels.

    Raises WrongRole, NothingRecalled, NoSuchLots, and what stock.check_keeping_back raises:
    heats never received, heats and lots that are recalled already.
    """
    by.must_be(*STARTERS)
    named = tuple(heat.strip() for heat in heats if heat.strip())
    numbers = [catalogue.lot_number_in(text) for text in lots if text.strip()]
    if not named and not numbers:
        raise NothingRecalled(field="heats")
    known = lot_ids_of(by, numbers)
    faults = [
        Fault("lot_unknown", __("There is no lot %(lot)s.") % {"lot": number}, "lots")
        for number in numbers
        if number not in known
    ]
    if faults:
        raise NoSuchLots(faults=faults)
    picked = Picked(named, tuple(sorted(set(known.values()))))
    stock.check_keeping_back(center_id=by.center_id, heats=picked.heats, lot_ids=picked.lot_ids)
    return picked


def preview(*, heats: Sequence[str], lots: Sequence[str], by: Person) -> Trace:
    """Show who has what of it before a recall is started. Raises what `pick` raises."""
    picked = pick(heats=heats, lots=lots, by=by)
    return trace_lots("", by.center_id, heats=picked.heats, lot_ids=picked.lot_ids)


@command
def start_recall(
    *,
    heats: Sequence[str],
    lots: Sequence[str],
    reason: str,
    wanted: str,
    by: Person,
    at: datetime,
) -> Recall:
    """Call heats and lots back: quarantine what is left, and write to everybody who got any.

    lots: numbers or scanned labels. The recall's number is taken first, for it stands in
    every lot's reason; nothing else that waits for lots waits for this series, so no two acts
    can wait for each other. Raises RecallWordsMissing and what `pick` raises.
    """
    picked = pick(heats=heats, lots=lots, by=by)
    if not reason.strip() or not wanted.strip():
        raise RecallWordsMissing(field="wanted" if reason.strip() else "reason")
    recall = Recall.objects.create(
        center_id=by.center_id,
        number=_next_number(by, at),
        reason=reason.strip(),
        wanted=wanted.strip(),
        opened_by_id=by.user_id,
        opened_at=at,
    )
    kept = stock.keep_back(
        center_id=by.center_id,
        heats=picked.heats,
        lot_ids=picked.lot_ids,
        reference=recall.number,
        at=at,
    )
    _write_lots(recall, kept.family)
    # Read now that nothing of it can be handed over any more, so that nobody is left out.
    notices = _write_notices(recall, kept.family)
    for notice in notices:
        later(
            "orders.tasks.tell_of_recall",
            center_id=by.center_id,
            notice_id=notice.pk,
            about="recall",
        )
    tell_later("recall_opened", recall.pk, center_id=by.center_id)
    audit.record(
        by=by,
        action="recall.started",
        subject="Recall",
        subject_id=recall.pk,
        at=at,
        number=recall.number,
        heats=list(picked.heats),
        lots=[lot.number for lot in kept.family.descent],
        quarantined=len(kept.quarantined),
        workshops=len(notices),
    )
    return recall


def _next_number(by: Person, at: datetime) -> str:
    return next_number(
        center_id=by.center_id,
        center_code=Center.objects.only("code").get(pk=by.center_id).code,
        kind="RC",
        year=timezone.localtime(at).year,
    )


def _write_lots(recall: Recall, family: catalogue.Family) -> None:
    known = set(RecallLot.objects.filter(recall=recall).values_list("lot_id", flat=True))
    RecallLot.objects.bulk_create(
        RecallLot(recall=recall, lot_id=lot.lot_id, is_root=lot.depth == 0)
        for lot in family.descent
        if lot.lot_id not in known
    )


def _write_notices(recall: Recall, family: catalogue.Family) -> list[RecallNotice]:
    """Write a notice for each workshop that got any, with every line by which it did."""
    deliveries = deliveries_of(lot.lot_id for lot in family.descent)
    holders = Trace(recall.number, family, deliveries, {}).holders
    ordered = sorted(holders, key=lambda holder: holder.workshop_id)
    notices = RecallNotice.objects.bulk_create(
        RecallNotice(recall=recall, workshop_id=holder.workshop_id) for holder in ordered
    )
    RecallItem.objects.bulk_create(
        item
        for notice, holder in zip(notices, ordered, strict=True)
        for item in _items(notice, holder)
    )
    return notices


def _items(notice: RecallNotice, holder: Holder) -> list[RecallItem]:
    delivered = [
        RecallItem(
            notice=notice,
            lot_id=delivery.lot_id,
            delivery_line_id=delivery.line_id,
            pieces=delivery.pieces,
            mass_kg=delivery.mass_kg,
        )
        for delivery in holder.deliveries
    ]
    return delivered + [
        RecallItem(notice=notice, lot_id=lot.lot_id, pieces=0, mass_kg=lot.fates.returned_kg)
        for lot in holder.taken_back
    ]


def lock_recall(*, number: str, by: Person) -> Recall:
    """Lock an open recall that a person may see. Raises NotThere, RecallClosed."""
    rows = Recall.objects.filter(pk__in=Recall.objects.visible_to(by).values("pk"))
    recall = one_of(rows.select_for_update(no_key=True).filter(number=number), NotThere())
    if recall.status != Recall.Status.OPEN:
        raise RecallClosed(number=recall.number)
    return recall


@command
def remind_recall(*, number: str, by: Person, at: datetime) -> list[RecallNotice]:
    """Write again to those who have not answered, to each once a day at the most.

    Returns whom. Raises WrongRole, NotThere, RecallClosed, NobodyToRemind, RemindedAlready.
    """
    by.must_be(*REMINDERS)
    recall = lock_recall(number=number, by=by)
    silent = list(
        RecallNotice.objects.select_for_update(no_key=True)
        .filter(recall=recall, answered_at__isnull=True)
        .order_by("pk")
    )
    if not silent:
        raise NobodyToRemind
    due = [n for n in silent if (n.reminded_at or recall.opened_at) <= at - REMIND_AFTER]
    if not due:
        raise RemindedAlready
    for notice in due:
        notice.reminded_at = at
        notice.save(update_fields=["reminded_at"])
        later(
            "orders.tasks.tell_of_recall",
            center_id=recall.center_id,
            notice_id=notice.pk,
            about="recall_reminder",
        )
    audit.record(
        by=by,
        action="recall.reminded",
        subject="Recall",
        subject_id=recall.pk,
        at=at,
        workshops=len(due),
    )
    return due


@command
def close_recall(
    *, number: str, outcome: str, despite: str = "", by: Person, at: datetime
) -> Recall:
    """End a recall: its lots stay quarantined until a supervisor clears or rejects each.

    despite: why it is closed although some have not answered. Raises WrongRole, NotThere,
    RecallClosed, OwnRecall, OutcomeMissing, AnswersMissing.
    """
    by.must_be(*CLOSERS)
    recall = lock_recall(number=number, by=by)
    if by.user_id is not None and recall.opened_by_id == by.user_id:
        raise OwnRecall
    if not outcome.strip():
        raise OutcomeMissing(field="outcome")
    silent = RecallNotice.objects.filter(recall=recall, answered_at__isnull=True).count()
    if silent and not despite.strip():
        raise AnswersMissing(field="despite", count=silent)
    _take_in_late_lots(recall)
    recall.status = Recall.Status.CLOSED
    recall.closed_by_id, recall.closed_at = by.user_id, at
    recall.outcome = "\n".join(filter(None, (outcome.strip(), despite.strip() if silent else "")))
    recall.save(update_fields=["status", "closed_by", "closed_at", "outcome"])
    stock.let_go(center_id=recall.center_id, reference=recall.number, at=at)
    audit.record(
        by=by,
        action="recall.closed",
        subject="Recall",
        subject_id=recall.pk,
        at=at,
        number=recall.number,
        unanswered=silent,
    )
    return recall


def _take_in_late_lots(recall: Recall) -> None:
    """Write down what came or was cut of it since it began."""
    kept = catalogue.kept_back_by(recall.center_id, recall.number)
    family = catalogue.family_of(recall.center_id, heats=kept.heats, lot_ids=kept.lot_ids)
    _write_lots(recall, family)
