"""Telling people something: a notice for each, and its deliveries, inside the act."""

import json
from collections.abc import Callable, Collection, Iterable
from datetime import datetime, time
from typing import TypeAlias

from django.conf import settings
from django.utils import timezone, translation

from materialcenter.commands import step
from materialcenter.models import Delivery, Notice, TellingSettings, User
from materialcenter.rules.quiet_hours import QuietHours, digest_goes_out_at, goes_out_at
from materialcenter.services.telling.kinds import Way, kind_of
from materialcenter.statements import run_prepared

Said: TypeAlias = tuple[str, str]
LONGEST_LINE = 120

# Nobody is told of a center in which they hold no role any more.
_NOTICES = """
INSERT INTO materialcenter_notice (center_id, user_id, kind, key, texts, path, created_at)
SELECT DISTINCT %(center)s::bigint, u.id, %(kind)s::text, %(key)s::text, %(texts)s::jsonb,
       %(path)s::text, %(at)s::timestamptz
FROM materialcenter_user u
JOIN materialcenter_membership m ON m.user_id = u.id AND m.center_id = %(center)s::bigint
WHERE u.id = ANY(%(users)s::bigint[]) AND u.is_active
ON CONFLICT DO NOTHING
RETURNING id
"""

# Mail, and each way that the person has confirmed and that has not been retired.
_WAYS_OUT = """
SELECT n.id, w.channel_id, p.way, s.quiet_from, s.quiet_until
FROM materialcenter_notice n
JOIN materialcenter_user u ON u.id = n.user_id
LEFT JOIN materialcenter_tellingsettings s ON s.user_id = u.id
LEFT JOIN materialcenter_preference p ON p.user_id = u.id AND p.kind = n.kind
CROSS JOIN LATERAL (
    SELECT NULL::bigint AS channel_id
    WHERE %(by_mail)s::boolean AND u.email <> '' AND coalesce(s.by_mail, true)
    UNION ALL
    SELECT c.id FROM materialcenter_channel c
    WHERE c.user_id = u.id AND c.confirmed_at IS NOT NULL AND c.retired_at IS NULL
) w
WHERE n.id = ANY(%(notices)s::bigint[])
ORDER BY n.id, w.channel_id NULLS FIRST
"""
USUAL_HOURS = QuietHours(time(20), time(6))


@step
def tell(
    *,
    center_id: int,
    user_ids: Iterable[int],
    kind: str,
    key: str,
    said: Callable[[], Said],
    path: str,
    at: datetime,
    by_mail: bool = True,
) -> int:
    """Tell people of a center something, each once per kind and key; return to how many it is new.

    said: writes a line of at most 120 characters and what there is to say about it, in the
    language that is active when it is called. path: of the page that shows it. by_mail: False
    where a letter of its own goes to the same people. Three statements, however many people.
    Raises KeyError for a kind that nobody registered.
    """
    start = kind_of(kind).way
    notices = note(
        center_id=center_id, user_ids=user_ids, kind=kind, key=key, said=said, path=path, at=at
    )
    if notices:
        ways_out = run_prepared(_WAYS_OUT, {"notices": notices, "by_mail": by_mail})
        Delivery.objects.bulk_create(
            [
                _delivery(notice_id, channel_id, Way(way or start), quiet, at)
                for notice_id, channel_id, way, *quiet in ways_out
                if (way or start) != Way.APP
            ]
        )
    return len(notices)


@step
def note(
    *,
    center_id: int,
    user_ids: Iterable[int],
    kind: str,
    key: str,
    said: Callable[[], Said],
    path: str,
    at: datetime,
) -> list[int]:
    """Tell people in the app alone, as `tell` does; return the ids of the new notices."""
    users = sorted(set(user_ids))
    if not users:
        return []
    values = {
        "center": center_id,
        "users": users,
        "kind": kind_of(kind).name,
        "key": key,
        "texts": _in_every_language(said),
        "path": path,
        "at": at,
    }
    return [row[0] for row in run_prepared(_NOTICES, values)]


@step
def withdraw(
    *, center_id: int, kinds: Collection[str], keys: Collection[str], at: datetime
) -> None:
    """Tell nobody any more what has been seen to: it counts as read and goes out no more."""
    told = Notice.objects.filter(center_id=center_id, kind__in=kinds, key__in=keys)
    told.unread().update(read_at=at)
    Delivery.objects.filter(notice__in=told, sent_at=None, gave_up_at=None).delete()


def _in_every_language(said: Callable[[], Said]) -> str:
    """Write what is said as JSON, by language."""
    texts = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            subject, text = said()
            texts[language] = (str(subject)[:LONGEST_LINE], str(text))
    return json.dumps(texts)


def _delivery(
    notice_id: int, channel_id: int | None, way: Way, quiet: list[time | None], at: datetime
) -> Delivery:
    begins, until = quiet
    hours = USUAL_HOURS if begins is None or until is None else QuietHours(begins, until)
    goes_out = digest_goes_out_at if way == Way.DIGEST else goes_out_at
    return Delivery(
        notice_id=notice_id,
        channel_id=channel_id,
        due_at=goes_out(at, hours, timezone.get_default_timezone()),
    )


def hours_of(user: User) -> QuietHours:
    """Return a person's quiet hours; their settings at hand."""
    try:
        chosen = user.telling
    except TellingSettings.DoesNotExist:
        return USUAL_HOURS
    return QuietHours(chosen.quiet_from, chosen.quiet_until)
