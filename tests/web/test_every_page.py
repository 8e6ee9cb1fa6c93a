"""Every page of the project, as everybody who must not come in and everybody who may.

The pages are found, never listed: see tests/walking.py and tests/world.py.
"""

import itertools
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, urlencode, urljoin

import pytest
from django.test import Client
from django.urls import reverse

from materialcenter.models import Role
from tests import walking
from tests.forms import ONCE, Form, forms_of
from tests.walking import Answer, Door
from tests.world import ROLE_OF, World, taken_back

pytestmark = pytest.mark.django_db

# Open to whoever comes: they change nothing but the visitor's own language and center, or
# tell a supervisor of processes whether the site is up, or are a script that says nothing.
PUBLIC = {"set_language", "choose_center", "healthz", "readyz", "push_worker"}
# Whom these let in depends on what they are asked: the kind of a file, somebody's role, or
# whether the books are to be read or closed.
DEPENDS = {"imports", "import_confirm", "sign_in_link", "periods"}
IN_ADDRESSES = ("\x00", "²", "9" * 400, "'\"><")
IN_FIELDS = ("\x00", "9" * 400, "1e400")
IN_ALL_FIELDS = ("", "-1", "NaN", "²", "-Infinity", "'\"><", "=1+1", "\ud7ff")

PAGES = walking.pages()
GUARDED = [door for door in PAGES if door.name not in PUBLIC]
every_page = pytest.mark.parametrize("door", GUARDED, ids=str)


def told(door: Door, who: str, method: str, answer: Answer) -> str:
    """Say which page answered whom how."""
    return f"{door} {method} as {who}: {answer.status_code}"


def ask(client: Client, door: Door, world: World) -> dict[str, Answer]:
    """Knock at the page of the world's object, and undo what that did."""
    with taken_back():
        return walking.ask(client, door, door.address(world), world)


def wrong_answers(
    door: Door, world: World, clients: dict[str, Client], fine: Callable[[Answer], bool]
) -> list[str]:
    """Knock as everybody named and name the answers that are not fine."""
    return [
        told(door, who, method, answer)
        for who, client in clients.items()
        for method, answer in ask(client, door, world).items()
        if not fine(answer)
    ]


def cast(world: World, door: Door, *, allowed: bool) -> dict[str, Client]:
    """Return the browsers of those whom a page lets in, or of those whom it does not."""
    return {
        str(role): world.browser(world.depot.users[name])
        for name, role in ROLE_OF.items()
        if (role in door.roles) == allowed and not (door.is_personal and name != "sari")
    }


class TestEveryPage:
    def test_there_are_some(self) -> None:
        assert len(PAGES) > 15
        assert {door.name for door in PAGES} >= PUBLIC

    @every_page
    def test_says_whom_it_lets_in(self, door: Door) -> None:
        assert getattr(door.view, "allowed_roles", None), f"{door} has no @page guard"

    @every_page
    def test_sends_the_signed_out_to_sign_in(self, door: Door, world: World) -> None:
        def sent(answer: Answer) -> bool:
            where = answer.headers.get("Location", "")
            return bool(answer.status_code == 302 and where.startswith(reverse("account_login")))

        wrong = wrong_answers(door, world, {"nobody": Client()}, sent)
        assert not wrong, "\n".join(wrong)

    @every_page
    def test_is_forbidden_to_other_roles(self, door: Door, world: World) -> None:
        clients = cast(world, door, allowed=False)
        wrong = wrong_answers(door, world, clients, lambda answer: answer.status_code == 403)
        assert not wrong, "\n".join(wrong)

    @every_page
    def test_lets_its_roles_in(self, door: Door, world: World) -> None:
        wrong = []
        for who, client in cast(world, door, allowed=True).items():
            for method, answer in ask(client, door, world).items():
                if method == "GET":
                    fine = answer.status_code in {200, 302}
                else:
                    fine = answer.status_code in {200, 302, 409, 422}
                if not fine and not (door.name in DEPENDS and answer.status_code == 403):
                    wrong.append(told(door, who, method, answer))
        assert not wrong, "\n".join(wrong)

    @every_page
    def test_is_not_there_without_a_place_in_a_center(self, door: Door, world: World) -> None:
        clients = {"nobody of a center": world.browser(world.nobody)}
        wrong = wrong_answers(door, world, clients, lambda answer: answer.status_code == 404)
        assert not wrong, "\n".join(wrong)

    @every_page
    def test_keeps_one_center_from_another(self, door: Door, world: World) -> None:
        def apart(answer: Answer) -> bool:
            if door.objects:
                return bool(answer.status_code == 404)
            return bool(answer.status_code < 500 and b"-TGL-" not in answer.content)

        clients = {
            f"another center's {role}": world.browser(world.stranger.users[name])
            for name, role in ROLE_OF.items()
            if role in door.roles
        }
        wrong = wrong_answers(door, world, clients, apart)
        assert not wrong, "\n".join(wrong)

    @every_page
    def test_keeps_one_workshop_from_another(self, door: Door, world: World) -> None:
        if Role.BUYER not in door.roles or not door.is_own:
            return
        clients = {"another workshop's buyer": world.browser(world.depot.users["rudi"])}
        wrong = wrong_answers(door, world, clients, lambda answer: answer.status_code == 404)
        assert not wrong, "\n".join(wrong)

    @every_page
    def test_keeps_one_person_from_another(self, door: Door, world: World) -> None:
        if not door.is_personal:
            return
        others = {name: world.browser(world.depot.users[name]) for name in ROLE_OF}
        del others["sari"]
        wrong = wrong_answers(door, world, others, lambda answer: answer.status_code == 404)
        assert not wrong, "\n".join(wrong)

    @every_page
    def test_tells_a_buyer_no_other_name(self, door: Door, world: World) -> None:
        if Role.BUYER not in door.roles:
            return
        answers = ask(world.browser(world.depot.users["sari"]), door, world)
        for method, answer in answers.items():
            said = answer.content.decode(errors="replace")
            names = [word for word in world.hidden if word in said]
            assert not names, f"{door} {method} tells a buyer: {names}"

    @every_page
    def test_takes_no_form_of_another_site(self, door: Door, world: World) -> None:
        wrong = []
        for name, role in ROLE_OF.items():
            if role not in door.roles:
                continue
            client = world.browser(world.depot.users[name], enforce_csrf_checks=True)
            with taken_back():
                answer = client.post(door.address(world))
            if answer.status_code not in {403, 405}:
                wrong.append(told(door, f"{role} without a CSRF token", "POST", answer))
        assert not wrong, "\n".join(wrong)

    @pytest.mark.parametrize("name", sorted({"set_language", "choose_center"}))
    def test_takes_no_form_of_another_site_even_where_all_may_come(
        self, name: str, world: World
    ) -> None:
        client = world.browser(world.depot.users["sari"], enforce_csrf_checks=True)
        assert client.post(reverse(name), {"language": "en"}).status_code == 403


