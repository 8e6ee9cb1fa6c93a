"""How much more than ordered may come: kept per supplier and material, read for new orders."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inventory import catalogue
from materialcenter import audit
from materialcenter.access import Person
from materialcenter.commands import command
from materialcenter.errors import Invalid, Missing
from materialcenter.models import Role, Supplier
from orders.models import ReceiptLimit
from orders.rules.receipts import OverLimit, Rule, closest

KEEPERS = (Role.SUPERVISOR,)
# What counts where a center has no row that fits.
USUAL = OverLimit(Decimal(5), None)
LARGEST_KG = Decimal(1_000_000)


class BadReceiptLimit(Invalid):
    """A limit that no delivery could be compared with."""

    code = "receipt_limit_invalid"
    sentence = _("The percentage lies between 0 and 100, and the kg are zero or more.")


@command
def set_receipt_limit(
    *,
    supplier: str,
    material: str,
    over_percent: Decimal,
    over_kg: Decimal | None,
    by: Person,
    at: datetime,
) -> ReceiptLimit:
    """Keep how much more than ordered may come; orders that are written later take it.

    supplier, material: codes, "" for all. A row that is there is changed. Of percent and kg
    the smaller counts. Raises WrongRole, Missing, BadReceiptLimit.
    """
    by.must_be(*KEEPERS)
    if not 0 <= over_percent <= 100:
        raise BadReceiptLimit(field="over_percent")
    if over_kg is not None and not 0 <= over_kg <= LARGEST_KG:
        raise BadReceiptLimit(field="over_kg")
    whose: dict[str, Any] = {
        "supplier_id": _supplier_id(supplier, by),
        "material_id": _material_id(material, by),
    }
    limit, _made = ReceiptLimit.objects.update_or_create(
        center_id=by.center_id,
        **whose,
        defaults={"over_percent": over_percent, "over_kg": over_kg},
    )
    limit.refresh_from_db()
    _record("set", limit, by=by, at=at)
    return limit


@command
def drop_receipt_limit(*, receipt_limit_id: int, by: Person, at: datetime) -> None:
    """Forget a limit, so that the next closest counts again. Raises WrongRole, Missing."""
    by.must_be(*KEEPERS)
    limit = (
        ReceiptLimit.objects.visible_to(by)
        .select_for_update(no_key=True)
        .filter(pk=receipt_limit_id)
        .first()
    )
    if limit is None:
        raise Missing
    _record("dropped", limit, by=by, at=at)
    limit.delete()


def limits_for(
    *, center_id: int, supplier_id: int, material_ids: Iterable[int]
) -> dict[int, OverLimit]:
    """Return the limit that counts for each material from a supplier. One statement."""
    wanted = set(material_ids)
    rows = (
        ReceiptLimit.objects.filter(center_id=center_id)
        .filter(Q(supplier_id=supplier_id) | Q(supplier=None))
        .filter(Q(material_id__in=wanted) | Q(material=None))
        .values_list("supplier_id", "material_id", "over_percent", "over_kg")
    )
    rules = [
        Rule(supplier, material, OverLimit(percent, kg)) for supplier, material, percent, kg in rows
    ]
    return {
        material_id: closest(rules, supplier_id, material_id) or USUAL for material_id in wanted
    }


def _supplier_id(code: str, by: Person) -> int | None:
    if not code:
        return None
    found = Supplier.objects.visible_to(by).filter(code=code).values_list("pk", flat=True).first()
    if found is None:
        raise Missing(field="supplier")
    return found


def _material_id(code: str, by: Person) -> int | None:
    if not code:
        return None
    found = catalogue.materials_by_code(by, [code]).get(code)
    if found is None:
        raise Missing(field="material")
    return found.pk


def _record(act: str, limit: ReceiptLimit, *, by: Person, at: datetime) -> None:
    audit.record(
        by=by,
        action=f"receipt_limit.{act}",
        subject="ReceiptLimit",
        subject_id=limit.pk,
        at=at,
        supplier=limit.supplier.code if limit.supplier else "",
        material=limit.material.code if limit.material else "",
        over_percent=limit.over_percent,
        over_kg=limit.over_kg,
    )
