"""What a pool's material cost, who bore it, and what its members were billed."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from inventory import catalogue
from materialcenter.models import Workshop
from materialcenter.rules.money import line_amount
from orders.models import (
    AllocatedShare,
    CreditNoteLine,
    DeliveryNoteLine,
    InvoiceLine,
    Pool,
    PurchaseOrder,
    PurchaseOrderLine,
    ReceiptLine,
    SupplierInvoice,
    SupplierInvoiceLine,
    WeightBasis,
)
from orders.reports.selling import POOL_SHARE
from orders.rules.cost_split import CostShare, PoolCost, Took, split_cost
from orders.rules.tax import document_tax

DEPOT = ""
NOTHING = Decimal(0)
_OVER = frozenset({PurchaseOrder.Status.RECEIVED, PurchaseOrder.Status.CLOSED})
_SCALES_SAY_OTHERWISE = Decimal("0.01")


@dataclass(frozen=True)
class MemberCost:
    """What one took of a pool, whole rupiah: its part of the cost, and what it was billed.

    workshop: None for the depot, which is billed nothing. billed: net, less what was
    credited. waiting_kg: of the kg, what is still to be picked up and so not billed yet.
    """

    workshop: Workshop | None
    share: CostShare
    waiting_kg: Decimal
    billed: int

    @property
    def difference(self) -> int:
        """Return what was billed over the cost; below zero it was less."""
        return self.billed - self.share.total


@dataclass(frozen=True)
class PoolCosts:
    """A pool's cost and who bore it, whole rupiah.

    is_billed: every order of the pool stands on suppliers' invoices; where not, the order's
    prices stand in for what is missing. is_picked_up: nothing waits to be picked up, so the
    difference is final.
    """

    cost: PoolCost
    members: tuple[MemberCost, ...]
    depot: MemberCost
    is_billed: bool
    is_picked_up: bool

    @property
    def billed(self) -> int:
        """Return what members were billed in all, net."""
        return sum(member.billed for member in self.members)

    @property
    def borne(self) -> int:
        """Return what members' material cost in all."""
        return sum(member.share.total for member in self.members)

    @property
    def difference(self) -> int:
        """Return what members were billed over their cost; below zero the depot bears it."""
        return self.billed - self.borne


def pool_costs(pool: Pool) -> PoolCosts:
    """Gather what a pool cost and who bore it. Center at hand; the statements do not grow.

    Members take what was handed over and what waits for them, by weighed kg; the depot what
    else was accepted. Tax is a cost only where the center cannot give it back.
    """
    cost, is_billed = _cost(pool)
    taken, waiting = _taken(pool), _waiting(pool)
    kg_of = dict(taken)
    for key, mass_kg in waiting.items():
        kg_of[key] = kg_of.get(key, NOTHING) + mass_kg
    workshops = Workshop.objects.in_bulk({workshop_id for workshop_id, _material in kg_of})
    took = [
        Took(str(workshop_id), str(material_id), mass_kg)
        for (workshop_id, material_id), mass_kg in sorted(
            kg_of.items(), key=lambda item: (workshops[item[0][0]].code, item[0][1])
        )
    ]
    took += _depots(pool, kg_of)
    shares = {share.taker: share for share in split_cost(cost, took, rest=DEPOT)}
    billed = _billed(pool)
    waits: defaultdict[str, Decimal] = defaultdict(Decimal)
    for (workshop_id, _material), mass_kg in waiting.items():
        waits[str(workshop_id)] += mass_kg
    members = tuple(
        MemberCost(workshops[int(key)], share, waits[key], billed.get(int(key), 0))
        for key, share in shares.items()
        if key != DEPOT
    )
    depot = MemberCost(None, shares[DEPOT], NOTHING, 0)
    return PoolCosts(cost, members, depot, is_billed, is_picked_up=not waiting)


def _taken(pool: Pool) -> dict[tuple[int, int], Decimal]:
    """Sum the weighed kg that was handed over, by workshop and material."""
    rows = (
        DeliveryNoteLine.objects.filter(note__pool=pool)
        .values_list("note__workshop_id", "material_id")
        .annotate(Sum("mass_kg"))
        .order_by("note__workshop_id", "material_id")
    )
    return {(workshop_id, material_id): kg for workshop_id, material_id, kg in rows}


def _waiting(pool: Pool) -> dict[tuple[int, int], Decimal]:
    """Sum the weighed kg that waits to be picked up, by workshop and material."""
    owners = dict(
        AllocatedShare.objects.filter(allocation__pool_material__pool=pool).values_list(
            "pk", "workshop_id"
        )
    )
    sums: defaultdict[tuple[int, int], Decimal] = defaultdict(Decimal)
    for part in catalogue.held_parts(pool.center_id, holder=POOL_SHARE, holder_ids=owners):
        sums[owners[part.holder_id], part.material_id] += part.mass_kg
    return dict(sums)