# What is around a page's content is the same whatever is sent: only the content is asked for.
A_PART = {"HX-Request": "true"}


class TestNastyInput:
    """Whatever somebody who may come in sends, it is refused with a sentence or taken."""

    @every_page
    def test_in_an_address_is_answered(self, door: Door, world: World) -> None:
        client, wrong = somebody_of(door, world), []
        for name in door.parameters:
            for value in IN_ADDRESSES:
                address = door.address(world, **{name: quote(value, safe="")})
                with taken_back():
                    answers = (client.get(address), client.post(address))
                wrong += broken(door, value, *answers)
        assert not wrong, "\n".join(wrong)

    @every_page
    def test_behind_the_question_mark_is_answered(self, door: Door, world: World) -> None:
        client, wrong = somebody_of(door, world), []
        address = door.address(world)
        names = {"cursor", *asked_names(client.get(address))}
        for name in sorted(names):
            for value in IN_ADDRESSES:
                answer = client.get(f"{address}?{urlencode({name: value})}", headers=A_PART)
                wrong += broken(door, f"{name}={value}", answer)
        assert not wrong, "\n".join(wrong)

    @every_page
    def test_in_a_form_is_answered(self, door: Door, world: World) -> None:
        wrong, seen = [], set()
        for role, client in somebodies(door, world).items():
            address = door.address(world)
            for form, action in forms_to_post(client.get(address), address):
                if (action, *form.fields) in seen:
                    continue
                seen.add((action, *form.fields))
                for sent in (form.sent(), *nasty(form)):
                    with taken_back():
                        answer = client.post(action, sent, headers=A_PART)
                    wrong += broken(door, f"{action} {sent} as {role}", answer)
        assert not wrong, "\n".join(wrong[:5])


def somebody_of(door: Door, world: World) -> Client:
    """Return the browser of the first cast member that a page lets in."""
    return next(iter(cast(world, door, allowed=True).values()))


def somebodies(door: Door, world: World) -> dict[str, Client]:
    """Return who sees the most of a page: a supervisor and a buyer, or else the first let in."""
    clients = cast(world, door, allowed=True)
    most = {role: c for role, c in clients.items() if role in {Role.SUPERVISOR, Role.BUYER}}
    return most or dict([next(iter(clients.items()))])


def broken(door: Door, sent: str, *answers: Answer) -> list[str]:
    """Name the answers that say that the site broke."""
    return [f"{door} with {sent!r}: {a.status_code}" for a in answers if a.status_code >= 500]


def asked_names(answer: Answer) -> set[str]:
    """Return what the page's own searches put behind the question mark."""
    return {
        name
        for form in forms_of(answer.content.decode(errors="replace"))
        if form.method == "get"
        for name in form.fields
    }


def forms_to_post(answer: Answer, address: str) -> Iterator[tuple[Form, str]]:
    """Give a page's own forms that change something, and where they go."""
    ours = {door.path.partition("<")[0] for door in GUARDED} - {"/"}
    for form in forms_of(answer.content.decode(errors="replace")):
        action = urljoin(address, form.action)
        if form.method == "post" and any(action.startswith(path) for path in ours):
            yield form, action


def nasty(form: Form) -> Iterator[dict[str, Any]]:
    """Fill each field of a form in turn with a nasty value, another in the next; all with each."""
    for name, value in zip(form.typed, itertools.cycle(IN_FIELDS), strict=False):
        yield form.sent(**{name: value})
    for value in (*IN_FIELDS, *IN_ALL_FIELDS):
        yield form.sent(**{name: value for name in form.typed if name != ONCE})
