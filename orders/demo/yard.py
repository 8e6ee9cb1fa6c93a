"""What lies in the yard besides the depot's own sound stock."""

from datetime import datetime
from decimal import Decimal

from inventory import catalogue, stock
from materialcenter import audit
from materialcenter.access import Person
from materialcenter.commands import command
from materialcenter.models import Workshop
from orders.demo.people import Cast

SUSPECT = "SS400-12-4X8"
CONSIGNED = "SPCC-2-4X8"
CONSIGNED_PIECES = 24


def set_apart(cast: Cast, *, at: datetime) -> None:
    """Put a lot into quarantine, and take in steel that a workshop's customer sent."""
    _quarantine(SUSPECT, by=cast.clerk, at=at)
    _take_consigned("W0128", by=cast.clerk, at=at)


@command
def _quarantine(code: str, *, by: Person, at: datetime) -> None:
    lot = (
        catalogue.Lot.objects.visible_to(by)
        .filter(material__code=code, owner=None)
        .order_by("-received_on", "-pk")
        .first()
    )
    if lot is None:
        raise LookupError(f"the opening stock has no {code}")
    stock.set_quality(center_id=by.center_id, lot_id=lot.pk, quality="quarantined", at=at)
    audit.record(
        by=by,
        action="lot.quarantined",
        subject="Lot",
        subject_id=lot.pk,
        at=at,
        note="Pelat bergelombang, menunggu uji tebal",
    )


@command
def _take_consigned(owner: str, *, by: Person, at: datetime) -> None:
    material = catalogue.materials_by_code(by, [CONSIGNED])[CONSIGNED]
    workshop = Workshop.objects.visible_to(by).get(code=owner)
    mass_kg = catalogue.table_kg(material, CONSIGNED_PIECES)
    _posting, (lot,) = stock.receive(
        stock.Entry(
            center_id=by.center_id,
            reason="receipt",
            reference=f"TITIPAN-{owner}",
            actor_id=by.user_id,
            effective_at=at,
            recorded_at=at,
            key=f"consigned:{owner}:{at:%Y%m%d}",
            note="Barang titipan pelanggan, tidak dijual",
        ),
        [
            stock.NewLot(
                material_id=material.pk,
                place_id=catalogue.rack_ids_by_code(by.center_id)["A-01"],
                heat="T70121",
                pieces=CONSIGNED_PIECES,
                mass_kg=mass_kg,
                table_kg=mass_kg,
                cost_per_kg=Decimal(0),
                received_on=at.date(),
                owner_id=workshop.pk,
            )
        ],
        from_kind="workshop",
    )
    audit.record(
        by=by, action="consigned.received", subject="Lot", subject_id=lot.pk, at=at, owner=owner
    )
