"""Pooled purchases: the pool, its materials, commitments, clearing and sharing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from materialcenter.fields import MassField, PercentField, PriceField
from materialcenter.models import Center, User, Workshop, insert_only
from orders.models.offers import Offer

if TYPE_CHECKING:
    from materialcenter.access import Person


class PoolQuerySet(models.QuerySet["Pool"]):
    """Chainable questions about pools."""

    def visible_to(self, person: Person) -> PoolQuerySet:
        """Keep the center's pools; a buyer sees no drafts, and only pools for it or joined by it."""
        mine = self.filter(center_id=person.center_id)
        if person.is_staff:
            return mine
        joined = Commitment.objects.filter(pool=OuterRef("pk"), workshop__in=person.workshop_ids)
        return mine.exclude(status=Pool.Status.DRAFT).filter(
            _admitting(person.workshop_ids) | Exists(joined)
        )

    def admitting(self, workshop_ids: Collection[int]) -> PoolQuerySet:
        """Keep the pools that at least one of the workshops may join."""
        return self.filter(_admitting(workshop_ids))


def _admitting(workshop_ids: Collection[int]) -> Q:
    coached = Workshop.objects.filter(pk__in=workshop_ids).exclude(coaching_programme="")
    invited = Pool.objects.filter(pk=OuterRef("pk"), invitations__workshop__in=workshop_ids)
    return (
        Q(audience=Pool.Audience.EVERYBODY)
        | Q(Exists(coached), audience=Pool.Audience.PROGRAMME)
        | Q(Exists(invited), audience=Pool.Audience.CHOSEN)
    )


class Pool(models.Model):
    """A pooled purchase (pengadaan bersama) with its deadline."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        OPEN = "open", _("Open")
        TOPPING_UP = "topping_up", _("Topping up")
        FROZEN = "frozen", _("Closed")
        QUOTED = "quoted", _("Priced")
        ORDERED = "ordered", _("Ordered")
        RECEIVING = "receiving", _("Arriving")
        ALLOCATED = "allocated", _("Shared out")
        SETTLED = "settled", _("Settled")
        CANCELLED = "cancelled", _("Cancelled")

    NEXT: dict[str, frozenset[str]] = {
        Status.DRAFT: frozenset({Status.OPEN, Status.CANCELLED}),
        Status.OPEN: frozenset({Status.TOPPING_UP, Status.FROZEN, Status.CANCELLED}),
        Status.TOPPING_UP: frozenset({Status.OPEN, Status.FROZEN, Status.CANCELLED}),
        Status.FROZEN: frozenset({Status.QUOTED, Status.OPEN, Status.CANCELLED}),
        Status.QUOTED: frozenset({Status.ORDERED, Status.OPEN, Status.CANCELLED}),
        Status.ORDERED: frozenset({Status.RECEIVING, Status.CANCELLED}),
        Status.RECEIVING: frozenset({Status.ALLOCATED}),
        Status.ALLOCATED: frozenset({Status.SETTLED}),
        Status.SETTLED: frozenset(),
        Status.CANCELLED: frozenset(),
    }
    TAKES_COMMITMENTS = frozenset({Status.OPEN, Status.TOPPING_UP})

    class Audience(models.TextChoices):
        EVERYBODY = "everybody", _("Every workshop")
        PROGRAMME = "programme", _("Workshops in a coaching programme")
        CHOSEN = "chosen", _("Chosen workshops")

    class DepositRule(models.TextChoices):
        OVER_CREDIT = "over_credit", _("Of what goes over the credit limit")
        ALWAYS = "always", _("Of all that is wanted")

    center = models.ForeignKey(Center, models.PROTECT, related_name="pools")
    number = models.CharField(_("number"), max_length=30)
    title = models.CharField(_("title"), max_length=120)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    opened_at = models.DateTimeField(_("opened"), null=True)
    deadline_at = models.DateTimeField(_("closes at"))
    pickup_until = models.DateField(_("pick up until"), null=True, blank=True)
    deposit_percent = PercentField(_("deposit (%)"), default=0)
    deposit_rule = models.CharField(
        _("deposit rule"), max_length=11, choices=DepositRule, default=DepositRule.OVER_CREDIT
    )
    audience = models.CharField(
        _("who may join"), max_length=9, choices=Audience, default=Audience.EVERYBODY
    )
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    topping_up_hours = models.PositiveSmallIntegerField(_("hours to fill packs up"), default=0)
    topping_up_until = models.DateTimeField(_("packs filled up until"), null=True)
    asks_quotes = models.BooleanField(_("firm quotes are asked"), default=False)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("created"))
    frozen_at = models.DateTimeField(_("closed"), null=True)
    cleared_at = models.DateTimeField(_("priced"), null=True)

    objects = PoolQuerySet.as_manager()

    class Meta:
        verbose_name = _("pooled purchase")
        verbose_name_plural = _("pooled purchases")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["center", "number"], name="pool_number_once"),
            models.CheckConstraint(
                condition=Q(deposit_percent__gte=0, deposit_percent__lte=100),
                name="pool_deposit_percent",
            ),
        ]
        indexes = [
            models.Index(
                fields=["deadline_at"],
                condition=Q(status__in=["open", "topping_up"]),
                name="pool_due",
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def closes_at(self) -> datetime:
        """Return until when changes are taken: the deadline, or the end of the topping up."""
        return self.topping_up_until or self.deadline_at

    def takes_changes_at(self, at: datetime) -> bool:
        """Say whether workshops may still commit or change; while topping up only what helps."""
        return self.status in self.TAKES_COMMITMENTS and self.closes_at > at


class PoolMaterial(models.Model):
    """A material a pool buys, and what the depot itself would take of it."""

    pool = models.ForeignKey(Pool, models.PROTECT, related_name="materials")
    material = models.ForeignKey("inventory.Material", models.PROTECT, related_name="+")
    depot_appetite = models.PositiveIntegerField(_("depot takes up to"), default=0)

    class Meta:
        ordering = ["pool_id", "material_id"]
        constraints = [
            models.UniqueConstraint(fields=["pool", "material"], name="pool_material_once")
        ]

    def __str__(self) -> str:
        return f"{self.pool_id} {self.material_id}"


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    """Chainable questions about commitments."""

    def visible_to(self, person: Person) -> CommitmentQuerySet:
        """Keep the center's for its staff, and only a buyer's own."""
        mine = self.filter(center_id=person.center_id)
        return mine if person.is_staff else mine.filter(workshop_id__in=person.workshop_ids)

    def last_words(self) -> CommitmentQuerySet:
        """Keep each workshop's last word per pool and material, withdrawn ones too."""
        newest = (
            Commitment.objects.filter(
                pool=OuterRef("pool"),
                material=OuterRef("material"),
                workshop=OuterRef("workshop"),
            )
            .order_by("-pk")
            .values("pk")[:1]
        )
        return self.filter(pk=Subquery(newest))

    def standing(self) -> CommitmentQuerySet:
        """Keep what is wanted now: the last words that were not withdrawn."""
        return self.last_words().filter(quantity__gt=0)

    def counted(self) -> CommitmentQuerySet:
        """Keep what a pool's price goes by: what stood when it closed, what is wanted until then."""
        return self.filter(
            Q(pool__frozen_at=None, pk__in=self.standing().values("pk"))
            | Q(pool__frozen_at__isnull=False, frozen__isnull=False)
        )


