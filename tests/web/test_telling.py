"""The pages and routes on which somebody chooses how to be told."""

from collections.abc import Callable
from typing import Any

from django.test import Client

from materialcenter.models import Channel
from materialcenter.services.telling import choosing
from tests.cast import Depot
from tests.told import connected

SignIn = Callable[[Depot, str], Client]
PAGE = "/settings/notices/"
KEY = {"Idempotency-Key": "a"}


class TestTellingPage:
    def test_shows_and_keeps_the_choice(
        self, depot: Depot, sign_in: SignIn, django_assert_num_queries: Any
    ) -> None:
        client, person = sign_in(depot, "wati"), depot.person("wati")
        kinds = [kind.name for kind in choosing.kinds_to_choose(person)]
        connected(depot, "wati", "gudang-tegal")
        with django_assert_num_queries(7):  # the shell's four, settings, ways, channels
            page = client.get(PAGE).content.decode()
        assert all(f'name="way.{kind}"' in page for kind in kinds)
        assert "gudang-tegal" not in page
        sent = {"once": "a", "quiet_from": "22:15", "quiet_until": "05:00"}
        ways = {f"way.{kind}": "digest" for kind in kinds}
        answer = client.post(PAGE, {**sent, **ways})
        assert (answer.status_code, answer["Location"]) == (302, PAGE)
        kept = choosing.chosen_by(person)
        assert (kept.by_mail, f"{kept.quiet_from:%H:%M}") == (False, "22:15")
        assert set(kept.ways.values()) == {"digest"}
        refused = client.post(PAGE, {**sent, **ways, "quiet_from": "late", "once": "b"})
        assert refused.status_code == 422

    def test_connects_confirms_tries_and_removes(self, depot: Depot, sign_in: SignIn) -> None:
        client = sign_in(depot, "sari")
        typed = {"once": "a", "notifier": "ntfy", "address": "x", "label": ""}
        assert client.post(f"{PAGE}channels/new/", typed).status_code == 422
        answer = client.post(f"{PAGE}channels/new/", {**typed, "address": "bengkel-sari"})
        made = Channel.objects.get()
        here = f"{PAGE}channels/{made.pk}/"
        assert answer["Location"] == here
        assert client.post(here, {"code": "x"}).status_code == 422
        made.refresh_from_db()
        assert made.wrong_codes == 1
        assert client.post(here, {"code": made.code})["Location"] == PAGE
        assert client.post(f"{here}test/", {"once": "t"})["Location"] == here
        Channel.objects.update(error="Failed to send ntfy notification: 403")
        assert "notification: 403" in client.get(here).content.decode()
        assert client.post(f"{here}remove/", {"once": "r"})["Location"] == PAGE
        assert client.get(here).status_code == 404


class TestTellingApi:
    def test_shows_and_keeps_the_choice(self, depot: Depot, sign_in: SignIn) -> None:
        client = sign_in(depot, "sari")
        shown = client.get("/api/v1/me/telling").json()
        name = shown["ways"][0]["name"]
        wanted = {
            "by_mail": False,
            "quiet_from": "21:00:00",
            "quiet_until": "21:00:00",
            "ways": [{"name": name, "way": "app"}],
        }
        kept = client.put("/api/v1/me/telling", wanted, content_type="application/json").json()
        assert kept == client.get("/api/v1/me/telling").json()
        assert kept["ways"][0] | {"label": ""} == {"name": name, "label": "", "way": "app"}
        assert (kept["by_mail"], kept["quiet_until"]) == (False, "21:00:00")
        wanted["ways"] = [{"name": name, "way": "loud"}]
        refused = client.put("/api/v1/me/telling", wanted, content_type="application/json")
        assert (refused.status_code, refused.json()["code"]) == (422, "telling_invalid")

    def test_connects_confirms_tries_and_removes(self, depot: Depot, sign_in: SignIn) -> None:
        client, channels = sign_in(depot, "sari"), "/api/v1/me/channels"
        typed = {"notifier": "ntfy", "address": "bengkel-sari", "label": "HP"}
        for _again in range(2):
            made = client.post(channels, typed, content_type="application/json", headers=KEY)
            assert made.status_code == 201
        (row,) = client.get(channels).json()["items"]
        assert (row["end"], row["label"], row["confirmed_at"]) == ("…sari", "HP", None)
        here, code = f"{channels}/{row['id']}", {"code": Channel.objects.get().code}
        wrong = client.post(f"{here}/confirm", {"code": "x"}, content_type="application/json")
        assert (wrong.status_code, wrong.json()["code"]) == (422, "channel_code_wrong")
        assert Channel.objects.get().wrong_codes == 1
        assert client.post(f"{here}/test").json()["code"] == "channel_not_confirmed"
        sent = client.post(f"{here}/confirm", code, content_type="application/json")
        assert sent.status_code == 204
        assert client.post(f"{here}/test").status_code == 204
        assert client.delete(here).status_code == 204
        assert client.delete(here).status_code == 404
