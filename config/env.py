"""Typed reads of the environment.

Every setting that comes from outside is read here, once, at start; a value that
cannot be read stops the start with a sentence that names the variable. Nothing
else in the project reads `os.environ`.
"""

import os
from ipaddress import IPv4Network, IPv6Network, ip_network
from urllib.parse import parse_qsl, unquote, urlsplit


class BadEnvironment(SystemExit):
    """Stop the start, naming the variable and what would be right."""


def text(name: str, default: str | None = None) -> str:
    """Return a variable's text; without a default it must be set and not empty."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise BadEnvironment(f"{name} must be set.")
    return default


def flag(name: str, *, default: bool) -> bool:
    """Return a yes/no variable; anything but 1/0, true/false, yes/no is refused."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise BadEnvironment(f"{name} must be 1 or 0, not {value!r}.")


def number(name: str, default: int) -> int:
    """Return a whole number."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not value.lstrip("-").isdigit():
        raise BadEnvironment(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def names(name: str, default: str = "") -> list[str]:
    """Return a comma-separated list, without empty entries."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def notifiers(name: str, default: str) -> dict[str, str]:
    """Return ways to tell people: a comma-separated list of NAME=URL, the address being {to}."""
    found = {}
    for part in names(name, default):
        key, _equals, url = part.partition("=")
        if not key.isidentifier() or len(key) > 20 or url.count("{to}") != 1:
            raise BadEnvironment(
                f"{name} must be a list like ntfy=ntfys://ntfy.sh/{{to}}, not {key!r}."
            )
        found[key] = url
    return found


def networks(name: str, default: str) -> list[IPv4Network | IPv6Network]:
    """Return a comma-separated list of networks, such as 192.168.1.0/24."""
    try:
        return [ip_network(part) for part in names(name, default)]
    except ValueError as error:
        raise BadEnvironment(f"{name} must be networks like 192.168.1.0/24: {error}.") from error


def database(url: str) -> dict[str, object]:
    """Turn a postgresql:// address into Django's database settings.

    Unix sockets are written as `postgresql://user@/name?host=/folder`.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise BadEnvironment("DATABASE_URL must start with postgresql://.")
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": query.pop("port", str(parts.port or "")),
        "OPTIONS": dict(query),
    }
