"""Forms with rows: as many lines as a paper has, without a script.

A hidden field says how many rows there are; a button asks for one more, and what was typed
stays as it was.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Generic, TypeVar

from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from materialcenter.errors import DomainError
from materialcenter.forms.base import ActForm

F = TypeVar("F", bound=ActForm)
MOST_ROWS = 200
_PLACE = re.compile(r"[a-z]+\.(\d+)\.(\w+)")


class Rows(Generic[F]):
    """The rows of one form.

    make: builds a row's form; it takes what a Django form takes. count_name: the hidden
    field. A row in which none of `telling` was typed is left out of `filled`.
    """

    count_name = "rows"

    def __init__(self, make: type[F], *, telling: Sequence[str], **options: Any) -> None:
        self.make = make
        self.telling = telling
        self.options = options
        self.forms: list[F] = []

    def blank(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Start with these rows; each is what its form shows at first."""
        self.forms = [
            self.make(initial=dict(row), prefix=f"r{n}", **self.options)
            for n, row in enumerate(rows)
        ]

    def read(self, data: "MultiValueDict[str, Any]") -> None:
        """Read the rows that were sent; one that says nothing is shown again and not judged."""
        sent = data.get(self.count_name, "")
        count = min(int(sent), MOST_ROWS) if re.fullmatch(r"[0-9]{1,9}", sent) else 0
        bound = [self.make(data, prefix=f"r{n}", **self.options) for n in range(count)]
        self.forms = [
            form
            if self._tells(form)
            else self.make(initial=_typed(form), prefix=f"r{n}", **self.options)
            for n, form in enumerate(bound)
        ]

    def keep(self, data: "MultiValueDict[str, Any]", *, more: Sequence[Mapping[str, Any]]) -> None:
        """Show again what was typed, as it was typed and unjudged, with further rows."""
        self.read(data)
        typed = [_typed(form) if form.is_bound else form.initial for form in self.forms]
        self.blank([*typed, *more][:MOST_ROWS])

    @property
    def count(self) -> int:
        """Return how many rows there are."""
        return len(self.forms)

    @property
    def filled(self) -> list[F]:
        """Return the rows in which something telling was typed."""
        return [form for form in self.forms if form.is_bound]

    def _tells(self, form: F) -> bool:
        return any(str(form.data.get(form.add_prefix(name), "")).strip() for name in self.telling)

    def is_valid(self) -> bool:
        """Say whether every filled row can be read; each is looked at."""
        readable = [form.is_valid() for form in self.filled]
        return all(readable)

    def refuse(self, error: DomainError, head: ActForm) -> None:
        """Put an act's faults at their rows ("lines.2.mass_kg" is the third filled row's)."""
        filled = self.filled
        shown = False
        for fault in error.faults:
            place = _PLACE.fullmatch(fault.field)
            if place is None or int(place[1]) >= len(filled):
                words = f"{fault.place}: {fault.sentence}" if fault.place else fault.sentence
                head.add_error(fault.field if fault.field in head.fields else None, words)
                shown = True
                continue
            row = filled[int(place[1])]
            row.add_error(place[2] if place[2] in row.fields else None, fault.sentence)
        if not shown:
            field = error.field if error.field in head.fields else None
            head.add_error(field, str(error) if not error.faults else _said(error))


def _typed(form: ActForm) -> dict[str, Any]:
    """Return what was typed into a row, field by field."""
    return {name: form.data.get(form.add_prefix(name), "") for name in form.fields}


def _said(error: DomainError) -> str:
    return _("%(sentence)s See what is marked below.") % {"sentence": str(error)}
