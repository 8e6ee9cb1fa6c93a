"""What workshops' steel in the depot's care leaves with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from inventory.models.ledger import Transaction
from materialcenter.models import Attachment, Center, User, Workshop

if TYPE_CHECKING:
    from materialcenter.access import Person


class ConsignedNoteQuerySet(models.QuerySet["ConsignedNote"]):
    """Chainable questions about delivery notes of consigned stock."""

    def visible_to(self, person: Person) -> ConsignedNoteQuerySet:
        """Keep the center's for its staff, and only a buyer's own workshops'."""
        mine = self.filter(center_id=person.center_id)
        return mine if person.is_staff else mine.filter(owner_id__in=person.workshop_ids)

    def with_names(self) -> ConsignedNoteQuerySet:
        """Load what a line shows, in the same query."""
        return self.select_related("center", "owner", "transaction__reversed_by", "handed_by")


class ConsignedNote(models.Model):
    """Consigned stock handed back to its owner (surat jalan), numbered with the sales' notes.

    What left stands in the transaction's movements and nowhere else.
    """

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=30)
    owner = models.ForeignKey(Workshop, models.PROTECT, related_name="consigned_notes")
    transaction = models.OneToOneField(Transaction, models.PROTECT, related_name="consigned_note")
    handed_at = models.DateTimeField(_("handed over"))
    handed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    receiver_name = models.CharField(_("received by"), max_length=80)
    vehicle = models.CharField(_("vehicle"), max_length=20, blank=True)
    signature = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")

    objects = ConsignedNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery note of consigned stock")
        verbose_name_plural = _("delivery notes of consigned stock")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["center", "number"], name="consigned_note_number_once")
        ]
        indexes = [models.Index(fields=["owner", "-id"], name="consigned_note_owner")]

    def __str__(self) -> str:
        return self.number

    @property
    def is_reversed(self) -> bool:
        """Say whether it was undone; with_names has loaded what tells."""
        return hasattr(self.transaction, "reversed_by")
