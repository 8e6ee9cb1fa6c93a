"""What others may read of the yard: materials, availability, what is held, lots.

Orders call this module and `inventory.stock`, nothing else of inventory. It changes
nothing. `Material` and `Lot` are given for types and reading.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, F, Min, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce

from inventory.models import (
    Balance,
    CertificateHeat,
    Lot,
    Material,
    Movement,
    Place,
    ReorderAlert,
    Reservation,
    Transaction,
)
from inventory.reports.availability import Available, available, coming_on, remnants
from inventory.reports.handed_out import cost_of_goods_by_year, past_issues
from inventory.reports.positions import Position, positions_of
from inventory.reports.tracing import (
    Family,
    Spot,
    TracedLot,
    family_of,
    holds_on,
    kept_back_by,
)
from inventory.reports.weighing import weigh_tickets_of
from inventory.reports.weights import MassBand, table_kg, weight_band
from inventory.reports.worth.flows import VALUE_FLOWS, value_on_hand
from inventory.rules.fates import Fates
from inventory.rules.labels import heat_in, lot_number_in, rack_code_in
from inventory.rules.reordering import PriceBreak, economic_order_quantity
from materialcenter.access import Person
from materialcenter.person import Role

# Who prints labels of lots and racks.
MAY_LABEL = (Role.CLERK, Role.PURCHASER, Role.SUPERVISOR)

__all__ = [
    "MAY_LABEL",
    "VALUE_FLOWS",
    "Available",
    "CertificateHeat",
    "Family",
    "Fates",
    "HeldPart",
    "Lot",
    "LotLeft",
    "MassBand",
    "Material",
    "Position",
    "PriceBreak",
    "Remnant",
    "ReorderAlert",
    "Spot",
    "TracedLot",
    "available",
    "certificate_files",
    "certified_heat",
    "coming_on",
    "cost_of_goods_by_year",
    "economic_order_quantity",
    "family_of",
    "free_spots",
    "heat_in",
    "held_parts",
    "holds_anything",
    "holds_on",
    "issuable_lots",
    "kept_back_by",
    "lot_number_in",
    "lots_left",
    "materials_by_code",
    "materials_by_id",
    "past_issues",
    "positions_of",
    "rack_code_in",
    "rack_ids_by_code",
    "remnants",
    "remnants_on_offer",
    "standing_alerts",
    "table_kg",
    "taken_back",
    "undone",
    "value_on_hand",
    "weigh_tickets_of",
    "weight_band",
]


@dataclass(frozen=True)
class HeldPart:
    """A reserved part of a lot on a rack, as a pick list needs it; quality is a Lot.Quality."""

    reservation_id: int
    holder_id: int
    lot_id: int
    lot_number: str
    heat: str
    material_id: int
    place_code: str
    pieces: int
    mass_kg: Decimal
    quality: str
    walk_order: int
    received_on: date


def materials_by_code(person: Person, codes: Iterable[str]) -> dict[str, Material]:
    """Find materials of the person's center by code; those not there are left out."""
    return {
        material.code: material
        for material in Material.objects.visible_to(person)
        .filter(code__in=set(codes))
        .select_related("grade")
    }


def materials_by_id(center_id: int, ids: Iterable[int]) -> dict[int, Material]:
    """Find materials of a center by id."""
    return {
        material.pk: material
        for material in Material.objects.filter(
            center_id=center_id, pk__in=set(ids)
        ).select_related("grade")
    }


def held_parts(center_id: int, *, holder: str, holder_ids: Iterable[int]) -> list[HeldPart]:
    """List what holders still hold, in the order in which a picker passes the racks."""
    rows = (
        Reservation.objects.filter(
            center_id=center_id,
            holder=holder,
            holder_id__in=set(holder_ids),
            status=Reservation.Status.HELD,
        )
        .order_by("place__walk_order", "place__code", "lot_id", "pk")
        .values_list(
            "pk",
            "holder_id",
            "lot_id",
            "lot__number",
            "lot__heat",
            "lot__material_id",
            "place__code",
            "pieces",
            "mass_kg",
            "lot__quality",
            "place__walk_order",
            "lot__received_on",
        )
    )
    return [HeldPart(*row) for row in rows]


@dataclass(frozen=True)
class Remnant:
    """A lot of an own size of which something is free, and how much of it."""

    lot: Lot
    pieces: int
    mass_kg: Decimal


def remnants_on_offer(
    center_id: int, *, words: Iterable[str], numbers: Iterable[str], most: int
) -> list[Remnant]:
    """List remnants by number, then those whose material's code holds all words, the oldest first.

    words: none for none but those named. most: beside the named. One statement.
    """
    wanted, fitting = set(numbers), Q(pk__in=[])
    if looked_for := list(words):
        fitting = Q(length_mm__isnull=False)
        for word in looked_for:
            fitting &= Q(material__code__icontains=word) | Q(number__iexact=word)
    rows: QuerySet[Any] = (
        Lot.objects.filter(Q(number__in=wanted, length_mm__isnull=False) | fitting)
        .filter(center_id=center_id, is_issuable=True, material__is_active=True)
        .annotate(
            free_pieces=Sum(F("balances__on_hand_pieces") - F("balances__reserved_pieces")),
            free_kg=Sum(F("balances__on_hand_kg") - F("balances__reserved_kg")),
            is_named=Case(When(number__in=wanted, then=True), default=False),
        )
        .filter(free_kg__gt=0)
        .select_related("material__grade")
        .order_by("-is_named", "received_on", "pk")
    )
    return [Remnant(lot, lot.free_pieces, lot.free_kg) for lot in rows[: most + len(wanted)]]


