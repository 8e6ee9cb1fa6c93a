"""Weighing trucks: opening a ticket, its second weighing and its deductions.

Here belongs what may still change of a ticket. Issuing, cancelling and correcting stand
in ticketing.py, the tare book in keeping_tares.py, reading a scale in reading_scales.py.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

from django.db import IntegrityError
from django.utils import timezone

from inventory.models import Scale, ScaleReading, VehicleTare, WeighTicket
from inventory.rules.weighing import (
    WeighingRefused,
    check_deductions,
    check_reading,
    net_mass_kg,
)
from inventory.services.finding import material_of, supplier_of, workshop_of
from inventory.services.reading_scales import MAY_WEIGH, scale_of
from inventory.services.weighing_refusals import (
    BadVehicle,
    NoSuchReading,
    ReadingTooOld,
    ReadingUsed,
    TareBookIsForTares,
    TareNotInBook,
    TicketNotOpen,
    VehicleOnTheBridge,
    WeighedTwiceAlready,
    WeightMissing,
    bad_weight,
)
from materialcenter import audit
from materialcenter.commands import Again, command, step
from materialcenter.errors import Missing
from materialcenter.fields import ZERO_KG
from materialcenter.models import Center
from materialcenter.numbering import next_number
from materialcenter.person import Person

KIND = "TT"
READING_HOLDS = timedelta(minutes=5)
Source = WeighTicket.Source


@dataclass(frozen=True)
class ByEye:
    """What somebody read off the scale, kg."""

    mass_kg: Decimal


@dataclass(frozen=True)
class ByScale:
    """A reading that the system took, by its id."""

    reading_id: int


@dataclass(frozen=True)
class FromBook:
    """The vehicle's tare out of the tare book."""


Weight: TypeAlias = ByEye | ByScale | FromBook


@dataclass(frozen=True)
class Head:
    """What a ticket is about; codes of supplier, workshop and material, empty for none."""

    direction: str
    vehicle: str
    driver: str = ""
    supplier: str = ""
    workshop: str = ""
    material: str = ""
    reference: str = ""


@dataclass(frozen=True)
class Weighing:
    """A weight that may stand on a ticket, and how it came about."""

    mass_kg: Decimal
    at: datetime
    source: str
    is_scale_expired: bool
    reading: ScaleReading | None = None
    entry: VehicleTare | None = None


def weight_of(*, mass_kg: Decimal | None, reading_id: int | None, from_book: bool | None) -> Weight:
    """Turn what was filled in into one weight. Raises WeightMissing unless exactly one was."""
    given: list[Weight] = []
    if mass_kg is not None:
        given.append(ByEye(mass_kg))
    if reading_id is not None:
        given.append(ByScale(reading_id))
    if from_book:
        given.append(FromBook())
    if len(given) != 1:
        raise WeightMissing(field="mass_kg")
    return given[0]


@command
def open_ticket(*, head: Head, scale: str, first: Weight, by: Person, at: datetime) -> WeighTicket:
    """Open a ticket with its first weighing: loaded for what comes in, empty for what goes out.

    Raises WrongRole, NoSuchScale, ScaleNotInUse, BadVehicle, VehicleOnTheBridge,
    NoSuchSupplier, NoSuchWorkshop, NoSuchMaterial and what weigh raises.
    """
    by.must_be(*MAY_WEIGH)
    on = scale_of(scale, by)
    values = head_values(head, by)
    vehicle = values["vehicle"]
    _refuse_second_ticket(vehicle, by)
    is_tare = head.direction == WeighTicket.Direction.OUT
    weighed = weigh(first, on=on, vehicle=vehicle, is_tare=is_tare, by=by, at=at)
    ticket = WeighTicket(
        center_id=by.center_id,
        scale=on,
        first_kg=weighed.mass_kg,
        first_at=weighed.at,
        first_source=weighed.source,
        first_reading=weighed.reading,
        tare_entry=weighed.entry,
        is_scale_expired=weighed.is_scale_expired,
        opened_by_id=by.user_id,
        **values,
    )
    _number(ticket, by, at)
    note("weigh_ticket.opened", ticket, by, at, first_kg=ticket.first_kg, source=weighed.source)
    return ticket


