"""The depot's spreadsheets, taken in through the same import that people use."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.conf import settings

from materialcenter.access import Person
from materialcenter.models import ImportRun
from materialcenter.services.importing import import_now

FOLDER = Path(settings.BASE_DIR) / "materialcenter" / "demo" / "tegal"


class DemoFileRefused(Exception):
    """A file of the demo was not taken; the message names its faults."""


def take_file(
    kind: str,
    name: str,
    *,
    by: Person,
    at: datetime,
    options: Mapping[str, str] | None = None,
) -> int:
    """Import a file of the demo; return how many rows it has. Raises DemoFileRefused."""
    content = (FOLDER / name).read_bytes()
    return take_content(kind, name, content, by=by, at=at, options=options)


def take_content(
    kind: str,
    name: str,
    content: bytes,
    *,
    by: Person,
    at: datetime,
    options: Mapping[str, str] | None = None,
) -> int:
    """Import what the demo writes itself; return how many rows it has. Raises DemoFileRefused."""
    run = import_now(kind=kind, name=name, content=content, options=options or {}, by=by, at=at)
    if run.status != ImportRun.Status.APPLIED:
        raise DemoFileRefused(f"{name}: {run.faults[:5]}")
    return run.row_count
