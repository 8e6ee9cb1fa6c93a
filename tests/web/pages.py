"""What tests of pages do alike."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse
from django.test import Client

from materialcenter.web import form_token
from tests.cast import Depot

SignIn = Callable[[Depot, str], Client]


def send(client: Client, address: str, fields: Mapping[str, Any] | None = None) -> Any:
    """Send a form as its page would, with a fresh `once`."""
    return client.post(address, {"once": form_token(), **(fields or {})})


def text_of(answer: HttpResponse | Any) -> str:
    """Return a page's text."""
    return str(answer.content.decode())
