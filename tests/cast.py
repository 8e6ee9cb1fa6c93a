"""The cast: one center and its people by name, and an outsider from another.

wati the clerk, putri the purchaser, fajar of finance, sinta the supervisor, agus the
auditor, sari the buyer of workshop W0001; rudi buys for W0002 and is a stranger to
sari's orders; oki belongs to another center and sees nothing of this one.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from django.contrib.auth.hashers import make_password

from inventory import stock
from inventory.models import Grade, Lot, Material, Place, Transaction
from inventory.rules.mass import piece_mass_kg
from materialcenter.access import Person, person_of_user
from materialcenter.models import Center, Membership, Role, Supplier, User, Workshop, WorkshopBuyer

PASSWORD = "besi-as-12mm"
NOW = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)


@dataclass
class Depot:
    """A center with a few materials, workshops, suppliers and people."""

    center: Center
    users: dict[str, User] = field(default_factory=dict)
    workshops: dict[str, Workshop] = field(default_factory=dict)
    suppliers: dict[str, Supplier] = field(default_factory=dict)
    materials: dict[str, Material] = field(default_factory=dict)
    racks: dict[str, Place] = field(default_factory=dict)

    def person(self, name: str) -> Person:
        """Return a cast member as they act in their center."""
        return person_of_user(self.users[name], center_id=None)


def build_depot(code: str = "TGL") -> Depot:
    """Make a center with the whole cast; call it inside a test with a database."""
    depot = found_center(code)
    _partners(depot)
    _materials(depot)
    return depot


def found_center(code: str = "TGL") -> Depot:
    """Make a center and its people and nothing else; the buyers buy for nobody yet."""
    depot = Depot(
        Center.objects.create(
            code=code,
            name=f"Material Center {code}",
            legal_name="Koperasi Tegal Manufaktur Indonesia",
            legal_form=Center.LegalForm.COOPERATIVE,
            city="Tegal",
        )
    )
    _people(depot)
    return depot


@cache
def _hashed() -> str:
    """Hash the cast's password once: hashing is slow on purpose."""
    return make_password(PASSWORD)


def _people(depot: Depot) -> None:
    for name, role in (
        ("wati", Role.CLERK),
        ("putri", Role.PURCHASER),
        ("fajar", Role.FINANCE),
        ("sinta", Role.SUPERVISOR),
        ("agus", Role.AUDITOR),
        ("sari", Role.BUYER),
        ("rudi", Role.BUYER),
    ):
        user = User(
            username=name if depot.center.code == "TGL" else f"{name}-{depot.center.code.lower()}",
            first_name=name.title(),
            email=f"{name}.{depot.center.code.lower()}@example.id",
        )
        user.password = _hashed()
        user.save()
        Membership.objects.create(center=depot.center, user=user, role=role)
        depot.users[name] = user


def _partners(depot: Depot) -> None:
    for code, buyer, limit in (("W0001", "sari", 50_000_000), ("W0002", "rudi", 25_000_000)):
        workshop = Workshop.objects.create(
            center=depot.center,
            code=code,
            name=f"Bengkel Contoh {code}",
            trade=Workshop.Trade.PRESSING,
            credit_limit=limit,
        )
        WorkshopBuyer.objects.create(workshop=workshop, user=depot.users[buyer])
        depot.workshops[code] = workshop
    for code in ("S01", "S02"):
        depot.suppliers[code] = Supplier.objects.create(
            center=depot.center,
            code=code,
            name=f"PT Baja Contoh {code}",
            email=f"{code.lower()}@supplier.example.id",
            lead_time_days=14,
            lead_time_spread_days=4,
        )


def _materials(depot: Depot) -> None:
    grades = {
        code: Grade.objects.create(center=depot.center, code=code, density=Decimal(density))
        for code, density in (("SPHC", "7.85"), ("S45C", "7.85"), ("200", "7.85"))
    }
    sheet = {"thickness_mm": Decimal(2), "width_mm": Decimal(1219), "length_mm": Decimal(2438)}
    bar = {"diameter_mm": Decimal(25), "length_mm": Decimal(6000)}
    for code, form, grade, unit, dimensions, price in (
        ("SPHC-2-4X8", "sheet", "SPHC", "sheet", sheet, 12550),
        ("S45C-D25", "round_bar", "S45C", "bar", bar, 17700),
        ("SCRAP-HMS1", "scrap", "200", "kg", {}, 6600),
    ):
        depot.materials[code] = Material.objects.create(
            center=depot.center,
            code=code,
            form=form,
            grade=grades[grade],
            unit=unit,
            piece_mass_kg=(
                piece_mass_kg(form, density=Decimal("7.85"), **dict[str, Any](dimensions))
                if dimensions
                else None
            ),
            counter_price_per_kg=Decimal(price),
            **dimensions,
        )
    for code in ("A-01", "A-02", "B-01"):
        depot.racks[code] = Place.objects.create(center=depot.center, code=code)


def entry(depot: Depot, key: str, *, reason: str = "receipt", actor: str = "wati") -> stock.Entry:
    """Return the head of a transaction by a cast member, dated NOW."""
    return stock.Entry(
        center_id=depot.center.pk,
        reason=reason,
        reference=key,
        actor_id=depot.users[actor].pk,
        effective_at=NOW,
        recorded_at=NOW,
        key=key,
    )


def receive_stock(
    depot: Depot,
    code: str,
    *,
    pieces: int = 0,
    mass_kg: Decimal | None = None,
    rack: str = "A-01",
    heat: str = "C90085",
    cost_per_kg: Decimal = Decimal(10_950),
    key: str = "",
    days_ago: int = 0,
) -> Lot:
    """Take stock in through a real receipt, inside the test's transaction or one of its own."""
    from django.db import transaction

    arrived = NOW - timedelta(days=days_ago)
    head = entry(depot, key or f"receipt-{code}-{heat}-{rack}", reason=Transaction.Reason.RECEIPT)
    material = depot.materials[code]
    weight = mass_kg if mass_kg is not None else (material.piece_mass_kg or Decimal(1)) * pieces
    with transaction.atomic():
        _posting, lots = stock.receive(
            replace(head, effective_at=arrived),
            [
                stock.NewLot(
                    material_id=material.pk,
                    place_id=depot.racks[rack].pk,
                    heat=heat,
                    pieces=pieces,
                    mass_kg=weight,
                    table_kg=weight if pieces else None,
                    cost_per_kg=cost_per_kg,
                    received_on=arrived.date(),
                    supplier_id=depot.suppliers["S01"].pk,
                )
            ],
        )
    return lots[0]