class Commitment(models.Model):
    """What a workshop wants of a material in a pool. Every change is a new row; 0 withdraws."""

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    pool = models.ForeignKey(Pool, models.PROTECT, related_name="commitments")
    material = models.ForeignKey("inventory.Material", models.PROTECT, related_name="+")
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="commitments")
    quantity = models.PositiveIntegerField(_("wanted"))
    minimum = models.PositiveIntegerField(_("at least"))
    maximum = models.PositiveIntegerField(_("at most"))
    price_cap = PriceField(_("highest price (Rp/kg)"), null=True, blank=True)
    committed_at = models.DateTimeField(_("committed"))
    committed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity=0, minimum=0, maximum=0)
                | Q(minimum__gte=1, quantity__gte=F("minimum"), maximum__gte=F("quantity")),
                name="commitment_minimum_quantity_maximum",
            ),
            models.CheckConstraint(
                condition=Q(price_cap__isnull=True) | Q(price_cap__gt=0),
                name="commitment_cap_positive",
            ),
        ]
        indexes = [
            models.Index(
                fields=["pool", "material", "workshop", "-id"], name="commitment_last_word"
            ),
            models.Index(fields=["workshop", "pool"], name="commitment_workshop"),
        ]
        triggers = insert_only("commitment")

    def __str__(self) -> str:
        return f"{self.pool_id} {self.workshop_id} {self.material_id}: {self.quantity}"


