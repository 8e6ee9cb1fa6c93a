"""Forms of buying: offers, purchase orders, deliveries, suppliers' invoices."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from inventory import catalogue
from materialcenter.forms.base import ActForm
from materialcenter.forms.fields import (
    DayField,
    KgField,
    PriceField,
    QuantityField,
    RupiahField,
)
from orders.forms.pools import MomentField
from orders.models import WeightBasis


class ReasonForm(ActForm):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class OptionalReasonForm(ActForm):
    """Why, where there is something to say."""

    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)


class OfferForm(ActForm):
    """What a supplier asks for a material, except its prices."""

    supplier = forms.ChoiceField(label=_("Supplier"))
    weight_basis = forms.ChoiceField(label=_("Price per kg of"), choices=WeightBasis)
    minimum_kg = KgField(label=_("Minimum order (kg)"), required=False, least=0)
    pack = QuantityField(
        label=_("Multiple"),
        required=False,
        help_text=_("Orders are a multiple of so many sheets, bars or kg. Empty: 1."),
    )
    freight_per_kg = PriceField(label=_("Freight (Rp/kg)"), required=False, least=0)
    freight_fixed = RupiahField(label=_("Freight (Rp per order)"), required=False, least=0)
    lead_time_days = QuantityField(
        label=_("Lead time (days)"),
        required=False,
        least=0,
        help_text=_("Empty: as usual with this supplier."),
    )
    valid_until = DayField(label=_("Valid until"), required=False)

    def __init__(self, *args: Any, suppliers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supplier"].choices = suppliers  # type: ignore[attr-defined]


class TierRow(ActForm):
    """A price and the quantity that reaches it."""

    from_kg = KgField(label=_("From (kg)"), required=False, least=0)
    price_per_kg = PriceField(label=_("Price (Rp/kg)"))


class DeliveryForm(ActForm):
    """A truck: its papers and when it came."""

    supplier_note = forms.CharField(
        label=_("Supplier's delivery note"), max_length=60, required=False
    )
    vehicle = forms.CharField(label=_("Vehicle"), max_length=20, required=False)
    received_at = MomentField(label=_("Received"), required=False, help_text=_("Empty: now."))
    photos = forms.FileField(
        label=_("Photo of the delivery"),
        required=False,
        widget=forms.FileInput({"accept": "image/*", "capture": "environment"}),
    )


class ScannedHeatField(forms.CharField):
    """A heat number, typed, or scanned from a label of ours or a mill's tag."""

    scan = "heat"

    def to_python(self, value: Any) -> str:
        """Return the heat number."""
        return catalogue.heat_in(super().to_python(value) or "")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Let a scanner type a whole label, of which less is kept."""
        return {**super().widget_attrs(widget), "maxlength": "600"}


class HeatRow(ActForm):
    """One heat of one line of the order; what is counted has pieces and a heat number."""

    order_line = forms.IntegerField(widget=forms.HiddenInput)
    heat = ScannedHeatField(
        label=_("Heat number"),
        max_length=40,
        error_messages={"required": _("Enter the heat number from the label or certificate.")},
    )
    pieces = QuantityField(
        label=_("Pieces"),
        least=0,
        error_messages={"required": _("Enter how many pieces came.")},
    )
    mass_kg = KgField(
        label=_("Weight on the scale (kg)"),
        least=0,
        error_messages={"required": _("Enter the weight on the scale, above zero.")},
    )
    rack = forms.ChoiceField(
        label=_("Rack"), error_messages={"required": _("Choose the rack where it lies.")}
    )
    accepted_pieces = QuantityField(label=_("Accepted (pieces)"), required=False, least=0)
    accepted_kg = KgField(label=_("Accepted (kg)"), required=False, least=0)
    rejected_pieces = QuantityField(label=_("Of these rejected (pieces)"), required=False, least=0)
    rejected_kg = KgField(label=_("Rejected (kg)"), required=False, least=0)
    reject_reason = forms.CharField(label=_("Why rejected"), max_length=200, required=False)
    quarantine_reason = forms.CharField(
        label=_("Into quarantine, because"),
        max_length=200,
        required=False,
        help_text=_("Empty: it may be used. It waits until a supervisor releases it."),
    )
    certificate = forms.CharField(
        label=_("Number of a certificate that was entered"), max_length=60, required=False
    )
    certificate_file = forms.FileField(
        label=_("Or its paper, entered later"),
        required=False,
        help_text=_("A PDF or a photo."),
        widget=forms.FileInput({"accept": "application/pdf,image/*"}),
    )
    certificate_file_held = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, racks: list[str], counted: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "–"), *((code, code) for code in racks)]
        self.fields["rack"].choices = choices  # type: ignore[attr-defined]
        is_counted = str(self["order_line"].value() or "") in counted
        self.fields["heat"].required = self.fields["pieces"].required = is_counted
        # What is rejected wholly lies on no rack; the act says so where something stays.
        self.fields["rack"].required = not self["rejected_kg"].value()


class PhotoForm(ActForm):
    """A photo of a delivery."""

    photo = forms.FileField(
        label=_("Photo of the delivery"),
        widget=forms.FileInput({"accept": "image/*", "capture": "environment"}),
    )


class CertificateForm(ActForm):
    """A mill certificate of one heat."""

    heat = forms.ChoiceField(label=_("Heat number"))
    file = forms.FileField(
        label=_("Certificate as PDF or photo"),
        widget=forms.ClearableFileInput({"accept": "application/pdf,image/jpeg,image/png"}),
    )

    def __init__(self, *args: Any, heats: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["heat"].choices = [(heat, heat) for heat in heats]  # type: ignore[attr-defined]


class SupplierInvoiceForm(ActForm):
    """An invoice's head, as the paper says."""

    supplier = forms.CharField(widget=forms.HiddenInput)
    number = forms.CharField(label=_("Invoice number"), max_length=60)
    invoiced_on = DayField(label=_("Invoice date"))
    due_on = DayField(
        label=_("Due date"), required=False, help_text=_("Empty: after the supplier's terms.")
    )
    freight = RupiahField(label=_("Freight (Rp)"), required=False, least=0)
    tax = RupiahField(label=_("VAT (Rp)"), required=False, least=0)
    total = RupiahField(label=_("Total (Rp)"))
    paper = forms.FileField(
        label=_("The paper itself"),
        required=False,
        help_text=_("A PDF or a photo."),
        widget=forms.FileInput({"accept": "application/pdf,image/*"}),
    )
    paper_held = forms.IntegerField(widget=forms.HiddenInput, required=False)


