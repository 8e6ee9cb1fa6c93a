"""Cutting: one lot goes onto the bench, other lots come off it, and the saw takes the rest.

The bench is an outside place that is always empty: in each transaction as many kg and
rupiah come off it as went onto it. The kerf leaves it for the cutting loss, worth nothing,
so that what was paid for it stays on the pieces.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory.models import Lot, Material, Place, Transaction
from inventory.rules.valuation import split_value
from inventory.stock.errors import NotPositive, WrongUnit, refuse_finer
from inventory.stock.explaining import explain_posting
from inventory.stock.posting import known_posting, post
from inventory.stock.receiving import outside
from inventory.stock.types import Cut, CutOff, Entry, Move, Posting
from materialcenter.commands import step
from materialcenter.errors import Invalid, Missing
from materialcenter.formats import kg, rupiah
from materialcenter.models import Center
from materialcenter.numbering import next_numbers
from materialcenter.statements import run_prepared

_CENT = Decimal("0.01")


class NothingCutOff(Invalid):
    """A cut of which no piece and no remnant comes."""

    code = "nothing_cut_off"
    sentence = _("Name at least one piece or remnant; what is all scrap is written off instead.")


class CutWeighsMore(Invalid):
    """More comes off the bench than went onto it."""

    code = "cut_weighs_more"
    sentence = _("What was cut weighs %(out)s, more than the %(into)s that went in.")


class ScrapWorthMore(Invalid):
    """The scrap's fixed value is over that of what was cut."""

    code = "scrap_worth_more"
    sentence = _("The scrap is booked at %(scrap)s, more than the %(value)s that went in.")


class CutFromAnother(Invalid):
    """A piece or remnant of another material than what was cut."""

    code = "cut_from_another"
    sentence = _("Pieces and remnants are of the material that was cut; scrap is kept by weight.")


# The lot before its balance, as everywhere: nobody changes its quality meanwhile. The share
# and its value are computed as the posting computes them.
_TAKE = """
WITH lot AS (
    SELECT id, received_pieces > 0 AS counted FROM inventory_lot
    WHERE id = %(lot)s::bigint AND center_id = %(center)s::bigint
    FOR SHARE
), balance AS (
    SELECT b.on_hand_kg, b.value, b.on_hand_pieces - b.reserved_pieces AS free_pieces,
           b.on_hand_kg - b.reserved_kg AS free_kg
    FROM inventory_balance b
    WHERE b.lot_id = ANY(ARRAY(SELECT id FROM lot)) AND b.place_id = %(place)s::bigint
    FOR NO KEY UPDATE
), taken AS (
    SELECT on_hand_kg, value, free_pieces, free_kg,
           COALESCE(%(mass)s::numeric,
                    CASE WHEN %(pieces)s::int = free_pieces THEN free_kg
                         ELSE round(free_kg * %(pieces)s::int / NULLIF(free_pieces, 0), 3)
                    END) AS mass_kg
    FROM balance
)
SELECT mass_kg, round(value * mass_kg / on_hand_kg, 2)
FROM taken
WHERE mass_kg > 0 AND mass_kg <= free_kg AND %(pieces)s::int <= free_pieces
"""


@step
def cut(
    entry: Entry,
    *,
    lot_id: int,
    place_id: int,
    pieces: int,
    mass_kg: Decimal | None,
    outputs: Sequence[CutOff],
) -> Cut:
    """Cut pieces of a lot into other lots; what the outputs do not weigh is kerf.

    pieces: 0 for what is kept by weight. mass_kg: as weighed, None takes the pieces' part.
    The new lots have the heat, the certificate, the owner, the quality and the age of the
    lot they are cut from. Its value goes by weight to pieces and remnants, after scrap took
    its fixed value; consigned stock is worth nothing.
    Raises NothingCutOff, CutWeighsMore, ScrapWorthMore, CutFromAnother, Missing, NotPositive,
    TooFine, WrongUnit, and what `post` refuses. A known key cuts nothing and gives the first
    cut.
    """
    known = known_posting(entry)
    if known is not None:
        return _first_cut(entry.center_id, known)
    bench = outside(entry.center_id, Place.Kind.CUTTING)
    onto = Move(lot_id, place_id, bench, pieces, mass_kg)
    parent = Lot.objects.filter(pk=lot_id, center_id=entry.center_id).first()
    if parent is None:
        raise Missing(field="lot")
    _check_outputs(parent, outputs)
    onto, value = _take(entry, onto)
    values = _share(parent, value, outputs)
    kerf_kg = _kerf(onto, outputs)
    lots = _make_lots(entry, parent, outputs, values)
    moves = [onto] + [
        Move(lot.pk, bench, out.place_id, out.pieces, out.mass_kg, worth)
        for lot, out, worth in zip(lots, outputs, values, strict=True)
    ]
    if kerf_kg:
        loss = outside(entry.center_id, Place.Kind.CUTTING_LOSS)
        moves.append(Move(lot_id, bench, loss, 0, kerf_kg, Decimal(0)))
    posting = post(replace(entry, reason=Transaction.Reason.CUT), moves)
    return Cut(posting, tuple(lots), posting.moved[0].mass_kg, kerf_kg, value)


