"""Mail to the members of a pool about its steps: who is told, and what."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from materialcenter.commands import command
from materialcenter.jobs import later
from materialcenter.models import Membership, Role, User, Workshop, WorkshopBuyer
from orders.models import Commitment, Pool, PoolEvent
from orders.reports.pools.audience import workshops_admitted
from orders.reports.pools.filling import missing_packs, who_could_help
from orders.reports.pools.letters import expected_on, letter_lines

# A workshop without buyers who read mail is written to in Indonesian.
WORKSHOP_LANGUAGE = "id"
Kind = PoolEvent.Kind
# The steps that members are written to about. Who is asked about a firm price and whose wish
# is kept get letters of their own, and what suppliers are asked concerns nobody else.
SUBJECTS: dict[str, Promise] = {
    Kind.OPENED: _("Pool %(pool)s is open: %(title)s"),
    Kind.EXTENDED: _("Pool %(pool)s closes later: %(title)s"),
    Kind.CANCELLED: _("Pool %(pool)s was cancelled: %(title)s"),
    Kind.TOPPING_UP: _("Pool %(pool)s fills up its last packs: %(title)s"),
    Kind.FROZEN: _("Pool %(pool)s is closed: %(title)s"),
    Kind.CLEARED: _("Pool %(pool)s has its price: %(title)s"),
    Kind.ORDERED: _("Pool %(pool)s is ordered: %(title)s"),
    Kind.ARRIVED: _("A delivery for pool %(pool)s arrived: %(title)s"),
    Kind.SHARED: _("Pool %(pool)s: a first part waits for you: %(title)s"),
    Kind.ALLOCATED: _("Pool %(pool)s is ready for pick-up: %(title)s"),
    Kind.SETTLED: _("Pool %(pool)s is done: %(title)s"),
}
# Of these only those are told who were planned something.
FOR_SERVED = frozenset({Kind.ORDERED, Kind.ARRIVED, Kind.SHARED, Kind.ALLOCATED, Kind.SETTLED})


@dataclass(frozen=True)
class Reader:
    """Who is written to: a person, or a workshop none of whose buyers reads mail."""

    email: str
    name: str
    language: str
    workshop_ids: frozenset[int]


@command
def tell_members(*, pool_id: int, event_id: int) -> int:
    """Write down one mail for each reader of a pool's step, so that each is sent on its own.

    Returns how many; none for a step that has no letter.
    """
    event = PoolEvent.objects.select_related("pool").get(pk=event_id, pool_id=pool_id)
    if event.kind not in SUBJECTS:
        return 0
    workshops = workshops_told(event)
    users = _users(event.pool, workshops, everybody=is_for_all(event))
    readers: list[tuple[int | None, int | None]] = [(pk, None) for pk in users]
    readers += [(None, pk) for pk in _without_readers(workshops)]
    for user_id, workshop_id in readers:
        later(
            "orders.tasks.tell_member",
            center_id=event.pool.center_id,
            event_id=event.pk,
            user_id=user_id,
            workshop_id=workshop_id,
        )
    return len(readers)


def workshops_told(event: PoolEvent) -> QuerySet[Workshop]:
    """Return the workshops that a pool's step concerns."""
    pool = event.pool
    if event.kind == Kind.OPENED:
        return workshops_admitted(pool)
    wishes = Commitment.objects.filter(pool=pool).counted()
    if event.kind in FOR_SERVED:
        wishes = wishes.filter(planned__quantity__gt=0)
    if event.kind == Kind.ARRIVED:  # whose material was not on the truck hears nothing of it
        wishes = wishes.filter(material__code__in=event.facts["materials"])
    chosen = Q(pk__in=wishes.values("workshop_id"))
    if event.kind == Kind.TOPPING_UP:
        chosen |= Q(pk__in=_asked_to_help(event))
    return Workshop.objects.filter(chosen, center_id=pool.center_id)


