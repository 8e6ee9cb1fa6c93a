"""The terminal's words are compared in English."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def english(_indonesian: None) -> Iterator[None]:
    """Speak English to the terminal."""
    with translation.override("en"):
        yield
