"""The fields of whoever takes goods over."""

import base64
import binascii
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

PNG_START = "data:image/png;base64,"


class SignatureField(forms.CharField):
    """What the signature pad of parts/receiver.html wrote, as bytes; nothing drawn is None."""

    widget = forms.HiddenInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, **options})

    def clean(self, value: Any) -> bytes | None:
        """Decode the picture; whether it is one is the act's to say."""
        text: str = super().clean(value)
        if not text:
            return None
        try:
            return base64.b64decode(text.removeprefix(PNG_START), validate=True)
        except (binascii.Error, ValueError) as error:
            raise forms.ValidationError(_("The signature could not be read.")) from error
