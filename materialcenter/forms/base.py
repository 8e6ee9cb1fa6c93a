"""Forms of acts: what is typed, and the refusals put where they belong."""

from django import forms

from materialcenter.errors import DomainError


class ActForm(forms.Form):
    """A form whose act may refuse what was typed."""

    def refuse(self, error: DomainError) -> None:
        """Show an act's refusal: each fault at its field, the sentence above the form."""
        shown = False
        for fault in error.faults:
            field = fault.field if fault.field in self.fields else None
            self.add_error(field, fault.sentence)
            shown = True
        if not shown or error.sentence:
            field = error.field if error.field in self.fields else None
            self.add_error(field, str(error))
