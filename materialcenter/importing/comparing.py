"""What a file would do to rows that are known by a code: add, change, or leave as they are."""

from collections.abc import Mapping
from typing import Any

from django.db import models


def count_changes(
    said: Mapping[str, Mapping[str, Any]], known: Mapping[str, models.Model]
) -> dict[str, int]:
    """Count what is new, changed and unchanged.

    said: what the file says of each code, by field. known: the rows there are, by code.
    """
    counts = {"new": 0, "changed": 0, "unchanged": 0}
    for code, values in said.items():
        row = known.get(code)
        if row is None:
            counts["new"] += 1
        elif any(getattr(row, name) != value for name, value in values.items()):
            counts["changed"] += 1
        else:
            counts["unchanged"] += 1
    return counts
