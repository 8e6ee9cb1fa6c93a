"""What a person can meet: errors with a stable code, a translated sentence and data.

Six kinds stand here; every error of an act is a subclass beside its raiser. HTTP
numbers never stand here, they are config/api.py's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, in the person's words, with the field or place it is at.

    field: name of the input, "" for the whole. place: such as "Stok!C8" in a sheet.
    """

    code: str
    sentence: str
    field: str = ""
    place: str = ""


class DomainError(Exception):
    """Refuse an act with a code, a sentence and the data behind it.

    A subclass sets `code` and `sentence` (lazily translated, with %(name)s places for
    `data`). `faults` lists every single thing that is wrong, so it is mended once.
    """

    code: str = "refused"
    sentence: str | Promise = ""

    def __init__(
        self,
        *,
        faults: Sequence[Fault] = (),
        field: str = "",
        sentence: str | Promise | None = None,
        code: str | None = None,
        **data: Any,
    ) -> None:
        """Keep what the sentence needs; words are made when it is read."""
        self.faults = tuple(faults)
        self.field = field
        self.data: Mapping[str, Any] = data
        if sentence is not None:
            self.sentence = sentence
        if code is not None:
            self.code = code
        super().__init__(self.code)

    def __str__(self) -> str:
        """Return the sentence in the language that is active now."""
        return str(self.sentence) % self.data if self.data else str(self.sentence)


class Invalid(DomainError):
    """The input is not right; it says which field and what would be."""

    code = "invalid"


class Forbidden(DomainError):
    """The person may see this but not do it."""

    code = "forbidden"


class Missing(DomainError):
    """There is no such thing for this person."""

    code = "not_found"
    sentence = _("There is no such thing.")


class Conflict(DomainError):
    """The input is right, but not in the state things are in now."""

    code = "conflict"


class TooMany(DomainError):
    """Too much in too short a time; `data` holds retry_after_s, the seconds to wait."""

    code = "too_many"


class Busy(DomainError):
    """Somebody else holds what is needed; the same request may succeed in a moment."""

    code = "busy"