class InvoicePaperForm(ActForm):
    """The paper of an invoice that was entered without it."""

    file = forms.FileField(
        label=_("The paper itself"),
        help_text=_("A PDF or a photo."),
        widget=forms.FileInput({"accept": "application/pdf,image/*"}),
    )


class BookDebitNoteForm(ActForm):
    """The amount of the draft as the page showed it."""

    amount = forms.IntegerField(widget=forms.HiddenInput)


class SupplierCreditForm(ActForm):
    """A supplier's credit note, as its paper says."""

    number = forms.CharField(label=_("Credit note number"), max_length=60)
    dated_on = DayField(label=_("Date"))
    reason = forms.CharField(label=_("Reason"), max_length=300)
    tax = RupiahField(label=_("VAT (Rp)"), required=False, least=0)
    total = RupiahField(label=_("Total (Rp)"))


class CreditedRow(ActForm):
    """What a credit note takes off a line of the invoice."""

    line_no = forms.IntegerField(widget=forms.HiddenInput)
    mass_kg = KgField(label=_("kg credited"), required=False, least=0)
    amount = RupiahField(label=_("Rupiah credited, before VAT"), required=False, least=0)


class BilledRow(ActForm):
    """A line of an invoice, against a line of the order or for something else."""

    order_line = forms.IntegerField(widget=forms.HiddenInput, required=False)
    description = forms.CharField(label=_("What else is billed"), max_length=160, required=False)
    mass_kg = KgField(label=_("kg on the invoice"))
    price_per_kg = PriceField(label=_("Price (Rp/kg)"), least=0)
    amount = RupiahField(
        label=_("Amount (Rp)"), required=False, least=0, help_text=_("Empty: kg times price.")
    )
