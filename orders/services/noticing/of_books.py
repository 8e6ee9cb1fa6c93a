"""Telling supervisors at once that what is proved at night does not add up."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.translation import ngettext

from materialcenter.commands import command
from materialcenter.models import Center, Role
from materialcenter.services.notice_kinds import BOOKS_DIFFER
from materialcenter.services.telling.people import people_with
from materialcenter.services.telling.writing import Said, tell
from orders.services.booking import BooksDifference

SHOWN = 3


@command
def tell_books_differ(differences: Iterable[BooksDifference], *, at: datetime) -> int:
    """Tell each center's supervisors what differs in its books, once a day; return to how many."""
    found: dict[str, list[BooksDifference]] = defaultdict(list)
    for difference in differences:
        found[difference.center].append(difference)
    centers = dict(Center.objects.filter(code__in=found).values_list("code", "pk"))
    return sum(_tell(centers[code], found[code], at=at) for code in sorted(found))


def _tell(center_id: int, differences: list[BooksDifference], *, at: datetime) -> int:
    def said() -> Said:
        line = ngettext(
            "The books differ in %(count)s place",
            "The books differ in %(count)s places",
            len(differences),
        ) % {"count": len(differences)}
        return line, "\n".join(map(str, differences[:SHOWN]))

    return tell(
        center_id=center_id,
        user_ids=people_with(center_id, Role.SUPERVISOR),
        kind=BOOKS_DIFFER,
        key=timezone.localdate(at).isoformat(),
        said=said,
        path="/books/",
        at=at,
    )
