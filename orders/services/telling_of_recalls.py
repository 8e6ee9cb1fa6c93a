"""Telling workshops that steel they got is recalled."""

from datetime import datetime

from django.utils import timezone

from materialcenter.commands import command
from orders.models import RecallNotice
from orders.services.telling_buyers import tell_buyers


@command
def ask_about_recall(*, notice_id: int, about: str, at: datetime) -> None:
    """Write down a mail for each reader of a workshop, and when it was told first.

    about: "recall" or "recall_reminder". Where nobody reads mail the notice stays untold,
    so that somebody calls.
    """
    notice = RecallNotice.objects.get(pk=notice_id)
    readers = tell_buyers(
        workshop_id=notice.workshop_id,
        about=about,
        about_id=notice.pk,
        mark=timezone.localdate(at).isoformat() if about == "recall_reminder" else "",
    )
    if readers:
        RecallNotice.objects.filter(pk=notice_id, told_at__isnull=True).update(told_at=at)
