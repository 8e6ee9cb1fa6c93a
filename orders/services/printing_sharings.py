"""Published sharings as PDF, written when they are asked for, in the language that is active."""

from materialcenter.documents.pdf import render_pdf
from materialcenter.person import Person
from orders.documents import sharing
from orders.reports.pools.sharing import SharingView


def sharing_pdf(view: SharingView, *, by: Person) -> bytes:
    """Write how a material was shared: for staff with names, for a member with its own row."""
    return render_pdf(sharing.TEMPLATE, sharing.sharing_data(view, names_members=by.is_staff))
