"""Changing orders that were sent, and the limit above which another approves."""

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router

from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, Input, Kg, Out, Price
from materialcenter.models import Center, Role
from materialcenter.person import STAFF
from materialcenter.web import as_download
from orders.api.buying_schemas import Reason, Rupiah
from orders.api.purchase_orders import PurchaseLineIn, PurchaseOrderOut, shown_order
from orders.reports.finding_purchases import find_purchase_order
from orders.reports.purchase_revisions import (
    ChangedLine,
    RevisionShown,
    proposed_revision,
    replaced_paper,
    revisions_of,
)
from orders.reports.purchasing import ordered_lines
from orders.services import approving_purchases, printing, revising_purchases
from orders.services.checking_purchases import PurchaseLine
from orders.services.checking_revisions import RevisedLine, Revision

router = Router(tags=["purchase orders"])
limit_router = Router(tags=["purchase orders"])
BUYERS = (Role.PURCHASER, Role.SUPERVISOR)


class RevisedLineIn(Input):
    """What a line is to be, in the material's unit."""

    line_no: int
    quantity: Kg
    price_per_kg: Price


class RevisionIn(Input):
    """A change; lines that are not named, and what is null, stay as they are.

    added: further lines. dropped: numbers of lines of which nothing came or was billed.
    """

    lines: list[RevisedLineIn] = []
    added: list[PurchaseLineIn] = []
    dropped: list[int] = []
    expected_on: date | None = None
    freight: Rupiah | None = None
    reason: Reason


class ChangedLineOut(Out):
    """A line before and after a change, in the material's unit.

    What is null was not there before, or is not there after. line_no: 0 for one that is added
    once it is approved.
    """

    line_no: int
    material: str
    quantity_before: Kg | None
    quantity_after: Kg | None
    price_before: Price | None
    price_after: Price | None

    @staticmethod
    def of(line: ChangedLine) -> "ChangedLineOut":
        """Shape a line."""
        before, after = line.before, line.after
        return ChangedLineOut(
            line_no=line.line_no,
            material=line.material.code,
            quantity_before=before.quantity if before else None,
            quantity_after=after.quantity if after else None,
            price_before=before.price_per_kg if before else None,
            price_after=after.price_per_kg if after else None,
        )


class RevisionOut(Out):
    """A change; revision 0 waits for approval."""

    revision: int
    reason: str
    at: datetime
    by: str
    lines: list[ChangedLineOut]
    expected_before: date | None
    expected_after: date | None
    freight_before: int
    freight_after: int
    has_document: bool

    @staticmethod
    def of(shown: RevisionShown) -> "RevisionOut":
        """Shape a change."""
        return RevisionOut(
            revision=shown.revision,
            reason=shown.reason,
            at=shown.at,
            by=shown.by.shown_name if shown.by else "",
            lines=[ChangedLineOut.of(line) for line in shown.lines],
            expected_before=shown.before.expected_on,
            expected_after=shown.after.expected_on,
            freight_before=shown.before.freight,
            freight_after=shown.after.freight,
            has_document=shown.was_sent,
        )


class RevisionsOut(Out):
    """All changes of an order, the newest first, and one that waits for approval."""

    proposed: RevisionOut | None
    revisions: list[RevisionOut]


@router.get("/{number}/revisions", response={200: RevisionsOut, **REFUSALS})
@needs(*STAFF)
def list_revisions(request: Any, number: str) -> RevisionsOut:
    """Show an order's changes side by side."""
    order = find_purchase_order(request.auth, number)
    rows = ordered_lines(order)
    proposed = proposed_revision(order, rows)
    return RevisionsOut(
        proposed=RevisionOut.of(proposed) if proposed else None,
        revisions=[RevisionOut.of(shown) for shown in revisions_of(order, rows)],
    )


@router.post("/{number}/revisions", response={200: PurchaseOrderOut, **REFUSALS})
@needs(*BUYERS)
@creates(200)
def revise_purchase_order(request: Any, number: str, body: RevisionIn) -> PurchaseOrderOut:
    """Change an order that its supplier has; above the limit it waits for another."""
    revising_purchases.revise_purchase_order(
        purchase_order_id=find_purchase_order(request.auth, number).pk,
        revision=Revision(
            lines=[RevisedLine(**line.model_dump()) for line in body.lines],
            added=[PurchaseLine(**line.model_dump()) for line in body.added],
            dropped=body.dropped,
            expected_on=body.expected_on,
            freight=body.freight,
        ),
        reason=body.reason,
        by=request.auth,
        at=timezone.now(),
    )
    return shown_order(request.auth, number)


@router.post("/{number}/revisions/approve", response={200: PurchaseOrderOut, **REFUSALS})
@needs(*BUYERS)
@creates(200)
def approve_revision(request: Any, number: str) -> PurchaseOrderOut:
    """Let a change that waits count; only a supervisor who did not ask for it may."""
    order = find_purchase_order(request.auth, number)
    revising_purchases.approve_revision(
        purchase_order_id=order.pk, by=request.auth, at=timezone.now()
    )
    return shown_order(request.auth, number)


@router.post("/{number}/revisions/drop", response={200: PurchaseOrderOut, **REFUSALS})
@needs(*BUYERS)
@creates(200)
def drop_revision(request: Any, number: str) -> PurchaseOrderOut:
    """Take a change that waits away."""
    order = find_purchase_order(request.auth, number)
    revising_purchases.drop_revision(purchase_order_id=order.pk, by=request.auth, at=timezone.now())
    return shown_order(request.auth, number)


@router.get("/{number}/revisions/{revision}/document", response={200: None, **REFUSALS})
@needs(*STAFF)
def replaced_document(request: Any, number: str, revision: int) -> HttpResponse:
    """Give out the PDF that a revision replaced."""
    order = find_purchase_order(request.auth, number)
    kept = replaced_paper(order, revision)
    return as_download(
        safe_name=kept.name, media_type=printing.PDF, content=bytes(kept.content.content)
    )


class ApprovalLimitIn(Input):
    """The rupiah above which another approves."""

    limit: Rupiah


class ApprovalLimitOut(Out):
    """The rupiah above which another approves."""

    limit: int


@limit_router.get("", response={200: ApprovalLimitOut, **REFUSALS})
@needs(*STAFF)
def show_approval_limit(request: Any) -> ApprovalLimitOut:
    """Show the limit of the center."""
    limits = Center.objects.visible_to(request.auth).values_list("order_approval_limit", flat=True)
    return ApprovalLimitOut(limit=limits.get())


@limit_router.put("", response={200: ApprovalLimitOut, **REFUSALS})
@needs(Role.SUPERVISOR)
@creates(200)
def set_approval_limit(request: Any, body: ApprovalLimitIn) -> ApprovalLimitOut:
    """Set the limit; orders written before keep the one of then."""
    limit = approving_purchases.set_approval_limit(
        limit=body.limit, by=request.auth, at=timezone.now()
    )
    return ApprovalLimitOut(limit=limit)