class Clearing(models.Model):
    """How a material of a pool was cleared: supplier, price, quantity, with its inputs."""

    pool_material = models.OneToOneField(PoolMaterial, models.PROTECT, related_name="clearing")
    cleared_at = models.DateTimeField()
    rule_version = models.CharField(max_length=30)
    inputs = models.JSONField(encoder=DjangoJSONEncoder)
    offer = models.ForeignKey(Offer, models.PROTECT, null=True, related_name="+")
    offer_price_per_kg = PriceField(null=True)
    price_per_kg = PriceField(_("price landed (Rp/kg)"), null=True)
    quantity = models.PositiveIntegerField(_("ordered"), default=0)
    packs = models.PositiveIntegerField(default=0)
    depot_quantity = models.PositiveIntegerField(default=0)
    next_step = models.JSONField(null=True, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["pool_material_id"]

    def __str__(self) -> str:
        return f"{self.pool_material_id}: {self.quantity}"


class PlannedShareQuerySet(models.QuerySet["PlannedShare"]):
    """Chainable questions about planned shares."""

    def visible_to(self, person: Person) -> PlannedShareQuerySet:
        """Keep the center's for its staff, and only a buyer's own."""
        mine = self.filter(commitment__center_id=person.center_id)
        if person.is_staff:
            return mine
        return mine.filter(commitment__workshop_id__in=person.workshop_ids)


class PlannedShare(models.Model):
    """What the clearing plans for a commitment: how much, or why nothing."""

    clearing = models.ForeignKey(Clearing, models.CASCADE, related_name="shares")
    commitment = models.OneToOneField(Commitment, models.PROTECT, related_name="planned")
    quantity = models.PositiveIntegerField(default=0)
    left_out = models.CharField(max_length=30, blank=True)
    saving = models.BigIntegerField(_("saving against the counter (Rp)"), default=0)

    objects = PlannedShareQuerySet.as_manager()

    class Meta:
        ordering = ["clearing_id", "pk"]

    def __str__(self) -> str:
        return f"{self.commitment_id}: {self.quantity}"


class AllocationQuerySet(models.QuerySet["Allocation"]):
    """Chainable questions about allocations."""

    def newest(self) -> AllocationQuerySet:
        """Keep each material's newest round."""
        later = Allocation.objects.filter(
            pool_material=OuterRef("pool_material"), round__gt=OuterRef("round")
        )
        return self.filter(~Exists(later))


class Allocation(models.Model):
    """How what arrived of a material was shared, with its inputs. Published, never edited."""

    pool_material = models.ForeignKey(PoolMaterial, models.PROTECT, related_name="allocations")
    round = models.PositiveSmallIntegerField()
    allocated_at = models.DateTimeField()
    rule_version = models.CharField(max_length=30)
    inputs = models.JSONField(encoder=DjangoJSONEncoder)
    received_pieces = models.PositiveIntegerField()
    received_kg = MassField()
    left_over_pieces = models.PositiveIntegerField(default=0)
    left_over_kg = MassField(default=0)

    objects = AllocationQuerySet.as_manager()

    class Meta:
        ordering = ["pool_material_id", "round"]
        constraints = [
            models.UniqueConstraint(fields=["pool_material", "round"], name="allocation_round_once")
        ]
        triggers = insert_only("allocation")

    def __str__(self) -> str:
        return f"{self.pool_material_id} #{self.round}"


class AllocatedShareQuerySet(models.QuerySet["AllocatedShare"]):
    """Chainable questions about allocated shares."""

    def visible_to(self, person: Person) -> AllocatedShareQuerySet:
        """Keep the center's for its staff, and only a buyer's own."""
        mine = self.filter(workshop__center_id=person.center_id)
        return mine if person.is_staff else mine.filter(workshop_id__in=person.workshop_ids)

    def newest(self) -> AllocatedShareQuerySet:
        """Keep those of each material's newest round: all that a workshop gets so far."""
        later = Allocation.objects.filter(
            pool_material=OuterRef("allocation__pool_material"),
            round__gt=OuterRef("allocation__round"),
        )
        return self.filter(~Exists(later))


class AllocatedShare(models.Model):
    """A workshop's share of all that arrived until its round, picked-up pieces included.

    is_rolled_over: it fell under its minimum. pieces for counted materials (mass_kg then comes
    with the lots and is 0 here), mass_kg for what is kept by weight.
    """

    allocation = models.ForeignKey(Allocation, models.PROTECT, related_name="shares")
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="pool_shares")
    pieces = models.PositiveIntegerField(default=0)
    mass_kg = MassField(default=0)
    is_rolled_over = models.BooleanField(default=False)

    objects = AllocatedShareQuerySet.as_manager()

    class Meta:
        ordering = ["allocation_id", "workshop_id"]
        constraints = [
            models.UniqueConstraint(fields=["allocation", "workshop"], name="share_once")
        ]
        triggers = insert_only("share")

    def __str__(self) -> str:
        return f"{self.workshop_id}: {self.pieces} pcs, {self.mass_kg} kg"
