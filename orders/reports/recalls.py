"""Recalls: who has what before one starts, and how far it is when it runs."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from django.db.models import F

from inventory import catalogue
from materialcenter.formats import quantity
from materialcenter.person import Person
from orders.models import (
    AllocatedShare,
    OrderLine,
    PoolMaterial,
    Recall,
    RecallItem,
    RecallLot,
    RecallNotice,
)
from orders.reports.finding import NotThere, one_of
from orders.reports.tracing import Trace, trace_lots

ZERO = Decimal("0.000")


@dataclass(frozen=True)
class Item:
    """Recalled steel that a workshop got, and what it says became of it.

    note: the delivery note, None for consigned stock that went back to its owner. unit: a
    Material.Unit. held_kg and passed_kg are None until the workshop answers.
    """

    item_id: int
    notice_id: int
    note: str | None
    line_no: int | None
    handed_at: datetime | None
    lot_number: str
    heat: str
    material: str
    unit: str
    pieces: int
    mass_kg: Decimal
    held_pieces: int | None
    held_kg: Decimal | None
    passed_pieces: int | None
    passed_kg: Decimal | None

    @property
    def quantity(self) -> str:
        """Write the pieces in the material's unit."""
        return quantity(self.pieces, self.unit) if self.pieces else ""

    @property
    def used_kg(self) -> Decimal | None:
        """Return the kg that were used up, None until the workshop answers."""
        if self.held_kg is None or self.passed_kg is None:
            return None
        return self.mass_kg - self.held_kg - self.passed_kg


def items_of(notice_ids: Iterable[int]) -> tuple[Item, ...]:
    """List the items of notices, the first handed over ahead. One statement."""
    rows = (
        RecallItem.objects.filter(notice_id__in=list(notice_ids))
        .order_by("notice_id", F("delivery_line__note__handed_at").asc(nulls_last=True), "pk")
        .values_list(
            "pk",
            "notice_id",
            "delivery_line__note__number",
            "delivery_line__line_no",
            "delivery_line__note__handed_at",
            "lot__number",
            "lot__heat",
            "lot__material__code",
            "lot__material__unit",
            "pieces",
            "mass_kg",
            "held_pieces",
            "held_kg",
            "passed_pieces",
            "passed_kg",
        )
    )
    return tuple(Item(*row) for row in rows)


@dataclass(frozen=True)
class NoticeView:
    """A workshop's notice with its items."""

    notice: RecallNotice
    items: tuple[Item, ...]

    @property
    def is_answered(self) -> bool:
        """Say whether the workshop answered."""
        return self.notice.answered_at is not None

    @cached_property
    def mass_kg(self) -> Decimal:
        """Return the kg that the workshop got."""
        return sum((item.mass_kg for item in self.items), ZERO)

    @cached_property
    def held_kg(self) -> Decimal:
        """Return the kg that still lie there."""
        return sum((item.held_kg or ZERO for item in self.items), ZERO)

    @cached_property
    def passed_kg(self) -> Decimal:
        """Return the kg that went on to customers."""
        return sum((item.passed_kg or ZERO for item in self.items), ZERO)

    @cached_property
    def used_kg(self) -> Decimal:
        """Return the kg that were used up, zero until the workshop answers."""
        return sum((item.used_kg or ZERO for item in self.items), ZERO)


@dataclass(frozen=True)
class Reserved:
    """Recalled steel that is reserved for somebody and cannot be handed over now.

    order or pool: the one it waits for.
    """

    order: str
    pool: str
    workshop: str
    lot_number: str
    pieces: int
    mass_kg: Decimal


@dataclass(frozen=True)
class RecallView:
    """A recall as a person sees it; a buyer sees the own workshops' notices and no lots."""

    recall: Recall
    notices: tuple[NoticeView, ...]
    trace: Trace | None
    late: frozenset[int]
    reserved: tuple[Reserved, ...]
    heats: tuple[str, ...]

    @property
    def answered(self) -> int:
        """Return how many workshops answered."""
        return sum(view.is_answered for view in self.notices)

    @property
    def mass_kg(self) -> Decimal:
        """Return the kg that workshops got."""
        return sum((view.mass_kg for view in self.notices), ZERO)

    @property
    def accounted_kg(self) -> Decimal:
        """Return the kg of those who answered."""
        return sum((view.mass_kg for view in self.notices if view.is_answered), ZERO)

    @property
    def held_kg(self) -> Decimal:
        """Return the kg that lie with workshops."""
        return sum((view.held_kg for view in self.notices), ZERO)

    @property
    def used_kg(self) -> Decimal:
        """Return the kg that were used up."""
        return sum((view.used_kg for view in self.notices), ZERO)

    @property
    def passed_kg(self) -> Decimal:
        """Return the kg that went on to customers."""
        return sum((view.passed_kg for view in self.notices), ZERO)


