"""Notices go to browsers: encrypted, signed, to known push services, until one is gone."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from py_vapid import Vapid02

from materialcenter import jobs
from materialcenter.embedded.secret import local_push_key
from materialcenter.errors import DomainError
from materialcenter.models import Channel, Delivery, Notice, Preference
from materialcenter.rules.browsers import browser_name
from materialcenter.services.telling import sending, web_push
from materialcenter.services.telling.connecting_browsers import connect_browser
from materialcenter.services.telling.notifiers import Gone, NotDelivered
from tests.cast import NOW, Depot
from tests.forms import forms_of
from tests.harness.push_service import PushService
from tests.told import told, wants

SignIn = Callable[[Depot, str], Client]
KNOWN = "https://fcm.googleapis.com/fcm/send/abc"


@pytest.fixture
def service(settings: Any) -> Iterator[PushService]:
    """Give the site one more push service, on this machine."""
    made = PushService()
    made.start()
    settings.PUSH_HOSTS = [*settings.PUSH_HOSTS, made.origin]
    yield made
    made.stop()


def connect(depot: Depot, name: str, subscription: str) -> Channel:
    person = depot.person(name)
    return connect_browser(subscription=subscription, label="", by=person, at=NOW)


def tell_and_send(depot: Depot, name: str) -> Delivery:
    """Tell somebody something and do what beat and a worker do."""
    wants(depot, name, Preference.Way.NOW)
    told(depot, name, path="/orders/SO-1/")
    with time_machine.travel(NOW, tick=False):
        sending.take_due(at=NOW)
        jobs.run_due(at=NOW)
    return Delivery.objects.exclude(channel=None).latest("pk")


class TestPush:
    def test_sends_what_the_browser_alone_can_read_signed_by_the_site(
        self, service: PushService
    ) -> None:
        subscription = web_push.check_subscription(service.subscription())
        web_push.push(subscription, "Pesanan siap", "Ambil “besok” " * 400, "/orders/SO-1/")
        ((path, headers, body),) = service.arrived
        assert path == "/ponsel"
        assert headers["ttl"] == str(24 * 3600)
        assert headers["content-encoding"] == "aes128gcm"
        assert len(body) <= 4096
        assert b"Pesanan" not in body
        assert headers["authorization"].startswith("vapid t=")
        assert headers["authorization"].endswith(f"k={web_push.public_key()}")
        assert Vapid02.verify(headers["authorization"])
        claims = headers["authorization"].split("t=")[1].split(".")[1]
        assert service.origin in web_push._bytes(claims).decode()
        message = service.read()
        assert (message["title"], message["url"]) == ("Pesanan siap", "/orders/SO-1/")
        assert message["body"].startswith("Ambil “besok” Ambil")

    @pytest.mark.parametrize(
        ("status", "refusal"), [(404, Gone), (410, Gone), (429, NotDelivered), (503, NotDelivered)]
    )
    def test_says_why_it_was_not_taken(
        self, service: PushService, status: int, refusal: type[NotDelivered]
    ) -> None:
        service.status = status
        with pytest.raises(refusal) as caught:
            web_push.push(service.subscription(), "Kabar", "", "/")
        assert type(caught.value) is refusal
        assert len(str(caught.value)) > 20

    def test_follows_nobody_elsewhere_and_goes_to_no_host_that_was_taken_off_the_list(
        self, service: PushService, settings: Any
    ) -> None:
        service.status, service.location = 307, f"{service.origin}/inside"
        with pytest.raises(NotDelivered):
            web_push.push(service.subscription(), "Kabar", "", "/")
        assert [path for path, *_rest in service.arrived] == ["/ponsel"]
        settings.PUSH_HOSTS = ["fcm.googleapis.com"]
        with pytest.raises(NotDelivered):
            web_push.push(service.subscription(), "Kabar", "", "/")
        assert len(service.arrived) == 1

    def test_says_that_nobody_answers(self, service: PushService) -> None:
        service.stop()
        try:
            with pytest.raises(NotDelivered):
                web_push.push(service.subscription(), "Kabar", "", "/")
        finally:
            service.start = lambda: None  # type: ignore[method-assign]


class TestCheckSubscription:
    @pytest.mark.parametrize(
        "endpoint",
        [
            KNOWN,
            "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
            "https://web.push.apple.com/QGa",
            "https://sg2p.notify.windows.com/w/?token=BQ%2b",
        ],
    )
    def test_takes_the_known_push_services(self, endpoint: str, service: PushService) -> None:
        kept = json.loads(web_push.check_subscription(service.subscription(endpoint=endpoint)))
        assert kept["endpoint"] == endpoint
        assert set(kept) == {"endpoint", "keys"}

    @pytest.mark.parametrize(
        "endpoint",
        [
            "http://fcm.googleapis.com/a",
            "https://169.254.169.254/latest",
            "https://localhost/a",
            "https://notify.windows.com.example.id/a",
            "https://evilnotify.windows.com/a",
            "https://fcm.googleapis.com:8443/a",
            "https://fcm.googleapis.com.example.id/a",
        ],
    )
    def test_refuses_other_hosts(self, endpoint: str, service: PushService) -> None:
        with pytest.raises(web_push.PushHostUnknown) as caught:
            web_push.check_subscription(service.subscription(endpoint=endpoint))
        assert caught.value.code == "push_host_unknown"

    @pytest.mark.parametrize(
        "more",
        [
            {"endpoint": "https://user@fcm.googleapis.com/a"},
            {"endpoint": "https://example.id\\.notify.windows.com/a"},
            {"endpoint": "https://fcm.googleapis.com/a\nb"},
            {"endpoint": "https://fcm.googleapis.com/" + "a" * 2000},
            {"endpoint": "file:///etc/passwd"},
            {"endpoint": 7},
            {"keys": {}},
            {"keys": None},
            {"keys": {"p256dh": "AAAA", "auth": "AAAA"}},
            {"keys": {"p256dh": "B" + "A" * 86, "auth": "c2l4dGVlbiBieXRlcyBvaw"}},
        ],
    )
    def test_refuses_what_no_browser_writes(
        self, more: dict[str, Any], service: PushService
    ) -> None:
        with pytest.raises(web_push.SubscriptionUnfit):
            web_push.check_subscription(service.subscription(**more))
        for text in ("", "x", "[]", "null", "\x00"):
            with pytest.raises(web_push.SubscriptionUnfit):
                web_push.check_subscription(text)


@pytest.mark.django_db
class TestConnectBrowser:
    def test_tells_on_it_from_then_on_and_opens_the_page(
        self, depot: Depot, service: PushService
    ) -> None:
        made = connect(depot, "sari", service.subscription())
        assert connect(depot, "sari", service.subscription()) == made
        assert tell_and_send(depot, "sari").sent_at == NOW
        assert service.read() == {
            "title": "Kabar 1",
            "body": "Isi kabar.",
            "url": "/orders/SO-1/",
        }

    def test_closes_it_when_the_browser_is_gone_and_says_so(
        self, depot: Depot, service: PushService
    ) -> None:
        made = connect(depot, "sari", service.subscription())
        service.status = 410
        assert tell_and_send(depot, "sari").gave_up_at == NOW
        made.refresh_from_db()
        assert made.retired_at == NOW
        assert Notice.objects.filter(user=depot.users["sari"]).count() == 2
        service.status = 201
        again = connect(depot, "sari", service.subscription())
        assert (again.retired_at, Channel.objects.count()) == (None, 1)

    def test_belongs_to_who_connected_it_last(self, depot: Depot, service: PushService) -> None:
        before = connect(depot, "sari", service.subscription())
        connect(depot, "rudi", service.subscription())
        before.refresh_from_db()
        assert before.retired_at == NOW
        tell_and_send(depot, "rudi")
        assert len(service.arrived) == 1

    def test_refuses_a_sixth_way_a_machine_and_a_site_without_a_key(
        self, depot: Depot, service: PushService, settings: Any
    ) -> None:
        for n in range(5):
            connect(depot, "sari", service.subscription(f"p{n}"))
        refused = []
        for name, key in (("sari", settings.VAPID_PRIVATE_KEY), ("rudi", "")):
            settings.VAPID_PRIVATE_KEY = key
            with pytest.raises(DomainError) as caught:
                connect(depot, name, service.subscription("p6"))
            refused.append(caught.value.code)
        assert refused == ["channels_too_many", "notifier_unknown"]
        assert Channel.objects.count() == 5

    def test_is_one_button_of_the_page_and_one_call_of_the_api(
        self, depot: Depot, service: PushService, sign_in: SignIn
    ) -> None:
        sari = sign_in(depot, "sari")
        page = sari.get(reverse("telling")).content.decode()
        assert f'data-key="{web_push.public_key()}"' in page
        assert 'data-worker="/push-worker.js"' in page
        agent = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) Chrome/140.0 Mobile Safari/537.36"}
        (form,) = (one for one in forms_of(page) if one.action == reverse("browser_connect"))
        sent = form.sent(subscription=service.subscription())
        answer = sari.post(form.action, sent, headers=agent)
        assert answer.headers["Location"] == reverse("telling")
        assert Channel.objects.get().label == "Chrome, Android"
        body = {"subscription": json.loads(service.subscription("laptop")), "label": "Laptop"}
        made = sari.post(
            "/api/v1/me/browsers",
            body,
            content_type="application/json",
            headers={"Idempotency-Key": "satu"},
        )
        assert (made.status_code, made.json()["label"]) == (201, "Laptop")
        assert sari.get("/api/v1/me/browsers").json() == {"public_key": web_push.public_key()}
        shown = sari.get(reverse("telling")).content.decode()
        assert service.origin not in shown

    def test_is_not_offered_without_a_key(
        self, depot: Depot, sign_in: SignIn, settings: Any
    ) -> None:
        settings.VAPID_PRIVATE_KEY = ""
        page = sign_in(depot, "sari").get(reverse("telling")).content.decode()
        assert "data-web-push" not in page

    def test_gives_its_worker_to_every_browser_under_one_address(self, client: Client) -> None:
        answer = client.get(reverse("push_worker"))
        assert answer.headers["Content-Type"].startswith("text/javascript")
        assert "no-store" in answer.headers["Cache-Control"]
        assert b"showNotification" in answer.content


class TestPushKey:
    def test_is_made_once_and_kept_to_its_owner(self, tmp_path: Any) -> None:
        key = local_push_key(tmp_path / "data")
        assert local_push_key(tmp_path / "data") == key
        assert (tmp_path / "data/push_key").stat().st_mode & 0o777 == 0o600
        assert len(web_push._public_key(key)) == 87


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (Linux; Android 14) SamsungBrowser/25 Chrome/121",
            "Samsung Internet, Android",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537 Edg/140", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18 Safari/604", "Safari, iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140) Gecko Firefox/140.0", "Firefox, Linux"),
        ("curl/8", ""),
    ],
)
def test_a_browser_is_named_by_what_it_calls_itself(agent: str, name: str) -> None:
    assert browser_name(agent) == name
