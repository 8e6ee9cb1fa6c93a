"""What a person was told: opened, marked as read, and forgotten long after that."""

from collections.abc import Collection
from datetime import datetime, timedelta

from materialcenter.commands import command
from materialcenter.errors import Missing
from materialcenter.models import Notice
from materialcenter.person import Person

KEEP_READ = timedelta(days=180)
KEEP_ANY = timedelta(days=730)
FORGOTTEN_AT_ONCE = 5000


@command
def open_notice(*, notice_id: int, by: Person, at: datetime) -> str:
    """Mark one of the person's notices as read and return the path of its page. Raises Missing."""
    mine = Notice.objects.visible_to(by).filter(pk=notice_id)
    path = mine.values_list("path", flat=True).first()
    if path is None:
        raise Missing
    mine.unread().update(read_at=at)
    return path


@command
def mark_read(*, notice_ids: Collection[int], by: Person, at: datetime) -> int:
    """Mark these of the person's notices as read; return how many were not yet.

    Raises Missing, and marks none, when one of them is not theirs.
    """
    mine = Notice.objects.visible_to(by).filter(pk__in=set(notice_ids))
    if mine.count() != len(set(notice_ids)):
        raise Missing
    return mine.unread().update(read_at=at)


@command
def mark_all_read(*, by: Person, at: datetime) -> int:
    """Mark everything that the person was told until now as read; return how many it were."""
    return Notice.objects.visible_to(by).unread().filter(created_at__lte=at).update(read_at=at)


@command
def forget_notices(*, at: datetime) -> int:
    """Delete notices read longer ago than KEEP_READ, and any that are older than KEEP_ANY.

    Of either FORGOTTEN_AT_ONCE at the most; their deliveries go with them. Returns how many
    notices went; two at once do no harm.
    """
    read = Notice.objects.filter(read_at__lt=at - KEEP_READ).order_by("read_at", "pk")
    oldest = Notice.objects.order_by("pk").values_list("pk", "created_at")
    ids = set(read.values_list("pk", flat=True)[:FORGOTTEN_AT_ONCE])
    # Numbers grow with time, so the first ones are the oldest, and no index is needed.
    ids.update(pk for pk, told_at in oldest[:FORGOTTEN_AT_ONCE] if told_at < at - KEEP_ANY)
    _all, by_model = Notice.objects.filter(pk__in=ids).delete()
    return by_model.get(Notice._meta.label, 0)
