"""One row of everything that people are told of, as it is at the moment it is told."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cached_property

from django.utils import timezone

from inventory.models import CountEntry, CountLine, Lot, StockCount
from materialcenter.models import Job
from orders.models import (
    Commitment,
    CreditNote,
    Invoice,
    KeptWish,
    Order,
    OrderLine,
    Payment,
    PaymentBatch,
    Pool,
    PoolEvent,
    PoolMaterial,
    PriceQuestion,
    ProposedRevision,
    PurchaseOrder,
    PurchaseOrderLine,
    QuoteRequest,
    Recall,
    RecallItem,
    RecallLot,
    RecallNotice,
    Reminder,
    SupplierInvoice,
    WriteOff,
)
from tests.cast import NOW, Depot, receive_stock

TODAY = timezone.localdate(NOW)
SOON = NOW + timedelta(hours=12)


@dataclass
class Told:
    """Rows of a depot that concern W0001, whose buyer is sari; each is made when it is asked for."""

    depot: Depot

    @cached_property
    def pool(self) -> Pool:
        """A pool in its last day, with a wish of W0001 for which nobody has an offer."""
        made = Pool.objects.create(
            center=self.depot.center,
            number="PB-1",
            title="Pelat",
            status=Pool.Status.OPEN,
            deadline_at=SOON,
            created_at=NOW,
        )
        PoolMaterial.objects.create(pool=made, material=self.depot.materials["SPHC-2-4X8"])
        return made

    @cached_property
    def row(self) -> PoolMaterial:
        return PoolMaterial.objects.get(pool=self.pool)

    @cached_property
    def wish(self) -> Commitment:
        return Commitment.objects.create(
            center=self.depot.center,
            pool=self.pool,
            material=self.depot.materials["SPHC-2-4X8"],
            workshop=self.depot.workshops["W0001"],
            quantity=10,
            minimum=5,
            maximum=10,
            committed_at=NOW,
        )

    def step(self, kind: str) -> int:
        """Let the pool have gone through a step; return its id."""
        assert self.wish.pk
        return PoolEvent.objects.create(
            pool=self.pool, kind=kind, happened_at=NOW, facts={"materials": ["SPHC-2-4X8"]}
        ).pk

    @cached_property
    def question(self) -> PriceQuestion:
        return PriceQuestion.objects.create(
            pool_material=self.row,
            commitment=self.wish,
            price_per_kg=Decimal(10_950),
            asked_at=NOW,
            answer_by=SOON,
        )

    @cached_property
    def kept(self) -> KeptWish:
        return KeptWish.objects.create(
            center=self.depot.center,
            workshop=self.depot.workshops["W0001"],
            material=self.depot.materials["SPHC-2-4X8"],
            from_pool=self.pool,
            quantity=10,
            minimum=5,
            maximum=10,
            reason=KeptWish.Reason.NOT_REACHED,
            kept_at=NOW,
            held_back=KeptWish.HeldBack.DEPOSIT,
            held_back_from=self.pool,
        )

    @cached_property
    def order(self) -> Order:
        made = Order.objects.create(
            center=self.depot.center,
            number="SO-1",
            workshop=self.depot.workshops["W0001"],
            placed_by=self.depot.users["sari"],
            placed_at=NOW,
            expires_at=SOON,
        )
        OrderLine.objects.create(
            order=made,
            line_no=1,
            material=self.depot.materials["SPHC-2-4X8"],
            pieces=10,
            mass_kg=Decimal(466),
            price_per_kg=Decimal(12_550),
        )
        return made

    @cached_property
    def invoice(self) -> Invoice:
        return Invoice.objects.create(
            center=self.depot.center,
            number="INV-1",
            workshop=self.depot.workshops["W0001"],
            issued_at=NOW,
            due_on=TODAY,
            net=1_250_000,
            total=1_250_000,
        )

    @cached_property
    def reminder(self) -> Reminder:
        return Reminder.objects.create(
            invoice=self.invoice, level=1, open_amount=1_250_000, sent_at=NOW
        )

    @cached_property
    def credit_note(self) -> CreditNote:
        return CreditNote.objects.create(
            center=self.depot.center,
            number="NK-1",
            workshop=self.depot.workshops["W0001"],
            invoice=self.invoice,
            reason=CreditNote.Reason.RETURNED,
            net=250_000,
            amount=250_000,
            issued_at=NOW,
        )

    @cached_property
    def payment(self) -> Payment:
        return Payment.objects.create(
            center=self.depot.center,
            number="KW-1",
            workshop=self.depot.workshops["W0001"],
            invoice=self.invoice,
            amount=500_000,
            method=Payment.Method.TRANSFER,
            received_at=NOW,
        )

    @cached_property
    def write_off(self) -> WriteOff:
        return WriteOff.objects.create(
            center=self.depot.center,
            number="HP-1",
            invoice=self.invoice,
            amount=50_000,
            reason="pindah",
            asked_by=self.depot.users["fajar"],
            asked_at=NOW,
        )

    @cached_property
    def lot(self) -> Lot:
        made = receive_stock(self.depot, "SPHC-2-4X8", pieces=10)
        Lot.objects.filter(pk=made.pk).update(
            quality=Lot.Quality.QUARANTINED, quality_reason="karat"
        )
        return made

    @cached_property
    def recall(self) -> Recall:
        made = Recall.objects.create(
            center=self.depot.center,
            number="RC-1",
            reason="retak",
            wanted="pisahkan",
            opened_by=self.depot.users["putri"],
            opened_at=NOW,
        )
        RecallLot.objects.create(recall=made, lot=self.lot, is_root=True)
        notice = RecallNotice.objects.create(recall=made, workshop=self.depot.workshops["W0001"])
        RecallItem.objects.create(notice=notice, lot=self.lot, pieces=2, mass_kg=Decimal(93))
        return made

    @cached_property
    def notice(self) -> RecallNotice:
        return RecallNotice.objects.get(recall=self.recall)

    def purchase(self, status: str = PurchaseOrder.Status.SENT) -> PurchaseOrder:
        """Let putri have ordered, for today."""
        made = PurchaseOrder.objects.create(
            center=self.depot.center,
            number=f"PO-{PurchaseOrder.objects.count() + 1}",
            supplier=self.depot.suppliers["S01"],
            status=status,
            created_by=self.depot.users["putri"],
            created_at=NOW,
            asked_on=TODAY,
            expected_on=TODAY,
        )
        PurchaseOrderLine.objects.create(
            purchase_order=made,
            line_no=1,
            material=self.depot.materials["SPHC-2-4X8"],
            pieces=100,
            mass_kg=Decimal(4660),
            price_per_kg=Decimal(10_950),
            weight_basis="table",
        )
        return made

    @cached_property
    def revision(self) -> ProposedRevision:
        return ProposedRevision.objects.create(
            purchase_order=self.purchase(PurchaseOrder.Status.CONFIRMED),
            reason="lebih",
            after={},
            proposed_at=NOW,
            proposed_by=self.depot.users["putri"],
        )

    @cached_property
    def request(self) -> QuoteRequest:
        return QuoteRequest.objects.create(
            pool=self.pool,
            supplier=self.depot.suppliers["S01"],
            number="RFQ-1",
            status=QuoteRequest.Status.ANSWERED,
            asked_at=NOW,
            answer_by=SOON,
            answered_at=NOW,
            answered_by=self.depot.users["sinta"],
        )

    @cached_property
    def bill(self) -> SupplierInvoice:
        return SupplierInvoice.objects.create(
            center=self.depot.center,
            supplier=self.depot.suppliers["S01"],
            number="S-1",
            normalised_number="s1",
            invoiced_on=TODAY,
            due_on=TODAY,
            net=100_000,
            total=100_000,
            status=SupplierInvoice.Status.HELD,
            match={"differences": [{"holds": True}]},
            entered_at=NOW,
        )

    @cached_property
    def batch(self) -> PaymentBatch:
        return PaymentBatch.objects.create(
            center=self.depot.center,
            number="PB-9",
            pay_on=TODAY,
            created_by=self.depot.users["sinta"],
            created_at=NOW,
        )

    @cached_property
    def count(self) -> StockCount:
        return StockCount.objects.create(
            center=self.depot.center,
            number="OPN-1",
            scope=StockCount.Scope.DUE,
            opened_by=self.depot.users["sinta"],
            opened_at=NOW,
        )

    @cached_property
    def counted(self) -> StockCount:
        """A count that wati counted."""
        line = CountLine.objects.create(
            count=self.count, lot=self.lot, place=self.depot.racks["A-01"]
        )
        CountEntry.objects.create(
            line=line,
            round_no=1,
            pieces=10,
            mass_kg=Decimal(466),
            book_pieces=10,
            book_kg=Decimal(466),
            sequence=1,
            counted_by=self.depot.users["wati"],
            counted_at=NOW,
        )
        StockCount.objects.filter(pk=self.count.pk).update(status=StockCount.Status.COUNTED)
        return self.count

    @cached_property
    def job(self) -> Job:
        return Job.objects.create(
            center=self.depot.center,
            task="orders.tasks.send_invoice",
            due_at=NOW,
            failed_at=NOW,
            attempts=8,
            error="Traceback\nOSError: penuh",
        )