def _depots(pool: Pool, members: dict[tuple[int, int], Decimal]) -> list[Took]:
    """Return what else was accepted: the depot's."""
    accepted = dict(
        ReceiptLine.objects.filter(receipt__purchase_order__pool=pool)
        .values_list("material_id")
        .annotate(kept_kg=Sum("mass_kg") - Sum("rejected_kg"))
        .order_by("material_id")
    )
    for (_workshop, material_id), mass_kg in members.items():
        accepted[material_id] = accepted.get(material_id, NOTHING) - mass_kg
    return [Took(DEPOT, str(pk), max(kg, NOTHING)) for pk, kg in sorted(accepted.items())]


def _billed(pool: Pool) -> dict[int, int]:
    """Sum what members were billed for a pool, net, less what was credited of it."""
    sums: defaultdict[int, int] = defaultdict(int)
    for workshop_id, net in (
        InvoiceLine.objects.filter(delivery_note__pool=pool)
        .values_list("invoice__workshop_id")
        .annotate(Sum("amount"))
        .order_by("invoice__workshop_id")
    ):
        sums[workshop_id] += net
    for workshop_id, net in (
        CreditNoteLine.objects.of_pool(pool)
        .values_list("credit_note__workshop_id")
        .annotate(Sum("amount"))
        .order_by("credit_note__workshop_id")
    ):
        sums[workshop_id] -= net
    return dict(sums)


def _cost(pool: Pool) -> tuple[PoolCost, bool]:
    """Sum a pool's orders, and say whether all of them stand on suppliers' invoices."""
    orders = (
        PurchaseOrder.objects.filter(pool=pool)
        .exclude(status=PurchaseOrder.Status.CANCELLED)
        .select_related("supplier")
        .order_by("pk")
    )
    lines: defaultdict[int, list[PurchaseOrderLine]] = defaultdict(list)
    for line in PurchaseOrderLine.objects.filter(purchase_order__pool=pool).order_by("pk"):
        lines[line.purchase_order_id].append(line)
    bills = _supplier_bills(pool)
    goods: defaultdict[str, int] = defaultdict(int)
    freight, tax, is_billed = 0, 0, True
    for order in orders:
        bill = bills.get(order.pk)
        of_order = 0
        for line in lines[order.pk]:
            amount, is_whole = _goods(line, bill, is_over=order.status in _OVER)
            goods[str(line.material_id)] += amount
            of_order += amount
            is_billed = is_billed and is_whole
        of_freight = (bill.freight if bill else 0) or order.freight
        freight += of_freight
        if not pool.center.is_vat_registered:
            tax += document_tax(
                of_order + of_freight, is_vat_registered=order.supplier.is_vat_registered
            ).tax
    return PoolCost(dict(goods), freight, tax), is_billed


@dataclass(frozen=True)
class _SupplierBill:
    """What suppliers billed of one order: freight, and (kg, amount) by line."""

    freight: int
    lines: dict[int, tuple[Decimal, int]]


def _supplier_bills(pool: Pool) -> dict[int, _SupplierBill]:
    """Read the invoices of a pool's orders that are to be paid, by order."""
    rows = (
        SupplierInvoiceLine.objects.filter(
            order_line__purchase_order__pool=pool, invoice__status__in=SupplierInvoice.PAYABLE
        )
        .select_related("invoice", "order_line")
        .order_by("pk")
    )
    lines: defaultdict[int, dict[int, tuple[Decimal, int]]] = defaultdict(dict)
    freights: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for row in rows:
        if row.order_line is None:
            continue
        order_id = row.order_line.purchase_order_id
        kg, amount = lines[order_id].get(row.order_line.pk, (NOTHING, 0))
        lines[order_id][row.order_line.pk] = (kg + row.mass_kg, amount + row.amount)
        freights[order_id][row.invoice_id] = row.invoice.freight
    return {
        order_id: _SupplierBill(sum(freights[order_id].values()), by_line)
        for order_id, by_line in lines.items()
    }


def _goods(
    line: PurchaseOrderLine, bill: _SupplierBill | None, *, is_over: bool
) -> tuple[int, bool]:
    """Return what an order line costs, and whether all that came of it is billed.

    What came and is not billed yet counts at the order's price; before anything came, all
    that is ordered does, unless the order is over. A rest that a scale may make is none.
    """
    by_table = line.weight_basis == WeightBasis.TABLE
    received = line.received_table_kg if by_table else line.received_kg
    billed_kg, billed = bill.lines.get(line.pk, (NOTHING, 0)) if bill else (NOTHING, 0)
    due_kg = received if received or is_over else line.mass_kg
    rest = due_kg - billed_kg
    if rest <= due_kg * _SCALES_SAY_OTHERWISE:
        return billed, True
    return billed + line_amount(rest, line.price_per_kg), False
