"""Workshops, suppliers, people, roles, tokens and jobs: what the acts do and refuse."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from materialcenter import jobs
from materialcenter.access import WrongRole, person_of_token
from materialcenter.errors import DomainError, Missing
from materialcenter.models import (
    ApiToken,
    AuditEntry,
    Job,
    Membership,
    Role,
    Supplier,
    User,
    Workshop,
    WorkshopBuyer,
)
from materialcenter.person import Person
from materialcenter.services import granting, inviting, minting, registering, retrying
from materialcenter.services.detailing import DetailsRefused
from tests.cast import NOW, Depot
from tests.harness.mail import Postbox

pytestmark = pytest.mark.django_db

WORKSHOP = {"code": "w0009", "name": " CV  Logam Contoh ", "trade": "turning"}
SUPPLIER = {"code": "s09", "name": "PT Baja", "lead_time_days": 14, "lead_time_spread_days": "4"}
BUDI = {"name": "Budi Santoso", "username": "Budi", "email": "", "whatsapp": "0812-3456-7890"}


def _refused(act: Callable[[], object], code: str) -> DomainError:
    before = AuditEntry.objects.count()
    with pytest.raises(DomainError) as refusal:
        act()
    assert refusal.value.code == code
    assert AuditEntry.objects.count() == before
    assert str(refusal.value)
    return refusal.value


class TestRegisterWorkshop:
    def _register(self, depot: Depot, by: str = "putri", **details: object) -> Workshop:
        return registering.register_workshop(
            details={**WORKSHOP, **details}, by=depot.person(by), at=NOW
        )

    def test_keeps_what_was_typed_in_its_kept_form(self, depot: Depot) -> None:
        made = self._register(
            depot, npwp="00.1234567.8901-000", nib="9120001234567", whatsapp="0812 3456 7890"
        )
        assert (made.code, made.name) == ("W0009", "CV Logam Contoh")
        assert (made.npwp, made.whatsapp) == ("0012345678901000", "+6281234567890")
        assert made.center == depot.center

    def test_names_every_wrong_field_at_once(self, depot: Depot) -> None:
        error = _refused(
            lambda: self._register(
                depot,
                name="",
                trade="salon",
                npwp="12",
                nib="x",
                whatsapp="1",
                email="a@",
                colour=1,
            ),
            "details_invalid",
        )
        assert {fault.field: fault.code for fault in error.faults} == {
            "colour": "unknown_field",
            "name": "blank",
            "trade": "unknown_choice",
            "whatsapp": "not_a_phone",
            "email": "not_an_email",
            "npwp": "wrong_length",
            "nib": "not_digits",
        }
        assert not Workshop.objects.filter(code="W0009").exists()

    def test_refuses_a_code_that_is_taken(self, depot: Depot) -> None:
        error = _refused(lambda: self._register(depot, code="w0001"), "code_taken")
        assert error.field == "code"

    @pytest.mark.parametrize("code", ["A/1", "../x", "A?", "Ä1", "x" * 13])
    def test_refuses_what_can_be_no_code(self, depot: Depot, code: str) -> None:
        _refused(lambda: self._register(depot, code=code), "details_invalid")

    def test_leaves_credit_to_finance(self, depot: Depot) -> None:
        _refused(lambda: self._register(depot, credit_limit=1), "only_finance_sets_this")
        made = self._register(depot, by="fajar", credit_limit="25.000.000")
        assert made.credit_limit == 25_000_000

    @pytest.mark.parametrize("name", ["wati", "agus", "sari"])
    def test_is_refused_to_other_roles(self, depot: Depot, name: str) -> None:
        _refused(lambda: self._register(depot, by=name), "wrong_role")


class TestChangeWorkshop:
    def _change(self, depot: Depot, by: str = "putri", **details: object) -> Workshop:
        return registering.change_workshop(
            code="W0001", details=details, by=depot.person(by), at=NOW
        )

    def test_changes_what_is_given_and_nothing_else(self, depot: Depot) -> None:
        changed = self._change(depot, cluster="LIK Takaru", tier_one_partner="PT Contoh")
        assert (changed.cluster, changed.tier_one_partner) == ("LIK Takaru", "PT Contoh")
        assert (changed.name, changed.credit_limit) == ("Bengkel Contoh W0001", 50_000_000)

    def test_writes_down_what_it_was(self, depot: Depot) -> None:
        self._change(depot, by="fajar", credit_limit=0)
        entry = AuditEntry.objects.get(action="workshop.changed")
        assert entry.data["fields"] == {"credit_limit": {"was": 50_000_000, "is": 0}}

    def test_writes_nothing_down_when_nothing_changes(self, depot: Depot) -> None:
        self._change(depot, credit_limit=50_000_000, trade="press")
        assert not AuditEntry.objects.exists()

    def test_leaves_credit_to_finance(self, depot: Depot) -> None:
        _refused(lambda: self._change(depot, credit_limit=0), "only_finance_sets_this")
        _refused(lambda: self._change(depot, by="fajar", credit_limit=-1), "details_invalid")

    def test_never_changes_a_code(self, depot: Depot) -> None:
        _refused(lambda: self._change(depot, code="W0100"), "details_invalid")

    def test_is_not_there_for_strangers(self, depot: Depot, stranger: Depot) -> None:
        depot.workshops["W0001"].code = "W0501"
        depot.workshops["W0001"].save()
        with pytest.raises(Missing):
            registering.change_workshop(
                code="W0501", details={"name": "x"}, by=stranger.person("sinta"), at=NOW
            )


class TestSuppliers:
    def test_are_registered_and_changed(self, depot: Depot) -> None:
        by = depot.person("putri")
        made = registering.register_supplier(details=SUPPLIER, by=by, at=NOW)
        assert (made.code, made.lead_time_days, made.payment_terms_days) == ("S09", 14, 30)
        registering.change_supplier(code="S09", details={"lead_time_days": 21}, by=by, at=NOW)
        assert Supplier.objects.get(code="S09").lead_time_days == 21

    def test_name_every_wrong_field_at_once(self, depot: Depot) -> None:
        details = {"code": "", "name": "", "lead_time_days": "x", "is_active": "ya"}
        error = _refused(
            lambda: registering.register_supplier(
                details=details, by=depot.person("putri"), at=NOW
            ),
            "details_invalid",
        )
        assert {fault.field for fault in error.faults} == {
            "code",
            "name",
            "lead_time_days",
            "lead_time_spread_days",
            "is_active",
        }

    def test_settle_on_receipt_only_by_finance(self, depot: Depot) -> None:
        def change(name: str) -> object:
            return registering.change_supplier(
                code="S01", details={"settles_on_receipt": True}, by=depot.person(name), at=NOW
            )

        _refused(lambda: change("putri"), "only_finance_sets_this")
        change("fajar")
        assert Supplier.objects.get(code="S01").settles_on_receipt

    @pytest.mark.parametrize("name", ["wati", "agus"])
    def test_are_refused_to_other_roles(self, depot: Depot, name: str) -> None:
        _refused(
            lambda: registering.register_supplier(details=SUPPLIER, by=depot.person(name), at=NOW),
            "wrong_role",
        )


class TestInviteBuyer:
    def _invite(self, depot: Depot, by: str = "putri", **details: object) -> User:
        return inviting.invite_buyer(
            workshop_code="W0001", details={**BUDI, **details}, by=depot.person(by), at=NOW
        )

    def test_makes_an_account_without_a_password(self, depot: Depot) -> None:
        user = self._invite(depot)
        assert (user.username, user.get_full_name()) == ("budi", "Budi Santoso")
        assert not user.has_usable_password()
        assert user.whatsapp == "+6281234567890"
        assert set(user.memberships.values_list("role", flat=True)) == {"buyer"}
        assert user.buys_for.get().workshop == depot.workshops["W0001"]
        assert not Job.objects.exists()

    def test_mails_a_link_in_the_persons_language(self, depot: Depot, postbox: Postbox) -> None:
        self._invite(depot, email="budi@example.id")
        jobs.run_due()
        (message,) = postbox.to("budi@example.id")
        assert "http://testserver/account/password/reset/key/" in message.get_content()

    def test_joins_an_account_that_has_the_address(self, depot: Depot, postbox: Postbox) -> None:
        rudi = depot.users["rudi"]
        found = self._invite(depot, email=rudi.email.upper(), username="other")
        assert found == rudi
        assert WorkshopBuyer.objects.filter(user=rudi).count() == 2
        jobs.run_due()
        (message,) = postbox.to(rudi.email)
        assert "/key/" not in message.get_content()

    def test_does_it_again_without_a_second_row(self, depot: Depot) -> None:
        self._invite(depot, email="budi@example.id")
        self._invite(depot, email="budi@example.id")
        assert WorkshopBuyer.objects.filter(user__username="budi").count() == 1

    @pytest.mark.parametrize(
        ("details", "code"),
        [
            ({"username": "wati"}, "username_taken"),
            ({"username": "B D"}, "details_invalid"),
            ({"name": ""}, "details_invalid"),
            ({"email": "x"}, "details_invalid"),
        ],
    )
    def test_says_what_is_wrong(self, depot: Depot, details: dict[str, Any], code: str) -> None:
        _refused(lambda: self._invite(depot, **details), code)
        assert not User.objects.filter(username="budi").exists()

    def test_is_not_a_clerks_and_not_a_buyers(self, depot: Depot) -> None:
        _refused(lambda: self._invite(depot, by="wati"), "wrong_role")
        _refused(lambda: self._invite(depot, by="sari"), "not_found")

    def test_is_taken_back_with_the_role(self, depot: Depot) -> None:
        inviting.remove_buyer(
            workshop_code="W0001", username="sari", by=depot.person("putri"), at=NOW
        )
        assert not depot.users["sari"].memberships.exists()
        with pytest.raises(Missing):
            inviting.remove_buyer(
                workshop_code="W0001", username="sari", by=depot.person("putri"), at=NOW
            )

    def test_keeps_the_role_for_another_workshop(self, depot: Depot) -> None:
        WorkshopBuyer.objects.create(workshop=depot.workshops["W0002"], user=depot.users["sari"])
        inviting.remove_buyer(
            workshop_code="W0001", username="sari", by=depot.person("putri"), at=NOW
        )
        assert depot.person("sari").workshop_ids == {depot.workshops["W0002"].pk}


class TestInvitePerson:
    def test_gives_several_roles(self, depot: Depot) -> None:
        user = inviting.invite_person(
            details=BUDI, roles=["clerk", "finance"], by=depot.person("sinta"), at=NOW
        )
        assert set(user.memberships.values_list("role", flat=True)) == {"clerk", "finance"}

    @pytest.mark.parametrize("roles", [[], ["buyer"], ["king"], ["clerk", "buyer"]])
    def test_asks_for_roles_of_the_center(self, depot: Depot, roles: list[str]) -> None:
        _refused(
            lambda: inviting.invite_person(
                details=BUDI, roles=roles, by=depot.person("sinta"), at=NOW
            ),
            "role_needed",
        )

    @pytest.mark.parametrize("name", ["putri", "fajar", "wati", "agus", "sari"])
    def test_is_the_supervisors(self, depot: Depot, name: str) -> None:
        _refused(
            lambda: inviting.invite_person(
                details=BUDI, roles=["clerk"], by=depot.person(name), at=NOW
            ),
            "wrong_role",
        )


class TestMakeSignInLink:
    def _link(self, depot: Depot, username: str, by: str = "sinta") -> str:
        return inviting.make_sign_in_link(username=username, by=depot.person(by), at=NOW)

    def test_opens_staff_to_a_supervisor_and_buyers_to_who_invites_them(self, depot: Depot) -> None:
        assert "/key/" in self._link(depot, "wati")
        assert "/key/" in self._link(depot, "sari", by="putri")
        _refused(lambda: self._link(depot, "wati", by="putri"), "wrong_role")
        assert AuditEntry.objects.filter(action="person.link_made").count() == 2

    def test_never_opens_a_supervisor_or_the_sites_administration(self, depot: Depot) -> None:
        _refused(lambda: self._link(depot, "sinta"), "link_not_yours")
        User.objects.filter(username="wati").update(is_superuser=True)
        _refused(lambda: self._link(depot, "wati"), "link_not_yours")

    def test_never_opens_an_account_of_another_center(self, depot: Depot, stranger: Depot) -> None:
        Membership.objects.create(center=stranger.center, user=depot.users["wati"], role=Role.CLERK)
        _refused(lambda: self._link(depot, "wati"), "link_not_yours")

    def test_is_not_there_for_strangers_and_buyers(self, depot: Depot, stranger: Depot) -> None:
        for by in (stranger.person("sinta"), depot.person("sari")):
            with pytest.raises(Missing):
                inviting.make_sign_in_link(username="rudi", by=by, at=NOW)

    def test_is_not_there_for_a_closed_account(self, depot: Depot) -> None:
        User.objects.filter(username="wati").update(is_active=False)
        _refused(lambda: self._link(depot, "wati"), "not_found")


class TestRoles:
    def _grant(self, depot: Depot, username: str, role: str, by: str = "sinta") -> None:
        granting.grant_role(username=username, role=role, by=depot.person(by), at=NOW)

    def _revoke(self, depot: Depot, username: str, role: str, by: str = "sinta") -> None:
        granting.revoke_role(username=username, role=role, by=depot.person(by), at=NOW)

    def test_are_given_and_taken(self, depot: Depot) -> None:
        self._grant(depot, "wati", "finance")
        self._grant(depot, "wati", "finance")
        assert depot.person("wati").roles == {"clerk", "finance"}
        self._revoke(depot, "wati", "finance")
        assert depot.person("wati").roles == {"clerk"}
        assert AuditEntry.objects.filter(action="role.granted").count() == 1

    def test_are_never_the_last_supervisors(self, depot: Depot) -> None:
        _refused(lambda: self._revoke(depot, "sinta", "supervisor"), "last_supervisor")
        self._grant(depot, "wati", "supervisor")
        User.objects.filter(username="wati").update(is_active=False)
        _refused(lambda: self._revoke(depot, "sinta", "supervisor"), "last_supervisor")
        User.objects.filter(username="wati").update(is_active=True)
        self._revoke(depot, "sinta", "supervisor")
        assert not depot.users["sinta"].memberships.exists()

    def test_of_buyers_come_with_their_workshop(self, depot: Depot) -> None:
        _refused(lambda: self._grant(depot, "wati", "buyer"), "role_unknown")
        _refused(lambda: self._revoke(depot, "sari", "buyer"), "role_unknown")
        _refused(lambda: self._revoke(depot, "wati", "finance"), "not_found")

    def test_are_the_supervisors_to_give(self, depot: Depot) -> None:
        for name in ("putri", "fajar", "wati", "agus"):
            _refused(partial(self._grant, depot, "wati", "finance", by=name), "wrong_role")
        _refused(lambda: self._grant(depot, "wati", "finance", by="sari"), "not_found")

    def test_are_looked_at_again_under_the_lock(self, depot: Depot) -> None:
        sinta = depot.person("sinta")
        self._grant(depot, "putri", "supervisor")
        self._revoke(depot, "sinta", "supervisor", by="putri")
        with pytest.raises(WrongRole):
            granting.grant_role(username="wati", role="finance", by=sinta, at=NOW)

    def test_of_strangers_are_not_there(self, depot: Depot, stranger: Depot) -> None:
        with pytest.raises(Missing):
            granting.grant_role(
                username="wati", role="finance", by=stranger.person("sinta"), at=NOW
            )


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
        _refused(lambda: self._mint(depot, None, **fields), code)
        assert not ApiToken.objects.exists()

    def test_is_a_persons_act(self, depot: Depot) -> None:
        _refused(lambda: self._mint(depot, by=depot.person("putri")), "wrong_role")
        machine = Person(center_id=depot.center.pk, roles=frozenset({"supervisor"}), token_id=1)
        _refused(lambda: self._mint(depot, by=machine), "only_people_make_tokens")

    def test_ends_when_it_is_revoked(self, depot: Depot, stranger: Depot) -> None:
        token, secret = self._mint(depot)
        with pytest.raises(Missing):
            minting.revoke_token(token_id=token.pk, by=stranger.person("sinta"), at=NOW)
        minting.revoke_token(token_id=token.pk, by=depot.person("sinta"), at=NOW)
        assert person_of_token(secret) is None
        _refused(
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
        _refused(
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


def test_details_may_be_numbers_or_text(depot: Depot) -> None:
    with pytest.raises(DetailsRefused) as refusal:
        registering.register_supplier(
            details={**SUPPLIER, "lead_time_days": 1.5}, by=depot.person("putri"), at=NOW
        )
    assert [fault.code for fault in refusal.value.faults] == ["not_whole"]
