"""Notices for tests: told through the real step, and deliveries that failed or were given up."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from materialcenter.models import Channel, Delivery, Notice, Preference
from materialcenter.services.telling import connecting, sending, tell
from materialcenter.services.telling.kinds import GIVEN_UP
from tests.cast import NOW, Depot

TEST_KIND = GIVEN_UP  # the kernel's own: nothing else has to be there


def told(
    depot: Depot, *names: str, key: str = "1", at: datetime = NOW, path: str = "/", **more: Any
) -> list[Notice]:
    """Tell cast members something, whose line names the key; return their notices by person."""
    ids = [depot.users[name].pk for name in names]
    values = {"said": lambda: (f"Kabar {key}", "Isi kabar."), "kind": TEST_KIND, **more}
    with transaction.atomic():
        tell(center_id=depot.center.pk, user_ids=ids, key=key, path=path, at=at, **values)
    return list(Notice.objects.filter(user__in=ids, key=key, kind=values["kind"]).order_by("user"))


def wants(depot: Depot, name: str, way: Preference.Way, kind: str = TEST_KIND) -> None:
    """Let a cast member have chosen how they hear of a kind."""
    Preference.objects.update_or_create(user=depot.users[name], kind=kind, defaults={"way": way})


def given_up(depot: Depot, name: str, *, key: str = "1", at: datetime = NOW) -> Delivery:
    """Tell somebody something by mail that is refused until it is given up."""
    wants(depot, name, Preference.Way.NOW)
    (notice,) = told(depot, name, key=key, at=at)
    delivery = Delivery.objects.get(notice=notice, channel=None)
    _fail([delivery.pk], sending.TRIES, at)
    delivery.refresh_from_db()
    return delivery


def connected(depot: Depot, name: str, address: str, notifier: str = "ntfy") -> Channel:
    """Let somebody have connected and confirmed a way of the site's."""
    made = connecting.connect(
        notifier=notifier, address=address, label="", by=depot.person(name), at=NOW
    )
    connecting.confirm(channel_id=made.pk, code=made.code, by=depot.person(name), at=NOW)
    made.refresh_from_db()
    return made


def _fail(ids: Iterable[int], times: int, at: datetime) -> None:
    for _try in range(times):
        sending.note_failed(delivery_ids=list(ids), reason="550 mailbox full", is_gone=False, at=at)