def _asked_to_help(event: PoolEvent) -> Collection[int]:
    packs = missing_packs(event.pool, at=event.happened_at)
    return who_could_help(event.pool, packs, at=event.happened_at).keys()


def is_for_all(event: PoolEvent) -> bool:
    """Say whether a step concerns every buyer of the center."""
    return event.kind == Kind.OPENED and event.pool.audience == Pool.Audience.EVERYBODY


def _users(pool: Pool, workshops: QuerySet[Workshop], *, everybody: bool) -> list[int]:
    buyers = Membership.objects.filter(
        center_id=pool.center_id, role=Role.BUYER, user__is_active=True
    ).exclude(user__email="")
    if not everybody:
        of_workshops = WorkshopBuyer.objects.filter(workshop__in=workshops)
        buyers = buyers.filter(user_id__in=of_workshops.values("user_id"))
    return list(buyers.order_by("user_id").values_list("user_id", flat=True).distinct())


def _without_readers(workshops: QuerySet[Workshop]) -> list[int]:
    reading = WorkshopBuyer.objects.filter(user__is_active=True).exclude(user__email="")
    rows = workshops.exclude(email="").exclude(pk__in=reading.values("workshop_id"))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def write_to_member(*, event_id: int, user_id: int | None, workshop_id: int | None) -> None:
    """Send one reader the news of a pool's step, in their language.

    Sent again it carries the same Message-ID, so mail programs show it once.
    """
    event = PoolEvent.objects.select_related("pool__center", "pool__previous").get(pk=event_id)
    reader = _workshop(workshop_id) if user_id is None else _person(event.pool, user_id)
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    with translation.override(reader.language):
        center = event.pool.center
        mail = EmailMessage(
            subject=str(SUBJECTS[event.kind])
            % {"pool": event.pool.number, "title": event.pool.title},
            body=render_to_string("orders/mail/pool.txt", _context(event, reader)),
            to=[reader.email],
            reply_to=[center.email] if center.email else None,
            headers={
                "Message-ID": f"<pool-step.{event.pk}.{user_id or f'w{workshop_id}'}@{domain}>"
            },
        )
    mail.send()


def _person(pool: Pool, user_id: int) -> Reader:
    user = User.objects.get(pk=user_id)
    buys_for = WorkshopBuyer.objects.filter(user=user, workshop__center_id=pool.center_id)
    ids = frozenset(buys_for.values_list("workshop_id", flat=True))
    return Reader(user.email, user.shown_name, user.language, ids)


def _workshop(workshop_id: int | None) -> Reader:
    if workshop_id is None:
        raise ValueError("a letter has a person or a workshop to read it")
    workshop = Workshop.objects.get(pk=workshop_id)
    return Reader(workshop.email, workshop.name, WORKSHOP_LANGUAGE, frozenset({workshop.pk}))


def _context(event: PoolEvent, reader: Reader) -> dict[str, Any]:
    """Return what a letter says, with the reader's own figures as they are now."""
    pool = event.pool
    lines = letter_lines(pool, reader.workshop_ids)
    context: dict[str, Any] = {
        "event": event,
        "pool": pool,
        "reader": reader,
        "letter": f"orders/mail/pool/{event.kind}.txt",
        "lines": lines,
        "several": len({line.workshop for line in lines}) > 1,
        "saving": sum(line.saving or 0 for line in lines if (line.saving or 0) > 0),
        "url": f"{settings.SITE_URL}/pools/{pool.number}/",
    }
    if event.kind == Kind.OPENED and pool.previous is not None:
        context["last_lines"] = letter_lines(pool.previous, reader.workshop_ids)
    if event.kind == Kind.TOPPING_UP:
        packs = missing_packs(pool, at=event.happened_at)
        asked = who_could_help(pool, packs, at=event.happened_at)
        own = {pack for pk in reader.workshop_ids for pack in asked.get(pk, ())}
        context |= {"packs": [pack for pack in packs if pack in own], "others": packs}
    if event.kind == Kind.ORDERED:
        context["expected_on"] = expected_on(pool)
    return context
