"""What a person prefers for themselves."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from materialcenter import audit
from materialcenter.access import Person
from materialcenter.commands import command
from materialcenter.errors import Invalid
from materialcenter.models import User


class UnknownLanguage(Invalid):
    """A language that the site does not speak."""

    code = "language_unknown"
    sentence = _("The site does not speak this language.")


def must_be_spoken(language: str) -> None:
    """Raise UnknownLanguage unless the site speaks the language."""
    if language not in dict(settings.LANGUAGES):
        raise UnknownLanguage(field="language")


@command
def choose_language(*, language: str, by: Person, at: datetime) -> None:
    """Keep the language in which a person reads pages and gets mail. Raises UnknownLanguage."""
    must_be_spoken(language)
    if by.user_id is not None:
        User.objects.filter(pk=by.user_id).update(language=language)
    audit.record(
        by=by,
        action="user.language_chosen",
        subject="User",
        subject_id=by.user_id,
        at=at,
        language=language,
    )