@command
def weigh_again(*, number: str, second: Weight, by: Person, at: datetime) -> WeighTicket:
    """Give an open ticket its second weighing, once.

    Raises WrongRole, Missing, TicketNotOpen, WeighedTwiceAlready, BadWeight
    (tare_above_gross, nothing_weighed and the scale's limits) and what weigh raises.
    """
    by.must_be(*MAY_WEIGH)
    ticket = lock_open(number, by)
    if ticket.second_kg is not None:
        raise WeighedTwiceAlready(ticket=number)
    weighed = weigh(
        second,
        on=ticket.scale,
        vehicle=ticket.vehicle,
        is_tare=ticket.is_loaded_first,
        by=by,
        at=at,
    )
    ticket.second_kg = weighed.mass_kg
    refuse_no_load(ticket, field="mass_kg")
    ticket.second_at, ticket.second_source = weighed.at, weighed.source
    ticket.second_reading, ticket.tare_entry = weighed.reading, weighed.entry or ticket.tare_entry
    ticket.is_scale_expired = ticket.is_scale_expired or weighed.is_scale_expired
    ticket.save(
        update_fields=[
            "second_kg",
            "second_at",
            "second_source",
            "second_reading",
            "tare_entry",
            "is_scale_expired",
        ]
    )
    note("weigh_ticket.weighed", ticket, by, at, second_kg=ticket.second_kg, source=weighed.source)
    return ticket


@command
def set_deductions(
    *,
    number: str,
    dirt_percent: Decimal,
    moisture_percent: Decimal,
    method: str,
    by: Person,
    at: datetime,
) -> WeighTicket:
    """Write down what is deducted of an open ticket's net, and by which method.

    Raises WrongRole, Missing, TicketNotOpen, BadWeight (deduction_negative,
    deductions_over_100).
    """
    by.must_be(*MAY_WEIGH)
    ticket = lock_open(number, by)
    refuse_deductions(dirt_percent, moisture_percent)
    ticket.dirt_percent, ticket.moisture_percent = dirt_percent, moisture_percent
    ticket.method = WeighTicket.Method(method)
    ticket.save(update_fields=["dirt_percent", "moisture_percent", "method"])
    note(
        "weigh_ticket.deductions_set",
        ticket,
        by,
        at,
        dirt_percent=dirt_percent,
        moisture_percent=moisture_percent,
        method=method,
    )
    return ticket


@step
def weigh(
    weight: Weight, *, on: Scale, vehicle: str, is_tare: bool, by: Person, at: datetime
) -> Weighing:
    """Find out what a weighing comes to. is_tare: the vehicle is empty.

    Raises BadWeight (not positive, over the capacity, off the division), NoSuchReading,
    ReadingUsed, ReadingTooOld, TareNotInBook, TareBookIsForTares.
    """
    if isinstance(weight, FromBook):
        if not is_tare:
            raise TareBookIsForTares
        return _out_of_book(vehicle, by)
    if isinstance(weight, ByScale):
        reading = _take(weight.reading_id, on, by, at)
        mass_kg, source, moment = reading.mass_kg, Source.SCALE, reading.read_at
    else:
        reading, mass_kg, source, moment = None, weight.mass_kg, Source.HAND, at
    refuse_reading(mass_kg, on, field="mass_kg")
    expired = not on.is_verified_on(timezone.localtime(moment).date())
    return Weighing(mass_kg.quantize(ZERO_KG), moment, source, expired, reading)


def plate_of(typed: str) -> str:
    """Write a number plate one way: capitals, single spaces. Raises BadVehicle."""
    plate = " ".join(typed.upper().split())
    if not 1 <= len(plate) <= 20 or not all(c.isalnum() or c in " -" for c in plate):
        raise BadVehicle(field="vehicle")
    return plate


def head_values(head: Head, by: Person) -> dict[str, Any]:
    """Find what a ticket names.

    Raises BadVehicle, NoSuchSupplier, NoSuchWorkshop, NoSuchMaterial.
    """
    return {
        "direction": WeighTicket.Direction(head.direction),
        "vehicle": plate_of(head.vehicle),
        "driver": head.driver.strip(),
        "reference": head.reference.strip(),
        "supplier": supplier_of(head.supplier, by) if head.supplier else None,
        "workshop": workshop_of(head.workshop, by) if head.workshop else None,
        "material": material_of(head.material, by) if head.material else None,
    }


