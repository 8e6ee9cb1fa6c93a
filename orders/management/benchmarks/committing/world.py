"""An open pool of a depot with its workshops, materials and offers, and wishes for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count

from django.db import connection

from inventory.catalogue import Material
from materialcenter.models import Center, Role, Supplier, User, Workshop
from materialcenter.person import Person
from orders.models import Offer, OfferTier, Pool, PoolMaterial
from orders.services.committing import Wish

WORKSHOPS, MATERIALS = 700, 12
# The same columns, indexes and checks as the commitments', and nothing else to keep right.
BARE = "benchmark_bare"


@dataclass(frozen=True)
class World:
    """Ids of the depot. free: the pool that asks no deposit; strict: the one that looks at credit."""

    by: Person
    free: Pool
    strict: Pool
    workshop_ids: tuple[int, ...]
    material_ids: dict[str, int]

    def wishes(self, number: int) -> list[Wish]:
        """Return so many wishes, spread over workshops and materials, each workshop's in turn."""
        codes = list(self.material_ids)
        return [
            Wish(
                workshop_id=self.workshop_ids[n * 7 % len(self.workshop_ids)],
                material=codes[n % len(codes)],
                quantity=(quantity := n % 9 + 1),
                minimum=1,
                maximum=2 * quantity,
            )
            for n in (next(_NEXT) for _one in range(number))
        ]


_NEXT: Iterator[int] = count()


def build_world(*, at: datetime) -> World:
    """Make the depot in the empty database."""
    center = Center.objects.create(
        code="BM",
        name="Benchmark",
        legal_name="Benchmark",
        legal_form=Center.LegalForm.COOPERATIVE,
        city="Tegal",
    )
    user = User.objects.create(username="benchmark")
    workshops = Workshop.objects.bulk_create(
        Workshop(
            center=center,
            code=f"W{n:04d}",
            name=f"Benchmark {n}",
            trade=Workshop.Trade.PRESSING,
            credit_limit=10**12,
        )
        for n in range(WORKSHOPS)
    )
    materials = _make_materials(center, at)
    pools = [_open_pool(center, materials, n, at) for n in range(2)]
    Pool.objects.filter(pk=pools[1].pk).update(deposit_percent=30)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {BARE} (LIKE orders_commitment INCLUDING ALL)")
    return World(
        by=Person(center.pk, frozenset({Role.PURCHASER}), user_id=user.pk, name="Benchmark"),
        free=pools[0],
        strict=pools[1],
        workshop_ids=tuple(workshop.pk for workshop in workshops),
        material_ids={material.code: material.pk for material in materials},
    )


def _make_materials(center: Center, at: datetime) -> list[Material]:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO inventory_grade (center_id, code, standard, density)"
            " VALUES (%s, 'SPHC', '', 7.85) RETURNING id",
            [center.pk],
        )
        (grade_id,) = cursor.fetchone()
    supplier = Supplier.objects.create(
        center=center, code="S01", name="Benchmark", lead_time_days=1, lead_time_spread_days=1
    )
    made = []
    for n in range(MATERIALS):
        material = Material.objects.create(
            center=center,
            code=f"SPHC-{n}",
            form=Material.Form.SHEET,
            grade_id=grade_id,
            unit=Material.Unit.SHEET,
            piece_mass_kg=Decimal("46.659"),
            counter_price_per_kg=12_550,
        )
        offer = Offer.objects.create(
            center=center,
            supplier=supplier,
            material=material,
            minimum_kg=1000,
            pack=5,
            lead_time_days=14,
            valid_from=at.date(),
        )
        OfferTier.objects.create(offer=offer, from_kg=1000, price_per_kg=10_950)
        made.append(material)
    return made


def _open_pool(center: Center, materials: list[Material], n: int, at: datetime) -> Pool:
    pool = Pool.objects.create(
        center=center,
        number=f"PB-{n}",
        title="Benchmark",
        status=Pool.Status.OPEN,
        opened_at=at,
        deadline_at=at + timedelta(days=1),
        created_at=at,
    )
    PoolMaterial.objects.bulk_create(
        PoolMaterial(pool=pool, material_id=material.pk) for material in materials
    )
    return pool
