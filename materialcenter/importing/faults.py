"""What is wrong in a sheet: where it stands, what stood there, what would be right.

A fault keeps its code and data; the sentence is made when somebody reads it, in their
language. A kind adds sentences for codes of its own.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Sentences = Mapping[str, str | Promise]

SENTENCES: Sentences = {
    "blank": _("This cell is empty; %(heading)s is needed, such as %(expected)s."),
    "not_a_number": _("“%(value)s” is no number; write it such as %(expected)s."),
    "unclear_separators": _(
        "“%(value)s” can be read in two ways; write dots between thousands and a comma before"
        " decimals, such as %(expected)s."
    ),
    "too_large": _("“%(value)s” is too large; at most %(expected)s can be kept here."),
    "too_long": _("“%(value)s” is too long; at most %(expected)s characters can be kept here."),
    "too_many_decimals": _("“%(value)s” has too many decimals; write it such as %(expected)s."),
    "not_whole": _("“%(value)s” is no whole number; write it such as %(expected)s."),
    "not_positive": _("“%(value)s” must be more than zero, such as %(expected)s."),
    "negative": _("“%(value)s” is less than zero; write zero or more, such as %(expected)s."),
    "not_a_date": _("“%(value)s” is no date; write it such as %(expected)s."),
    "no_such_day": _("“%(value)s” is no day of the calendar; write one such as %(expected)s."),
    "month_first_date": _(
        "“%(value)s” has the month first; write the day first, such as %(expected)s."
    ),
    "not_a_time": _("“%(value)s” is no date with a time; write it such as %(expected)s."),
    "no_such_time": _("“%(value)s” is no time of a day; write one such as %(expected)s."),
    "in_the_future": _("“%(value)s” lies after %(expected)s."),
    "not_text": _(
        "“%(value)s” is stored as a number and may have lost digits; write it as text,"
        " such as %(expected)s."
    ),
    "not_a_text": _("“%(value)s” is no text; write it such as %(expected)s."),
    "not_digits": _("“%(value)s” holds more than digits; write it such as %(expected)s."),
    "wrong_length": _(
        "“%(value)s” has not the right number of digits; write it such as %(expected)s."
    ),
    "all_zeros": _("“%(value)s” is only zeros; write the real one or leave the cell empty."),
    "not_a_phone": _("“%(value)s” is no telephone number; write it such as %(expected)s."),
    "not_an_email": _("“%(value)s” is no email address; write it such as %(expected)s."),
    "not_a_code": _(
        "“%(value)s” cannot be a code; use letters, digits, dots and dashes, such as %(expected)s."
    ),
    "not_a_username": _(
        "“%(value)s” is no sign-in name; use small letters, digits, dots and dashes, such as"
        " %(expected)s."
    ),
    "unknown_choice": _("“%(value)s” is not known here; write one of: %(expected)s."),
    "unknown_material": _(
        "There is no material “%(value)s” in the catalogue; mend the code or add the material."
    ),
    "unknown_supplier": _("There is no supplier “%(value)s”; mend the code or add the supplier."),
    "unknown_workshop": _("There is no workshop “%(value)s”; mend the code or add the workshop."),
    "same_as_row": _("This row is the same as row %(first)s; delete one of the two."),
    "same_key_as_row": _("“%(value)s” stands in row %(first)s already; keep one of the two rows."),
    "heading_missing": _("The heading “%(heading)s” is missing. Found were: %(found)s."),
    "headings_not_found": _("No row of headings was found in this file. Needed are: %(expected)s."),
    "heading_twice": _("The heading “%(heading)s” stands here twice; keep one of the columns."),
    "not_a_spreadsheet": _(
        "This file is no spreadsheet. Please save it as .xlsx or .csv and send it again."
    ),
    "spreadsheet_too_large": _(
        "This spreadsheet is too large to be read. Please split it into smaller ones."
    ),
    "xml_broken": _("The file breaks off or is no XML in line %(line)s: %(said)s."),
    "xml_doctype": _(
        "The file declares a document type or entities in line %(line)s; such files are not read."
    ),
    "xml_other_root": _("The file holds “%(said)s” and not what is imported here."),
    "refused": "%(sentence)s",
    "no_rows": _("There is no row under the headings."),
    "too_many_rows": _("There are %(rows)s rows; at most %(expected)s are taken at once."),
}


@dataclass(frozen=True)
class CellFault:
    """One fault or warning. letter "" is the whole row, row 0 the whole sheet or file."""

    code: str
    sheet: str = ""
    row: int = 0
    letter: str = ""
    heading: str = ""
    value: str = ""
    expected: str = ""
    data: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """Write where it is, such as Stok!C8."""
        cell = f"{self.letter}{self.row}" if self.row else ""
        return "!".join(part for part in (self.sheet, cell) if part)

    def sentence(self, more: Sentences) -> str:
        """Say what is wrong in the language that is active; `more` holds the kind's sentences."""
        template = str(more.get(self.code) or SENTENCES[self.code])
        known = {"value": self.value, "heading": self.heading, "expected": self.expected}
        return template % {**known, **self.data}

    def as_json(self) -> dict[str, Any]:
        """Return what is stored of it."""
        return asdict(self)


def fault_from_json(stored: Mapping[str, Any]) -> CellFault:
    """Read back what `as_json` gave."""
    return CellFault(**stored)