def find_recall(person: Person, number: str) -> Recall:
    """Find a recall with who opened and closed it. Raises NotThere."""
    rows = Recall.objects.visible_to(person).select_related("center", "opened_by", "closed_by")
    return one_of(rows.filter(number=number), NotThere())


def recall_view(recall: Recall, person: Person) -> RecallView:
    """Gather a recall for a person, however many workshops and lots it has.

    While it is open, what came or was cut of it since is among its lots; afterwards only
    what was when it was closed.
    """
    notices = RecallNotice.objects.filter(recall=recall).select_related("workshop", "answered_by")
    if not person.is_staff:
        notices = notices.filter(workshop_id__in=person.workshop_ids)
    found = list(notices.order_by("workshop__code"))
    by_notice: dict[int, list[Item]] = defaultdict(list)
    for item in items_of(notice.pk for notice in found):
        by_notice[item.notice_id].append(item)
    views = tuple(NoticeView(notice, tuple(by_notice[notice.pk])) for notice in found)
    kept = catalogue.kept_back_by(recall.center_id, recall.number)
    if not person.is_staff:
        return RecallView(recall, views, None, frozenset(), (), kept.heats)
    known = frozenset(RecallLot.objects.filter(recall=recall).values_list("lot_id", flat=True))
    is_open = recall.status == Recall.Status.OPEN
    trace = trace_lots(
        recall.number,
        recall.center_id,
        heats=kept.heats if is_open else (),
        lot_ids=kept.lot_ids if is_open else known,
    )
    lot_ids = [lot.lot_id for lot in trace.family.descent]
    return RecallView(
        recall=recall,
        notices=views,
        trace=trace,
        late=frozenset(lot_ids) - known,
        reserved=reserved_of(recall.center_id, lot_ids) if is_open else (),
        heats=kept.heats,
    )


def reserved_of(center_id: int, lot_ids: Collection[int]) -> tuple[Reserved, ...]:
    """Say for which orders and pools lots are reserved. Four statements."""
    holds = catalogue.holds_on(center_id, lot_ids)
    ids = {
        kind: [hold.holder_id for hold in holds if hold.holder == kind]
        for kind in ("order_line", "pool_share", "pool_material")
    }
    names: dict[tuple[str, int], tuple[str, str, str]] = {}
    for pk, order, workshop in OrderLine.objects.filter(pk__in=ids["order_line"]).values_list(
        "pk", "order__number", "order__workshop__name"
    ):
        names["order_line", pk] = (order, "", workshop)
    for pk, pool, workshop in AllocatedShare.objects.filter(pk__in=ids["pool_share"]).values_list(
        "pk", "allocation__pool_material__pool__number", "workshop__name"
    ):
        names["pool_share", pk] = ("", pool, workshop or "")
    for pk, pool in PoolMaterial.objects.filter(pk__in=ids["pool_material"]).values_list(
        "pk", "pool__number"
    ):
        names["pool_material", pk] = ("", pool, "")
    return tuple(
        Reserved(
            *names.get((hold.holder, hold.holder_id), ("", "", "")),
            hold.lot_number,
            hold.pieces,
            hold.mass_kg,
        )
        for hold in holds
    )


def lot_ids_of(person: Person, numbers: Iterable[str]) -> dict[str, int]:
    """Return the ids of the center's lots by number; those not there are left out."""
    lots = catalogue.Lot.objects.visible_to(person).filter(number__in=list(numbers))
    return dict(lots.values_list("number", "pk"))


def waiting_for(person: Person) -> tuple[RecallNotice, ...]:
    """List the notices of open recalls that a buyer's workshops have not answered."""
    rows = RecallNotice.objects.filter(
        recall__center_id=person.center_id,
        recall__status=Recall.Status.OPEN,
        workshop_id__in=person.workshop_ids,
        answered_at__isnull=True,
    )
    return tuple(rows.select_related("recall", "workshop").order_by("pk"))


@dataclass(frozen=True)
class RecallRow:
    """A recall in a list, with how many of the workshops told have answered."""

    recall: Recall
    told: int
    answered: int


def recall_rows(recalls: Collection[Recall], person: Person) -> list[RecallRow]:
    """Count the notices of recalls that a person may see. One statement."""
    rows = RecallNotice.objects.filter(recall__in=recalls)
    if not person.is_staff:
        rows = rows.filter(workshop_id__in=person.workshop_ids)
    told: dict[int, list[bool]] = defaultdict(list)
    for recall_id, answered_at in rows.values_list("recall_id", "answered_at"):
        told[recall_id].append(answered_at is not None)
    return [RecallRow(one, len(told[one.pk]), sum(told[one.pk])) for one in recalls]


def open_recalls(person: Person) -> list[RecallRow]:
    """List the center's open recalls, the oldest ahead. Two statements."""
    rows = Recall.objects.visible_to(person).filter(status=Recall.Status.OPEN).order_by("pk")
    return recall_rows(list(rows), person)
