"""Workshops that buy, the people who buy for them, and the suppliers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from materialcenter.fields import PercentField
from materialcenter.models.centers import Center
from materialcenter.models.people import User
from materialcenter.person import Person, Role


class WorkshopQuerySet(models.QuerySet["Workshop"]):
    """Chainable questions about workshops."""

    def visible_to(self, person: Person) -> WorkshopQuerySet:
        """Keep all of the center's for its staff, and only a buyer's own."""
        mine = self.filter(center_id=person.center_id)
        if person.is_staff:
            return mine
        return mine.filter(pk__in=person.workshop_ids)

    def matching(self, *, text: str = "", trade: str = "") -> WorkshopQuerySet:
        """Keep those with the text in code, name, district or cluster, and of a trade."""
        rows = self.filter(trade=trade) if trade else self
        for word in text.split():
            rows = rows.filter(
                Q(code__icontains=word)
                | Q(name__icontains=word)
                | Q(district__icontains=word)
                | Q(cluster__icontains=word)
            )
        return rows


class Workshop(models.Model):
    """A small metal workshop (IKM) that buys from a center."""

    class Trade(models.TextChoices):
        PRESSING = "press", _("Pressing")
        TURNING = "turning", _("Turning")
        CONSTRUCTION = "construction", _("Construction")
        IRON_CASTING = "iron_casting", _("Iron casting")
        ALUMINIUM_CASTING = "aluminium_casting", _("Aluminium casting")
        SHIP = "ship", _("Ship fittings")

    class Billing(models.TextChoices):
        AT_HANDOVER = "at_handover", _("With every delivery note")
        MONTHLY = "monthly", _("Once a month")
        PER_POOL = "per_pool", _("Once for each pool, else with every delivery note")

    class Terms(models.TextChoices):
        CREDIT = "credit", _("On credit, up to the credit limit")
        PREPAID = "prepaid", _("Paid before pick-up")

    center = models.ForeignKey(Center, models.PROTECT, related_name="workshops")
    code = models.CharField(_("code"), max_length=12)
    name = models.CharField(_("name"), max_length=120)
    district = models.CharField(_("district"), max_length=60, blank=True)
    cluster = models.CharField(_("cluster"), max_length=60, blank=True)
    trade = models.CharField(_("trade"), max_length=20, choices=Trade)
    coaching_programme = models.CharField(_("coaching programme"), max_length=80, blank=True)
    tier_one_partner = models.CharField(_("partner of tier one"), max_length=120, blank=True)
    whatsapp = models.CharField("WhatsApp", max_length=20, blank=True)
    email = models.EmailField(_("email"), blank=True)
    address = models.TextField(_("address"), blank=True)
    npwp = models.CharField("NPWP", max_length=16, blank=True)
    nib = models.CharField("NIB", max_length=13, blank=True)
    credit_limit = models.BigIntegerField(_("credit limit (Rp)"), default=0)
    payment_terms = models.CharField(
        _("payment terms"), max_length=8, choices=Terms, default=Terms.CREDIT
    )
    billing = models.CharField(
        _("billed"), max_length=11, choices=Billing, default=Billing.AT_HANDOVER
    )
    is_active = models.BooleanField(_("active"), default=True)

    objects = WorkshopQuerySet.as_manager()

    class Meta:
        verbose_name = _("workshop")
        verbose_name_plural = _("workshops")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["center", "code"], name="workshop_code_once"),
            models.CheckConstraint(
                condition=Q(credit_limit__gte=0), name="workshop_credit_limit_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(npwp="") | Q(npwp__regex=r"^\d{16}$"), name="workshop_npwp_16_digits"
            ),
            models.CheckConstraint(
                condition=Q(nib="") | Q(nib__regex=r"^\d{13}$"), name="workshop_nib_13_digits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def credit_line(self) -> int:
        """Say how much may leave unpaid, in whole rupiah: nothing where all is paid first."""
        return 0 if self.payment_terms == self.Terms.PREPAID else self.credit_limit


class WorkshopBuyer(models.Model):
    """A person who buys for a workshop. The person also holds the role buyer in the center."""

    workshop = models.ForeignKey(Workshop, models.PROTECT, related_name="buyers")
    user = models.ForeignKey(User, models.PROTECT, related_name="buys_for")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workshop", "user"], name="workshop_buyer_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} {Role.BUYER} {self.workshop_id}"


class SupplierQuerySet(models.QuerySet["Supplier"]):
    """Chainable questions about suppliers."""

    def visible_to(self, person: Person) -> SupplierQuerySet:
        """Keep the center's suppliers for its staff; a buyer sees none."""
        if not person.is_staff:
            return self.none()
        return self.filter(center_id=person.center_id)

    def matching(self, text: str) -> SupplierQuerySet:
        """Keep those with every word of the text in code, name or city."""
        rows = self
        for word in text.split():
            rows = rows.filter(
                Q(code__icontains=word) | Q(name__icontains=word) | Q(city__icontains=word)
            )
        return rows


class Supplier(models.Model):
    """A mill, service center or scrap dealer the center buys from.

    order_minimum_kg: for an order of any materials; truck_kg: what one truck brings; 0 where
    there is none or nobody knows.
    """

    center = models.ForeignKey(Center, models.PROTECT, related_name="suppliers")
    code = models.CharField(_("code"), max_length=12)
    name = models.CharField(_("name"), max_length=120)
    city = models.CharField(_("city"), max_length=80, blank=True)
    email = models.EmailField(_("email"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    npwp = models.CharField("NPWP", max_length=16, blank=True)
    is_vat_registered = models.BooleanField(_("VAT registered (PKP)"), default=True)
    lead_time_days = models.PositiveSmallIntegerField(_("lead time (days)"))
    lead_time_spread_days = models.PositiveSmallIntegerField(_("lead time spread (days)"))
    payment_terms_days = models.PositiveSmallIntegerField(_("payment terms (days)"), default=30)
    order_minimum_kg = models.PositiveIntegerField(_("smallest order in all (kg)"), default=0)
    truck_kg = models.PositiveIntegerField(_("load of its truck (kg)"), default=0)
    settles_on_receipt = models.BooleanField(_("evaluated receipt settlement"), default=False)
    settled_since = models.DateField(_("settled by itself since"), null=True, blank=True)
    bank_name = models.CharField(_("bank"), max_length=60, blank=True)
    bank_account = models.CharField(_("account number"), max_length=34, blank=True)
    bank_holder = models.CharField(_("account holder"), max_length=120, blank=True)
    early_discount_percent = PercentField(_("discount for paying early (%)"), default=0)
    early_discount_days = models.PositiveSmallIntegerField(
        _("days within which it is early"), default=0
    )
    is_active = models.BooleanField(_("active"), default=True)

    objects = SupplierQuerySet.as_manager()

    class Meta:
        verbose_name = _("supplier")
        verbose_name_plural = _("suppliers")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["center", "code"], name="supplier_code_once"),
            models.CheckConstraint(
                condition=Q(npwp="") | Q(npwp__regex=r"^\d{16}$"), name="supplier_npwp_16_digits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
