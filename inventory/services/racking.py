"""Racks: adding one, and saying what it carries."""

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from inventory.models import Place
from inventory.stock import NotPositive
from materialcenter import audit
from materialcenter.commands import command
from materialcenter.errors import Conflict, Invalid, Missing
from materialcenter.person import Person, Role

MAY_RACK = (Role.CLERK, Role.SUPERVISOR)
_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-")


class RackCodeTaken(Conflict):
    """Another place has this code."""

    code = "rack_code_taken"
    sentence = _("There is a rack %(rack)s already.")


class BadRackCode(Invalid):
    """A code that a label and an address could not hold."""

    code = "rack_code_invalid"
    sentence = _("A rack's code has 1 to 20 capital letters, digits, dots and hyphens.")


@command
def add_rack(*, code: str, capacity_kg: Decimal | None, by: Person, at: datetime) -> Place:
    """Add a rack. capacity_kg: what it may carry, None where nobody knows.

    Raises BadRackCode, RackCodeTaken, NotPositive.
    """
    by.must_be(*MAY_RACK)
    if not (1 <= len(code) <= 20 and set(code) <= _LETTERS):
        raise BadRackCode(field="code")
    _check(capacity_kg)
    if Place.objects.visible_to(by).filter(code=code).exists():
        raise RackCodeTaken(field="code", rack=code)
    rack = Place.objects.create(center_id=by.center_id, code=code, capacity_kg=capacity_kg)
    _note("rack.added", rack, by, at)
    return rack


@command
def set_capacity(*, code: str, capacity_kg: Decimal | None, by: Person, at: datetime) -> Place:
    """Say what a rack may carry. Raises Missing, NotPositive."""
    by.must_be(*MAY_RACK)
    _check(capacity_kg)
    rack = (
        Place.objects.visible_to(by)
        .racks()
        .select_for_update(no_key=True)
        .filter(code=code)
        .first()
    )
    if rack is None:
        raise Missing
    rack.capacity_kg = capacity_kg
    rack.save(update_fields=["capacity_kg"])
    _note("rack.capacity_set", rack, by, at)
    return rack


def _check(capacity_kg: Decimal | None) -> None:
    if capacity_kg is not None and capacity_kg <= 0:
        raise NotPositive(field="capacity_kg")


def _note(action: str, rack: Place, by: Person, at: datetime) -> None:
    audit.record(
        by=by,
        action=action,
        subject="Place",
        subject_id=rack.pk,
        at=at,
        code=rack.code,
        capacity_kg=rack.capacity_kg,
    )
