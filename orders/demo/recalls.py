"""A recall that is under way: a heat that few workshops got, one of which has answered."""

from datetime import timedelta
from decimal import Decimal

from orders.demo.calendar import Calendar
from orders.demo.people import Cast
from orders.models import DeliveryNoteLine, Recall, RecallItem, RecallNotice
from orders.reports.tracing import Trace, trace_heat
from orders.services.answering import ItemAnswer, answer_recall
from orders.services.recalling import start_recall

LOOKED_AT = 40
FEW, MANY = 2, 20


def recall_a_heat(cast: Cast, calendar: Calendar) -> None:
    """Recall the heat of which the least is left, among those that some workshops share.

    Nothing of it is reserved, so that the demo's orders go on.
    """
    traces = [trace for heat in _heats(cast) if _is_fit(trace := trace_heat(cast.clerk, heat))]
    found = min(traces, key=lambda trace: (trace.family.fates.in_yard_kg, trace.name))
    recall = start_recall(
        heats=[found.name],
        lots=[],
        reason="Uji ulang menunjukkan kadar unsur di luar batas mutunya",
        wanted="Pisahkan barang dari nomor lebur ini, jangan dipakai, dan beri tahu berapa sisanya",
        by=cast.purchaser,
        at=calendar.now - timedelta(hours=26),
    )
    _answer_one(cast, recall, calendar)


def _heats(cast: Cast) -> list[str]:
    """Return the heats that were handed over last, the latest ahead."""
    rows = (
        DeliveryNoteLine.objects.filter(note__center_id=cast.center_id)
        .exclude(lot__heat="")
        .order_by("-note__handed_at", "-pk")
        .values_list("lot__heat", flat=True)[:200]
    )
    return list(dict.fromkeys(rows))[:LOOKED_AT]


def _is_fit(trace: Trace) -> bool:
    is_free = not any(lot.reserved_kg for lot in trace.family.descent)
    is_here = trace.family.fates.in_yard_kg > 0
    return is_free and is_here and FEW <= len(trace.holders) <= MANY


def _answer_one(cast: Cast, recall: Recall, calendar: Calendar) -> None:
    """Let the first workshop phone in that half of it lies there still, the rest being used."""
    notice = RecallNotice.objects.filter(recall=recall).order_by("pk")[0]
    answer_recall(
        number=recall.number,
        workshop_id=notice.workshop_id,
        answers=[
            ItemAnswer(item.pk, Decimal(item.pieces or item.mass_kg) // 2, Decimal(0))
            for item in RecallItem.objects.filter(notice=notice).order_by("pk")
        ],
        note="Sudah dipisahkan, menunggu dijemput",
        said_by="Pak Slamet",
        by=cast.clerk,
        at=calendar.now - timedelta(hours=22),
    )
