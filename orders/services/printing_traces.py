"""Traces and recalls as PDF, written when they are asked for, in the language that is active."""

from datetime import datetime

from materialcenter.documents.pdf import render_pdf
from materialcenter.formats import moment
from materialcenter.models import Center
from materialcenter.person import Person
from orders.documents import recall, trace
from orders.models import Recall
from orders.reports.recalls import recall_view
from orders.reports.tracing import BackwardTrace, Trace


def trace_pdf(found: Trace, *, by: Person, at: datetime) -> bytes:
    """Write where a heat or lot is."""
    center = Center.objects.get(pk=by.center_id)
    return render_pdf(trace.TEMPLATE, trace.trace_data(found, center, by=by.name, at=moment(at)))


def backward_pdf(found: BackwardTrace, *, by: Person, at: datetime) -> bytes:
    """Write where a delivered line came from; for a buyer without the supplier."""
    center = Center.objects.get(pk=by.center_id)
    data = trace.backward_data(
        found,
        center,
        names_supplier=by.is_staff,
        by=by.name if by.is_staff else "",
        at=moment(at),
    )
    return render_pdf(trace.TEMPLATE, data)


def recall_pdf(found: Recall, *, by: Person) -> bytes:
    """Write the report of a recall; its center and who opened and closed it at hand."""
    return render_pdf(recall.TEMPLATE, recall.recall_data(recall_view(found, by)))
