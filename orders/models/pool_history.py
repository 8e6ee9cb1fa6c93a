"""What a pool went through, step by step, as its members may read it; and who may join."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from materialcenter.models import User, Workshop, insert_only
from orders.models.pools import Pool

if TYPE_CHECKING:
    from materialcenter.access import Person


class PoolInvitation(models.Model):
    """A workshop that may join a pool which is not for everybody."""

    pool = models.ForeignKey(Pool, models.CASCADE, related_name="invitations")
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pool_id", "workshop_id"]
        constraints = [
            models.UniqueConstraint(fields=["pool", "workshop"], name="pool_invitation_once")
        ]

    def __str__(self) -> str:
        return f"{self.pool_id} {self.workshop_id}"


class PoolEventQuerySet(models.QuerySet["PoolEvent"]):
    """Chainable questions about a pool's steps."""

    def visible_to(self, person: Person) -> PoolEventQuerySet:
        """Keep the steps of pools the person sees; drafting is the staff's."""
        return self.filter(pool__in=Pool.objects.visible_to(person))


class PoolEvent(models.Model):
    """A step of a pool, with its reason where it has one. Never names a workshop."""

    class Kind(models.TextChoices):
        OPENED = "opened", _("Opened for commitments")
        EXTENDED = "extended", _("Closes later")
        CANCELLED = "cancelled", _("Cancelled")
        TOPPING_UP = "topping_up", _("Packs are being filled up")
        FROZEN = "frozen", _("Closed for commitments")
        QUOTES_ASKED = "quotes_asked", _("Suppliers were asked for a firm price")
        PRICE_ASKED = "price_asked", _("Members were asked about the firm price")
        CLEARED = "cleared", _("The price is found")
        ORDERED = "ordered", _("Ordered from the suppliers")
        ARRIVED = "arrived", _("A delivery arrived")
        SHARED = "shared", _("A delivery was shared out")
        ALLOCATED = "allocated", _("Everything is shared out")
        ROLLED_OVER = "rolled_over", _("Wishes were kept for the next pool")
        SETTLED = "settled", _("Settled")

    pool = models.ForeignKey(Pool, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=12, choices=Kind)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    happened_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = PoolEventQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["pool", "id"], name="pool_event_pool")]
        triggers = insert_only("pool_event")

    def __str__(self) -> str:
        return f"{self.pool_id} {self.kind}"
