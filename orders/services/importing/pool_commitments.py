"""The import of what workshops asked of a pool on paper; the sheet's times stay."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory import catalogue
from materialcenter.commands import step
from materialcenter.errors import Invalid
from materialcenter.importing import cells
from materialcenter.importing.faults import CellFault
from materialcenter.importing.finding import find_workshops
from materialcenter.importing.kinds import (
    Column,
    Context,
    Kind,
    Option,
    Reading,
    RowCheck,
    Wrong,
)
from materialcenter.models import Workshop
from materialcenter.person import Person, Role
from materialcenter.rules.reading import DATE_TIME_EXAMPLE, read_date_time
from orders.models import Pool, PoolMaterial
from orders.services import committing

POOL = "pool"
LARGEST = 10_000_000


class NoSuchPool(Invalid):
    """There is no pool of this number, or it takes nothing now."""

    code = "pool_unknown"
    sentence = _("Write the number of a pool that is open; “%(number)s” is none.")


@dataclass(frozen=True)
class WishRow:
    """A wish as the sheet has it, in the material's unit; price_cap None takes any price."""

    committed_at: datetime
    workshop: Workshop
    material: catalogue.Material
    quantity: int
    minimum: int
    maximum: int
    price_cap: Decimal | None


def _read_pool(value: str, by: Person) -> str:
    pool = Pool.objects.visible_to(by).filter(number__iexact=value).first()
    if pool is None or pool.status not in Pool.TAKES_COMMITMENTS:
        raise NoSuchPool(field=POOL, number=value)
    return pool.number


def _minimum_fits(quantity: int, minimum: int) -> Wrong | None:
    if minimum <= quantity:
        return None
    return Wrong("minimum", "minimum_over_quantity", quantity)


def _maximum_fits(quantity: int, maximum: int) -> Wrong | None:
    if maximum >= quantity:
        return None
    return Wrong("maximum", "quantity_over_maximum", quantity)


def _check(reading: Reading[WishRow], context: Context) -> Iterator[CellFault]:
    """Refuse a pool that closed meanwhile, materials it does not buy, and workshops at rest."""
    pool = Pool.objects.visible_to(context.by).get(number=context.options[POOL])
    if pool.status not in Pool.TAKES_COMMITMENTS:
        yield CellFault("pool_closed", data={"pool": pool.number})
    bought = set(PoolMaterial.objects.filter(pool=pool).values_list("material_id", flat=True))
    for line in reading.lines:
        material = line.values.get("material")
        if material is not None and material.pk not in bought:
            yield line.fault("material_not_in_pool", field="material", pool=pool.number)
        workshop = line.values.get("workshop")
        if workshop is not None and not workshop.is_active:
            yield line.fault("workshop_inactive", field="workshop")


def _count(reading: Reading[WishRow], _context: Context) -> Mapping[str, int]:
    rows = reading.rows
    return {
        "wishes": len(rows),
        "workshops": len({row.workshop.pk for row in rows}),
        "materials": len({row.material.pk for row in rows}),
    }


@step
def _apply(reading: Reading[WishRow], context: Context) -> None:
    pool = Pool.objects.visible_to(context.by).get(number=context.options[POOL])
    committing.commit_many(
        pool_id=pool.pk,
        wishes=[_wish(row) for row in reading.rows],
        by=context.by,
        at=context.at,
    )


def _wish(row: WishRow) -> committing.Wish:
    return committing.Wish(
        workshop_id=row.workshop.pk,
        material=row.material.code,
        quantity=row.quantity,
        minimum=row.minimum,
        maximum=row.maximum,
        price_cap=row.price_cap,
        committed_at=timezone.make_aware(row.committed_at),
    )


_quantity = cells.whole(least=1, largest=LARGEST, example="12")

POOL_COMMITMENTS: Kind[Any] = Kind(
    name="pool_commitments",
    title=_("Orders for a pool"),
    roles=frozenset({Role.PURCHASER, Role.SUPERVISOR}),
    columns=(
        Column("committed_at", ("Waktu", "Time"), read_date_time, example=DATE_TIME_EXAMPLE),
        Column(
            "workshop",
            ("IKM", "Kode IKM", "Workshop"),
            cells.code(12, "W0001"),
            example="W0001",
            find=find_workshops,
            unknown="unknown_workshop",
        ),
        Column(
            "material",
            ("Kode", "Kode bahan", "Material"),
            cells.code(30, "SPHC-2-4X8"),
            example="SPHC-2-4X8",
            find=catalogue.materials_by_code,
            unknown="unknown_material",
        ),
        Column("quantity", ("Jumlah", "Quantity"), _quantity, example="12"),
        Column("minimum", ("Minimal", "Minimum"), _quantity, example="10"),
        Column("maximum", ("Maksimal", "Maximum"), _quantity, example="15"),
        Column(
            "price_cap",
            ("Harga tertinggi (Rp/kg)", "Harga tertinggi", "Highest price (Rp/kg)"),
            cells.price_per_kg,
            needed=False,
            example="11.200",
        ),
    ),
    row=WishRow,
    apply=_apply,
    unique=(("workshop", "material", "committed_at"),),
    row_checks=(
        RowCheck(("quantity", "minimum"), _minimum_fits),
        RowCheck(("quantity", "maximum"), _maximum_fits),
    ),
    check=_check,
    count=_count,
    sentences={
        "minimum_over_quantity": _(
            "The least that is accepted (%(value)s) is more than what is wanted (%(expected)s)."
        ),
        "quantity_over_maximum": _(
            "The most that is taken (%(value)s) is less than what is wanted (%(expected)s)."
        ),
        "pool_closed": _("Pool %(pool)s takes no orders any more."),
        "material_not_in_pool": _("“%(value)s” is not bought in pool %(pool)s."),
        "workshop_inactive": _("The workshop “%(value)s” is at rest and orders nothing."),
    },
    counts={
        "wishes": _("orders"),
        "workshops": _("workshops"),
        "materials": _("materials"),
    },
    options=(Option(POOL, _("Pool number"), _read_pool, is_needed=True),),
)
