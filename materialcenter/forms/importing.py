"""The form by which a spreadsheet is sent."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from materialcenter.forms.base import ActForm
from materialcenter.importing.kinds import kinds
from materialcenter.person import Person


class ImportForm(ActForm):
    """What the file holds, the file, and what some kinds ask beside it."""

    kind = forms.ChoiceField(label=_("What the file holds"))
    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_("A file .xlsx or .csv, as you keep it; title rows and blank rows may stay."),
        widget=forms.FileInput({"accept": ".xlsx,.csv,.xml"}),
    )

    def __init__(self, *args: Any, person: Person, **options: Any) -> None:
        super().__init__(*args, **options)
        own = [kind for kind in kinds() if person.has(*kind.roles)]
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (kind.name, kind.title) for kind in own
        ]
        self._options = [option.name for kind in own for option in kind.options]
        for kind in own:
            for option in kind.options:
                self.fields[option.name] = forms.CharField(
                    label=str(option.title),
                    required=False,
                    help_text=_("Only for: %(kind)s") % {"kind": kind.title},
                )

    @property
    def said(self) -> dict[str, str]:
        """Return what was said beside the file."""
        return {name: self.cleaned_data[name] for name in self._options}
