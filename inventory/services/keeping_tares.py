"""The tare book: what each vehicle weighs empty."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from inventory.models import Scale, VehicleTare, WeighTicket
from inventory.services.reading_scales import MAY_WEIGH, scale_of
from inventory.services.weighing import FromBook, Weighing, Weight, lock_ticket, plate_of, weigh
from inventory.services.weighing_refusals import TareKept, TicketNotOpen, WeightMissing
from materialcenter import audit
from materialcenter.commands import command
from materialcenter.person import Person


@command
def weigh_tare(
    *, vehicle: str, scale: str, weight: Weight, by: Person, at: datetime
) -> VehicleTare:
    """Weigh an empty vehicle for the tare book.

    Raises WrongRole, NoSuchScale, ScaleNotInUse, BadVehicle and what weigh raises; a weight
    out of the tare book is WeightMissing.
    """
    by.must_be(*MAY_WEIGH)
    on = scale_of(scale, by)
    plate = plate_of(vehicle)
    if isinstance(weight, FromBook):
        raise WeightMissing(field="mass_kg")
    weighed = weigh(weight, on=on, vehicle=plate, is_tare=True, by=by, at=at)
    return _enter(plate, on, weighed, None, by, at)


@command
def keep_tare(*, number: str, by: Person, at: datetime) -> VehicleTare:
    """Write the empty weighing of a ticket into the tare book, once.

    Raises WrongRole, Missing, TicketNotOpen for a cancelled one, WeightMissing while it has
    no empty weighing, TareKept also where the weight came from the book.
    """
    by.must_be(*MAY_WEIGH)
    ticket = lock_ticket(number, by)
    if ticket.status == WeighTicket.Status.CANCELLED:
        raise TicketNotOpen(ticket=number, status=ticket.get_status_display())
    if ticket.tare_entry_id or VehicleTare.objects.filter(ticket=ticket).exists():
        raise TareKept(ticket=number)
    weighed = _tare_of(ticket)
    return _enter(ticket.vehicle, ticket.scale, weighed, ticket, by, at)


def _tare_of(ticket: WeighTicket) -> Weighing:
    """Return the empty weighing of a ticket as it was taken. Raises WeightMissing."""
    which = "second" if ticket.is_loaded_first else "first"
    taken: Mapping[str, Any] = {
        name: getattr(ticket, f"{which}_{name}") for name in ("kg", "at", "source", "reading")
    }
    if taken["kg"] is None:
        raise WeightMissing
    return Weighing(
        taken["kg"],
        taken["at"],
        taken["source"],
        not ticket.scale.is_verified_on(timezone.localtime(taken["at"]).date()),
        taken["reading"],
    )


def _enter(
    vehicle: str,
    on: Scale,
    weighed: Weighing,
    ticket: WeighTicket | None,
    by: Person,
    at: datetime,
) -> VehicleTare:
    entry = VehicleTare.objects.create(
        center_id=by.center_id,
        vehicle=vehicle,
        tare_kg=weighed.mass_kg,
        scale=on,
        source=weighed.source,
        reading=weighed.reading,
        is_scale_expired=weighed.is_scale_expired,
        ticket=ticket,
        weighed_at=weighed.at,
        weighed_by_id=by.user_id,
    )
    audit.record(
        by=by,
        action="tare.kept",
        subject="VehicleTare",
        subject_id=entry.pk,
        at=at,
        vehicle=vehicle,
        tare_kg=entry.tare_kg,
        source=entry.source,
    )
    return entry
