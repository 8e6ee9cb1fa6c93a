"""Files of tax invoices for the tax office, and which invoices each holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from materialcenter.models import Attachment, Center, User, insert_only
from orders.models.billing import Invoice

if TYPE_CHECKING:
    from materialcenter.access import Person


class TaxExportQuerySet(models.QuerySet["TaxExport"]):
    """Chainable questions about files for the tax office."""

    def visible_to(self, person: Person) -> TaxExportQuerySet:
        """Keep the center's for its staff; a buyer sees none."""
        if not person.is_staff:
            return self.none()
        return self.filter(center_id=person.center_id)


class TaxExport(models.Model):
    """A file of tax invoices (Coretax e-Faktur XML). since and until: the days asked for.

    document: the file, once a worker has written it.
    """

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=30)
    since = models.DateField(_("from"), null=True)
    until = models.DateField(_("until"), null=True)
    invoice_count = models.PositiveIntegerField(_("invoices"))
    document = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")
    exported_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    exported_at = models.DateTimeField(_("exported"))

    objects = TaxExportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["center", "number"], name="tax_export_number_once"),
            models.CheckConstraint(
                condition=Q(since=None, until=None) | Q(until__gte=F("since")),
                name="tax_export_period",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class ExportedInvoice(models.Model):
    """That a file holds an invoice; once, or again on purpose."""

    export = models.ForeignKey(TaxExport, models.PROTECT, related_name="rows")
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="exports")
    is_again = models.BooleanField(default=False)

    class Meta:
        ordering = ["export_id", "invoice_id"]
        constraints = [
            models.UniqueConstraint(fields=["export", "invoice"], name="exported_invoice_in_file"),
            models.UniqueConstraint(
                fields=["invoice"],
                condition=Q(is_again=False),
                name="exported_invoice_once_unless_again",
            ),
        ]
        triggers = insert_only("exported_invoice")

    def __str__(self) -> str:
        return f"{self.export_id} {self.invoice_id}"
