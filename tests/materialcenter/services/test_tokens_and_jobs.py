"""Tokens and jobs: what the acts do and refuse."""

import pytest
from django.utils import timezone

from materialcenter import jobs
from materialcenter.access import WrongRole, person_of_token
from materialcenter.errors import Missing
from materialcenter.models import (
    ApiToken,
    AuditEntry,
    Job,
)
from materialcenter.person import Person
from materialcenter.services import minting, retrying
from tests.cast import NOW, Depot
from tests.materialcenter.refusals import refused

pytestmark = pytest.mark.django_db


class TestMintToken:
    def _mint(self, depot: Depot, by: Person | None = None, **fields: str) -> tuple[ApiToken, str]:
        asked = {"name": "Timbangan", "role": "clerk", **fields}
        return minting.mint_token(**asked, by=by or depot.person("sinta"), at=NOW)

    def test_is_known_by_its_secret_alone(self, depot: Depot) -> None:
        token, secret = self._mint(depot)
        machine = person_of_token(secret)
        assert machine is not None
        assert (machine.token_id, machine.roles) == (token.pk, frozenset({"clerk"}))
        assert person_of_token(secret[:-1]) is None
        assert secret not in str(AuditEntry.objects.get().data)
        assert secret.startswith(token.prefix)
        assert len(token.prefix) < len(secret) / 4

    def test_buys_for_its_workshop_only(self, depot: Depot) -> None:
        _token, secret = self._mint(depot, role="buyer", workshop_code="w0001")
        machine = person_of_token(secret)
        assert machine is not None
        assert machine.workshop_ids == {depot.workshops["W0001"].pk}

    @pytest.mark.parametrize(
        ("fields", "code"),
        [
            ({"role": "supervisor"}, "role_not_for_machines"),
            ({"role": "king"}, "role_not_for_machines"),
            ({"role": "buyer"}, "token_workshop"),
            ({"role": "buyer", "workshop_code": "W9999"}, "token_workshop"),
            ({"workshop_code": "W0001"}, "token_workshop"),
            ({"name": " "}, "details_invalid"),
        ],
    )
    def test_says_what_is_wrong(self, depot: Depot, fields: dict[str, str], code: str) -> None:
        refused(lambda: self._mint(depot, None, **fields), code)
        assert not ApiToken.objects.exists()

    def test_is_a_persons_act(self, depot: Depot) -> None:
        refused(lambda: self._mint(depot, by=depot.person("putri")), "wrong_role")
        machine = Person(center_id=depot.center.pk, roles=frozenset({"supervisor"}), token_id=1)
        refused(lambda: self._mint(depot, by=machine), "only_people_make_tokens")

    def test_ends_when_it_is_revoked(self, depot: Depot, stranger: Depot) -> None:
        token, secret = self._mint(depot)
        with pytest.raises(Missing):
            minting.revoke_token(token_id=token.pk, by=stranger.person("sinta"), at=NOW)
        minting.revoke_token(token_id=token.pk, by=depot.person("sinta"), at=NOW)
        assert person_of_token(secret) is None
        refused(
            lambda: minting.revoke_token(token_id=token.pk, by=depot.person("sinta"), at=NOW),
            "already_revoked",
        )


class TestRetryJob:
    def test_starts_over_what_gave_up(self, depot: Depot) -> None:
        job = Job.objects.create(
            center=depot.center,
            task="tests.harness.chores.do_nothing",
            due_at=NOW,
            failed_at=NOW,
            attempts=8,
            error="x",
        )
        retrying.retry_job(job_id=job.pk, by=depot.person("sinta"), at=timezone.now())
        assert jobs.run_due() == 1
        job.refresh_from_db()
        assert job.finished_at is not None
        refused(
            lambda: retrying.retry_job(job_id=job.pk, by=depot.person("sinta"), at=NOW),
            "job_not_failed",
        )

    def test_is_a_supervisors_of_the_center(self, depot: Depot, stranger: Depot) -> None:
        job = Job.objects.create(center=depot.center, task="x", due_at=NOW, failed_at=NOW)
        with pytest.raises(WrongRole):
            retrying.retry_job(job_id=job.pk, by=depot.person("wati"), at=NOW)
        for by in (stranger.person("sinta"), depot.person("sari")):
            with pytest.raises(Missing):
                retrying.retry_job(job_id=job.pk, by=by, at=NOW)
