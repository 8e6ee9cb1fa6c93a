"""The admin: for setting up, behind a second factor."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.test import Client

from materialcenter.models import User
from tests.cast import Depot

pytestmark = pytest.mark.django_db


@pytest.fixture
def root() -> User:
    return User.objects.create_superuser("root", "root@example.id", "besi-as-12mm")


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    return client


class TestAdmin:
    def test_lets_nobody_in_by_a_password_alone(self, root: User) -> None:
        answer = _signed_in(root).get("/admin/", follow=True)
        assert answer.redirect_chain[-1][0] == "/account/2fa/"

    def test_shows_no_form_of_its_own(self, root: User) -> None:
        fields = {"username": "root", "password": "besi-as-12mm"}
        answer = Client().post("/admin/login/?next=/admin/", fields)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/account/login/")
        client = _signed_in(root)
        client.post("/admin/login/", fields)
        assert client.get("/admin/").status_code == 302

    def test_lets_a_superuser_in_with_a_second_factor(self, root: User) -> None:
        Authenticator.objects.create(user=root, type="totp", data={"secret": "x"})
        assert _signed_in(root).get("/admin/").status_code == 200

    def test_lets_a_superuser_in_to_the_demo(self, root: User, settings: Any) -> None:
        settings.DEMO = True
        assert _signed_in(root).get("/admin/").status_code == 200

    @pytest.mark.parametrize("name", ["sinta", "agus", "sari"])
    def test_refuses_everybody_else(self, depot: Depot, name: str, settings: Any) -> None:
        settings.DEMO = True
        user = depot.users[name]
        user.is_staff = True
        user.save(update_fields=["is_staff"])
        assert _signed_in(user).get("/admin/", follow=True).status_code == 403

    def test_holds_set_up_only(self) -> None:
        ours = {
            model.__name__
            for model in admin.site._registry
            if model._meta.app_label in {"materialcenter", "inventory", "orders"}
        }
        assert ours == {
            "Center",
            "Grade",
            "MatchLimits",
            "Material",
            "Membership",
            "Place",
            "Supplier",
            "User",
            "Workshop",
        }

    def test_opens_every_page(self, root: User, depot: Depot, settings: Any) -> None:
        settings.DEMO = True
        client = _signed_in(root)
        for model in admin.site._registry:
            if model._meta.app_label not in {"materialcenter", "inventory"}:
                continue
            address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
            assert client.get(address).status_code == 200, address
            row = model._default_manager.first()
            assert row is not None
            assert client.get(f"{address}{row.pk}/change/").status_code == 200, address
