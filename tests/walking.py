"""Finding every page and every route of the project, and knocking at each.

Nothing is listed by hand: a page or route that somebody adds is walked from then on, and
fails the build until tests/world.py has a value for each of its parameters.
"""

import json
import re
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pydantic
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from config.api import api, description
from materialcenter.web import ONCE
from tests.world import NOBODYS, OWN, PDF, PERSONAL, SHARED, World

Answer = Any  # what the test client gives back: typed by its private class only
API = "/api/v1"
OTHERS = ("account/", "admin/", "api/v1/")  # allauth's, Django's, and the routes
NOT_ALLOWED = 405
_PARAMETER = re.compile(r"[<{](?:\w+:)?(\w+)[>}]")


@dataclass(frozen=True)
class Door:
    """A page or a route: where it stands, and whom it lets in."""

    name: str
    path: str
    view: Callable[..., Any]
    method: str = ""

    def __str__(self) -> str:
        return f"{self.method} {self.path}".strip()

    @property
    def parameters(self) -> list[str]:
        return _PARAMETER.findall(self.path)

    @property
    def objects(self) -> list[str]:
        """Return the parameters that name something of one center's."""
        return [name for name in self.parameters if (self.collection, name) not in NOBODYS]

    @property
    def collection(self) -> str:
        """Return the first word of the path."""
        return self.path.removeprefix(API).strip("/").partition("/")[0]

    @property
    def roles(self) -> frozenset[str]:
        """Return the roles let in; AttributeError where nobody stands before the door."""
        allowed: frozenset[str] = self.view.allowed_roles  # type: ignore[attr-defined]
        return allowed

    @property
    def is_own(self) -> bool:
        """Say whether what stands behind a buyers' door belongs to one workshop alone."""
        kinds = {(self.collection, name) for name in self.parameters}
        unknown = kinds - OWN - SHARED
        assert not unknown, f"{self}: tests/world.py says of {unknown} neither OWN nor SHARED"
        return bool(kinds & OWN)

    @property
    def is_personal(self) -> bool:
        """Say whether what stands behind the door belongs to one person alone."""
        return any((self.collection, name) in PERSONAL for name in self.parameters)

    def address(self, world: World, **instead: str) -> str:
        """Return the address of the world's object."""

        def fill(match: re.Match[str]) -> str:
            name = match.group(1)
            return instead.get(name) or str(world.value(self.name, self.collection, name))

        return _PARAMETER.sub(fill, self.path)


def pages() -> list[Door]:
    """Return every page of the project's own."""
    return list(_patterns(get_resolver().url_patterns, "/"))


def _patterns(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[Door]:
    for pattern in patterns:
        path = before + str(pattern.pattern)
        if path.removeprefix("/") in OTHERS:
            continue
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern.url_patterns, path)
        else:
            yield Door(pattern.name or path, path, pattern.callback)


def routes() -> list[Door]:
    """Return every operation of the API."""
    return [
        Door(operation.view_func.__name__, f"{API}{prefix}{path}", operation.view_func, method)
        for prefix, router in api._routers
        for path, view in router.path_operations.items()
        for operation in view.operations
        for method in operation.methods
    ]


def ask(client: Client, door: Door, address: str, world: World) -> dict[str, Answer]:
    """Knock with every method that the door answers; a page is asked GET and POST."""
    if door.method:
        return {door.method: call(client, door, address, world)}
    answers = {"GET": client.get(address), "POST": client.post(address, {ONCE: uuid.uuid4().hex})}
    found = {method: a for method, a in answers.items() if a.status_code != NOT_ALLOWED}
    assert found, f"{door} answers neither GET nor POST"
    return found


def send(client: Client, door: Door, address: str, document: Any) -> Answer:
    """Send a route any document."""
    return client.generic(
        door.method, address, json.dumps(document), content_type="application/json"
    )


def call(client: Client, door: Door, address: str, world: World, **extra: Any) -> Answer:
    """Call a route with a body of the right shape; extra: further fields of it."""
    sent = body_of(door, world)
    if sent is None:
        return client.generic(door.method, address)
    if isinstance(sent, Upload):
        return client.post(address, {**sent.fields, **sent.files(), **extra})
    return send(client, door, address, {**sent, **extra})


@dataclass(frozen=True)
class Upload:
    """A body with files in it."""

    fields: Mapping[str, Any]
    file_names: tuple[str, ...]

    def files(self) -> dict[str, SimpleUploadedFile]:
        return {name: SimpleUploadedFile("sertifikat.pdf", PDF) for name in self.file_names}


