"""How a person wants to be told: by mail or not, in which hours never, and how of each kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time

from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from materialcenter import audit
from materialcenter.commands import command
from materialcenter.errors import Fault, Forbidden, Invalid
from materialcenter.models import Preference, TellingSettings
from materialcenter.person import Person, Role
from materialcenter.services.telling.kinds import GIVEN_UP, Kind, Way, known_kinds


class OnlyPeople(Forbidden):
    """A machine reads lists; it is told nothing."""

    code = "only_people_are_told"
    sentence = _("Only people are told things. Sign in as the person that this is for.")


class BadTelling(Invalid):
    """Something of the choice cannot be kept; every fault is named."""

    code = "telling_invalid"
    sentence = _("This choice cannot be kept like that.")


@dataclass(frozen=True)
class Chosen:
    """What a person has chosen, or where everybody starts. ways: by kind, in the kinds' order."""

    by_mail: bool
    quiet_from: time
    quiet_until: time
    ways: Mapping[Kind, Way]


def must_be_somebody(by: Person) -> int:
    """Return the person's user; raise OnlyPeople for a machine."""
    if by.user_id is None:
        raise OnlyPeople
    return by.user_id


def kinds_to_choose(by: Person) -> list[Kind]:
    """List the kinds that the person may be told and choose about.

    That a message could not be delivered stays in the app: told anywhere else, it would fail
    and be told again.
    """
    roles = {Role(role) for role in by.roles}
    return [kind for kind in known_kinds(roles) if kind.name != GIVEN_UP]


def chosen_by(by: Person) -> Chosen:
    """Read what the person has chosen. Two statements. Raises OnlyPeople."""
    user_id = must_be_somebody(by)
    kept = TellingSettings.objects.filter(user_id=user_id).first() or TellingSettings()
    ways = dict(Preference.objects.filter(user_id=user_id).values_list("kind", "way"))
    return Chosen(
        by_mail=kept.by_mail,
        quiet_from=kept.quiet_from,
        quiet_until=kept.quiet_until,
        ways={kind: Way(ways.get(kind.name, kind.way)) for kind in kinds_to_choose(by)},
    )


@command
def set_telling(
    *,
    by_mail: bool,
    quiet_from: time,
    quiet_until: time,
    ways: Mapping[str, str],
    by: Person,
    at: datetime,
) -> None:
    """Keep how the person wants to be told from now on; what waits already goes as it was to.

    quiet_from, quiet_until: local time; the same twice is no quiet at all. ways: by the name of
    the kind; a kind that is not named stays as it is. Raises OnlyPeople, BadTelling.
    """
    user_id = must_be_somebody(by)
    faults = [*_faults_of_hours(quiet_from, quiet_until), *_faults_of_ways(ways, by)]
    if faults:
        raise BadTelling(faults=faults)
    TellingSettings.objects.update_or_create(
        user_id=user_id,
        defaults={"by_mail": by_mail, "quiet_from": quiet_from, "quiet_until": quiet_until},
    )
    Preference.objects.bulk_create(
        [Preference(user_id=user_id, kind=kind, way=way) for kind, way in sorted(ways.items())],
        update_conflicts=True,
        unique_fields=["user", "kind"],
        update_fields=["way"],
    )
    audit.record(
        by=by,
        action="user.telling_set",
        subject="User",
        subject_id=user_id,
        at=at,
        by_mail=by_mail,
        quiet_from=quiet_from,
        quiet_until=quiet_until,
        ways=dict(ways),
    )


def _faults_of_hours(quiet_from: time, quiet_until: time) -> list[Fault]:
    sentence = __("Give a time of day here, without a zone.")
    hours = {"quiet_from": quiet_from, "quiet_until": quiet_until}
    return [
        Fault("quiet_hours_unfit", sentence, field)
        for field, hour in hours.items()
        if hour.tzinfo is not None
    ]


def _faults_of_ways(ways: Mapping[str, str], by: Person) -> list[Fault]:
    known, faults = {kind.name for kind in kinds_to_choose(by)}, []
    for kind, way in ways.items():
        if kind not in known:
            sentence = __("Nobody tells you such things.")
            faults.append(Fault("notice_kind_unknown", sentence, "kind", kind[:40]))
        if way not in Way.values:
            sentence = __("Choose at once, once a day, or only here.")
            faults.append(Fault("notice_way_unknown", sentence, "way", kind[:40]))
    return faults
