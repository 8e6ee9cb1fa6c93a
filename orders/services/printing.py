"""Papers of buying as PDF, written when they are asked for, in the language that is active."""

from materialcenter.documents.pdf import render_pdf
from orders.documents import purchase_order as order_paper
from orders.models import PurchaseOrder
from orders.reports.purchasing import ordered_papers

PDF = "application/pdf"


def purchase_order_pdf(order: PurchaseOrder) -> bytes:
    """Write an order; supplier and center should be at hand."""
    papers = ordered_papers(order)
    paper = order_paper.PurchaseOrderPaper(
        order=order,
        lines=tuple((line.line, line.material, line.amount) for line in papers.lines),
        net=papers.net,
        tax=papers.tax,
        total=papers.total,
    )
    return render_pdf(order_paper.TEMPLATE, order_paper.purchase_order_data(paper))
