"""Cutting pieces of a lot into pieces, remnants and scrap, as it was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext_lazy as _

from inventory import stock
from inventory.models import Balance, CutJob, CutOutput, CutPlan, Lot, Material, Place
from inventory.rules.cutting.weighing import (
    FLAT,
    USUAL_KERF_MM,
    Size,
    expected_kerf_kg,
    table_weight,
    weight_of,
)
from inventory.rules.forms import Form
from inventory.services.dating import entry_by
from inventory.services.finding import lot_of, material_of, rack_of
from materialcenter import audit
from materialcenter.commands import command
from materialcenter.errors import Conflict, DomainError, Fault, Invalid
from materialcenter.formats import kg
from materialcenter.models import Center
from materialcenter.numbering import next_number
from materialcenter.person import Person, Role

MAY_CUT = (Role.CLERK, Role.SUPERVISOR)
MOST_OUTPUTS = 40
_GRAM = Decimal("0.001")
_CENT = Decimal("0.01")


class NotCut(Invalid):
    """A material without pieces."""

    code = "not_cut"
    sentence = _("%(material)s is kept by weight and is not cut.")


class RejectedNotCut(Conflict):
    """A rejected lot leaves by a return or a write-off."""

    code = "lot_rejected_not_cut"
    sentence = _("Lot %(lot)s is rejected; it leaves by a return or a write-off.")


class SizeMissing(Invalid):
    """A piece or remnant without its size."""

    code = "cut_size_missing"
    sentence = _("Line %(row)s: give the length, of a sheet also the width, and no width of a bar.")


class UnknownKind(Invalid):
    """A line that is neither a piece nor a remnant nor scrap."""

    code = "cut_kind_unknown"
    sentence = _("Line %(row)s: say whether it is a piece, a remnant or scrap.")


class LargerThanParent(Invalid):
    """A piece or remnant that its parent cannot hold."""

    code = "remnant_larger_than_parent"
    sentence = _("Line %(row)s is larger than what it is cut from.")


class MoreThanParent(Invalid):
    """All of it together is more than what went in."""

    code = "remnant_larger_than_parent"
    sentence = _("Pieces and remnants together are larger than what they are cut from.")


class ScrapWithoutValue(Conflict):
    """Scrap of a material whose fixed value nobody has said."""

    code = "scrap_without_value"
    sentence = _("Say first at how many rupiah a kg of %(material)s is booked as scrap.")


class CutMassMissing(Invalid):
    """A line that has no weight of its own."""

    code = "cut_mass_missing"
    sentence = _("Line %(row)s: weigh it; nothing is left for it by its size.")


class TooManyOutputs(Invalid):
    """More lines than one job has."""

    code = "cut_too_many_lines"
    sentence = _("One job has at most %(most)s lines.")


class NoSuchPlan(Invalid):
    """A plan that is not there, or of another material."""

    code = "unknown_cut_plan"
    sentence = _("There is no plan %(plan)s for this material.")


@dataclass(frozen=True)
class CutInto:
    """A line of a job: pieces or remnants of one size, or scrap.

    mass_kg: as weighed; None takes it from the size. Scrap without kg takes what the saw
    is expected to leave. material: of scrap, a code; "" otherwise.
    """

    kind: str
    rack: str
    pieces: int = 0
    length_mm: Decimal | None = None
    width_mm: Decimal | None = None
    mass_kg: Decimal | None = None
    material: str = ""
    label: str = ""

    @property
    def is_scrap(self) -> bool:
        """Say whether it is scrap."""
        return self.kind == CutOutput.Kind.SCRAP


@dataclass(frozen=True)
class _Bench:
    """What lies on the bench: a lot, of what size a piece is, how many, how many kg."""

    lot: Lot
    size: Size
    pieces: int
    kg: Decimal


def size_of(lot: Lot) -> Size:
    """Return the size of a lot's pieces: its own, else its material's. Raises NotCut."""
    material = lot.material
    length = lot.length_mm or material.length_mm
    if not material.is_counted or length is None:
        raise NotCut(material=material.code)
    is_flat = Form(material.form) in FLAT
    return Size(length, (lot.width_mm or material.width_mm) if is_flat else None)


@command
def do_cut(
    *,
    lot_number: str,
    from_rack: str,
    pieces: int,
    mass_kg: Decimal | None,
    outputs: Sequence[CutInto],
    on: date,
    by: Person,
    at: datetime,
    plan_number: str = "",
    note: str = "",
) -> CutJob:
    """Cut pieces of a lot; what its pieces, remnants and scrap do not weigh is kerf.

    Raises Missing, NotCut, RejectedNotCut, UnknownKind, SizeMissing, LargerThanParent, MoreThanParent,
    ScrapWithoutValue, CutMassMissing, TooManyOutputs, NoSuchPlan, NoSuchRack,
    NoSuchMaterial, and what the door refuses: CutWeighsMore, NothingCutOff, NotEnoughStock.
    """
    by.must_be(*MAY_CUT)
    lot = lot_of(lot_number, by)
    size = size_of(lot)
    place = rack_of(from_rack, by, field="from_rack")
    plan = _plan(plan_number, lot, by)
    _check(lot, size, pieces, outputs)
    bench = _Bench(lot, size, pieces, _taken_kg(lot, place, pieces, mass_kg))
    off = _weighed(bench, outputs, plan.kerf_mm if plan else USUAL_KERF_MM, by)
    number = _number(by, on)
    entry = entry_by(by, reason="cut", reference=number, on=on, at=at, note=note.strip())
    done = stock.cut(
        entry, lot_id=lot.pk, place_id=place.pk, pieces=pieces, mass_kg=bench.kg, outputs=off
    )
    job = CutJob(plan=plan, lot=lot, place=place, number=number, note=note.strip())
    return _keep(job, done, outputs, by, entry.effective_at, at)


def _keep(
    job: CutJob,
    done: stock.Cut,
    outputs: Sequence[CutInto],
    by: Person,
    cut_at: datetime,
    at: datetime,
) -> CutJob:
    """Write the job that the ledger now holds, and its outputs in their order."""
    job.center_id, job.cut_by_id, job.cut_at = by.center_id, by.user_id, cut_at
    job.transaction_id, job.pieces = done.posting.sequence, done.posting.moved[0].pieces
    job.mass_kg, job.kerf_kg, job.value = done.mass_kg, done.kerf_kg, done.value
    job.save(force_insert=True)
    CutOutput.objects.bulk_create(
        CutOutput(job=job, line_no=n, kind=out.kind, lot=made, label=out.label.strip())
        for n, (out, made) in enumerate(zip(outputs, done.lots, strict=True), start=1)
    )
    audit.record(
        by=by,
        action="lot.cut",
        subject="Lot",
        subject_id=job.lot_id,
        at=at,
        sequence=done.posting.sequence,
        job=job.number,
        pieces=job.pieces,
        mass_kg=done.mass_kg,
        kerf_kg=done.kerf_kg,
    )
    return job


def _number(by: Person, on: date) -> str:
    """Take the job's number, which the ledger names; only cuts take it, and before all else."""
    code = Center.objects.values_list("code", flat=True).get(pk=by.center_id)
    return next_number(center_id=by.center_id, center_code=code, kind="CT", year=on.year)


