"""Opening a stock count: of some racks, of a class of stock, or of what is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from inventory.models import Balance, CountLine, Place, StockCount
from inventory.reports.classes import VALUE_CLASSES, due_balances, lying_in
from inventory.services.finding import NoSuchRack
from materialcenter import audit
from materialcenter.commands import Again, command
from materialcenter.errors import Conflict, Fault, Invalid
from materialcenter.models import Center
from materialcenter.numbering import next_number
from materialcenter.person import Person, Role
from materialcenter.services.telling.news import tell_later

MAY_COUNT = (Role.CLERK, Role.SUPERVISOR)
OPEN_ONCE = "count_line_open_once"
RECOUNT_PERCENT, RECOUNT_VALUE = Decimal(1), Decimal(500_000)
MOST_PERCENT, MOST_VALUE = Decimal(100), Decimal(10) ** 12


class ScopeUnclear(Invalid):
    """Neither racks, nor a class, nor what is due."""

    code = "scope_unclear"
    sentence = _("Choose racks, a class of stock, or what is due.")


class LimitUnfit(Invalid):
    """A limit for counting again that is negative or beyond all measure."""

    code = "limit_out_of_range"
    sentence = _("A limit for counting again is 0 to 100 percent of the book, or Rp0 and more.")


class NothingToCount(Conflict):
    """Nothing lies there, or nothing is due."""

    code = "nothing_to_count"
    sentence = _("There is nothing to count.")


class CountedElsewhere(Conflict):
    """A lot on a rack is on another open count; `faults` names each."""

    code = "counted_elsewhere"
    sentence = _("Some of this is on an open count already: %(counts)s.")


@dataclass(frozen=True)
class Scope:
    """What is to be counted: racks by code, a class, or what is due.

    kind: a StockCount.Scope. racks, value_class: for the kinds that name them.
    """

    kind: str
    racks: tuple[str, ...] = ()
    value_class: str = ""


@command
def open_count(
    *,
    scope: Scope,
    recount_percent: Decimal = RECOUNT_PERCENT,
    recount_value: Decimal = RECOUNT_VALUE,
    note: str = "",
    by: Person,
    at: datetime,
) -> StockCount:
    """Open a count of everything that lies in a scope now.

    recount_percent of the book, recount_value in rupiah: a first difference over either is
    counted again by another person.
    Raises ScopeUnclear, NoSuchRack, LimitUnfit, NothingToCount, CountedElsewhere.
    """
    by.must_be(*MAY_COUNT)
    _check_limits(recount_percent, recount_value)
    racks = _racks(scope, by)
    lying = list(_lying(scope, racks, by, at).values_list("lot_id", "place_id"))
    if not lying:
        raise NothingToCount
    refuse_counted_elsewhere(lying)
    count = StockCount.objects.create(
        center_id=by.center_id,
        number=_number(by, at),
        scope=scope.kind,
        scope_of=", ".join(rack.code for rack in racks) or scope.value_class,
        recount_percent=recount_percent,
        recount_value=recount_value,
        opened_by_id=by.user_id,
        opened_at=at,
        note=note.strip(),
    )
    count.racks.set(racks)
    add_lines([CountLine(count=count, lot_id=lot, place_id=place) for lot, place in lying])
    audit.record(
        by=by,
        action="count.opened",
        subject="StockCount",
        subject_id=count.pk,
        at=at,
        number=count.number,
        scope=scope.kind,
        scope_of=count.scope_of,
        lines=len(lying),
    )
    tell_later("count_opened", count.pk, center_id=count.center_id)
    return count


def _check_limits(percent: Decimal, value: Decimal) -> None:
    if not 0 <= percent <= MOST_PERCENT:
        raise LimitUnfit(field="recount_percent")
    if not 0 <= value <= MOST_VALUE:
        raise LimitUnfit(field="recount_value")


def _racks(scope: Scope, by: Person) -> list[Place]:
    if scope.kind not in StockCount.Scope.values:
        raise ScopeUnclear(field="scope")
    if scope.kind == StockCount.Scope.CLASS and scope.value_class not in VALUE_CLASSES:
        raise ScopeUnclear(field="value_class")
    if scope.kind != StockCount.Scope.RACKS:
        return []
    if not scope.racks:
        raise ScopeUnclear(field="racks")
    found = list(
        Place.objects.visible_to(by)
        .racks()
        .filter(code__in=scope.racks)
        .order_by("walk_order", "code")
    )
    for code in sorted(set(scope.racks) - {rack.code for rack in found}):
        raise NoSuchRack(field="racks", rack=code)
    return found


def _lying(scope: Scope, racks: Sequence[Place], by: Person, at: datetime) -> QuerySet[Balance]:
    if scope.kind == StockCount.Scope.RACKS:
        return Balance.objects.visible_to(by).filter(place__in=racks, on_hand_kg__gt=0)
    if scope.kind == StockCount.Scope.CLASS:
        return lying_in(by.center_id, scope.value_class)
    return due_balances(by, on=timezone.localdate(at))


def refuse_counted_elsewhere(lying: Sequence[tuple[int, int]]) -> None:
    """Refuse lots on racks that an open count has. lying: (lot, place) ids.

    Raises CountedElsewhere, which names the counts and each lot.
    """
    wanted = set(lying)
    others = (
        CountLine.objects.filter(is_open=True, lot_id__in={lot for lot, _place in lying})
        .select_related("count", "lot", "place")
        .order_by("place__code", "lot__number")
    )
    found = [line for line in others if (line.lot_id, line.place_id) in wanted]
    if not found:
        return
    words = gettext("%(lot)s on %(rack)s is counted by %(count)s.")
    raise CountedElsewhere(
        counts=", ".join(sorted({line.count.number for line in found})),
        faults=[
            Fault(
                CountedElsewhere.code,
                words
                % {
                    "lot": line.lot.number,
                    "rack": line.place.code,
                    "count": line.count.number,
                },
                place=line.place.code,
            )
            for line in found
        ],
    )


def add_lines(lines: Sequence[CountLine]) -> None:
    """Write lines of a count; somebody who opened another meanwhile makes it try again."""
    try:
        CountLine.objects.bulk_create(lines)
    except IntegrityError as error:
        if OPEN_ONCE in str(error):
            raise Again from error
        raise


def _number(by: Person, at: datetime) -> str:
    center = Center.objects.only("code").get(pk=by.center_id)
    return next_number(
        center_id=center.pk,
        center_code=center.code,
        kind="OPN",
        year=timezone.localdate(at).year,
    )
