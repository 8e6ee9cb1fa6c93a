"""Who may join a pool."""

from django.utils.translation import gettext_lazy as _

from materialcenter.errors import Conflict, Forbidden
from materialcenter.models import Workshop
from orders.models import Pool


class NotInvited(Forbidden):
    """The pool is for others."""

    code = "workshop_not_invited"
    sentence = _("Pool %(pool)s is not for workshop %(workshop)s; the depot chose who may join it.")


class WorkshopInactive(Conflict):
    """A workshop that buys nothing now."""

    code = "workshop_inactive"
    sentence = _("Workshop %(workshop)s is at rest and commits to nothing.")


def may_join(pool: Pool, workshop: Workshop) -> bool:
    """Say whether a pool is for a workshop: for every one, for the coached, or for the chosen."""
    if pool.audience == Pool.Audience.EVERYBODY:
        return True
    return Pool.objects.filter(pk=pool.pk).admitting([workshop.pk]).exists()


def check_member(pool: Pool, workshop: Workshop) -> None:
    """Refuse a workshop that is at rest or for which the pool is not.

    Raises WorkshopInactive, NotInvited.
    """
    if not workshop.is_active:
        raise WorkshopInactive(field="workshop", workshop=workshop.code)
    if not may_join(pool, workshop):
        raise NotInvited(field="workshop", pool=pool.number, workshop=workshop.code)