def _plan(number: str, lot: Lot, by: Person) -> CutPlan | None:
    if not number:
        return None
    found = CutPlan.objects.visible_to(by).filter(number=number, material=lot.material).first()
    if found is None:
        raise NoSuchPlan(field="plan", plan=number)
    return found


def _check(lot: Lot, size: Size, pieces: int, outputs: Sequence[CutInto]) -> None:
    if lot.quality == Lot.Quality.REJECTED:
        raise RejectedNotCut(lot=lot.number)
    if pieces <= 0:
        raise stock.NotPositive(field="pieces")
    if len(outputs) > MOST_OUTPUTS:
        raise TooManyOutputs(most=MOST_OUTPUTS)
    faults: list[DomainError] = []
    total = Decimal(0)
    for row, out in enumerate(outputs, start=1):
        if out.kind not in CutOutput.Kind.values:
            faults.append(UnknownKind(field="kind", row=row))
        if out.is_scrap:
            continue
        made = _size(out, size)
        if made is None:
            faults.append(SizeMissing(field="length_mm", row=row))
        elif out.pieces <= 0:
            faults.append(stock.NotPositive(field="pieces"))
        elif not made.fits_in(size):
            faults.append(LargerThanParent(field="length_mm", row=row))
        else:
            total += made.extent * out.pieces
    if not faults and total > size.extent * pieces:
        faults.append(MoreThanParent(field="outputs"))
    if faults:
        first = faults[0]
        named = [Fault(one.code, str(one), one.field) for one in faults]
        raise type(first)(faults=named, field=first.field, **first.data)


