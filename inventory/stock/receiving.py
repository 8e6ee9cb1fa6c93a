"""Lots that come in, and what changes about a lot without moving it."""

from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

from inventory.models import Balance, Lot, Material, Place
from inventory.stock.errors import (
    NotPositive,
    WrongUnit,
    refuse_finer,
)
from inventory.stock.kept_back import quarantine_kept_back, refuse_kept_back
from inventory.stock.posting import known_posting, post
from inventory.stock.types import Entry, Move, NewLot, Posting
from inventory.stock.watching import watch
from materialcenter.commands import step
from materialcenter.errors import Missing
from materialcenter.models import Center
from materialcenter.numbering import next_numbers
from materialcenter.statements import run_prepared

_CENT = Decimal("0.01")
_OUTSIDE = "SELECT id FROM inventory_place WHERE center_id = %s::bigint AND kind = %s"


def outside(center_id: int, kind: str) -> int:
    """Return the id of a center's outside place of a kind, making it the first time."""
    for (found,) in run_prepared(_OUTSIDE, [center_id, kind]):
        return int(found)
    place, _made = Place.objects.get_or_create(
        center_id=center_id, kind=kind, defaults={"code": kind.upper().replace("_", "-")}
    )
    return place.pk


@step
def receive(
    entry: Entry, new_lots: Sequence[NewLot], *, from_kind: str = Place.Kind.SUPPLIER
) -> tuple[Posting, list[Lot]]:
    """Take new lots in from outside, each onto its rack, valued at its cost.

    Consigned lots (owner_id) are worth nothing. Returns the posting and the lots in the
    order of `new_lots`; on a known key the first posting and its lots.
    Raises NotPositive, TooFine, WrongUnit (pieces of a material that is weighed),
    Missing (a material of another center), PeriodClosed, InTheFuture.
    """
    known = known_posting(entry)
    if known is not None:
        lots = Lot.objects.in_bulk([m.lot_id for m in known.moved])
        return known, [lots[m.lot_id] for m in known.moved]
    _check(entry.center_id, new_lots)
    new_lots = quarantine_kept_back(entry.center_id, new_lots)
    lots_made = _make_lots(entry, new_lots)
    source = outside(entry.center_id, from_kind)
    moves = [
        Move(
            lot_id=lot.pk,
            from_place_id=source,
            to_place_id=new.place_id,
            pieces=new.pieces,
            mass_kg=new.mass_kg,
            value=(lot.cost_per_kg * new.mass_kg).quantize(_CENT, ROUND_HALF_UP),
        )
        for lot, new in zip(lots_made, new_lots, strict=True)
    ]
    return post(entry, moves), lots_made


def _check(center_id: int, new_lots: Sequence[NewLot]) -> None:
    materials = Material.objects.filter(center_id=center_id).in_bulk(
        {new.material_id for new in new_lots}
    )
    for new in new_lots:
        material = materials.get(new.material_id)
        if material is None:
            raise Missing(field="material")
        if new.mass_kg <= 0:
            raise NotPositive(field="mass_kg")
        refuse_finer(new.mass_kg)
        if new.pieces < 0 or (material.is_counted and new.pieces == 0):
            raise NotPositive(field="pieces")
        if new.pieces and not material.is_counted:
            raise WrongUnit(
                field="pieces", material=material.code, unit=material.get_unit_display()
            )


def _make_lots(entry: Entry, new_lots: Sequence[NewLot]) -> list[Lot]:
    center = Center.objects.only("code").get(pk=entry.center_id)
    numbers = next_numbers(
        center_id=center.pk,
        center_code=center.code,
        kind="LOT",
        year=timezone.localdate(entry.effective_at).year,
        count=len(new_lots),
    )
    return Lot.objects.bulk_create(
        Lot(
            center_id=entry.center_id,
            number=number,
            material_id=new.material_id,
            heat=new.heat,
            supplier_id=new.supplier_id,
            owner_id=new.owner_id,
            customer=new.customer,
            certificate_id=new.certificate_id,
            certified_heat_id=new.certified_heat_id,
            quality_reason=new.quality_reason,
            quality=Lot.Quality.QUARANTINED if new.is_quarantined else Lot.Quality.OK,
            received_on=new.received_on,
            received_pieces=new.pieces,
            received_kg=new.mass_kg,
            table_kg=new.table_kg,
            cost_per_kg=Decimal(0) if new.owner_id else new.cost_per_kg,
            reference=entry.reference,
        )
        for number, new in zip(numbers, new_lots, strict=True)
    )


@step
def set_quality(
    *, center_id: int, lot_id: int, quality: str, at: datetime, reason: str = ""
) -> Lot:
    """Put a lot into quarantine, reject it, or clear it; what is reserved stays named so.

    reason: why it is not sound, shown with the lot.

    Takes the lot and then its balances, so that nobody brings more of it in, and nobody
    reserves from it, meanwhile. Raises Missing, and StillKeptBack where one is to be cleared
    that is kept back.
    """
    lot = Lot.objects.select_for_update(no_key=True).filter(pk=lot_id, center_id=center_id).first()
    if lot is None:
        raise Missing
    if quality == Lot.Quality.OK:
        refuse_kept_back(lot)
    balances = Balance.objects.filter(lot_id=lot_id)
    # Whoever held one of these may have moved pieces to a rack that is seen only afterwards.
    list(balances.select_for_update(no_key=True).order_by("lot_id", "place_id"))
    lot.quality, lot.quality_reason = quality, reason
    lot.save(update_fields=["quality", "quality_reason"])
    lot.refresh_from_db(fields=["is_issuable", "is_saleable"])
    balances.update(is_issuable=lot.is_issuable, is_saleable=lot.is_saleable)
    watch(center_id=center_id, material_ids=[lot.material_id])
    return lot
