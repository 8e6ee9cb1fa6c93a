"""Papers of consigned stock as PDF, written when they are asked for, in the active language."""

from inventory.documents import consigned_note, consigned_sheet
from inventory.models import ConsignedNote
from inventory.reports.consigned import Sheet, lines_of
from materialcenter.documents.pdf import render_pdf
from materialcenter.models import Attachment, Center


def consigned_note_pdf(note: ConsignedNote) -> bytes:
    """Write the surat jalan of consigned stock; owner and handed_by should be at hand."""
    signature = None
    if note.signature_id is not None:
        kept = Attachment.objects.select_related("content").get(pk=note.signature_id)
        signature = bytes(kept.content.content)
    data = consigned_note.consigned_note_data(note, lines_of(note), signature_png=signature)
    return render_pdf(consigned_note.TEMPLATE, data)


def consigned_sheet_pdf(sheet: Sheet) -> bytes:
    """Write a workshop's balance sheet."""
    center = Center.objects.get(pk=sheet.owner.center_id)
    data = consigned_sheet.consigned_sheet_data(sheet, center)
    return render_pdf(consigned_sheet.TEMPLATE, data)
