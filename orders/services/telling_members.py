"""Mail to the members of a pool: who is told, and what."""

from collections.abc import Iterable
from decimal import Decimal

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from materialcenter.access import person_of_user
from materialcenter.commands import command
from materialcenter.jobs import later
from materialcenter.models import Membership, Role, User, WorkshopBuyer
from orders.models import Commitment, Pool, PoolEvent
from orders.reports.pools import progress_of

# Steps that members are written to about.
LETTERS = frozenset({"opened", "cleared", "allocated", "cancelled"})


@command
def ask_members(*, pool_id: int, news: str) -> None:
    """Write down one mail for each person to be told, so that each is sent on its own.

    news: "opened" tells every buyer of the center, "cleared", "allocated" and
    "cancelled" those who buy for a workshop that committed.
    """
    pool = Pool.objects.get(pk=pool_id)
    for user_id in _readers(pool, news):
        later(
            "orders.tasks.tell_member",
            center_id=pool.center_id,
            pool_id=pool.pk,
            user_id=user_id,
            news=news,
        )


def ask_about_step(*, pool_id: int, event_id: int) -> None:
    """Write down one mail for each member about a step that has a letter."""
    kind = PoolEvent.objects.values_list("kind", flat=True).get(pk=event_id, pool_id=pool_id)
    if kind in LETTERS:
        ask_members(pool_id=pool_id, news=kind)


def _readers(pool: Pool, news: str) -> Iterable[int]:
    if news == "opened":
        return (
            Membership.objects.filter(center_id=pool.center_id, role=Role.BUYER)
            .exclude(user__email="")
            .filter(user__is_active=True)
            .order_by("user_id")
            .values_list("user_id", flat=True)
        )
    workshops = Commitment.objects.filter(pool=pool).standing().values("workshop_id")
    return (
        WorkshopBuyer.objects.filter(workshop_id__in=workshops, user__is_active=True)
        .exclude(user__email="")
        .order_by("user_id")
        .values_list("user_id", flat=True)
        .distinct()
    )


def write_to_member(*, pool_id: int, user_id: int, news: str) -> None:
    """Send one member the news of a pool, in their language."""
    pool = Pool.objects.get(pk=pool_id)
    user = User.objects.get(pk=user_id)
    person = person_of_user(user, center_id=pool.center_id)
    with translation.override(user.language):
        progress = progress_of(pool, by=person, on=timezone.localdate())
        parts = [
            (material, part)
            for material in progress.materials
            for part in material.own
            if news != "opened"
        ]
        body = render_to_string(
            "orders/mail/pool.txt",
            {
                "pool": pool,
                "user": user,
                "news": news,
                "parts": parts,
                "saving": max(Decimal(0), Decimal(progress.own_saving)),
                "url": f"{settings.SITE_URL}/pools/{pool.number}/",
            },
        )
        subject = {
            "opened": _("Pool %(pool)s is open: %(title)s"),
            "cleared": _("Pool %(pool)s has its price: %(title)s"),
            "allocated": _("Pool %(pool)s is ready for pick-up: %(title)s"),
            "cancelled": _("Pool %(pool)s was cancelled: %(title)s"),
        }[news] % {"pool": pool.number, "title": pool.title}
    EmailMessage(subject=subject, body=body, to=[user.email]).send()
