"""The import of suppliers' prices: each row a tier, grouped into one offer per material.

A new list replaces the current offers of the same suppliers and materials; the replaced
ones stay as price history.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory import catalogue
from materialcenter.commands import step
from materialcenter.importing import cells
from materialcenter.importing.faults import CellFault
from materialcenter.importing.finding import find_suppliers
from materialcenter.importing.kinds import Column, Context, Kind, Line, Reading
from materialcenter.importing.lines import rows_by
from materialcenter.models import Supplier
from materialcenter.person import Role
from orders.models import Offer, OfferTier
from orders.models.offers import WeightBasis

BASES = {
    "timbang tabel": WeightBasis.TABLE,
    "timbang nyata": WeightBasis.WEIGHED,
    "tabel": WeightBasis.TABLE,
    "nyata": WeightBasis.WEIGHED,
}
SAME_IN_AN_OFFER = ("minimum_kg", "pack", "weight_basis")


@dataclass(frozen=True)
class TierRow:
    """A price tier as the sheet has it; it is reached at from_kg."""

    supplier: Supplier
    material: catalogue.Material
    from_kg: Decimal
    price_per_kg: Decimal
    minimum_kg: Decimal
    pack: int
    weight_basis: str


def _check(reading: Reading[TierRow], _context: Context) -> Iterator[CellFault]:
    """Look over each offer's tiers: one minimum, pack and basis, and prices that fall."""
    for tiers in rows_by(reading.lines, "supplier", "material").values():
        yield from _agreement_faults(tiers)
        yield from _falling_faults(tiers)


def _agreement_faults(tiers: list[Line[TierRow]]) -> Iterator[CellFault]:
    for name in SAME_IN_AN_OFFER:
        readable = [line for line in tiers if name in line.values]
        for line in readable[1:]:
            if line.values[name] != readable[0].values[name]:
                yield line.fault(
                    "tiers_disagree",
                    field=name,
                    expected=cells.shown(readable[0].cells[name]),
                    first=readable[0].number,
                )


def _falling_faults(tiers: list[Line[TierRow]]) -> Iterator[CellFault]:
    priced = [t for t in tiers if "from_kg" in t.values and "price_per_kg" in t.values]
    in_order = sorted(priced, key=lambda line: (line.values["from_kg"], line.number))
    for lower, higher in pairwise(in_order):
        if (
            lower.values["from_kg"] < higher.values["from_kg"]
            and lower.values["price_per_kg"] <= higher.values["price_per_kg"]
        ):
            yield higher.fault(
                "tier_not_falling",
                field="price_per_kg",
                expected=cells.shown(lower.cells["price_per_kg"]),
                first=lower.number,
            )


def _count(reading: Reading[TierRow], context: Context) -> Mapping[str, int]:
    offers = _grouped(reading)
    replaced = _current(offers, context).count()
    return {"offers": len(offers), "tiers": len(reading.rows), "replaced": replaced}


Offers = Mapping[tuple[int, int], list[TierRow]]


def _grouped(reading: Reading[TierRow]) -> Offers:
    offers: dict[tuple[int, int], list[TierRow]] = {}
    for row in reading.rows:
        offers.setdefault((row.supplier.pk, row.material.pk), []).append(row)
    return offers


def _current(offers: Offers, context: Context) -> Any:
    """Find the current offers that these replace."""
    materials: dict[int, list[int]] = {}
    for supplier, material in offers:
        materials.setdefault(supplier, []).append(material)
    pairs = Q(pk__in=())
    for supplier, of_supplier in sorted(materials.items()):
        pairs |= Q(supplier_id=supplier, material_id__in=of_supplier)
    return Offer.objects.visible_to(context.by).filter(pairs, replaced_at=None)


@step
def _apply(reading: Reading[TierRow], context: Context) -> None:
    offers = _grouped(reading)
    suppliers = sorted({supplier for supplier, _material in offers})
    # Two lists of one supplier at once: the second waits here and then replaces the first.
    list(Supplier.objects.select_for_update(no_key=True).filter(pk__in=suppliers).order_by("pk"))
    _current(offers, context).update(replaced_at=context.at)
    made = Offer.objects.bulk_create(
        (_offer(rows[0], context) for rows in offers.values()), batch_size=1000
    )
    OfferTier.objects.bulk_create(
        (
            OfferTier(offer=offer, from_kg=row.from_kg, price_per_kg=row.price_per_kg)
            for offer, rows in zip(made, offers.values(), strict=True)
            for row in sorted(rows, key=lambda row: row.from_kg)
        ),
        batch_size=2000,
    )


def _offer(row: TierRow, context: Context) -> Offer:
    return Offer(
        center_id=context.by.center_id,
        supplier=row.supplier,
        material=row.material,
        minimum_kg=row.minimum_kg,
        pack=row.pack,
        weight_basis=row.weight_basis,
        lead_time_days=row.supplier.lead_time_days,
        valid_from=timezone.localdate(context.at),
    )


_mass = cells.or_zero(cells.mass_kg)

OFFERS: Kind[Any] = Kind(
    name="offers",
    title=_("Suppliers' prices"),
    roles=frozenset({Role.PURCHASER, Role.SUPERVISOR}),
    columns=(
        Column(
            "supplier",
            ("Pemasok", "Kode pemasok", "Supplier"),
            cells.code(12, "S01"),
            example="S01",
            find=find_suppliers,
            unknown="unknown_supplier",
        ),
        Column(
            "material",
            ("Kode", "Kode bahan", "Material"),
            cells.code(30, "SPHC-2-4X8"),
            example="SPHC-2-4X8",
            find=catalogue.materials_by_code,
            unknown="unknown_material",
        ),
        Column("from_kg", ("Mulai (kg)", "Mulai", "From (kg)"), _mass, example="1.000"),
        Column(
            "price_per_kg",
            ("Harga (Rp/kg)", "Harga", "Price (Rp/kg)"),
            cells.price_per_kg,
            example="11.200",
        ),
        Column(
            "minimum_kg",
            ("Pesanan minimum (kg)", "Minimum (kg)", "Minimum order (kg)"),
            _mass,
            example="1.000",
        ),
        Column(
            "pack",
            ("Kelipatan (lembar/batang/kg)", "Kelipatan", "Multiple"),
            cells.whole(least=1),
            example="5",
        ),
        Column(
            "weight_basis",
            ("Dasar berat", "Weight basis"),
            cells.choice(BASES),
            example="timbang tabel",
        ),
    ),
    row=TierRow,
    apply=_apply,
    unique=(("supplier", "material", "from_kg"),),
    check=_check,
    count=_count,
    sentences={
        "tiers_disagree": _(
            "%(heading)s is “%(value)s” here but “%(expected)s” in row %(first)s of the same"
            " offer; all its rows must say the same."
        ),
        "tier_not_falling": _(
            "%(value)s is not less than %(expected)s in row %(first)s, although it is for more"
            " kg; prices must fall with quantity."
        ),
    },
    counts={"offers": _("offers"), "tiers": _("price tiers"), "replaced": _("offers replaced")},
)
