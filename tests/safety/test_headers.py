"""Every page tells the browser to run nothing but the site's own scripts, and holds no other."""

import re

import pytest

from tests import walking
from tests.world import ROLE_OF, World

pytestmark = pytest.mark.django_db

INLINE = {
    "an inline style": re.compile(r"<[^>]+\sstyle\s*=", re.I),
    "an inline handler": re.compile(r"<[^>]+\son[a-z]+\s*=", re.I),
    "a script address": re.compile(r"(?:href|src|action)\s*=\s*[\"']?\s*javascript:", re.I),
    "an inline script": re.compile(
        r"<script(?![^>]*\s(?:src=|nonce=|type=\"application/json\"))", re.I
    ),
    "something from elsewhere": re.compile(r"<(?:script|link|img|iframe)[^>]+https?://", re.I),
}
PAGES = [door for door in walking.pages() if hasattr(door.view, "allowed_roles")]


class TestHeaders:
    @pytest.mark.parametrize("door", PAGES, ids=str)
    def test_keep_a_page_to_itself(self, door: walking.Door, world: World) -> None:
        name = next(name for name, role in ROLE_OF.items() if role in door.roles)
        answer = world.browser(world.depot.users[name]).get(door.address(world))
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy, policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        if answer.headers["Content-Type"].startswith("text/html"):
            page = answer.content.decode()
            found = [what for what, shape in INLINE.items() if shape.search(page)]
            assert not found, f"{door} holds {found}"
