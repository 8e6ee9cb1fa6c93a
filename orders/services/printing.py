"""Papers of buying as PDF, written when they are asked for, in the language that is active."""

from materialcenter.documents.pdf import render_pdf
from orders.documents import blanket_order as blanket_paper
from orders.documents import purchase_order as order_paper
from orders.documents import receipt as receipt_paper
from orders.documents import supplier_return as return_paper
from orders.models import BlanketOrder, PurchaseOrder, Receipt, SupplierReturn
from orders.reports.blanket_orders import blanket_papers
from orders.reports.purchasing import ordered_papers
from orders.reports.receiving import received_papers
from orders.reports.supplier_returns import return_view

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


def blanket_order_pdf(blanket: BlanketOrder) -> bytes:
    """Write a blanket order; supplier, center and people should be at hand."""
    papers = blanket_papers(blanket)
    return render_pdf(blanket_paper.TEMPLATE, blanket_paper.blanket_order_data(papers))


def receipt_pdf(receipt: Receipt) -> bytes:
    """Write a receipt; order, supplier and center should be at hand."""
    papers = received_papers(receipt)
    paper = receipt_paper.ReceiptPaper(
        receipt=receipt,
        lines=tuple(
            receipt_paper.PaperLine(
                line=line.line,
                material=line.material,
                difference_percent=line.weighed.difference_percent,
                is_in_standard=line.weighed.is_in_standard,
                certificate=line.certificate,
                has_file=line.file_id is not None,
            )
            for line in papers.lines
        ),
        photos=len(papers.photos),
        mass_kg=papers.mass_kg,
        table_kg=papers.table_kg,
        rejected_kg=papers.rejected_kg,
    )
    return render_pdf(receipt_paper.TEMPLATE, receipt_paper.receipt_data(paper))


def supplier_return_pdf(note: SupplierReturn) -> bytes:
    """Write a return; supplier, center, order and sender should be at hand."""
    return render_pdf(return_paper.TEMPLATE, return_paper.supplier_return_data(return_view(note)))


def kept_purchase_order_pdf(order: PurchaseOrder) -> bytes:
    """Give the PDF that was sent to the supplier, or write one as a preview before that."""
    if order.document is None:
        return purchase_order_pdf(order)
    return bytes(order.document.content.content)
