"""No list and no page asks the database more often because there is more to show."""

import copy
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from materialcenter.models import Role
from tests import walking
from tests.walking import Door
from tests.world import ROLE_OF, World, add_one_of_each

pytestmark = pytest.mark.django_db

MOST_OF_A_PAGE = 30
MOST_OF_A_ROUTE = 20

Asked = dict[tuple[str, str, str], Counter[str]]
VALUES = re.compile(r"%s|'(?:[^']|'')*'|\b\d+")
LISTS = re.compile(r"\((?:[\s,?]|NULL)*\)")


def doors() -> Iterator[Door]:
    """Give every page and route that shows something."""
    yield from (door for door in walking.pages() if hasattr(door.view, "allowed_roles"))
    yield from (route for route in walking.routes() if route.method == "GET")


def statements(client: Client, address: str) -> Counter[str]:
    """Count the statements of a request by their shape; what is done once is done before."""
    client.get(address)
    return counted(client, address)


def counted(client: Client, address: str) -> Counter[str]:
    """Count the statements of one request."""
    shapes: Counter[str] = Counter()

    def count(execute: Any, sql: str, *more: Any) -> Any:
        shapes[LISTS.sub("(?)", VALUES.sub("?", sql))] += 1
        return execute(sql, *more)

    with connection.execute_wrapper(count):
        client.get(address)
    return shapes


def count_all(world: World, addresses: dict[str, str]) -> Asked:
    """Count for every page and route, as who sees the most there and as a buyer."""
    found: Asked = {}
    for door in doors():
        for name, role in ROLE_OF.items():
            if role in door.roles and role in {Role.SUPERVISOR, Role.BUYER, Role.PURCHASER}:
                client = world.browser(world.depot.users[name])
                address = addresses[str(door)]
                found[str(door), role, address] = statements(client, address)
    return found


def grown(world: World, before: Asked) -> Iterator[str]:
    """Name what is asked more often now; where it seems so, once more: it may be done once."""
    names = {role: name for name, role in ROLE_OF.items()}
    for (door, role, address), shapes in before.items():
        client = world.browser(world.depot.users[names[Role(role)]])
        now = counted(client, address)
        if not more(shapes, now):
            continue
        for shape, count in more(shapes, counted(client, address)).items():
            yield f"{door} as {role}: {count} more than one or before: {shape[:200]}"


def more(before: Counter[str], now: Counter[str]) -> Counter[str]:
    """Return by how much each shape is asked more often than before, beyond the first time."""
    return now - (Counter(dict.fromkeys(now, 1)) | before)


class TestStatements:
    def test_are_few_and_do_not_grow_with_what_there_is(self, world: World) -> None:
        mine = copy.deepcopy(world)
        addresses = {str(door): door.address(world) for door in doors()}
        before = count_all(mine, addresses)
        many = [
            f"{door} as {role}: {shapes.total()} statements"
            for (door, role, _address), shapes in before.items()
            if shapes.total() > (MOST_OF_A_ROUTE if "/api/" in door else MOST_OF_A_PAGE)
        ]
        assert not many, "\n".join(many)
        for n in (2, 3):
            add_one_of_each(mine, n)
        found = list(grown(mine, before))
        assert not found, "\n".join(found)
