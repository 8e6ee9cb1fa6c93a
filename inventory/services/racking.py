"""Racks: adding one, and saying what it carries, where it stands and when one passes it."""

from dataclasses import dataclass
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
LONGEST_BAY = 40
FURTHEST_M = Decimal(10_000)
LAST_TO_WALK = 100_000
_CM = Decimal("0.01")
_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-")


class RackCodeTaken(Conflict):
    """Another place has this code."""

    code = "rack_code_taken"
    sentence = _("There is a rack %(rack)s already.")


class BadRackCode(Invalid):
    """A code that a label and an address could not hold."""

    code = "rack_code_invalid"
    sentence = _("A rack's code has 1 to 20 capital letters, digits, dots and hyphens.")


class BadSpot(Invalid):
    """A place on the map that is none."""

    code = "rack_position_invalid"
    sentence = _(
        "A rack on the map needs all four: metres from the left and from the top, width and"
        " depth above zero, each to the centimetre and at most 10,000 m."
    )


class BadWalkOrder(Invalid):
    """A number in the order of walking that is none."""

    code = "walk_order_invalid"
    sentence = _("The order of walking is a whole number from 0 to 100,000.")


class BayTooLong(Invalid):
    """A bay's name that no label holds."""

    code = "bay_too_long"
    sentence = _("A bay's name has at most 40 letters.")


@dataclass(frozen=True)
class Setting:
    """What is known of a rack: what it may carry, its bay, its number on the walk, its spot.

    capacity_kg: None where nobody knows. walk_order: 0 comes first. spot: metres from the
    yard's left and top edge, width and depth; None off the map.
    """

    capacity_kg: Decimal | None = None
    bay: str = ""
    walk_order: int = 0
    spot: tuple[Decimal, Decimal, Decimal, Decimal] | None = None


@command
def add_rack(*, code: str, setting: Setting, by: Person, at: datetime) -> Place:
    """Add a rack.

    Raises BadRackCode, RackCodeTaken, NotPositive, BadSpot, BadWalkOrder, BayTooLong.
    """
    by.must_be(*MAY_RACK)
    if not (1 <= len(code) <= 20 and set(code) <= _LETTERS):
        raise BadRackCode(field="code")
    _check(setting)
    if Place.objects.visible_to(by).filter(code=code).exists():
        raise RackCodeTaken(field="code", rack=code)
    rack = Place.objects.create(center_id=by.center_id, code=code, **_columns(setting))
    _note("rack.added", rack, by, at)
    return rack


@command
def change_rack(*, code: str, setting: Setting, by: Person, at: datetime) -> Place:
    """Say anew what a rack carries, where it stands and when one passes it.

    What lies there already may be more than it may carry: then nothing more is put there.
    Raises Missing, NotPositive, BadSpot, BadWalkOrder, BayTooLong.
    """
    by.must_be(*MAY_RACK)
    _check(setting)
    racks = Place.objects.visible_to(by).racks().select_for_update(no_key=True)
    rack = racks.filter(code=code).first()
    if rack is None:
        raise Missing
    columns = _columns(setting)
    for name, value in columns.items():
        setattr(rack, name, value)
    rack.save(update_fields=list(columns))
    _note("rack.changed", rack, by, at)
    return rack


def _check(setting: Setting) -> None:
    if setting.capacity_kg is not None and setting.capacity_kg <= 0:
        raise NotPositive(field="capacity_kg")
    if not 0 <= setting.walk_order <= LAST_TO_WALK:
        raise BadWalkOrder(field="walk_order")
    if len(setting.bay.strip()) > LONGEST_BAY:
        raise BayTooLong(field="bay")
    if setting.spot is not None:
        _check_spot(*setting.spot)


def _check_spot(x_m: Decimal, y_m: Decimal, width_m: Decimal, depth_m: Decimal) -> None:
    lengths = (x_m, y_m, width_m, depth_m)
    is_fit = all(0 <= m <= FURTHEST_M and m == m.quantize(_CM) for m in lengths)
    if not is_fit or width_m == 0 or depth_m == 0:
        raise BadSpot(field="map_x_m")


def _columns(setting: Setting) -> dict[str, Decimal | str | int | None]:
    x_m, y_m, width_m, depth_m = setting.spot or (None, None, None, None)
    return {
        "capacity_kg": setting.capacity_kg,
        "bay": setting.bay.strip(),
        "walk_order": setting.walk_order,
        "map_x_m": x_m,
        "map_y_m": y_m,
        "map_width_m": width_m,
        "map_depth_m": depth_m,
    }


def _note(action: str, rack: Place, by: Person, at: datetime) -> None:
    audit.record(
        by=by,
        action=action,
        subject="Place",
        subject_id=rack.pk,
        at=at,
        code=rack.code,
        capacity_kg=rack.capacity_kg,
        bay=rack.bay,
        walk_order=rack.walk_order,
        spot=[rack.map_x_m, rack.map_y_m, rack.map_width_m, rack.map_depth_m],
    )
