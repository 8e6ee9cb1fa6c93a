"""What was handed over and is not billed yet, and billing it at once."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from ninja import Router

from materialcenter.access import needs
from materialcenter.api.once import creates
from materialcenter.api.schemas import REFUSALS, Input, Out
from materialcenter.models import Role
from orders.api.invoices import InvoiceRow
from orders.api.selling_schemas import Code
from orders.reports.finding import find_invoice, find_workshop
from orders.reports.unbilled import unbilled_workshops
from orders.services import billing

router = Router(tags=["unbilled"])
READERS = (Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)


class UnbilledOut(Out):
    """What a workshop took that is not billed yet, in whole rupiah with VAT."""

    workshop: str
    delivery_notes: int
    total: int
    since: datetime


class UnbilledListOut(Out):
    """Every workshop with anything that is not billed yet, by code."""

    items: list[UnbilledOut]


class BillIn(Input):
    """Whom to bill."""

    workshop: Code


@router.get("", response={200: UnbilledListOut, **REFUSALS})
@needs(*READERS)
def list_unbilled(request: Any) -> UnbilledListOut:
    """List the workshops that took what is not billed yet."""
    return UnbilledListOut(
        items=[
            UnbilledOut(
                workshop=row.workshop.code,
                delivery_notes=row.count,
                total=row.total,
                since=row.since,
            )
            for row in unbilled_workshops(request.auth)
        ]
    )


@router.post("", response={201: InvoiceRow, **REFUSALS})
@needs(*billing.BILLERS)
@creates()
def bill_workshop(request: Any, body: BillIn) -> InvoiceRow:
    """Bill a workshop all that it took and no invoice bills yet."""
    found = find_workshop(request.auth, body.workshop)
    drawn = billing.bill_by_hand(workshop_id=found.pk, by=request.auth, at=timezone.now())
    return InvoiceRow.of(find_invoice(request.auth, drawn.number))
