"""The kinds of things that people are told; apps register theirs when Django starts."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from materialcenter.models import Preference
from materialcenter.person import Role

Way = Preference.Way


@dataclass(frozen=True)
class Kind:
    """A kind of thing: its name in the tables, its words, whose it is, and how it starts.

    roles: who may be told such things. way: how a person hears of it who has said nothing.
    """

    name: str
    label: str | Promise
    roles: frozenset[Role]
    way: Way = Way.NOW


_kinds: dict[str, Kind] = {}

GIVEN_UP = "telling.given_up"


def register(*kinds: Kind) -> None:
    """Make kinds known. Raises ValueError for a name that is taken by another."""
    for kind in kinds:
        if _kinds.setdefault(kind.name, kind) != kind:
            raise ValueError(f"{kind.name} is registered twice")


def kind_of(name: str) -> Kind:
    """Return a kind. Raises KeyError for one that nobody registered."""
    return _kinds[name]


def known_kinds(roles: Iterable[Role] | None = None) -> list[Kind]:
    """List the kinds that somebody with these roles may be told, by their words; all for None."""
    found = list(_kinds.values())
    if roles is not None:
        held = set(roles)
        found = [kind for kind in found if not held.isdisjoint(kind.roles)]
    return sorted(found, key=lambda kind: str(kind.label))


register(
    Kind(
        GIVEN_UP,
        _("A message to you could not be delivered"),
        frozenset(Role),
        way=Way.APP,
    )
)
