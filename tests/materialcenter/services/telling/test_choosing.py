"""How a person wants to be told, and the ways of their own."""

from collections.abc import Callable
from datetime import UTC, time, timedelta
from typing import Any

import pytest

from materialcenter.errors import DomainError, Missing
from materialcenter.limiting import RateLimited
from materialcenter.models import AuditEntry, Channel, Job, Preference, Role, TellingSettings
from materialcenter.person import Person
from materialcenter.services.telling import choosing, connecting
from materialcenter.services.telling.choosing import BadTelling, OnlyPeople
from materialcenter.services.telling.connecting import (
    ChannelKnown,
    CodeSpent,
    CodeWrong,
    LabelTooLong,
    NotConfirmed,
    TooManyChannels,
)
from materialcenter.services.telling.kinds import GIVEN_UP
from materialcenter.services.telling.notifiers import AddressUnfit, NotifierUnknown
from tests.cast import NOW, Depot
from tests.told import connected

TOPIC = "bengkel-sari-besi"


def machine_of(depot: Depot) -> Person:
    """Return a machine of the center, whom nobody tells anything."""
    return Person(depot.center.pk, frozenset({Role.SUPERVISOR}), token_id=1)


def a_kind(by: Person) -> str:
    return choosing.kinds_to_choose(by)[0].name


def chosen(by: Person, **more: Any) -> None:
    values = {"by_mail": True, "quiet_from": time(21), "quiet_until": time(5), "ways": {}}
    choosing.set_telling(**{**values, **more}, by=by, at=NOW)


def begun(by: Person, **more: Any) -> Channel:
    """Connect a way whose code has not come back."""
    values = {"notifier": "ntfy", "address": TOPIC, "label": "", **more}
    return connecting.connect(**{"at": NOW, **values}, by=by)


class TestSetTelling:
    def test_keeps_what_was_chosen_and_leaves_the_rest(self, depot: Depot) -> None:
        by = depot.person("sari")
        start = choosing.chosen_by(by)
        assert (start.by_mail, start.quiet_from, start.quiet_until) == (True, time(20), time(6))
        chosen(by, by_mail=False, ways={a_kind(by): "digest"})
        chosen(by, by_mail=False)
        now = choosing.chosen_by(by)
        assert (now.by_mail, now.quiet_from, now.quiet_until) == (False, time(21), time(5))
        assert now.ways[choosing.kinds_to_choose(by)[0]] == Preference.Way.DIGEST
        assert AuditEntry.objects.filter(action="user.telling_set").count() == 2

    def test_offers_a_person_the_kinds_of_their_roles_alone(self, depot: Depot) -> None:
        for name in ("sari", "wati", "putri", "fajar", "sinta"):
            person = depot.person(name)
            for kind in choosing.kinds_to_choose(person):
                assert not kind.roles.isdisjoint(person.roles), (name, kind)
                assert kind.name != GIVEN_UP

    def test_names_every_fault_and_keeps_nothing(self, depot: Depot) -> None:
        by = depot.person("sari")
        with pytest.raises(BadTelling) as refused:
            chosen(
                by,
                quiet_from=time(20, tzinfo=UTC),
                ways={"nonsense": "now", a_kind(by): "loud", GIVEN_UP: "now"},
            )
        assert refused.value.code == "telling_invalid"
        assert sorted(fault.code for fault in refused.value.faults) == [
            "notice_kind_unknown",
            "notice_kind_unknown",
            "notice_way_unknown",
            "quiet_hours_unfit",
        ]
        assert not TellingSettings.objects.exists()

    def test_is_for_people(self, depot: Depot) -> None:
        with pytest.raises(OnlyPeople) as refused:
            chosen(machine_of(depot))
        assert refused.value.code == "only_people_are_told"