def _size(out: CutInto, parent: Size) -> Size | None:
    """Return a line's size; None where it is not the size of a bar or of a sheet."""
    length, width = out.length_mm, out.width_mm
    if length is None or (width is None) != (parent.width_mm is None):
        return None
    if length <= 0 or (width is not None and width <= 0):
        return None
    return Size(length, width)


def _taken_kg(lot: Lot, place: Place, pieces: int, mass_kg: Decimal | None) -> Decimal:
    """Return what goes onto the bench: as weighed, else the pieces' part of what is free.

    Nothing is locked here: where somebody is quicker, the door refuses.
    """
    if mass_kg is not None:
        if mass_kg <= 0:
            raise stock.NotPositive(field="mass_kg")
        return mass_kg
    balance = Balance.objects.filter(lot=lot, place=place).first()
    free = balance.on_hand_pieces - balance.reserved_pieces if balance else 0
    if balance is None or free < pieces:
        raise stock.NotEnoughStock(field="pieces")
    free_kg = balance.on_hand_kg - balance.reserved_kg
    if free == pieces:
        return free_kg
    return (free_kg * pieces / free).quantize(_GRAM, ROUND_HALF_UP)


def _weighed(
    bench: _Bench, outputs: Sequence[CutInto], kerf_mm: Decimal, by: Person
) -> list[stock.CutOff]:
    """Return the lines with their weights, scrap that was not weighed last."""
    made: list[stock.CutOff | None] = [
        None if out.is_scrap and out.mass_kg is None else _line(bench, out, row, by)
        for row, out in enumerate(outputs, start=1)
    ]
    weighed = sum((line.mass_kg for line in made if line is not None), Decimal(0))
    if weighed > bench.kg:
        raise stock.CutWeighsMore(field="mass_kg", out=kg(weighed), into=kg(bench.kg))
    sizes = [
        (out.pieces, Size(out.length_mm, out.width_mm))
        for out in outputs
        if not out.is_scrap and out.length_mm is not None
    ]
    kerf = expected_kerf_kg(
        sizes, parent=bench.size, parent_pieces=bench.pieces, kg=bench.kg, kerf_mm=kerf_mm
    )
    rest = bench.kg - weighed - kerf
    for n, out in enumerate(outputs):
        if made[n] is None:
            if rest <= 0:
                raise CutMassMissing(field="mass_kg", row=n + 1)
            made[n] = _scrap(out, rest, by)
            rest = Decimal(0)
    return [line for line in made if line is not None]


def _line(bench: _Bench, out: CutInto, row: int, by: Person) -> stock.CutOff:
    if out.is_scrap:
        return _scrap(out, out.mass_kg or Decimal(0), by)
    size = _size(out, bench.size)
    if size is None:
        raise SizeMissing(field="length_mm", row=row)
    mass_kg = out.mass_kg
    if mass_kg is None:
        mass_kg = weight_of(
            out.pieces, size, parent=bench.size, parent_pieces=bench.pieces, kg=bench.kg
        )
        if mass_kg <= 0:
            raise CutMassMissing(field="mass_kg", row=row)
    material = bench.lot.material
    return stock.CutOff(
        material_id=material.pk,
        place_id=rack_of(out.rack, by).pk,
        pieces=out.pieces,
        mass_kg=mass_kg,
        table_kg=table_weight(
            material.form, material.grade.density, _section(material), size, out.pieces
        ),
        length_mm=size.length_mm,
        width_mm=size.width_mm,
    )


def _scrap(out: CutInto, mass_kg: Decimal, by: Person) -> stock.CutOff:
    material = material_of(out.material, by)
    if material.fixed_value_per_kg is None:
        raise ScrapWithoutValue(field="material", material=material.code)
    return stock.CutOff(
        material_id=material.pk,
        place_id=rack_of(out.rack, by).pk,
        pieces=0,
        mass_kg=mass_kg,
        fixed_value=(material.fixed_value_per_kg * mass_kg).quantize(_CENT, ROUND_HALF_UP),
    )


def _section(material: Material) -> dict[str, Decimal]:
    names = Form(material.form).dimensions
    return {name: value for name in names if (value := getattr(material, name)) is not None}
