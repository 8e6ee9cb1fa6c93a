"""Forms of mill certificates and of what grades allow."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from inventory.forms.materials import MmField
from inventory.models import Certificate, CertificateHeat, Grade, Property
from inventory.rules.conformity import Limit
from inventory.services.entering_certificates import Paper, TestedHeat
from materialcenter.formats import measured
from materialcenter.forms.base import ActForm
from materialcenter.forms.fields import DayField, KgField, NumberField, NumberInput, QuantityField
from materialcenter.models import Supplier
from materialcenter.person import Person

CERTIFICATE_FILES = "application/pdf,image/jpeg,image/png"
_POINT = re.compile(r"[0-9]{1,5}\.[0-9]{1,4}")
_GROUP = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
UNCLEAR = _("Write “%(value)s” with a comma before decimals and no dot between thousands.")
# What most certificates name; the other elements stand behind a fold.
USUAL = ("C", "Si", "Mn", "P", "S", "YS", "TS", "EL")


class ResultField(NumberField):
    """A measured value, to four decimals, as certificates print it: 0.045 is 0,045.

    Only where a dot could stand between thousands ("1.250") is it refused.
    """

    places = 4

    def __init__(self, **options: Any) -> None:
        super().__init__(least=0, widget=NumberInput(decimals=True), **options)

    def to_python(self, value: Any) -> Any:
        """Return the number; a dot before decimals is one."""
        text = value.strip() if isinstance(value, str) else ""
        if _GROUP.fullmatch(text):
            raise ValidationError(UNCLEAR, code="unclear_separators", params={"value": text})
        if _POINT.fullmatch(text):
            value = text.replace(".", ",")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """Show a number with a comma."""
        return measured(value) if isinstance(value, Decimal) else value


class CertificateHead(ActForm):
    """The head of a certificate, and the paper itself."""

    number = forms.CharField(label=_("Certificate number"), max_length=60)
    kind = forms.ChoiceField(
        label=_("Type (EN 10204)"), choices=Certificate.Kind, initial=Certificate.Kind.INSPECTION
    )
    issued_on = DayField(label=_("Date of the certificate"))
    maker = forms.CharField(label=_("Maker"), max_length=100)
    supplier = forms.ChoiceField(label=_("Supplier"), required=False)
    standard = forms.CharField(label=_("Standard"), max_length=60, required=False)
    inspector = forms.CharField(label=_("Inspector"), max_length=100, required=False)
    file = forms.FileField(
        label=_("Certificate as PDF or photo"),
        required=False,
        widget=forms.FileInput({"accept": CERTIFICATE_FILES}),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        suppliers = Supplier.objects.visible_to(person).order_by("code")
        self.fields["supplier"].choices = [  # type: ignore[attr-defined]
            ("", "–"),
            *((supplier.code, str(supplier)) for supplier in suppliers),
        ]

    def paper(self) -> Paper:
        """Return what was typed as the act takes it."""
        typed = {name: self.cleaned_data[name] for name in self.fields if name != "file"}
        return Paper(**typed)


class HeatForm(ActForm):
    """One heat: what it is, and a field for each property."""

    heat = forms.CharField(label=_("Heat number"), max_length=40)
    grade = forms.ChoiceField(label=_("Grade"))
    coil = forms.CharField(label=_("Coil"), max_length=40, required=False)
    size = forms.CharField(label=_("Size on the paper"), max_length=60, required=False)
    thickness_mm = MmField(label=_("Thickness or diameter (mm)"), required=False)
    pieces = QuantityField(label=_("Pieces"), required=False)
    mass_kg = KgField(label=_("Weight on the paper (kg)"), required=False)

    def __init__(self, *args: Any, grades: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "–"), *((code, code) for code in grades)]
        self.fields["grade"].choices = choices  # type: ignore[attr-defined]
        for name in Property:
            self.fields[f"value_{name}"] = ResultField(label=name.label, required=False)

    def _values(self, names: list[str]) -> list[forms.BoundField]:
        return [self[f"value_{name}"] for name in names]

    @property
    def usual(self) -> list[forms.BoundField]:
        """Return the fields that most certificates fill."""
        return self._values([name for name in Property.values if name in USUAL])

    @property
    def unusual(self) -> list[forms.BoundField]:
        """Return the other ones."""
        return self._values([name for name in Property.values if name not in USUAL])

    @property
    def is_unusual(self) -> bool:
        """Say whether one of the others was typed."""
        return any(field.value() not in (None, "") or field.errors for field in self.unusual)

    def tested(self) -> TestedHeat:
        """Return what was typed as the act takes it."""
        typed = self.cleaned_data
        values = {name: typed[f"value_{name}"] for name in Property.values}
        return TestedHeat(
            heat=typed["heat"],
            grade=typed["grade"],
            values={name: value for name, value in values.items() if value is not None},
            coil=typed["coil"],
            size=typed["size"],
            thickness_mm=typed["thickness_mm"],
            pieces=typed["pieces"],
            mass_kg=typed["mass_kg"],
        )


class LimitRow(ActForm):
    """What a grade allows of one property."""

    measured = forms.ChoiceField(label=_("Property"), choices=[("", "–"), *Property.choices])
    minimum = ResultField(label=_("At least"), required=False)
    maximum = ResultField(label=_("At most"), required=False)
    from_mm = MmField(label=_("From (mm)"), required=False, least=0)
    to_mm = MmField(label=_("To (mm)"), required=False, least=0)

    def limit(self) -> Limit:
        """Return what was typed as the act takes it."""
        return Limit(**self.cleaned_data)


class ProveForm(ActForm):
    """A lot that a certified heat is to prove."""

    lot = forms.CharField(
        label=_("Lot"), max_length=60, widget=forms.TextInput({"autocomplete": "off"})
    )


class FileForm(ActForm):
    """A certificate's PDF or photo."""

    file = forms.FileField(
        label=_("Certificate as PDF or photo"),
        widget=forms.FileInput({"accept": CERTIFICATE_FILES}),
    )


class CertificateFilter(forms.Form):
    """Narrow the list of certificates."""

    q = forms.CharField(
        label=_("Certificate or heat number"),
        required=False,
        max_length=60,
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
    )


class LotCertificateForm(ActForm):
    """What certifies a lot: the heat of an entered certificate, or a file to enter later."""

    certified_heat = forms.TypedChoiceField(
        label=_("Certificate that was entered"), required=False, coerce=int, empty_value=None
    )
    file = forms.FileField(
        label=_("Or a file that is entered later"),
        required=False,
        help_text=_("A PDF or a photo."),
        widget=forms.FileInput({"accept": CERTIFICATE_FILES}),
    )

    def __init__(self, *args: Any, heats: list[CertificateHeat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "–"), *((heat.pk, _named(heat)) for heat in heats)]
        self.fields["certified_heat"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        typed = super().clean() or {}
        if bool(typed.get("certified_heat")) == bool(typed.get("file")) and not self.errors:
            self.add_error(None, _("Choose a certificate, or send a file: one of the two."))
        return typed


def _named(heat: CertificateHeat) -> str:
    return f"{heat.certificate.number} · {heat.certificate.maker} · {heat.heat}"


def grade_codes(person: Person) -> list[str]:
    """Return the grades that the depot keeps."""
    rows = Grade.objects.filter(center_id=person.center_id).order_by("code")
    return list(rows.values_list("code", flat=True))