def refuse_reading(mass_kg: Decimal, on: Scale, *, field: str) -> None:
    """Raise BadWeight for what the scale cannot show."""
    try:
        check_reading(mass_kg, capacity_kg=on.capacity_kg, division_kg=on.division_kg)
    except WeighingRefused as refused:
        raise bad_weight(refused, field=field) from refused


def refuse_no_load(ticket: WeighTicket, *, field: str) -> None:
    """Raise BadWeight where two weighings make no load."""
    gross_kg, tare_kg = ticket.gross_kg, ticket.tare_kg
    if gross_kg is None or tare_kg is None:
        return
    try:
        net_mass_kg(gross_kg=gross_kg, tare_kg=tare_kg)
    except WeighingRefused as refused:
        raise bad_weight(refused, field=field) from refused


def refuse_deductions(dirt_percent: Decimal, moisture_percent: Decimal) -> None:
    """Raise BadWeight for deductions that no load can have."""
    try:
        check_deductions(dirt_percent=dirt_percent, moisture_percent=moisture_percent)
    except WeighingRefused as refused:
        raise bad_weight(refused, field=refused.field) from refused


@step
def lock_ticket(number: str, by: Person) -> WeighTicket:
    """Lock a ticket. Raises Missing."""
    found = (
        WeighTicket.objects.visible_to(by)
        .select_related("scale")
        .select_for_update(of=["self"], no_key=True)
        .filter(number=number)
        .first()
    )
    if found is None:
        raise Missing
    return found


@step
def lock_open(number: str, by: Person) -> WeighTicket:
    """Lock a ticket that may still change. Raises Missing, TicketNotOpen."""
    ticket = lock_ticket(number, by)
    if ticket.status != WeighTicket.Status.OPEN:
        raise TicketNotOpen(ticket=number, status=ticket.get_status_display())
    return ticket


def note(action: str, ticket: WeighTicket, by: Person, at: datetime, **data: Any) -> None:
    """Write an act on a ticket into the audit."""
    audit.record(
        by=by,
        action=action,
        subject="WeighTicket",
        subject_id=ticket.pk,
        at=at,
        number=ticket.number,
        **data,
    )


@step
def number_ticket(ticket: WeighTicket, by: Person, at: datetime) -> None:
    """Give a new ticket its number and keep it."""
    center = Center.objects.visible_to(by).get()
    ticket.number = next_number(
        center_id=by.center_id,
        center_code=center.code,
        kind=KIND,
        year=timezone.localtime(at).year,
    )
    ticket.save(force_insert=True)


def _number(ticket: WeighTicket, by: Person, at: datetime) -> None:
    """Number a ticket; where the same truck was opened this moment, start again and see it."""
    try:
        number_ticket(ticket, by, at)
    except IntegrityError as error:
        if "weigh_ticket_on_the_bridge_once" not in str(error):
            raise
        raise Again from error


def _refuse_second_ticket(vehicle: str, by: Person) -> None:
    waiting = WeighTicket.objects.visible_to(by).on_the_bridge().filter(corrects=None)
    for number in waiting.filter(vehicle=vehicle).values_list("number", flat=True):
        raise VehicleOnTheBridge(field="vehicle", vehicle=vehicle, ticket=number)


def _take(reading_id: int, on: Scale, by: Person, at: datetime) -> ScaleReading:
    """Lock a reading of this scale and mark it as used."""
    found = (
        ScaleReading.objects.visible_to(by)
        .select_for_update(no_key=True)
        .filter(pk=reading_id, scale=on)
        .first()
    )
    if found is None:
        raise NoSuchReading(field="reading")
    if found.used_at is not None:
        raise ReadingUsed(field="reading")
    if at - found.read_at > READING_HOLDS:
        raise ReadingTooOld(field="reading")
    found.used_at = at
    found.save(update_fields=["used_at"])
    return found


def _out_of_book(vehicle: str, by: Person) -> Weighing:
    entry = VehicleTare.objects.visible_to(by).filter(vehicle=vehicle).order_by("-pk").first()
    if entry is None:
        raise TareNotInBook(field="from_tare_book", vehicle=vehicle)
    return Weighing(
        entry.tare_kg, entry.weighed_at, Source.TARE_BOOK, entry.is_scale_expired, entry=entry
    )
