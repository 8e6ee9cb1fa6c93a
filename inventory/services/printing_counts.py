"""Papers of stock counts as PDF, written when they are asked for, in the active language."""

from inventory.documents import count_paper
from inventory.models import StockCount
from inventory.reports.counts import outcome_of
from materialcenter.documents.pdf import render_pdf
from materialcenter.person import Person


def blind_sheet_pdf(count: StockCount) -> bytes:
    """Write the sheet to count on; center should be at hand."""
    lines = list(count.lines.with_names().in_walking_order())
    return render_pdf(count_paper.TEMPLATE, count_paper.blind_sheet_data(count, lines))


def result_pdf(count: StockCount, by: Person) -> bytes:
    """Write what a count found, as far as a person may see it."""
    data = count_paper.result_data(count, outcome_of(by, count))
    return render_pdf(count_paper.TEMPLATE, data)
