"""The nightly planning of a province of depots: seconds and memory on two workers."""

import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from decimal import Decimal
from multiprocessing import get_context

from django.db import connection, connections
from django.utils import timezone

from inventory.management.benchmarks.scratch import scratch_database
from inventory.models import DemandDay, Grade, Material, ReorderAlert, ReorderPlan
from inventory.services import planning_stock, reordering
from materialcenter.models import Center, Supplier

Say = Callable[[str], object]

WORKERS = 2
CENTERS = 4
FULL = 100_000
QUICK = 400

# Ten to a hundred and twenty issues of each material on days of the last two years.
_DEMAND = """
INSERT INTO inventory_demandday (center_id, material_id, day, issued_kg, pool_kg)
SELECT m.center_id, m.id, %(today)s::date - 1 - floor(random() * %(days)s)::int,
       round((1 + 200 * random())::numeric, 3), 0
FROM inventory_material m
CROSS JOIN LATERAL generate_series(1, 10 + (m.id %% 111)::int)
ON CONFLICT DO NOTHING
"""

# Of every thirty-three materials one runs low; of the others enough is coming.
_ENOUGH = """
INSERT INTO inventory_expectedsupply
    (center_id, material_id, holder, holder_id, reference, free_pieces, free_kg)
SELECT center_id, id, 'benchmark', id, '', 0, 1000000 FROM inventory_material WHERE id %% 33 <> 0
"""


def run(say: Say, *, quick: bool, at: datetime) -> None:
    """Measure and print. quick: a few materials, to see that it runs."""
    with scratch_database():
        centers = _build(QUICK if quick else FULL, at)
        say(f"{Material.objects.count()} materials, {DemandDay.objects.count()} days of demand")
        for turn in ("first night", "next night"):
            seconds = _plan_all(centers)
            plans, alerts = ReorderPlan.objects.count(), ReorderAlert.objects.count()
            most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
            say(
                f"{turn}: {plans} plans and {alerts} alerts in {seconds:.1f} s"
                f" by {WORKERS} workers, {most} MB at most in one"
            )


def _plan_all(centers: list[int]) -> float:
    """Plan and watch every center, as the nightly job does; return the seconds it took."""
    connections.close_all()
    started = time.perf_counter()
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("fork")) as workers:
        list(workers.map(_plan, centers))
    return time.perf_counter() - started


def _plan(center_id: int) -> None:
    at = timezone.now()
    planned = planning_stock.plan_materials(center_id=center_id, at=at)
    reordering.watch_in_parts(center_id=center_id, material_ids=planned, at=at)
    connections.close_all()


def _build(materials: int, at: datetime) -> list[int]:
    """Make centers with their materials and two years of demand; return the centers."""
    made = [_center(n, materials // CENTERS) for n in range(CENTERS)]
    with connection.cursor() as cursor:
        cursor.execute(_DEMAND, {"today": timezone.localdate(at), "days": planning_stock.DAYS})
        cursor.execute(_ENOUGH, [])
        cursor.execute("ANALYZE")
    return made


def _center(n: int, materials: int) -> int:
    center = Center.objects.create(
        code=f"C{n}", name=f"Depot {n}", legal_name=f"Depot {n}", legal_form="cooperative"
    )
    Supplier.objects.create(
        center=center, code="S1", name="Mill", lead_time_days=14, lead_time_spread_days=4
    )
    grade = Grade.objects.create(center=center, code="SCRAP", density=Decimal("7.85"))
    Material.objects.bulk_create(
        (
            Material(
                center=center,
                code=f"M{i:06}",
                form=Material.Form.SCRAP,
                unit=Material.Unit.KG,
                grade=grade,
                counter_price_per_kg=6000,
            )
            for i in range(materials)
        ),
        batch_size=5_000,
    )
    return center.pk
