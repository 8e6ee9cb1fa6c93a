"""Suppliers' firm quotes for a closed pool, members asked again, and wishes kept for later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from materialcenter.fields import MassField, PriceField
from materialcenter.models import Attachment, Center, Supplier, User, Workshop
from orders.models.offers import Offer
from orders.models.pools import Commitment, Pool, PoolMaterial

if TYPE_CHECKING:
    from materialcenter.access import Person


class QuoteRequestQuerySet(models.QuerySet["QuoteRequest"]):
    """Chainable questions about quote requests."""

    def visible_to(self, person: Person) -> QuoteRequestQuerySet:
        """Keep the center's for its staff; a buyer sees none."""
        if not person.is_staff:
            return self.none()
        return self.filter(pool__center_id=person.center_id)


class QuoteRequest(models.Model):
    """A supplier asked for a firm price on what a closed pool would order from it.

    paper: our request as it was mailed at sent_at. document: the supplier's answer as a file.
    Withdrawn when the pool took commitments again or was called off.
    """

    class Status(models.TextChoices):
        ASKED = "asked", _("Asked")
        ANSWERED = "answered", _("Answered")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    NEXT: dict[str, frozenset[str]] = {
        Status.ASKED: frozenset({Status.ANSWERED, Status.DECLINED, Status.WITHDRAWN}),
        Status.ANSWERED: frozenset({Status.WITHDRAWN}),
        Status.DECLINED: frozenset({Status.WITHDRAWN}),
        Status.WITHDRAWN: frozenset(),
    }

    pool = models.ForeignKey(Pool, models.PROTECT, related_name="quote_requests")
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=30)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ASKED)
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answer_by = models.DateTimeField(_("answer wanted by"))
    paper = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(_("sent"), null=True)
    answered_at = models.DateTimeField(_("answered"), null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reference = models.CharField(_("supplier's number"), max_length=40, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    document = models.ForeignKey(Attachment, models.PROTECT, null=True, related_name="+")

    objects = QuoteRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pool", "supplier"],
                condition=~Q(status="withdrawn"),
                name="quote_request_once",
            ),
            models.CheckConstraint(
                condition=Q(status="asked", answered_at=None)
                | Q(status__in=["answered", "declined"], answered_at__isnull=False)
                | Q(status="withdrawn"),
                name="quote_request_answered_has_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["answer_by"], condition=Q(status="asked"), name="quote_request_due"
            )
        ]

    def __str__(self) -> str:
        return self.number


class QuoteLine(models.Model):
    """A material asked for, in its unit, and the offer that holds the supplier's firm answer.

    expected_price_per_kg: the supplier's own price at this quantity, as its offer stood; None
    without one. provisional_price_per_kg: landed, what members would pay by the offers that
    stood, whoever's it was.
    """

    request = models.ForeignKey(QuoteRequest, models.PROTECT, related_name="lines")
    pool_material = models.ForeignKey(PoolMaterial, models.PROTECT, related_name="quotes")
    quantity = models.PositiveIntegerField(_("asked for"))
    mass_kg = MassField(_("kg"))
    expected_price_per_kg = PriceField(_("expected (Rp/kg)"), null=True)
    provisional_price_per_kg = PriceField(_("price before the answers (Rp/kg)"))
    offer = models.ForeignKey(Offer, models.PROTECT, null=True, related_name="quoted_in")

    class Meta:
        ordering = ["request_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["request", "pool_material"], name="quote_line_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="quote_line_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.pool_material_id}"


class PriceQuestionQuerySet(models.QuerySet["PriceQuestion"]):
    """Chainable questions about price questions."""

    def visible_to(self, person: Person) -> PriceQuestionQuerySet:
        """Keep the center's for its staff, and only a buyer's own."""
        mine = self.filter(commitment__center_id=person.center_id)
        if person.is_staff:
            return mine
        return mine.filter(commitment__workshop_id__in=person.workshop_ids)

    def with_names(self) -> PriceQuestionQuerySet:
        """Read everything that a question names in the same statement."""
        return self.select_related("commitment__workshop", "pool_material__pool", "answered_by")


class PriceQuestion(models.Model):
    """A member whose highest price is under the firm price, asked whether it stays in."""

    class Answer(models.TextChoices):
        WAITING = "waiting", _("No answer yet")
        STAYS = "stays", _("Stays in at this price")
        LEAVES = "leaves", _("Leaves")
        SILENT = "silent", _("Did not answer in time")

    pool_material = models.ForeignKey(PoolMaterial, models.PROTECT, related_name="questions")
    commitment = models.OneToOneField(Commitment, models.PROTECT, related_name="question")
    price_per_kg = PriceField(_("firm price (Rp/kg)"))
    asked_at = models.DateTimeField(_("asked"))
    answer_by = models.DateTimeField(_("answer wanted by"))
    answer = models.CharField(max_length=8, choices=Answer, default=Answer.WAITING)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    replaced_by = models.OneToOneField(
        Commitment, models.PROTECT, null=True, related_name="replaces"
    )

    objects = PriceQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(price_per_kg__gt=0), name="price_question_positive")
        ]
        indexes = [
            models.Index(
                fields=["answer_by"], condition=Q(answer="waiting"), name="price_question_due"
            )
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id}: {self.price_per_kg}"