def issuable_lots(center_id: int, numbers: Iterable[str]) -> dict[str, Lot]:
    """Find lots by number of which an order may take pieces, remnants included."""
    lots = Lot.objects.filter(center_id=center_id, number__in=set(numbers), is_issuable=True)
    return {lot.number: lot for lot in lots.select_related("material__grade")}


@dataclass(frozen=True)
class HeldSum:
    """What one holder still holds: its first rack, and how many parts of what mass."""

    holder_id: int
    first_rack: str
    parts: int
    mass_kg: Decimal


def held_sums(center_id: int, *, holder: str, holder_ids: QuerySet[Any, int]) -> list[HeldSum]:
    """Add up what each of the holders that a query names still holds. One statement."""
    rows = (
        Reservation.objects.filter(
            center_id=center_id,
            holder=holder,
            holder_id__in=holder_ids,
            status=Reservation.Status.HELD,
        )
        .values("holder_id")
        .order_by("holder_id")
        .annotate(rack=Min("place__code"), parts=Count("pk"), kg=Sum("mass_kg"))
    )
    return [HeldSum(row["holder_id"], row["rack"], row["parts"], row["kg"]) for row in rows]


def holds_anything(center_id: int, *, holder: str, holder_ids: QuerySet[Any, int]) -> bool:
    """Say whether any of the holders that a query names still holds something. One statement."""
    return Reservation.objects.filter(
        center_id=center_id,
        holder=holder,
        holder_id__in=holder_ids,
        status=Reservation.Status.HELD,
    ).exists()


@dataclass(frozen=True)
class LotLeft:
    """What is free of a lot of which something is left; quality is a Lot.Quality."""

    lot_id: int
    number: str
    material_id: int
    quality: str
    is_issuable: bool
    free_pieces: int
    free_kg: Decimal


def lots_left(center_id: int, lot_ids: QuerySet[Any, Any]) -> list[LotLeft]:
    """List the lots that a query names of which something is left. One statement."""
    rows = (
        Lot.objects.filter(center_id=center_id, pk__in=lot_ids, balances__on_hand_kg__gt=0)
        .order_by("pk")
        .annotate(
            free_pieces=Sum(F("balances__on_hand_pieces") - F("balances__reserved_pieces")),
            free_kg=Sum(F("balances__on_hand_kg") - F("balances__reserved_kg")),
        )
        .values_list(
            "pk", "number", "material_id", "quality", "is_issuable", "free_pieces", "free_kg"
        )
    )
    return [LotLeft(*row) for row in rows]


def undone(center_id: int, references: Iterable[str]) -> set[str]:
    """Say which of these papers' transactions were reversed: they count as never done."""
    return set(
        Transaction.objects.filter(
            center_id=center_id, reference__in=set(references), reversed_by__isnull=False
        )
        .order_by("reference")
        .values_list("reference", flat=True)
    )


def free_spots(center_id: int, lot_ids: Iterable[int]) -> dict[int, list[Spot]]:
    """Return where lots lie free, whatever their quality, by rack. One statement."""
    rows: Iterable[tuple[Any, ...]] = (
        Balance.objects.filter(
            center_id=center_id,
            lot_id__in=set(lot_ids),
            place__kind=Place.Kind.RACK,
            on_hand_kg__gt=F("reserved_kg"),
        )
        .order_by("lot_id", "place__code")
        .values_list(
            "lot_id",
            "place__code",
            "on_hand_pieces",
            "on_hand_kg",
            "reserved_pieces",
            "reserved_kg",
        )
    )
    found: dict[int, list[Spot]] = {}
    for lot_id, *spot in rows:
        found.setdefault(lot_id, []).append(Spot(*spot))
    return found


def taken_back(lot_ids: Iterable[int]) -> set[int]:
    """Say of which lots the receipt was reversed: they count as never received."""
    return set(
        Movement.objects.filter(
            lot_id__in=set(lot_ids),
            transaction__reason=Transaction.Reason.RECEIPT,
            transaction__reversed_by__isnull=False,
        )
        .order_by("lot_id")
        .values_list("lot_id", flat=True)
    )


def rack_ids_by_code(center_id: int) -> dict[str, int]:
    """Return the ids of a center's racks by code."""
    return dict(Place.objects.filter(center_id=center_id).racks().values_list("code", "pk"))


def certified_heat(
    center_id: int, *, certificate: str, heat: str, grade_id: int
) -> CertificateHeat | None:
    """Find what a standing certificate of a number says of a heat, with certificate and grade.

    Makers may use the same number: the heat of the grade counts first, then the heat, then
    any, so that who looks at it can say what it is of instead. None without a certificate.
    """
    heats = list(
        CertificateHeat.objects.filter(
            certificate__center_id=center_id,
            certificate__number__iexact=certificate,
            certificate__withdrawn_at__isnull=True,
        )
        .select_related("certificate", "grade")
        .order_by("pk")
    )
    wanted = heat.strip().casefold()
    return max(
        heats,
        key=lambda one: (one.heat.casefold() == wanted, one.grade_id == grade_id, -one.pk),
        default=None,
    )


def certificate_files(lot_ids: Iterable[int]) -> dict[int, int]:
    """Return the file that certifies each lot; lots without one are left out. One statement."""
    rows = (
        Lot.objects.filter(pk__in=set(lot_ids))
        .annotate(file_id=Coalesce("certified_heat__certificate__file_id", "certificate_id"))
        .filter(file_id__isnull=False)
    )
    return dict(rows.order_by("pk").values_list("pk", "file_id"))


def standing_alerts(person: Person) -> QuerySet[ReorderAlert]:
    """Return the reorder alerts of episodes that are not over, of the person's center."""
    return ReorderAlert.objects.visible_to(person).standing()