def _check_outputs(parent: Lot, outputs: Sequence[CutOff]) -> None:
    if all(out.fixed_value is not None for out in outputs):
        raise NothingCutOff(field="outputs")
    materials = Material.objects.filter(center_id=parent.center_id).in_bulk(
        {out.material_id for out in outputs}
    )
    for out in outputs:
        material = materials.get(out.material_id)
        if material is None:
            raise Missing(field="material")
        if out.mass_kg <= 0:
            raise NotPositive(field="mass_kg")
        refuse_finer(out.mass_kg)
        if out.pieces < 0 or (material.is_counted and out.pieces == 0):
            raise NotPositive(field="pieces")
        if out.pieces and not material.is_counted:
            raise WrongUnit(
                field="pieces", material=material.code, unit=material.get_unit_display()
            )
        is_scrap = out.fixed_value is not None
        if material.is_counted if is_scrap else material.pk != parent.material_id:
            raise CutFromAnother(field="material")


def _take(entry: Entry, onto: Move) -> tuple[Move, Decimal]:
    """Lock the lot and its balance; return the move weighed, and what it is worth."""
    asked = {
        "lot": onto.lot_id,
        "center": entry.center_id,
        "place": onto.from_place_id,
        "pieces": onto.pieces,
        "mass": onto.mass_kg,
    }
    rows = run_prepared(_TAKE, asked)
    if not rows:
        explain_posting(entry, [onto], only_sound=False)
    ((mass_kg, value),) = rows
    return replace(onto, mass_kg=mass_kg), value


def _kerf(onto: Move, outputs: Sequence[CutOff]) -> Decimal:
    into = onto.mass_kg or Decimal(0)
    out = sum((output.mass_kg for output in outputs), Decimal(0))
    if out > into:
        raise CutWeighsMore(field="mass_kg", out=kg(out), into=kg(into))
    return into - out


def _share(parent: Lot, value: Decimal, outputs: Sequence[CutOff]) -> list[Decimal]:
    """Return what each output is worth, in their order; they sum to the value."""
    fixed = [Decimal(0) if parent.owner_id else (out.fixed_value or Decimal(0)) for out in outputs]
    scrap = sum(fixed, Decimal(0))
    if scrap > value:
        raise ScrapWorthMore(field="mass_kg", scrap=rupiah(scrap), value=rupiah(value))
    weights = [Decimal(0) if out.fixed_value is not None else out.mass_kg for out in outputs]
    rest = split_value(value - scrap, weights)
    return [one + other for one, other in zip(fixed, rest, strict=True)]


def _make_lots(
    entry: Entry, parent: Lot, outputs: Sequence[CutOff], values: Sequence[Decimal]
) -> list[Lot]:
    parent.refresh_from_db()
    center = Center.objects.only("code").get(pk=entry.center_id)
    numbers = next_numbers(
        center_id=center.pk,
        center_code=center.code,
        kind="LOT",
        year=timezone.localdate(entry.effective_at).year,
        count=len(outputs),
    )
    return Lot.objects.bulk_create(
        Lot(
            center_id=entry.center_id,
            number=number,
            material_id=out.material_id,
            heat=parent.heat,
            supplier_id=parent.supplier_id,
            owner_id=parent.owner_id,
            customer=parent.customer,
            certificate_id=parent.certificate_id,
            certified_heat_id=parent.certified_heat_id,
            quality=parent.quality,
            quality_reason=parent.quality_reason,
            parent_id=parent.pk,
            length_mm=out.length_mm,
            width_mm=out.width_mm,
            received_on=parent.received_on,
            received_pieces=out.pieces,
            received_kg=out.mass_kg,
            table_kg=out.table_kg,
            cost_per_kg=(value / out.mass_kg).quantize(_CENT, ROUND_HALF_UP),
            reference=entry.reference,
        )
        for number, out, value in zip(numbers, outputs, values, strict=True)
    )


def _first_cut(center_id: int, known: Posting) -> Cut:
    bench = outside(center_id, Place.Kind.CUTTING)
    onto = next(moved for moved in known.moved if moved.to_place_id == bench)
    off = [moved for moved in known.moved if moved.from_place_id == bench]
    born = [moved for moved in off if moved.lot_id != onto.lot_id]
    lots = Lot.objects.in_bulk([moved.lot_id for moved in born])
    kerf = sum((m.mass_kg for m in off if m.lot_id == onto.lot_id), Decimal(0))
    return Cut(known, tuple(lots[m.lot_id] for m in born), onto.mass_kg, kerf, onto.value)


_LOCK_CUT = """
WITH off AS (
    SELECT m.lot_id, m.to_place_id AS place_id, m.mass_kg FROM inventory_movement m
    JOIN inventory_place p ON p.id = m.from_place_id AND p.kind = 'cutting'
    JOIN inventory_place r ON r.id = m.to_place_id AND r.kind = 'rack'
    WHERE m.transaction_id = %(sequence)s::bigint
), lots AS (
    SELECT id FROM inventory_lot
    WHERE id = ANY(ARRAY(SELECT lot_id FROM inventory_movement
                         WHERE transaction_id = %(sequence)s::bigint))
    ORDER BY id FOR SHARE
), locked AS (
    SELECT b.lot_id, b.place_id, b.on_hand_kg, b.value FROM inventory_balance b
    WHERE b.lot_id = ANY(ARRAY(SELECT id FROM lots))
    ORDER BY b.lot_id, b.place_id FOR NO KEY UPDATE
)
SELECT COALESCE(sum(round(k.value * LEAST(off.mass_kg, k.on_hand_kg) / NULLIF(k.on_hand_kg, 0), 2)),
                0)
FROM off JOIN locked k USING (lot_id, place_id)
"""


@step
def value_back(*, sequence: int) -> Decimal:
    """Lock what a cut made, and say what its pieces are worth where they were put.

    A late cost may have raised it; undoing the cut brings all of it back to the lot.
    """
    ((value,),) = run_prepared(_LOCK_CUT, {"sequence": sequence})
    return Decimal(value)
