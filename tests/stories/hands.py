"""Hands on the API: somebody signed in, or a machine with a token; every answer is looked at."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

API = "/api/v1"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(frozen=True)
class Hand:
    """Whoever calls the API; a call that is refused fails the test."""

    client: Client

    def get(self, path: str, **query: Any) -> Any:
        """Read something."""
        answer = self.client.get(f"{API}{path}", query)
        assert answer.status_code == 200, f"GET {path}: {answer.content.decode()}"
        return answer.json()

    def all(self, path: str, **query: Any) -> list[Any]:
        """Read a whole list, cursor by cursor."""
        items: list[Any] = []
        cursor = ""
        while True:
            page = self.get(path, cursor=cursor, **query)
            items += page["items"]
            cursor = page["next_cursor"]
            if not cursor:
                return items

    def paper(self, path: str) -> bytes:
        """Fetch a document, which must be a PDF."""
        answer = self.client.get(f"{API}{path}")
        assert answer.status_code == 200, f"GET {path}: {answer.status_code}"
        content = answer.getvalue()
        assert content.startswith(b"%PDF-")
        return content

    def post(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Do something, each call with an Idempotency-Key of its own."""
        answer = self._post(path, body)
        assert answer.status_code in (200, 201), f"POST {path}: {answer.content.decode()}"
        return answer.json()

    def refused(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Try something that must be refused; return the problem."""
        answer = self._post(path, body)
        assert answer.status_code >= 400, f"POST {path} was not refused"
        assert answer["Content-Type"] == "application/problem+json"
        return answer.json()

    def change(self, method: str, path: str, body: Mapping[str, Any]) -> Any:
        """PUT or PATCH something."""
        answer = self.client.generic(
            method, f"{API}{path}", _json(body), content_type="application/json"
        )
        assert answer.status_code == 200, f"{method} {path}: {answer.content.decode()}"
        return answer.json()

    def send(self, path: str, file: Path, **fields: str) -> Any:
        """Upload a file with form fields; return status and answer."""
        upload = SimpleUploadedFile(file.name, file.read_bytes())
        answer = self.client.post(f"{API}{path}", {**fields, "file": upload}, headers=_once())
        return answer.status_code, answer.json()

    def _post(self, path: str, body: Mapping[str, Any] | None) -> Any:
        return self.client.post(
            f"{API}{path}",
            _json(body or {}),
            content_type="application/json",
            headers=_once(),
        )


def _once() -> dict[str, str]:
    return {"Idempotency-Key": uuid4().hex}


def _json(body: Mapping[str, Any]) -> str:
    return json.dumps(body, default=str)


def signed_in(user: Any) -> Hand:
    """Return the hand of somebody who has just signed in."""
    client = Client()
    client.force_login(user, BACKEND)
    return Hand(client)


def machine(secret: str) -> Hand:
    """Return the hand of a machine with a bearer token."""
    return Hand(Client(enforce_csrf_checks=True, headers={"Authorization": f"Bearer {secret}"}))
