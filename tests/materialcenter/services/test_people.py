"""Buyers, staff, their links and their roles: what the acts do and refuse."""

from functools import partial
from typing import Any

import pytest

from materialcenter import jobs
from materialcenter.access import WrongRole
from materialcenter.errors import Missing
from materialcenter.models import (
    AuditEntry,
    Job,
    Membership,
    Role,
    User,
    WorkshopBuyer,
)
from materialcenter.services import granting, inviting
from tests.cast import NOW, Depot
from tests.harness.mail import Postbox
from tests.materialcenter.refusals import refused

pytestmark = pytest.mark.django_db

BUDI = {"name": "Budi Santoso", "username": "Budi", "email": "", "whatsapp": "0812-3456-7890"}


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
        refused(lambda: self._invite(depot, **details), code)
        assert not User.objects.filter(username="budi").exists()

    def test_is_not_a_clerks_and_not_a_buyers(self, depot: Depot) -> None:
        refused(lambda: self._invite(depot, by="wati"), "wrong_role")
        refused(lambda: self._invite(depot, by="sari"), "not_found")

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
        refused(
            lambda: inviting.invite_person(
                details=BUDI, roles=roles, by=depot.person("sinta"), at=NOW
            ),
            "role_needed",
        )

    @pytest.mark.parametrize("name", ["putri", "fajar", "wati", "agus", "sari"])
    def test_is_the_supervisors(self, depot: Depot, name: str) -> None:
        refused(
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
        refused(lambda: self._link(depot, "wati", by="putri"), "wrong_role")
        assert AuditEntry.objects.filter(action="person.link_made").count() == 2

    def test_never_opens_a_supervisor_or_the_sites_administration(self, depot: Depot) -> None:
        refused(lambda: self._link(depot, "sinta"), "link_not_yours")
        User.objects.filter(username="wati").update(is_superuser=True)
        refused(lambda: self._link(depot, "wati"), "link_not_yours")

    def test_never_opens_an_account_of_another_center(self, depot: Depot, stranger: Depot) -> None:
        Membership.objects.create(center=stranger.center, user=depot.users["wati"], role=Role.CLERK)
        refused(lambda: self._link(depot, "wati"), "link_not_yours")

    def test_is_not_there_for_strangers_and_buyers(self, depot: Depot, stranger: Depot) -> None:
        for by in (stranger.person("sinta"), depot.person("sari")):
            with pytest.raises(Missing):
                inviting.make_sign_in_link(username="rudi", by=by, at=NOW)

    def test_is_not_there_for_a_closed_account(self, depot: Depot) -> None:
        User.objects.filter(username="wati").update(is_active=False)
        refused(lambda: self._link(depot, "wati"), "not_found")


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
        refused(lambda: self._revoke(depot, "sinta", "supervisor"), "last_supervisor")
        self._grant(depot, "wati", "supervisor")
        User.objects.filter(username="wati").update(is_active=False)
        refused(lambda: self._revoke(depot, "sinta", "supervisor"), "last_supervisor")
        User.objects.filter(username="wati").update(is_active=True)
        self._revoke(depot, "sinta", "supervisor")
        assert not depot.users["sinta"].memberships.exists()

    def test_of_buyers_come_with_their_workshop(self, depot: Depot) -> None:
        refused(lambda: self._grant(depot, "wati", "buyer"), "role_unknown")
        refused(lambda: self._revoke(depot, "sari", "buyer"), "role_unknown")
        refused(lambda: self._revoke(depot, "wati", "finance"), "not_found")

    def test_are_the_supervisors_to_give(self, depot: Depot) -> None:
        for name in ("putri", "fajar", "wati", "agus"):
            refused(partial(self._grant, depot, "wati", "finance", by=name), "wrong_role")
        refused(lambda: self._grant(depot, "wati", "finance", by="sari"), "not_found")

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
