"""The seal: blocks of the ledger, each over its rows and the block before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from materialcenter.models import Center, insert_only

if TYPE_CHECKING:
    from materialcenter.access import Person


class SealBlockQuerySet(models.QuerySet["SealBlock"]):
    """Chainable questions about the seal."""

    def visible_to(self, person: Person) -> SealBlockQuerySet:
        """Keep the center's blocks for its staff; a buyer sees none."""
        if not person.is_staff:
            return self.none()
        return self.filter(center_id=person.center_id)


class SealBlock(models.Model):
    """The digest of a run of a center's transactions. Insert-only.

    leaves: per transaction from first_sequence to last_sequence, both included, its sequence
    and the SHA-256 of its canonical rows, as `inventory.rules.seal` packs them. digest:
    SHA-256, hexadecimal, over the digest before and the leaves.
    """

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    number = models.PositiveBigIntegerField(_("block"))
    first_sequence = models.BigIntegerField(_("from transaction"))
    last_sequence = models.BigIntegerField(_("to transaction"))
    transactions = models.PositiveIntegerField(_("transactions"))
    movements = models.PositiveIntegerField(_("movements"))
    leaves = models.BinaryField()
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(_("seal"), max_length=64)
    sealed_at = models.DateTimeField(_("sealed"))

    objects = SealBlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("block of the seal")
        verbose_name_plural = _("blocks of the seal")
        ordering = ["center_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["center", "number"], name="seal_block_once"),
            models.UniqueConstraint(
                fields=["center", "first_sequence"], name="seal_block_begins_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    first_sequence__lte=F("last_sequence"), number__gt=0, transactions__gt=0
                ),
                name="seal_block_holds_something",
            ),
        ]
        triggers = insert_only("seal_block")

    def __str__(self) -> str:
        return f"{self.number}: {self.digest[:12]}"
