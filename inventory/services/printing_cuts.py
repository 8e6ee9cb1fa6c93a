"""Cutting plans as PDF, written when they are asked for, in the language that is active."""

from inventory.documents import cut_plan as paper
from inventory.models import CutPlan
from inventory.reports.cuts import plan_view
from materialcenter.documents.pdf import render_pdf

PDF = "application/pdf"


def cut_plan_pdf(plan: CutPlan) -> bytes:
    """Write a plan with its drawings; center and material should be at hand."""
    return render_pdf(paper.TEMPLATE, paper.cut_plan_data(plan_view(plan)))
