"""Reading a scale: outside of every transaction first, then keeping what it said.

The clerk stands before the truck and waits for the number, so it is read in the request
itself, for three seconds at the most: a job would make the phone ask again and again for
what takes half a second. No transaction is open meanwhile. What was read is kept as a row
of its own, and a weighing names that row: nobody can hand in a number as the scale's.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from inventory import scales
from inventory.models import Scale, ScaleReading
from inventory.rules.weighing import WeighingRefused, check_reading
from inventory.services.weighing_refusals import (
    NoSuchScale,
    ScaleNotInUse,
    ScaleReadByEye,
    bad_weight,
    no_weight,
)
from materialcenter import audit
from materialcenter.commands import command
from materialcenter.fields import ZERO_KG
from materialcenter.person import Person, Role

MAY_WEIGH = (Role.CLERK, Role.SUPERVISOR)


@dataclass(frozen=True)
class Taken:
    """What a scale said a moment ago; made by take_reading alone."""

    scale_id: int
    reading: scales.Reading


def take_reading(*, scale: str, by: Person) -> Taken:
    """Listen to a scale until its weight rests; call it where no transaction is open.

    scale: its code; its address is the one that a supervisor set. Raises WrongRole,
    NoSuchScale, ScaleNotInUse, ScaleReadByEye, ScaleGivesNoWeight, BadWeight (over the
    capacity, off the division, nothing on it).
    """
    by.must_be(*MAY_WEIGH)
    found = scale_of(scale, by)
    if not found.address:
        raise ScaleReadByEye(field="scale", scale=scale)
    try:
        reader = scales.open_reader(found.address, networks=settings.SCALE_NETWORKS)
        reading = scales.read_stable(reader)
    except scales.ScaleFailed as failed:
        raise no_weight(failed) from failed
    try:
        check_reading(reading.mass_kg, capacity_kg=found.capacity_kg, division_kg=found.division_kg)
    except WeighingRefused as refused:
        raise bad_weight(refused, field="scale") from refused
    return Taken(found.pk, reading)


@command
def keep_reading(*, taken: Taken, by: Person, at: datetime) -> ScaleReading:
    """Write down what was read, for the weighing that takes it."""
    by.must_be(*MAY_WEIGH)
    kept = ScaleReading.objects.create(
        center_id=by.center_id,
        scale_id=taken.scale_id,
        mass_kg=taken.reading.mass_kg.quantize(ZERO_KG),
        frame=taken.reading.frame,
        read_at=at,
        read_by_id=by.user_id,
    )
    audit.record(
        by=by,
        action="scale.read",
        subject="Scale",
        subject_id=taken.scale_id,
        at=at,
        mass_kg=kept.mass_kg,
        frame=kept.frame,
    )
    return kept


def scale_of(code: str, by: Person) -> Scale:
    """Find a scale in use. Raises NoSuchScale, ScaleNotInUse."""
    found = Scale.objects.visible_to(by).filter(code=code).first()
    if found is None:
        raise NoSuchScale(field="scale", scale=code)
    if not found.is_active:
        raise ScaleNotInUse(field="scale", scale=code)
    return found
