"""Weighbridge tickets: issuing, cancelling, and correcting by a new one."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from inventory.models import WeighTicket
from inventory.rules.weighing import WeighingRefused, net_mass_kg, pay_for
from inventory.services.quarantining import ReasonMissing
from inventory.services.reading_scales import MAY_WEIGH
from inventory.services.weighing import (
    Head,
    head_values,
    lock_open,
    lock_ticket,
    note,
    number_ticket,
    refuse_deductions,
    refuse_no_load,
    refuse_reading,
)
from inventory.services.weighing_refusals import (
    CorrectedAlready,
    NotWeighedTwice,
    TicketNotIssued,
    bad_weight,
)
from materialcenter.commands import command
from materialcenter.jobs import later
from materialcenter.person import Person

Status = WeighTicket.Status
# What a correction keeps of a weighing that it does not change, the scale's word included.
_FIRST = ("first_kg", "first_at", "first_source", "first_reading_id")
_SECOND = ("second_kg", "second_at", "second_source", "second_reading_id")


@dataclass(frozen=True)
class Deductions:
    """What is deducted of the net, in percent, and by which method."""

    dirt_percent: Decimal
    moisture_percent: Decimal
    method: str


@command
def issue_ticket(*, number: str, by: Person, at: datetime) -> WeighTicket:
    """Issue a ticket: its weights are final, and a worker writes it as PDF.

    Raises WrongRole, Missing, TicketNotOpen, NotWeighedTwice, BadWeight.
    """
    by.must_be(*MAY_WEIGH)
    ticket = lock_open(number, by)
    gross_kg, tare_kg = ticket.gross_kg, ticket.tare_kg
    if gross_kg is None or tare_kg is None:
        raise NotWeighedTwice(ticket=number)
    try:
        paid = pay_for(
            net_mass_kg(gross_kg=gross_kg, tare_kg=tare_kg),
            dirt_percent=ticket.dirt_percent,
            moisture_percent=ticket.moisture_percent,
            method=ticket.method,
        )
    except WeighingRefused as refused:
        raise bad_weight(refused, field="") from refused
    ticket.net_kg, ticket.deducted_kg, ticket.paid_kg = (
        paid.net_kg,
        paid.deducted_kg,
        paid.paid_kg,
    )
    ticket.status, ticket.issued_at, ticket.issued_by_id = Status.ISSUED, at, by.user_id
    ticket.save(
        update_fields=["net_kg", "deducted_kg", "paid_kg", "status", "issued_at", "issued_by"]
    )
    note("weigh_ticket.issued", ticket, by, at, net_kg=paid.net_kg, paid_kg=paid.paid_kg)
    later("inventory.tasks.print_weigh_ticket", center_id=by.center_id, ticket_id=ticket.pk)
    return ticket


@command
def cancel_ticket(*, number: str, reason: str, by: Person, at: datetime) -> WeighTicket:
    """Call an open ticket off; it keeps its number and says why.

    Raises WrongRole, Missing, TicketNotOpen, ReasonMissing.
    """
    by.must_be(*MAY_WEIGH)
    ticket = lock_open(number, by)
    ticket.reason = _said(reason)
    ticket.status = Status.CANCELLED
    ticket.save(update_fields=["status", "reason"])
    note("weigh_ticket.cancelled", ticket, by, at, reason=ticket.reason)
    return ticket


@command
def correct_ticket(
    *,
    number: str,
    head: Head,
    deductions: Deductions,
    first_kg: Decimal,
    second_kg: Decimal,
    reason: str,
    by: Person,
    at: datetime,
) -> WeighTicket:
    """Open a new ticket that stands for an issued one, which stays as it is.

    The truck is gone, so a weighing that is not changed keeps its time and source, and one
    that is changed was read by eye. An issued ticket is corrected once; a correction that
    was cancelled does not count. Raises WrongRole, Missing, TicketNotIssued,
    CorrectedAlready, ReasonMissing, BadWeight and what head_values raises.
    """
    by.must_be(*MAY_WEIGH)
    wrong = lock_ticket(number, by)
    if wrong.status != Status.ISSUED:
        raise TicketNotIssued(ticket=number, status=wrong.get_status_display())
    _refuse_second_correction(wrong)
    refuse_deductions(deductions.dirt_percent, deductions.moisture_percent)
    made = WeighTicket(
        center_id=by.center_id,
        scale_id=wrong.scale_id,
        is_scale_expired=wrong.is_scale_expired,
        dirt_percent=deductions.dirt_percent,
        moisture_percent=deductions.moisture_percent,
        method=WeighTicket.Method(deductions.method),
        corrects=wrong,
        reason=_said(reason),
        opened_by_id=by.user_id,
        **{name: getattr(wrong, name) for name in (*_FIRST, *_SECOND, "tare_entry_id")},
        **head_values(head, by),
    )
    _weigh_by_eye(made, wrong, first_kg, second_kg)
    number_ticket(made, by, at)
    note("weigh_ticket.corrected", made, by, at, corrects=number, reason=made.reason)
    return made


def _said(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing(field="reason")
    return reason.strip()


def _refuse_second_correction(wrong: WeighTicket) -> None:
    made = wrong.corrections.exclude(status=Status.CANCELLED).values_list("number", flat=True)
    for by_number in made:
        raise CorrectedAlready(ticket=wrong.number, by=by_number)


def _weigh_by_eye(
    made: WeighTicket, wrong: WeighTicket, first_kg: Decimal, second_kg: Decimal
) -> None:
    """Put in the weights that were wrong. Raises BadWeight at the field of each."""
    for which, mass_kg in (("first", first_kg), ("second", second_kg)):
        if mass_kg == getattr(wrong, f"{which}_kg"):
            continue
        refuse_reading(mass_kg, wrong.scale, field=f"{which}_kg")
        setattr(made, f"{which}_kg", mass_kg)
        _by_eye(made, which)
    refuse_no_load(made, field="second_kg")


def _by_eye(made: WeighTicket, which: str) -> None:
    """Say that a weighing was read by eye, and judge the tera by its day."""
    was_book = getattr(made, f"{which}_source") == WeighTicket.Source.TARE_BOOK
    setattr(made, f"{which}_source", WeighTicket.Source.HAND)
    setattr(made, f"{which}_reading_id", None)
    if was_book:
        made.tare_entry_id = None
    day = timezone.localtime(getattr(made, f"{which}_at")).date()
    made.is_scale_expired = made.is_scale_expired or not made.scale.is_verified_on(day)
