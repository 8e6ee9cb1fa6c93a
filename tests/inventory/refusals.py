"""Acts of the yard that must refuse, and change nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from inventory.models import Balance, Lot, Material, Movement, Place, Transaction
from materialcenter.errors import DomainError
from materialcenter.models import AuditEntry, Center, FileContent


def yard_state() -> Any:
    """Return every row that an act of the yard may change, and how many it may add to."""
    return (
        list(Balance.objects.order_by("pk").values()),
        list(Lot.objects.order_by("pk").values()),
        list(Material.objects.order_by("pk").values()),
        list(Place.objects.filter(kind="rack").order_by("pk").values()),
        list(Center.objects.order_by("pk").values()),
        Movement.objects.count(),
        Transaction.objects.count(),
        AuditEntry.objects.count(),
        FileContent.objects.count(),
    )


def refuses(kind: type[DomainError], act: Callable[[], object], *, field: str = "") -> None:
    """Check that an act refuses so, naming the field, and that nothing changed."""
    before = yard_state()
    with pytest.raises(kind) as refusal:
        act()
    if field:
        named = {fault.field for fault in refusal.value.faults} | {refusal.value.field}
        assert field in named
    assert str(refusal.value)
    assert yard_state() == before