class KeptWishQuerySet(models.QuerySet["KeptWish"]):
    """Chainable questions about kept wishes."""

    def visible_to(self, person: Person) -> KeptWishQuerySet:
        """Keep the center's for its staff, and only a buyer's own."""
        mine = self.filter(center_id=person.center_id)
        return mine if person.is_staff else mine.filter(workshop_id__in=person.workshop_ids)

    def with_names(self) -> KeptWishQuerySet:
        """Read everything that a kept wish names in the same statement."""
        return self.select_related("workshop", "from_pool", "commitment__pool", "held_back_from")

    def waiting(self) -> KeptWishQuerySet:
        """Keep those that no later pool took in and nobody dropped."""
        return self.filter(commitment=None, dropped_at=None)


class KeptWish(models.Model):
    """A wish that a pool could not fill, kept for the next pool of its material.

    held_back: why the next pool, held_back_from, did not take it in; it then waits on.
    """

    class Reason(models.TextChoices):
        NOT_REACHED = "not_reached", _("The material reached no supplier's minimum")
        CANCELLED = "cancelled", _("The pool was cancelled")
        UNDER_MINIMUM = "under_minimum", _("Less arrived than the least it accepts")
        DECLINED = "declined", _("The supplier declined")

    class HeldBack(models.TextChoices):
        DEPOSIT = "deposit", _("it needs a deposit or more credit")
        NOT_INVITED = "not_invited", _("the workshop may not join that pool")
        CLOSED = "closed", _("the pool closed first")

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="kept_wishes")
    material = models.ForeignKey("inventory.Material", models.PROTECT, related_name="+")
    from_pool = models.ForeignKey(Pool, models.PROTECT, related_name="kept_wishes")
    quantity = models.PositiveIntegerField(_("wanted"))
    minimum = models.PositiveIntegerField(_("at least"))
    maximum = models.PositiveIntegerField(_("at most"))
    price_cap = PriceField(_("highest price (Rp/kg)"), null=True, blank=True)
    reason = models.CharField(max_length=14, choices=Reason)
    kept_at = models.DateTimeField()
    commitment = models.OneToOneField(Commitment, models.PROTECT, null=True, related_name="kept")
    held_back = models.CharField(max_length=11, choices=HeldBack, blank=True)
    held_back_from = models.ForeignKey(Pool, models.PROTECT, null=True, related_name="+")
    dropped_at = models.DateTimeField(null=True)

    objects = KeptWishQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["from_pool", "material", "workshop"], name="kept_wish_once"
            ),
            models.CheckConstraint(
                condition=Q(minimum__gte=1)
                & Q(quantity__gte=models.F("minimum"))
                & Q(maximum__gte=models.F("quantity")),
                name="kept_wish_in_order",
            ),
        ]
        indexes = [
            models.Index(
                fields=["center", "material"],
                condition=Q(commitment=None, dropped_at=None),
                name="kept_wish_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.workshop_id} {self.material_id}: {self.quantity}"
