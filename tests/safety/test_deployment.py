"""What a deployment must not be: started without its secrets, or with ones that all know."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
SECRETIVE = re.compile(r"SECRET|PASSWORD|TOKEN|PRIVATE|API_?KEY")
REFERENCE = re.compile(r"\$\{(\w+)(?:(:?[-?+])([^}]*))?\}")


def manage(*words: str, **changed: str | None) -> subprocess.CompletedProcess[str]:
    """Run manage.py in an environment like production's; a None takes a variable away."""
    production: dict[str, str | None] = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "0f8Yx-3pQ7dT1mW9vK2cL6rZ4sB8nH5jG7aE-uXoIyPqRtUwVbNmCk",
        "DATABASE_URL": "postgresql://materialcenter:x@postgres/materialcenter",
        "REDIS_URL": "redis://:x@valkey:6379/0",
        "ALLOWED_HOSTS": "bahan.example.id",
        "SITE_URL": "https://bahan.example.id",
        "TRUSTED_PROXIES": "1",
        **changed,
    }
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env={name: value for name, value in production.items() if value is not None},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


class TestProductionSettings:
    def test_pass_djangos_own_check_without_a_warning(self) -> None:
        done = manage("check", "--deploy", "--fail-level", "WARNING")
        assert done.returncode == 0, done.stdout + done.stderr

    @pytest.mark.parametrize("name", ["SECRET_KEY"])
    def test_do_not_start_without_a_secret(self, name: str) -> None:
        for missing in (None, "", "   "):
            done = manage("check", **{name: missing})
            assert done.returncode != 0
            assert f"{name} must be set." in done.stderr
            assert "Traceback" not in done.stderr

    @pytest.mark.parametrize(
        ("name", "value"),
        [("HTTPS", "perhaps"), ("TRUSTED_PROXIES", "one"), ("DATABASE_URL", "sqlite:///x")],
    )
    def test_do_not_start_on_what_they_cannot_read(self, name: str, value: str) -> None:
        done = manage("check", **{name: value})
        assert done.returncode != 0
        assert name in done.stderr
        assert "Traceback" not in done.stderr

    def test_show_no_demo_and_no_traces(self) -> None:
        done = manage(
            "shell",
            "-v0",
            "-c",
            "from django.conf import settings as s;"
            "print(s.DEBUG, s.DEMO, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
            " s.SECURE_SSL_REDIRECT, s.ALLOWED_HOSTS)",
        )
        assert done.stdout.split() == [
            "False",
            "False",
            "True",
            "True",
            "True",
            "['bahan.example.id']",
        ]

    def test_take_no_host_that_was_not_named(self) -> None:
        done = manage("check", "--deploy", "--fail-level", "WARNING", ALLOWED_HOSTS=None)
        assert done.returncode != 0
        assert "ALLOWED_HOSTS" in done.stderr


def texts(node: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Give every text of a document with the name that it stands under."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from texts(value, str(key))
    elif isinstance(node, list):
        for value in node:
            yield from texts(value, name)
    elif node is not None:
        yield name, str(node)


class TestCompose:
    def test_has_no_default_for_a_secret(self) -> None:
        document = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
        given = list(texts(document))
        assert any("SECRET_KEY" in name for name, _text in given)
        for name, text in given:
            for variable, sign, default in REFERENCE.findall(text):
                if SECRETIVE.search(variable) and "-" in sign:
                    assert default == "", f"{variable} has a default that everybody knows"
            if SECRETIVE.search(name):
                assert REFERENCE.search(text), f"{name} is written down in docker-compose.yml"

    def test_asks_for_every_secret_that_it_cannot_do_without(self) -> None:
        written = (ROOT / "docker-compose.yml").read_text()
        asked = {variable: sign for variable, sign, _default in REFERENCE.findall(written)}
        for variable in ("SECRET_KEY", "POSTGRES_PASSWORD"):
            assert asked[variable] == ":?", f"{variable} may be missing"

    def test_opens_no_database_to_the_outside(self) -> None:
        document = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
        open_to_all = [
            name
            for name, service in document["services"].items()
            for port in service.get("ports", ())
            if name in {"postgres", "valkey"} or str(port).startswith(("0.0.0.0", "8", "5432"))
        ]
        assert not open_to_all


class TestDockerfile:
    def test_carries_no_secret_and_does_not_run_as_root(self) -> None:
        lines = (ROOT / "Dockerfile").read_text().splitlines()
        for line in lines:
            if line.startswith(("ENV", "ARG")):
                assert not SECRETIVE.search(line), line
        users = [line.split()[1] for line in lines if line.startswith("USER")]
        assert users
        assert users[-1] not in {"root", "0"}
