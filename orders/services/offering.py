"""Suppliers' offers entered by hand; the one before stays as price history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from inventory import catalogue
from materialcenter import audit
from materialcenter.access import Person
from materialcenter.commands import command, step
from materialcenter.errors import Fault, Invalid, Missing
from materialcenter.formats import kg
from materialcenter.models import Role, Supplier
from orders.models import Offer, OfferTier, WeightBasis
from orders.services.checking_purchases import too_high

BUYERS = (Role.PURCHASER, Role.SUPERVISOR)
LARGEST_PRICE = Decimal(100_000_000)
LARGEST_KG = Decimal(100_000_000)
LONGEST_LEAD_DAYS = 730


@dataclass(frozen=True)
class PriceTier:
    """A price per kg that an order of from_kg or more reaches."""

    from_kg: Decimal
    price_per_kg: Decimal


@dataclass(frozen=True)
class OfferTerms:
    """What a supplier asks. pack: in the material's unit. lead_time_days: None as the supplier's.

    minimum_kg and from_kg: table weight. freight_fixed: rupiah per order.
    """

    tiers: Sequence[PriceTier]
    minimum_kg: Decimal = Decimal(0)
    pack: int = 1
    weight_basis: str = WeightBasis.TABLE
    freight_per_kg: Decimal = Decimal(0)
    freight_fixed: Decimal = Decimal(0)
    lead_time_days: int | None = None
    valid_from: date | None = None
    valid_until: date | None = None


class BadOffer(Invalid):
    """No supplier can mean this offer; `faults` names everything."""

    code = "offer_invalid"
    sentence = _("This offer cannot be entered like this.")


@command
def enter_offer(
    *, supplier_id: int, material: str, terms: OfferTerms, by: Person, at: datetime
) -> Offer:
    """Enter what a supplier asks for a material, in place of what it asked before.

    material: its code. Raises WrongRole, Missing, BadOffer. Two at once replace each other
    one after the other, under the supplier's lock.
    """
    by.must_be(*BUYERS)
    supplier = lock_supplier(supplier_id=supplier_id, by=by)
    found = catalogue.materials_by_code(by, [material]).get(material)
    if found is None:
        raise Missing(field="material")
    if faults := offer_faults(terms, today=timezone.localdate(at)):
        raise BadOffer(faults=faults)
    return write_offer(supplier, found, terms, by=by, at=at)


@step
def lock_supplier(*, supplier_id: int, by: Person) -> Supplier:
    """Lock an active supplier the person may see, and with it its offers. Raises Missing."""
    supplier = (
        Supplier.objects.visible_to(by)
        .select_for_update(no_key=True)
        .filter(pk=supplier_id, is_active=True)
        .first()
    )
    if supplier is None:
        raise Missing(field="supplier")
    return supplier


@step
def write_offer(
    supplier: Supplier, material: catalogue.Material, terms: OfferTerms, *, by: Person, at: datetime
) -> Offer:
    """Write what a locked supplier asks, known to be faultless, in place of what it asked before."""
    before = Offer.objects.filter(supplier=supplier, material_id=material.pk, replaced_at=None)
    replaced = before.update(replaced_at=at)
    offer = _write(supplier, material, terms, today=timezone.localdate(at))
    audit.record(
        by=by,
        action="offer.replaced" if replaced else "offer.entered",
        subject="Offer",
        subject_id=offer.pk,
        at=at,
        supplier=supplier.code,
        material=material.code,
    )
    return offer


def _write(
    supplier: Supplier, material: catalogue.Material, terms: OfferTerms, *, today: date
) -> Offer:
    lead = terms.lead_time_days
    offer = Offer.objects.create(
        center_id=supplier.center_id,
        supplier=supplier,
        material_id=material.pk,
        minimum_kg=terms.minimum_kg,
        pack=terms.pack,
        weight_basis=terms.weight_basis,
        freight_per_kg=terms.freight_per_kg,
        freight_fixed=terms.freight_fixed,
        lead_time_days=supplier.lead_time_days if lead is None else lead,
        valid_from=terms.valid_from or today,
        valid_until=terms.valid_until,
    )
    OfferTier.objects.bulk_create(
        OfferTier(offer=offer, from_kg=tier.from_kg, price_per_kg=tier.price_per_kg)
        for tier in sorted(terms.tiers, key=lambda tier: tier.from_kg)
    )
    return offer


def offer_faults(terms: OfferTerms, *, today: date) -> list[Fault]:
    """Name everything that is wrong with an offer; nothing when it may be taken."""
    faults = []

    def say(code: str, field: str, sentence: str) -> None:
        faults.append(Fault(code, sentence, field))

    if terms.pack < 1:
        say("pack_not_positive", "pack", __("A multiple is at least 1."))
    if not 0 <= terms.minimum_kg <= LARGEST_KG:
        say("minimum_negative", "minimum_kg", __("A minimum order is zero or more."))
    if not 0 <= terms.freight_per_kg <= LARGEST_PRICE:
        say("freight_negative", "freight_per_kg", __("Freight is zero or more."))
    if not 0 <= terms.freight_fixed <= LARGEST_PRICE * 100:
        say("freight_negative", "freight_fixed", __("Freight is zero or more."))
    if terms.weight_basis not in WeightBasis.values:
        say(
            "basis_unknown",
            "weight_basis",
            __("A price is per table weight or weighed weight."),
        )
    if terms.lead_time_days is not None and not 0 <= terms.lead_time_days <= LONGEST_LEAD_DAYS:
        say("lead_time_out_of_range", "lead_time_days", __("A lead time is 0 to 730 days."))
    if terms.valid_until is not None and terms.valid_until < (terms.valid_from or today):
        say("validity_reversed", "valid_until", __("It ends before it begins."))
    return faults + _tier_faults(terms.tiers)


def _tier_faults(tiers: Sequence[PriceTier]) -> list[Fault]:
    if not tiers:
        return [Fault("no_tiers", __("Enter at least one price."), "tiers")]
    faults = []
    for index, tier in enumerate(tiers):
        if not 0 <= tier.from_kg <= LARGEST_KG:
            sentence = __("A price starts at zero kg or more.")
            faults.append(Fault("from_negative", sentence, f"tiers.{index}.from_kg"))
        if tier.price_per_kg <= 0:
            sentence = __("A price must be more than zero.")
            faults.append(Fault("price_not_positive", sentence, f"tiers.{index}.price_per_kg"))
        elif tier.price_per_kg > LARGEST_PRICE:
            sentence = too_high(LARGEST_PRICE)
            faults.append(Fault("price_too_high", sentence, f"tiers.{index}.price_per_kg"))
    for lower, higher in pairwise(sorted(tiers, key=lambda tier: tier.from_kg)):
        names = {"mass": kg(higher.from_kg)}
        if lower.from_kg == higher.from_kg:
            sentence = __("Two prices start at %(mass)s.") % names
            faults.append(Fault("tier_twice", sentence, "tiers"))
        elif lower.price_per_kg < higher.price_per_kg:
            sentence = __("The price from %(mass)s on is higher than the one before.") % names
            faults.append(Fault("tiers_rise", sentence, "tiers"))
    return faults
