"""Centers: the depots, each the legal seller of what it hands over."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from materialcenter.person import Person


class CenterQuerySet(models.QuerySet["Center"]):
    """Chainable questions about centers."""

    def visible_to(self, person: Person) -> CenterQuerySet:
        """Keep the center the person works in now."""
        return self.filter(pk=person.center_id)


class Center(models.Model):
    """One depot: who sells, where, and with which tax standing."""

    class LegalForm(models.TextChoices):
        COOPERATIVE = "cooperative", _("Cooperative")
        COMPANY = "company", _("Private company")
        REGIONAL_UNIT = "regional_unit", _("Regional unit (BLUD)")

    code = models.CharField(_("code"), max_length=8, unique=True)
    name = models.CharField(_("name"), max_length=120)
    legal_name = models.CharField(_("legal name"), max_length=160)
    legal_form = models.CharField(_("legal form"), max_length=20, choices=LegalForm)
    is_vat_registered = models.BooleanField(_("VAT registered (PKP)"), default=False)
    npwp = models.CharField("NPWP", max_length=16, blank=True)
    nitku = models.CharField("NITKU", max_length=22, blank=True)
    address = models.TextField(_("address"), blank=True)
    city = models.CharField(_("city"), max_length=80)
    email = models.EmailField(_("email"), blank=True)
    bank_account = models.CharField(_("bank account"), max_length=120, blank=True)
    qris_payload = models.TextField(_("static QRIS payload"), blank=True)
    payment_terms_days = models.PositiveSmallIntegerField(_("payment terms (days)"), default=14)
    order_approval_limit = models.BigIntegerField(
        _("purchase orders above this need approval (Rp)"), default=250_000_000
    )
    order_cost = models.BigIntegerField(_("cost of placing one order (Rp)"), default=150_000)
    holding_percent = models.DecimalField(
        _("cost of a year in stock (percent of its value)"),
        max_digits=4,
        decimal_places=1,
        default=20,
    )
    books_closed_through = models.DateField(_("books closed through"), null=True, blank=True)

    objects = CenterQuerySet.as_manager()

    class Meta:
        verbose_name = _("center")
        verbose_name_plural = _("centers")
        constraints = [
            models.CheckConstraint(
                condition=Q(npwp="") | Q(npwp__regex=r"^\d{16}$"), name="center_npwp_16_digits"
            ),
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Z0-9]{2,8}$"), name="center_code_capitals"
            ),
            models.CheckConstraint(
                condition=Q(order_cost__gte=0, holding_percent__gt=0), name="center_order_costs"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DayOffQuerySet(models.QuerySet["DayOff"]):
    """Chainable questions about a center's own bank days."""

    def visible_to(self, person: Person) -> DayOffQuerySet:
        """Keep the center's for its staff; a buyer sees none."""
        if not person.is_staff:
            return self.none()
        return self.filter(center_id=person.center_id)


class DayOff(models.Model):
    """A day on which a center's banks do not work, or do although the calendar says no."""

    center = models.ForeignKey(Center, models.PROTECT, related_name="days_off")
    day = models.DateField(_("day"))
    is_off = models.BooleanField(_("banks are closed"), default=True)
    name = models.CharField(_("why"), max_length=80)

    objects = DayOffQuerySet.as_manager()

    class Meta:
        verbose_name = _("bank holiday of one's own")
        verbose_name_plural = _("bank holidays of one's own")
        ordering = ["center_id", "day"]
        constraints = [models.UniqueConstraint(fields=["center", "day"], name="day_off_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class NumberSeries(models.Model):
    """The last number given of a kind of document in a year; see numbering.py."""

    center = models.ForeignKey(Center, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["center", "kind", "year"], name="number_series_once_per_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}"