def body_of(door: Door, world: World, *, whole: bool = False) -> dict[str, Any] | Upload | None:
    """Make a body that has the right shape, from the documented one; None where none is sent.

    A field that the world knows by name names the world's object. whole: with every field,
    else with those that are needed.
    """
    content = content_of(door)
    if "application/json" in content:
        made = _example("", content["application/json"]["schema"], world, whole)
        assert isinstance(made, dict), f"{door} takes a body that is no object"
        return made
    for schema in (media["schema"] for media in content.values()):
        schema = _resolved(schema)
        fields = {
            name: str(_example(name, part, world, whole))
            for name, part in _parts(schema, whole)
            if not _is_file(part)
        }
        return Upload(fields, tuple(n for n, part in _parts(schema, whole) if _is_file(part)))
    return None


def content_of(door: Door) -> dict[str, Any]:
    """Return the documented media types of a route's body."""
    path = re.sub(r"{\w+:", "{", door.path)
    documented = description()["paths"].get(path, {}).get(door.method.lower(), {})
    content: dict[str, Any] = documented.get("requestBody", {}).get("content", {})
    return content


def with_each_leaf(made: Any, values: Sequence[Any]) -> Iterator[Any]:
    """Give the body again and again, each leaf in turn replaced by each value."""
    if isinstance(made, dict):
        for name, part in made.items():
            for instead in with_each_leaf(part, values):
                yield {**made, name: instead}
    elif isinstance(made, list):
        for position, part in enumerate(made):
            for instead in with_each_leaf(part, values):
                yield [*made[:position], instead, *made[position + 1 :]]
    else:
        yield from values


def query_names(door: Door) -> list[str]:
    """Return the names of what a route takes behind the question mark."""
    path = re.sub(r"{\w+:", "{", door.path)
    documented = description()["paths"].get(path, {}).get(door.method.lower(), {})
    return [part["name"] for part in documented.get("parameters", ()) if part["in"] == "query"]


def fields_named(door: Door) -> set[str]:
    """Return the names of all fields in a route's body, at any depth."""
    found: set[str] = set()

    def look(schema: Mapping[str, Any]) -> None:
        schema = _resolved(schema)
        for name, part in schema.get("properties", {}).items():
            found.add(name)
            look(part)
        for part in (schema.get("items"), *schema.get("anyOf", ())):
            if part:
                look(part)

    for media in content_of(door).values():
        look(media["schema"])
    return found


def _resolved(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" in schema:
        found: Mapping[str, Any] = description()["components"]["schemas"][
            schema["$ref"].rpartition("/")[2]
        ]
        return found
    return schema


def _parts(schema: Mapping[str, Any], whole: bool) -> list[tuple[str, Mapping[str, Any]]]:
    needed = schema.get("required", [])
    return [
        (name, _resolved(part))
        for name, part in schema.get("properties", {}).items()
        if whole or name in needed
    ]


def _is_file(schema: Mapping[str, Any]) -> bool:
    return schema.get("format") == "binary"


def _example(name: str, schema: Mapping[str, Any], world: World, whole: bool) -> Any:
    schema = _resolved(schema)
    if name in world.fields:
        return world.fields[name]
    if "anyOf" in schema:
        return _example(name, schema["anyOf"][0], world, whole)
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type", "object")
    if kind == "object":
        return {n: _example(n, part, world, whole) for n, part in _parts(schema, whole)}
    if kind == "array":
        return [_example(name, schema["items"], world, whole)]
    if kind in {"integer", "number"}:
        return 1
    if kind == "boolean":
        return True
    return _text(schema.get("format", ""))


def _text(format_name: str) -> str:
    today = timezone.localdate()
    day = f"{today:%Y-%m-%d}"
    return {"date": day, "date-time": f"{day}T23:00:00+07:00", "time": "20:00"}.get(
        format_name, "1"
    )


Schemas = set[type[pydantic.BaseModel]]


def input_models() -> Schemas:
    """Return every schema that a body brings, those inside others too."""
    found: Schemas = set()
    for operation in _operations():
        for model in operation.models:
            if model.__ninja_param_source__ in {"body", "form"}:
                _look(model, found)
    return found


def all_models() -> Schemas:
    """Return every schema of bodies and answers, those inside others too."""
    found = input_models()
    for operation in _operations():
        for model in operation.response_models.values():
            _look(model, found)
    return found


def _operations() -> Iterator[Any]:
    for _prefix, router in api._routers:
        for view in router.path_operations.values():
            yield from view.operations


def _look(annotation: Any, found: Schemas) -> None:
    if isinstance(annotation, type) and issubclass(annotation, pydantic.BaseModel):
        if annotation in found:
            return
        if annotation.__module__.partition(".")[0] in {"materialcenter", "inventory", "orders"}:
            found.add(annotation)
        for part in annotation.model_fields.values():
            _look(part.annotation, found)
    for part in getattr(annotation, "__args__", ()):
        _look(part, found)
