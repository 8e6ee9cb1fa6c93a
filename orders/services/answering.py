"""A workshop's answer to a recall: what of it still lies there, was passed on, was used up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from materialcenter import audit
from materialcenter.commands import command
from materialcenter.errors import Fault, Invalid
from materialcenter.models import Role
from materialcenter.person import Person
from orders.models import Recall, RecallItem, RecallNotice
from orders.reports.finding import NotThere, one_of
from orders.services.recalling import lock_recall

ANSWERERS = (Role.BUYER, Role.CLERK, Role.PURCHASER, Role.SUPERVISOR)
GRAM = Decimal("0.001")


class BadAnswer(Invalid):
    """An answer that does not fit what the workshop got; `faults` names every line."""

    code = "recall_answer_refused"
    sentence = _("The answer does not fit what was delivered.")


class SpeakerMissing(Invalid):
    """An answer taken by phone without the name of who gave it."""

    code = "recall_speaker_missing"
    sentence = _("Write down who gave the answer.")


@dataclass(frozen=True)
class ItemAnswer:
    """What became of one line: still there, and passed on; the rest was used up.

    In pieces where the line has pieces, else in kg.
    """

    item_id: int
    held: Decimal
    passed: Decimal


@command
def answer_recall(
    *,
    number: str,
    workshop_id: int,
    answers: Sequence[ItemAnswer],
    note: str,
    said_by: str,
    by: Person,
    at: datetime,
) -> RecallNotice:
    """Write down a workshop's answer for every line that it got; a later one replaces it.

    said_by: who of the workshop gave it, where staff writes it down. Raises WrongRole,
    NotThere, RecallClosed, SpeakerMissing, BadAnswer.
    """
    by.must_be(*ANSWERERS)
    recall = lock_recall(number=number, by=by)
    notice = _lock_notice(recall, workshop_id, by)
    if by.is_staff and not said_by.strip():
        raise SpeakerMissing(field="said_by")
    items = {
        item.pk: item
        for item in RecallItem.objects.select_for_update(no_key=True)
        .filter(notice=notice)
        .order_by("pk")
    }
    faults = _faults(items, answers)
    if faults:
        raise BadAnswer(faults=faults)
    for answer in answers:
        _write(items[answer.item_id], answer)
    notice.note, notice.said_by = note.strip(), said_by.strip() if by.is_staff else ""
    notice.answered_by_id, notice.answered_at = by.user_id, at
    notice.save(update_fields=["note", "said_by", "answered_by", "answered_at"])
    audit.record(
        by=by,
        action="recall.answered",
        subject="Recall",
        subject_id=recall.pk,
        at=at,
        workshop=notice.workshop.code,
        held_kg=sum((item.held_kg or Decimal(0) for item in items.values()), Decimal(0)),
        passed_kg=sum((item.passed_kg or Decimal(0) for item in items.values()), Decimal(0)),
    )
    return notice


def _lock_notice(recall: Recall, workshop_id: int, by: Person) -> RecallNotice:
    rows = RecallNotice.objects.filter(recall=recall, workshop_id=workshop_id)
    if not by.is_staff:
        rows = rows.filter(workshop_id__in=by.workshop_ids)
    rows = rows.select_for_update(no_key=True, of=("self",)).select_related("workshop")
    return one_of(rows, NotThere())


def _faults(items: dict[int, RecallItem], answers: Sequence[ItemAnswer]) -> list[Fault]:
    """Name everything that is wrong with an answer, each at its line's first field."""
    faults = [
        Fault("recall_item_unknown", __("This is not in the recall."), f"held-{answer.item_id}")
        for answer in answers
        if answer.item_id not in items
    ]
    for item_id, item in items.items():
        mine = [answer for answer in answers if answer.item_id == item_id]
        fault = _fault_of(item, mine)
        if fault is not None:
            faults.append(Fault(*fault, f"held-{item_id}"))
    return faults


def _fault_of(item: RecallItem, mine: Sequence[ItemAnswer]) -> tuple[str, str] | None:
    if len(mine) != 1:
        return ("recall_line_unanswered", __("Say once how much of this is still there."))
    held, passed = mine[0].held, mine[0].passed
    if held < 0 or passed < 0:
        return ("quantity_negative", __("It cannot be less than nothing."))
    step = Decimal(1) if item.pieces else GRAM
    if held % step or passed % step:
        return ("quantity_too_fine", __("Pieces are counted whole, kg to the gram."))
    if held + passed > (item.pieces or item.mass_kg):
        return ("more_than_delivered", __("This is more than was delivered."))
    return None


def _write(item: RecallItem, answer: ItemAnswer) -> None:
    """Turn pieces into their part of the weighed kg, so that all parts sum to the whole."""
    if item.pieces:
        item.held_pieces, item.passed_pieces = int(answer.held), int(answer.passed)
        item.held_kg = _part(item, answer.held)
        item.passed_kg = _part(item, answer.held + answer.passed) - item.held_kg
    else:
        item.held_pieces = item.passed_pieces = 0
        item.held_kg, item.passed_kg = answer.held, answer.passed
    item.save(update_fields=["held_pieces", "held_kg", "passed_pieces", "passed_kg"])


def _part(item: RecallItem, pieces: Decimal) -> Decimal:
    return (item.mass_kg * pieces / item.pieces).quantize(GRAM, ROUND_HALF_UP)
