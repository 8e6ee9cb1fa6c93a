"""A pool's money: what is due before pick-up, and what it cost whom."""

from typing import Any

from django.http import HttpResponse
from ninja import Router

from materialcenter.access import needs
from materialcenter.api.schemas import REFUSALS, Kg, Out
from materialcenter.errors import Missing
from materialcenter.models import Role
from materialcenter.rules.filetypes import PDF
from materialcenter.web import as_download
from orders.api.selling_schemas import BillOut
from orders.reports.finding import find_pool, find_workshop
from orders.reports.pool_costs import MemberCost, pool_costs
from orders.reports.pool_dues import PoolDue, due_of
from orders.reports.selling import pool_pick
from orders.services.printing_sales import pro_forma_pdf

router = Router(tags=["pools"])


class PoolDueOut(Out):
    """What a workshop pays before it picks up its shares, in whole rupiah.

    deposit: paid ahead, of the bill. due_now: to be paid as a deposit for the pool. qris_payload and
    bank_account: how, "" for a way that is not there. reference: what to name when paying.
    """

    pool: str
    workshop: str
    payment_terms: str
    bill: BillOut
    deposit: int
    due_now: int
    reference: str
    qris_payload: str
    bank_account: str


class MemberCostOut(Out):
    """What one took of a pool, whole rupiah; workshop: null for the depot itself."""

    workshop: str | None
    mass_kg: Kg
    waiting_kg: Kg
    goods: int
    freight: int
    tax: int
    cost: int
    billed: int
    difference: int

    @staticmethod
    def of(member: MemberCost) -> "MemberCostOut":
        """Shape one's part of the cost."""
        return MemberCostOut(
            workshop=member.workshop.code if member.workshop else None,
            mass_kg=member.share.mass_kg,
            waiting_kg=member.waiting_kg,
            goods=member.share.goods,
            freight=member.share.freight,
            tax=member.share.tax,
            cost=member.share.total,
            billed=member.billed,
            difference=member.difference,
        )


class PoolCostsOut(Out):
    """A pool's cost and who bore it, whole rupiah; difference: billed to members over their cost."""

    goods: int
    freight: int
    tax: int
    cost: int
    members: list[MemberCostOut]
    depot: MemberCostOut
    billed: int
    borne: int
    difference: int
    is_billed: bool
    is_picked_up: bool


@router.get("/{number}/dues/{workshop}", response={200: PoolDueOut, **REFUSALS})
@needs()
def show_pool_due(request: Any, number: str, workshop: str) -> PoolDueOut:
    """Say what a workshop pays before it picks up its shares of a pool."""
    due = _due(request, number, workshop)
    bill = due.pick.bill
    return PoolDueOut(
        pool=due.pool.number,
        workshop=due.workshop.code,
        payment_terms=due.workshop.payment_terms,
        bill=BillOut.of(bill),
        deposit=due.pick.deposit,
        due_now=due.pick.due_now,
        reference=due.reference,
        qris_payload=due.ways.qris_payload,
        bank_account=due.ways.bank_account,
    )


@router.get("/{number}/dues/{workshop}/document", response={200: None, **REFUSALS})
@needs()
def pool_due_document(request: Any, number: str, workshop: str) -> HttpResponse:
    """Give out what a workshop pays before it picks up its shares, as PDF."""
    due = _due(request, number, workshop)
    name = f"proforma-{due.pool.number}-{due.workshop.pk}.pdf"
    return as_download(safe_name=name, media_type=PDF, content=pro_forma_pdf(due))


def _due(request: Any, number: str, workshop: str) -> PoolDue:
    pool = find_pool(request.auth, number)
    pick = pool_pick(pool, find_workshop(request.auth, workshop))
    if not pick.parts:
        raise Missing
    return due_of(pool, pick)


@router.get("/{number}/cost", response={200: PoolCostsOut, **REFUSALS})
@needs(Role.PURCHASER, Role.FINANCE, Role.SUPERVISOR, Role.AUDITOR)
def show_pool_cost(request: Any, number: str) -> PoolCostsOut:
    """Say what a pool's material cost and who bore it, to the rupiah."""
    costs = pool_costs(find_pool(request.auth, number))
    return PoolCostsOut(
        goods=sum(costs.cost.goods.values()),
        freight=costs.cost.freight,
        tax=costs.cost.tax,
        cost=costs.cost.total,
        members=[MemberCostOut.of(member) for member in costs.members],
        depot=MemberCostOut.of(costs.depot),
        billed=costs.billed,
        borne=costs.borne,
        difference=costs.difference,
        is_billed=costs.is_billed,
        is_picked_up=costs.is_picked_up,
    )
