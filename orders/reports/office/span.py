"""From when until when a year runs, in the center's zone."""

from datetime import datetime

from django.utils import timezone


def start_of(year: int) -> datetime:
    """Return the moment at which a year begins where the center is."""
    return timezone.make_aware(datetime(year, 1, 1))  # noqa: DTZ001  made aware at once
