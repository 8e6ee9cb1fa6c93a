"""What the yard tells people, and how: a count is opened, something waits for a supervisor."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory.models import CountEntry, Lot, StockCount
from materialcenter.formats import kg, whole
from materialcenter.models import Preference, Role
from materialcenter.services.notice_kinds import APPROVAL
from materialcenter.services.telling.kinds import Kind, register
from materialcenter.services.telling.news import News, Writer, register_news
from materialcenter.services.telling.people import people_with
from materialcenter.services.telling.writing import Said

COUNT_OPENED = "count.opened"
KINDS = (
    Kind(
        COUNT_OPENED,
        gettext_lazy("A stock count is opened"),
        frozenset({Role.CLERK}),
        way=Preference.Way.NOW,
    ),
)


def _count_opened(count_id: int, _mark: str) -> News | None:
    count = StockCount.objects.get(pk=count_id)
    if count.status != StockCount.Status.COUNTING:
        return None
    lines = count.lines.count()

    def said() -> Said:
        line = _("Stock count %(number)s is opened") % {"number": count.number}
        scope = " ".join(filter(None, (count.get_scope_display(), count.scope_of)))
        return line, _("%(scope)s. Lots to count: %(lots)s.") % {
            "scope": scope,
            "lots": whole(lines),
        }

    people = people_with(count.center_id, Role.CLERK, but=[count.opened_by_id])
    return News(count.center_id, people, COUNT_OPENED, said, _path(count))


def _approve_count(count_id: int, _mark: str) -> News | None:
    """Tell the supervisors who counted nothing of it, since nobody else may approve it."""
    count = StockCount.objects.get(pk=count_id)
    if count.status != StockCount.Status.COUNTED:
        return None
    counters = CountEntry.objects.filter(line__count=count).values_list("counted_by_id", flat=True)
    lines = count.lines.count()

    def said() -> Said:
        line = _("Stock count %(number)s waits for your approval") % {"number": count.number}
        return line, _("Lots that were counted: %(lots)s.") % {"lots": whole(lines)}

    people = people_with(count.center_id, Role.SUPERVISOR, but=counters.distinct())
    return News(count.center_id, people, APPROVAL, said, _path(count))


def _path(count: StockCount) -> str:
    return f"/counts/{count.number}/"


def _judge_lot(lot_id: int, _mark: str) -> News | None:
    lot = Lot.objects.select_related("material").get(pk=lot_id)
    if lot.quality != Lot.Quality.QUARANTINED:
        return None

    def said() -> Said:
        line = _("Lot %(lot)s is in quarantine: clear or reject it") % {"lot": lot.number}
        mass = kg(lot.received_kg)
        return line, f"{lot.material.code}, {mass}: {lot.quality_reason}"

    people = people_with(lot.center_id, Role.SUPERVISOR)
    return News(lot.center_id, people, APPROVAL, said, f"/lots/{lot.number}/")


WRITERS: Mapping[str, Writer] = MappingProxyType(
    {"count_opened": _count_opened, "approve_count": _approve_count, "judge_lot": _judge_lot}
)


def register_all() -> None:
    """Make the yard's kinds and news known."""
    register(*KINDS)
    register_news(WRITERS)
