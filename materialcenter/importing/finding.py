"""Looking up the partners that cells name by their codes."""

from collections.abc import Collection, Mapping

from materialcenter.models import Supplier, Workshop
from materialcenter.person import Person


def find_workshops(by: Person, codes: Collection[str]) -> Mapping[str, Workshop]:
    """Find the person's workshops by code; those not there are left out."""
    return {w.code: w for w in Workshop.objects.visible_to(by).filter(code__in=codes)}


def find_suppliers(by: Person, codes: Collection[str]) -> Mapping[str, Supplier]:
    """Find the center's suppliers by code; those not there are left out."""
    return {s.code: s for s in Supplier.objects.visible_to(by).filter(code__in=codes)}
