"""Calling the API in tests as a browser or a machine would."""

import json
from collections.abc import Callable
from typing import Any

from django.test import Client

from tests.cast import Depot

SignIn = Callable[[Depot, str], Client]


def post(client: Client, path: str, body: dict[str, Any] | None = None, **headers: str) -> Any:
    """Send a JSON body to a route."""
    return client.post(
        f"/api/v1{path}",
        json.dumps(body or {}),
        content_type="application/json",
        headers=headers,
    )


def get(client: Client, path: str) -> Any:
    """Read a route."""
    return client.get(f"/api/v1{path}")
