"""Acts that must refuse, and write nothing down."""

from collections.abc import Callable

import pytest

from materialcenter.errors import DomainError
from materialcenter.models import (
    AuditEntry,
)


def refused(act: Callable[[], object], code: str) -> DomainError:
    """Return the refusal of an act, which has this code and leaves no trace in the audit."""
    before = AuditEntry.objects.count()
    with pytest.raises(DomainError) as refusal:
        act()
    assert refusal.value.code == code
    assert AuditEntry.objects.count() == before
    assert str(refusal.value)
    return refusal.value
