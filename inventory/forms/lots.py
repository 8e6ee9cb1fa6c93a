"""Forms of what is done with lots."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory.forms.scanning import HeatField, RackField
from inventory.models import Material, Place
from inventory.reports.lots import LotLine
from inventory.services.receiving import Arrived
from materialcenter.formats import kg
from materialcenter.forms.base import ActForm
from materialcenter.forms.fields import DayField, KgField, PriceField, QuantityField
from materialcenter.models import Supplier
from materialcenter.person import Person

Choices = list[tuple[str, Any]]
NOTHING_CHOSEN: tuple[str, Any] = ("", "–")


def rack_choices(person: Person) -> Choices:
    """List the racks of the yard."""
    racks = Place.objects.visible_to(person).racks().order_by("code")
    return [(code, code) for code in racks.values_list("code", flat=True)]


class QuantityForm(ActForm):
    """A quantity of one lot on one of its racks, on a day."""

    from_rack = forms.ChoiceField(label=_("From rack"))
    pieces = QuantityField(label=_("Pieces"))
    mass_kg = KgField(
        label=_("Weighed (kg)"),
        required=False,
        help_text=_("Empty takes the pieces' part of what the lot weighs."),
    )
    on = DayField(label=_("Date"))

    def __init__(self, *args: Any, line: LotLine, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from_rack"].choices = [  # type: ignore[attr-defined]
            (balance.place.code, f"{balance.place.code}: {kg(balance.on_hand_kg)}")
            for balance in line.balances
        ]
        if not line.lot.received_pieces:
            del self.fields["pieces"]
            self.fields["mass_kg"].required = True
            self.fields["mass_kg"].help_text = ""
        self.initial.setdefault("on", timezone.localdate())

    @property
    def quantity(self) -> dict[str, Any]:
        """Return rack, pieces, kg and day as the acts take them."""
        typed = self.cleaned_data
        return {
            "from_rack": typed["from_rack"],
            "pieces": typed.get("pieces") or 0,
            "mass_kg": typed["mass_kg"],
            "on": typed["on"],
        }


class MoveForm(QuantityForm):
    """Part of a lot to another rack."""

    field_order = ("from_rack", "to_rack")
    to_rack = RackField(label=_("To rack"))

    def __init__(self, *args: Any, line: LotLine, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, line=line, **kwargs)
        self.fields["to_rack"].choices = [  # type: ignore[attr-defined]
            NOTHING_CHOSEN,
            *rack_choices(person),
        ]


class WriteOffForm(QuantityForm):
    """Part of a lot off the books."""

    reason = forms.CharField(label=_("Why"), max_length=200)


class ReasonForm(ActForm):
    """Why something is done."""

    reason = forms.CharField(
        label=_("Why"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )


class ArrivalForm(ActForm):
    """Where goods without a purchase order come from."""

    reference = forms.CharField(label=_("Delivery note"), required=False, max_length=60)
    received_on = DayField(label=_("Received on"))
    supplier = forms.ChoiceField(label=_("Supplier"), required=False)
    owner = forms.CharField(
        label=_("Owner, for consigned stock"),
        required=False,
        max_length=12,
        help_text=_("A workshop's code, such as W0001. It keeps owning the stock."),
    )
    customer = forms.CharField(
        label=_("Owner's customer"),
        required=False,
        max_length=80,
        help_text=_("Where the stock belongs to the workshop's customer: the customer's name."),
    )

    photos = forms.FileField(
        label=_("Photo of the delivery"),
        required=False,
        widget=forms.FileInput({"accept": "image/*", "capture": "environment"}),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        suppliers = Supplier.objects.visible_to(person).order_by("code")
        self.fields["supplier"].choices = [  # type: ignore[attr-defined]
            NOTHING_CHOSEN,
            *((supplier.code, str(supplier)) for supplier in suppliers),
        ]
        self.initial.setdefault("received_on", timezone.localdate())


class ArrivedForm(ActForm):
    """One heat of one material."""

    material = forms.ChoiceField(label=_("Material"))
    rack = RackField(label=_("Rack"))
    heat = HeatField(label=_("Heat number"), required=False, max_length=40)
    pieces = QuantityField(
        label=_("Pieces"), required=False, help_text=_("Empty for what is kept by weight.")
    )
    mass_kg = KgField(label=_("Weighed (kg)"))
    cost_per_kg = PriceField(
        label=_("Cost (Rp/kg)"),
        required=False,
        least=Decimal(0),
        help_text=_("Empty for consigned stock."),
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

    def __init__(self, *args: Any, materials: Choices, racks: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["material"].choices = [NOTHING_CHOSEN, *materials]  # type: ignore[attr-defined]
        self.fields["rack"].choices = [NOTHING_CHOSEN, *racks]  # type: ignore[attr-defined]

    def arrived(self) -> Arrived:
        """Return what was typed as the act takes it."""
        typed = {**self.cleaned_data}
        del typed["certificate_file"]
        held = typed.pop("certificate_file_held")
        return Arrived(
            **{
                **typed,
                "held_certificate_id": held,
                "pieces": typed["pieces"] or 0,
                "rejected_pieces": typed["rejected_pieces"] or 0,
                "rejected_kg": typed["rejected_kg"] or Decimal(0),
            }
        )


def arrived_choices(person: Person) -> dict[str, Choices]:
    """Return the materials and racks that a lot's row chooses from."""
    codes = Material.objects.visible_to(person).on_offer().order_by("code")
    return {
        "materials": [(code, code) for code in codes.values_list("code", flat=True)],
        "racks": rack_choices(person),
    }
