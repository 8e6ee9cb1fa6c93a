"""Details of partners and people as they are typed: read by rule, every fault at its field.

Here belongs the reading of single fields that pages and API share. Never here: who may
say what, or whether something is taken already.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from materialcenter.errors import Fault, Invalid
from materialcenter.importing.cells import Reader, is_blank, shown
from materialcenter.importing.faults import SENTENCES
from materialcenter.rules.reading import Unreadable


class DetailsRefused(Invalid):
    """Some of what was typed is not right; `faults` names every field."""

    code = "details_invalid"
    sentence = _("Some of this is not right yet.")


@dataclass(frozen=True)
class Detail:
    """A field that somebody fills in. empty: what a blank one is; None where it is needed."""

    label: str | Promise
    read: Reader
    empty: Any = None
    example: str = ""


def read_details(
    given: Mapping[str, object], details: Mapping[str, Detail], *, partly: bool = False
) -> dict[str, Any]:
    """Read typed fields into values.

    given: as typed, text or number; what is not named stays away from the answer.
    partly: only what is given is read, for a change; else all of `details`.
    Raises DetailsRefused with a fault for every field, unknown ones too.
    """
    faults = [
        Fault("unknown_field", str(_("There is no such field.")), field=name)
        for name in given
        if name not in details
    ]
    values: dict[str, Any] = {}
    for name, detail in details.items():
        if partly and name not in given:
            continue
        try:
            values[name] = _read(given.get(name), detail)
        except Unreadable as wrong:
            faults.append(_fault(name, detail, wrong))
    if faults:
        raise DetailsRefused(faults=faults)
    return values


def _read(value: object, detail: Detail) -> Any:
    if not is_blank(value):
        return detail.read(value)
    if detail.empty is None:
        raise Unreadable("blank", value, detail.example)
    return detail.empty


def _fault(name: str, detail: Detail, wrong: Unreadable) -> Fault:
    if wrong.code == "blank":
        sentence = _("%(label)s is needed.") % {"label": detail.label}
    else:
        known = {"value": shown(wrong.value), "expected": wrong.expected, "heading": detail.label}
        sentence = str(SENTENCES[wrong.code]) % known
    return Fault(wrong.code, str(sentence), field=name)


def changed(row: object, values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return what of the values differs from a row: field -> {"was": …, "is": …}."""
    return {
        name: {"was": getattr(row, name), "is": value}
        for name, value in values.items()
        if getattr(row, name) != value
    }
