"""Scales: adding one and changing it, its legal mark and where it is read."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from inventory.models import Scale
from inventory.scales import BadAddress, parse_address
from inventory.services.weighing_refusals import BadScale, ScaleCodeTaken
from materialcenter import audit
from materialcenter.commands import command
from materialcenter.errors import Fault, Missing
from materialcenter.person import Person, Role

# An address is where the server connects to, so only who answers for the depot sets it.
MAY_KEEP_SCALES = (Role.SUPERVISOR,)
_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-")
_FIELDS = ("name", "capacity_kg", "division_kg", "verified_until", "address", "is_active")


@dataclass(frozen=True)
class ScaleSheet:
    """What is known of a scale. verified_until: last day of its tera, None without one.

    address: see inventory.scales; empty for a scale that is read by eye.
    """

    name: str
    capacity_kg: Decimal
    division_kg: Decimal
    verified_until: date | None
    address: str = ""
    is_active: bool = True


@command
def add_scale(*, code: str, sheet: ScaleSheet, by: Person, at: datetime) -> Scale:
    """Add a scale. Raises BadScale (naming each fault), ScaleCodeTaken."""
    by.must_be(*MAY_KEEP_SCALES)
    sheet = _trimmed(sheet)
    faults = [*_faults_of(sheet)]
    if not (1 <= len(code) <= 20 and set(code) <= _LETTERS):
        faults.insert(0, Fault("code_invalid", str(_BAD_CODE), "code"))
    if faults:
        raise BadScale(faults=faults)
    if Scale.objects.visible_to(by).filter(code=code).exists():
        raise ScaleCodeTaken(field="code", scale=code)
    scale = Scale.objects.create(center_id=by.center_id, code=code, **_values(sheet))
    _note("scale.added", scale, by, at)
    return scale


@command
def change_scale(*, code: str, sheet: ScaleSheet, by: Person, at: datetime) -> Scale:
    """Change a scale; tickets that were weighed on it keep what they say.

    Raises Missing, BadScale (naming each fault).
    """
    by.must_be(*MAY_KEEP_SCALES)
    scale = Scale.objects.visible_to(by).select_for_update(no_key=True).filter(code=code).first()
    if scale is None:
        raise Missing
    sheet = _trimmed(sheet)
    if faults := list(_faults_of(sheet)):
        raise BadScale(faults=faults)
    for name, value in _values(sheet).items():
        setattr(scale, name, value)
    scale.save(update_fields=_FIELDS)
    _note("scale.changed", scale, by, at)
    return scale


_BAD_CODE = _("A scale's code has 1 to 20 capital letters, digits, dots and hyphens.")


def _trimmed(sheet: ScaleSheet) -> ScaleSheet:
    return replace(sheet, name=sheet.name.strip(), address=sheet.address.strip())


def _values(sheet: ScaleSheet) -> dict[str, object]:
    return {name: getattr(sheet, name) for name in _FIELDS}


def _faults_of(sheet: ScaleSheet) -> Iterator[Fault]:
    if not sheet.name:
        yield Fault("name_missing", str(_("Please give the scale a name.")), "name")
    for name in ("capacity_kg", "division_kg"):
        if getattr(sheet, name) <= 0:
            yield Fault("not_positive", str(_("This must be more than zero.")), name)
    if 0 < sheet.capacity_kg < sheet.division_kg:
        sentence = _("The division cannot be more than the capacity.")
        yield Fault("division_over_capacity", str(sentence), "division_kg")
    if sheet.address and not _is_address(sheet.address):
        sentence = _(
            "Write tcp://192.168.1.20:4001 or serial:///dev/ttyUSB0?baud=9600, with"
            " format=yaohua or format=toledo where the indicator sends that."
        )
        yield Fault("scale_address_invalid", str(sentence), "address")


def _is_address(text: str) -> bool:
    try:
        parse_address(text)
    except BadAddress:
        return False
    return len(text) <= 120


def _note(action: str, scale: Scale, by: Person, at: datetime) -> None:
    audit.record(
        by=by,
        action=action,
        subject="Scale",
        subject_id=scale.pk,
        at=at,
        code=scale.code,
        **{name: getattr(scale, name) for name in _FIELDS},
    )