class TestConnect:
    def test_sends_a_code_there_and_tells_nothing_before_it_came_back(self, depot: Depot) -> None:
        by = depot.person("sari")
        made = begun(by, label=" HP bengkel ")
        assert (made.label, len(made.code), made.confirmed_at) == ("HP bengkel", 6, None)
        assert made.end == "…besi"
        assert Channel(address='{"keys":{"p256dh":"BKTyu8"}}').end == "…Tyu8"
        (job,) = Job.objects.filter(task="materialcenter.tasks.send_code")
        assert job.arguments == {"channel_id": made.pk}
        connecting.confirm(channel_id=made.pk, code=f" {made.code} ", by=by, at=NOW)
        connecting.confirm(channel_id=made.pk, code="anything", by=by, at=NOW)
        made.refresh_from_db()
        assert (made.confirmed_at, made.code) == (NOW, "")
        actions = AuditEntry.objects.filter(subject="Channel").order_by("pk")
        assert list(actions.values_list("action", "data__address")) == [
            ("channel.connected", None),
            ("channel.confirmed", None),
        ]

    @pytest.mark.parametrize(
        ("typed", "refusal", "code"),
        [
            ({"notifier": "fax"}, NotifierUnknown, "notifier_unknown"),
            ({"address": "a/../b?c=d#e"}, AddressUnfit, "notifier_address_unfit"),
            ({"address": ""}, AddressUnfit, "notifier_address_unfit"),
            ({"label": "x" * 61}, LabelTooLong, "channel_label_too_long"),
        ],
    )
    def test_refuses_what_is_no_way_and_keeps_nothing(
        self, depot: Depot, typed: dict[str, str], refusal: type[DomainError], code: str
    ) -> None:
        with pytest.raises(refusal) as refused:
            begun(depot.person("sari"), **typed)
        assert refused.value.code == code
        assert not Channel.objects.exists()

    def test_refuses_the_same_again_but_lets_a_closed_one_be_connected_anew(
        self, depot: Depot
    ) -> None:
        by = depot.person("sari")
        made = begun(by)
        with pytest.raises(ChannelKnown) as refused:
            begun(by)
        assert refused.value.code == "channel_known"
        Channel.objects.update(retired_at=NOW)
        assert begun(by).pk != made.pk
        assert Channel.objects.get().retired_at is None

    def test_refuses_the_sixth(self, depot: Depot) -> None:
        by = depot.person("sari")
        rows = [
            Channel(user=depot.users["sari"], notifier="ntfy", address=f"topik-{n}", created_at=NOW)
            for n in range(connecting.MOST_CHANNELS)
        ]
        Channel.objects.bulk_create(rows)
        with pytest.raises(TooManyChannels) as refused:
            begun(by)
        assert refused.value.code == "channels_too_many"
        assert str(connecting.MOST_CHANNELS) in str(refused.value)

    def test_sends_only_a_few_messages_an_hour(self, depot: Depot) -> None:
        by = depot.person("sari")
        for _again in range(connecting.MESSAGES_AN_HOUR):
            connecting.disconnect(channel_id=begun(by).pk, by=by, at=NOW)
        with pytest.raises(RateLimited):
            begun(by)
        assert begun(depot.person("rudi")).pk

    def test_is_for_people(self, depot: Depot) -> None:
        with pytest.raises(OnlyPeople):
            begun(machine_of(depot))


class TestConfirm:
    def test_counts_wrong_codes_until_none_is_good_any_more(self, depot: Depot) -> None:
        by = depot.person("sari")
        made = begun(by)
        wrong = "000000" if made.code != "000000" else "111111"
        for _guess in range(connecting.MOST_WRONG):
            self.refused(made, wrong, by, CodeWrong, "channel_code_wrong")
        self.refused(made, made.code, by, CodeSpent, "channel_code_spent")

    def test_takes_no_code_that_is_an_hour_old(self, depot: Depot) -> None:
        by = depot.person("sari")
        made = begun(by, at=NOW - timedelta(hours=1, seconds=1))
        self.refused(made, made.code, by, CodeSpent, "channel_code_spent")

    def refused(
        self, made: Channel, code: str, by: Person, refusal: type[DomainError], name: str
    ) -> None:
        with pytest.raises(refusal) as refused:
            connecting.confirm(channel_id=made.pk, code=code, by=by, at=NOW)
        assert refused.value.code == name
        made.refresh_from_db()
        assert made.confirmed_at is None


class TestTryChannel:
    def test_sends_what_the_person_waits_for(self, depot: Depot) -> None:
        made = connected(depot, "sari", TOPIC)
        connecting.try_channel(channel_id=made.pk, by=depot.person("sari"), at=NOW)
        (job,) = Job.objects.filter(task="materialcenter.tasks.send_trial")
        assert job.arguments == {"channel_id": made.pk}

    def test_refuses_before_the_code_and_after_the_end(self, depot: Depot) -> None:
        by = depot.person("sari")
        made = begun(by)
        for state in ({"confirmed_at": None}, {"confirmed_at": NOW, "retired_at": NOW}):
            Channel.objects.update(**state)
            with pytest.raises(NotConfirmed) as refused:
                connecting.try_channel(channel_id=made.pk, by=by, at=NOW)
            assert refused.value.code == "channel_not_confirmed"


class TestDisconnect:
    def test_removes_it(self, depot: Depot) -> None:
        by = depot.person("sari")
        connecting.disconnect(channel_id=begun(by).pk, by=by, at=NOW)
        assert not Channel.objects.exists()

    def test_finds_nothing_of_anybody_else(self, depot: Depot, stranger: Depot) -> None:
        made = begun(depot.person("sari"))
        values = {"channel_id": made.pk, "at": NOW}
        acts: list[Callable[..., None]] = [
            connecting.disconnect,
            connecting.try_channel,
            lambda **more: connecting.confirm(code=made.code, **more),
        ]
        for by in (depot.person("rudi"), stranger.person("sari"), machine_of(depot)):
            for act in acts:
                with pytest.raises(Missing):
                    act(**values, by=by)
        assert Channel.objects.get().confirmed_at is None
