"""The paper of a supplier's invoice, kept beside what was typed of it."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from materialcenter import audit
from materialcenter.commands import command
from materialcenter.errors import Conflict, Missing
from materialcenter.person import Person
from materialcenter.rules.filetypes import JPEG, PDF, PNG
from materialcenter.services.filing import check_upload, file_away
from orders.models import SupplierInvoice
from orders.services.supplier_invoicing import KEEPERS


class PaperKept(Conflict):
    """The invoice has its paper already."""

    code = "paper_kept_already"
    sentence = _("The paper of invoice %(number)s is kept already; it is never replaced.")


@command
def keep_invoice_paper(
    *, supplier_invoice_id: int, name: str, content: bytes, by: Person, at: datetime
) -> SupplierInvoice:
    """Keep the PDF or photo of an invoice that was entered without it; once, never replaced.

    Raises WrongRole, Missing, PaperKept and what check_upload raises.
    """
    by.must_be(*KEEPERS)
    media_type = check_upload(name=name, content=content, allowed=(PDF, JPEG, PNG))
    invoice = (
        SupplierInvoice.objects.visible_to(by)
        .select_for_update(no_key=True)
        .filter(pk=supplier_invoice_id)
        .first()
    )
    if invoice is None:
        raise Missing
    if invoice.document_id is not None:
        raise PaperKept(field="file", number=invoice.number)
    invoice.document = file_away(
        center_id=by.center_id,
        name=name,
        media_type=media_type,
        content=content,
        subject="SupplierInvoice",
        subject_id=invoice.pk,
        by=by,
        at=at,
    )
    invoice.save(update_fields=["document"])
    audit.record(
        by=by,
        action="supplier_invoice.paper_kept",
        subject="SupplierInvoice",
        subject_id=invoice.pk,
        at=at,
        sha256=invoice.document.content_id,
    )
    return invoice
