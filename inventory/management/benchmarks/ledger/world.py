"""A depot with one hot lot and many others, all that a benchmark hands over reserved."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection, transaction

from inventory import stock
from inventory.models import Grade, Material, Place
from materialcenter.models import ApiToken, Center, Role, User, Workshop

PIECE_KG = Decimal("46.659")
MUCH = 1_000_000
_TOGETHER = 500


@dataclass(frozen=True)
class World:
    """Ids of a depot. lots: (lot, rack) of the spread lots; hot: of the one hot lot."""

    center_id: int
    material_id: int
    workshop_id: int
    user_id: int
    outside_id: int
    hot: tuple[int, int]
    lots: tuple[tuple[int, int], ...]
    secret: str


def build_world(*, spread: int, at: datetime) -> World:
    """Make the depot in the empty database: `spread` lots and the hot one."""
    center = Center.objects.create(
        code="BM",
        name="Benchmark",
        legal_name="Benchmark",
        legal_form=Center.LegalForm.COOPERATIVE,
        city="Tegal",
    )
    user = User.objects.create(username="benchmark")
    workshop = Workshop.objects.create(
        center=center,
        code="W0001",
        name="Benchmark",
        trade=Workshop.Trade.PRESSING,
        credit_limit=10**15,
    )
    grade = Grade.objects.create(center=center, code="SPHC", density=Decimal("7.85"))
    material = Material.objects.create(
        center=center,
        code="SPHC-2-4X8",
        form=Material.Form.SHEET,
        grade=grade,
        unit=Material.Unit.SHEET,
        piece_mass_kg=PIECE_KG,
        counter_price_per_kg=12550,
    )
    racks = [Place.objects.create(center=center, code=f"R{n}") for n in range(10)]
    with transaction.atomic():
        outside_id = stock.outside(center.pk, Place.Kind.WORKSHOP)
    lots = _receive(center, material, racks, spread + 1, user, at)
    return World(
        center_id=center.pk,
        material_id=material.pk,
        workshop_id=workshop.pk,
        user_id=user.pk,
        outside_id=outside_id,
        hot=lots[0],
        lots=tuple(lots[1:]),
        secret=_token(center, user, at),
    )


def _receive(
    center: Center, material: Material, racks: list[Place], count: int, user: User, at: datetime
) -> list[tuple[int, int]]:
    made: list[tuple[int, int]] = []
    for start in range(0, count, _TOGETHER):
        new_lots = [
            stock.NewLot(
                material_id=material.pk,
                place_id=racks[n % len(racks)].pk,
                heat=f"H{n}",
                pieces=MUCH,
                mass_kg=PIECE_KG * MUCH,
                table_kg=PIECE_KG * MUCH,
                cost_per_kg=Decimal(10_950),
                received_on=at.date(),
            )
            for n in range(start, min(start + _TOGETHER, count))
        ]
        head = stock.Entry(center.pk, "receipt", "", user.pk, at, at, key=f"receipt-{start}")
        with transaction.atomic():
            posting, _lots = stock.receive(head, new_lots)
        made += [(moved.lot_id, moved.to_place_id) for moved in posting.moved]
    return made


def _token(center: Center, user: User, at: datetime) -> str:
    secret = secrets.token_urlsafe(32)
    ApiToken.objects.create(
        center=center,
        name="benchmark",
        role=Role.CLERK,
        prefix=secret[:8],
        secret_sha256=hashlib.sha256(secret.encode()).hexdigest(),
        created_by=user,
        created_at=at,
    )
    return secret


def reserve_pieces(
    world: World, spots: tuple[tuple[int, int], ...], count: int, *, at: datetime
) -> list[int]:
    """Hold `count` single pieces, each by itself, evenly over the spots; their ids."""
    where = [spots[n % len(spots)] for n in range(count)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO inventory_reservation"
            " (center_id, lot_id, place_id, holder, holder_id, pieces, mass_kg, status, held_at)"
            " SELECT %s, lot_id, place_id, 'benchmark', n, 1, %s, 'held', %s"
            " FROM unnest(%s::bigint[], %s::bigint[]) WITH ORDINALITY AS s(lot_id, place_id, n)"
            " RETURNING id",
            [
                world.center_id,
                PIECE_KG,
                at,
                [lot for lot, _place in where],
                [place for _lot, place in where],
            ],
        )
        ids = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "UPDATE inventory_balance b"
            " SET reserved_pieces = reserved_pieces + s.n, reserved_kg = reserved_kg + s.n * %s"
            " FROM (SELECT lot_id, place_id, count(*) AS n"
            "       FROM unnest(%s::bigint[], %s::bigint[]) AS u(lot_id, place_id)"
            "       GROUP BY lot_id, place_id) s"
            " WHERE b.lot_id = s.lot_id AND b.place_id = s.place_id",
            [PIECE_KG, [lot for lot, _place in where], [place for _lot, place in where]],
        )
    return ids
