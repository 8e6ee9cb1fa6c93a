"""Every route of the API, as everybody who must not come in.

The routes are found, never listed: see tests/walking.py and tests/world.py.
"""

from collections import Counter
from typing import Any
from urllib.parse import quote, urlencode

import orjson
import pytest
from django.test import Client
from ninja.orm import ModelSchema

from config.api import PROBLEM
from tests import walking
from tests.walking import Answer, Door
from tests.world import ROLE_OF, World, taken_back

pytestmark = pytest.mark.django_db

ROUTES = walking.routes()
every_route = pytest.mark.parametrize("route", ROUTES, ids=str)


# Whom these let in depends on what they are about: the kind of a file, somebody's role, or
# whether it is a person who asks.
DEPENDS = {"send_file", "apply_import", "make_sign_in_link", "get_telling"}


IN_ADDRESSES = ("\x00", "²", "9" * 400, "-1")
IN_BODIES: tuple[Any, ...] = (
    *("\x00", "\ud800", "9" * 400, "NaN", "1e400", "²", ""),
    *(10**30, 2**40, -1, 1.5, None, [], {}),
)


def told(answer: Answer) -> str:
    """Say what was answered, for a failure's sentence."""
    return f"{answer.status_code} {answer.content[-500:]!r}"


def code_of(answer: Answer) -> str:
    """Return the code of a problem document."""
    if answer["Content-Type"] != PROBLEM:
        return ""
    return str(orjson.loads(answer.content)["code"])


def callers(world: World, center: str, name: str) -> dict[str, Client]:
    """Return a cast member's browser and the machine of the same role."""
    depot = world.depot if center == "TGL" else world.stranger
    return {
        f"{ROLE_OF[name]}'s session": world.browser(depot.users[name]),
        f"{ROLE_OF[name]}'s token": world.machine(center, name),
    }


def call(client: Client, route: Door, world: World, **extra: Any) -> Answer:
    """Call a route on the world's object, and undo what it did."""
    with taken_back():
        return walking.call(client, route, route.address(world), world, **extra)


class TestEveryRoute:
    def test_there_are_some(self) -> None:
        assert len(ROUTES) > 40

    @every_route
    def test_says_whom_it_lets_in(self, route: Door) -> None:
        assert getattr(route.view, "allowed_roles", None), f"{route} has no @needs"

    @every_route
    def test_answers_strangers_with_a_problem(self, route: Door, world: World) -> None:
        wrong = []
        for who, headers in (
            ("nobody", {}),
            ("a wrong token", {"Authorization": "Bearer mc-wrong"}),
            ("an empty token", {"Authorization": "Bearer "}),
        ):
            answer = call(Client(raise_request_exception=False, headers=headers), route, world)
            if (answer.status_code, answer["Content-Type"]) != (401, PROBLEM):
                wrong.append(f"{route} as {who}: {told(answer)}")
        assert not wrong, "\n".join(wrong)

    @every_route
    def test_refuses_other_roles(self, route: Door, world: World) -> None:
        wrong = []
        for name, role in ROLE_OF.items():
            if role in route.roles:
                continue
            for who, client in callers(world, "TGL", name).items():
                answer = call(client, route, world)
                if (answer.status_code, code_of(answer)) != (403, "wrong_role"):
                    wrong.append(f"{route} with {who}: {told(answer)}")
        assert not wrong, "\n".join(wrong)

    @every_route
    def test_lets_its_roles_in(self, route: Door, world: World) -> None:
        wrong = []
        for name, role in ROLE_OF.items():
            if role not in route.roles:
                continue
            for who, client in callers(world, "TGL", name).items():
                answer = call(client, route, world)
                fine = answer.status_code == 200 if route.method == "GET" else is_met(answer)
                if not fine and not (route.name in DEPENDS and answer.status_code == 403):
                    wrong.append(f"{route} with {who}: {told(answer)}")
        assert not wrong, "\n".join(wrong)

    @every_route
    def test_is_not_there_without_a_place_in_a_center(self, route: Door, world: World) -> None:
        answer = call(world.browser(world.nobody), route, world)
        assert answer.status_code == 404, f"{route} as nobody: {told(answer)}"

    @every_route
    def test_keeps_one_center_from_another(self, route: Door, world: World) -> None:
        wrong = []
        for name, role in ROLE_OF.items():
            if role not in route.roles:
                continue
            for who, client in callers(world, "BDG", name).items():
                answer = call(client, route, world)
                if not keeps_apart(route, answer, world):
                    wrong.append(f"{route} with another center's {who}: {told(answer)}")
        assert not wrong, "\n".join(wrong)

    @every_route
    def test_lets_nobody_choose_a_center_that_is_not_theirs(
        self, route: Door, world: World
    ) -> None:
        client = world.browser(world.stranger.users["sinta"], headers={"X-Center": "TGL"})
        answer = call(client, route, world)
        assert answer.status_code == 404, f"{route} in another's center: {told(answer)}"

    @every_route
    def test_keeps_one_workshop_from_another(self, route: Door, world: World) -> None:
        if "buyer" not in route.roles:
            return
        named = "workshop" in walking.fields_named(route)
        extra = {"workshop": world.fields["workshop"]} if named else {}
        answer = call(world.browser(world.depot.users["rudi"]), route, world, **extra)
        if route.is_own:
            assert answer.status_code == 404, f"{route} as another's buyer: {told(answer)}"
        elif named:
            assert 400 <= answer.status_code < 500, f"{route} for another: {told(answer)}"

    @every_route
    def test_tells_a_buyer_no_other_name(self, route: Door, world: World) -> None:
        if "buyer" not in route.roles:
            return
        for who, client in callers(world, "TGL", "sari").items():
            said = call(client, route, world).content.decode(errors="replace")
            names = [word for word in world.hidden if word in said]
            assert not names, f"{route} tells {who}: {names}"

    @every_route
    def test_takes_no_form_of_another_site(self, route: Door, world: World) -> None:
        if route.method == "GET":
            return
        wrong = []
        for name, role in ROLE_OF.items():
            if role in route.roles:
                client = world.browser(world.depot.users[name], enforce_csrf_checks=True)
                answer = call(client, route, world)
                if answer.status_code != 403 or code_of(answer) == "wrong_role":
                    wrong.append(f"{route} as {role} without a CSRF token: {told(answer)}")
        assert not wrong, "\n".join(wrong)

    @every_route
    def test_takes_no_field_that_it_does_not_know(self, route: Door, world: World) -> None:
        if not isinstance(walking.body_of(route, world), dict):
            return
        name = next(name for name, role in ROLE_OF.items() if role in route.roles)
        for extra in ({"is_superuser": True}, {"center_id": world.stranger.center.pk}):
            answer = call(world.browser(world.depot.users[name]), route, world, **extra)
            assert (answer.status_code, code_of(answer)) == (422, "invalid_input"), (
                f"{route} with {extra}: {told(answer)}"
            )


class TestNastyInput:
    """Whatever somebody sends that may come in, it is refused with a sentence or taken."""

    @every_route
    def test_in_an_address_is_answered(self, route: Door, world: World) -> None:
        client, wrong = somebody_of(route, world), []
        for name in route.parameters:
            for value in IN_ADDRESSES:
                address = route.address(world, **{name: quote(value, safe="")})
                wrong += broken(walking.ask(client, route, address, world), route, value)
        assert not wrong, "\n".join(wrong)

    @every_route
    def test_behind_the_question_mark_is_answered(self, route: Door, world: World) -> None:
        client, wrong = somebody_of(route, world), []
        for name in walking.query_names(route):
            for value in IN_ADDRESSES:
                address = f"{route.address(world)}?{urlencode({name: value})}"
                answers = walking.ask(client, route, address, world)
                wrong += broken(answers, route, f"{name}={value}")
        assert not wrong, "\n".join(wrong)

    @every_route
    def test_in_a_body_is_answered(self, route: Door, world: World) -> None:
        body = walking.body_of(route, world, whole=True)
        if not isinstance(body, dict):
            return
        client, wrong = somebody_of(route, world), []
        for document in (None, [], "x", *walking.with_each_leaf(body, IN_BODIES)):
            with taken_back():
                answer = walking.send(client, route, route.address(world), document)
            wrong += broken({route.method: answer}, route, document)
        assert not wrong, "\n".join(wrong[:5])


def somebody_of(route: Door, world: World) -> Client:
    """Return the browser of the first cast member that a route lets in."""
    name = next(name for name, role in ROLE_OF.items() if role in route.roles)
    return world.browser(world.depot.users[name])


def broken(answers: dict[str, Answer], route: Door, sent: Any) -> list[str]:
    """Name the answers that say that the site broke."""
    return [
        f"{route} with {sent!r}: {answer.status_code}"
        for answer in answers.values()
        if answer.status_code >= 500
    ]


class TestEverySchema:
    @pytest.mark.parametrize(
        "model", sorted(walking.input_models(), key=str), ids=lambda model: model.__name__
    )
    def test_forbids_fields_that_it_does_not_know(self, model: Any) -> None:
        assert model.model_config.get("extra") == "forbid", f"{model} takes unknown fields"

    def test_has_a_name_of_its_own(self) -> None:
        names = Counter(model.__name__ for model in walking.all_models())
        twice = [name for name, count in names.items() if count > 1 and "[" not in name]
        assert not twice, f"The description would show one for the other: {twice}"

    def test_is_written_out(self) -> None:
        made = [model for model in ModelSchema.__subclasses__() if "ninja" not in model.__module__]
        assert not made, "Schemas are written field by field, not made from models"


class TestDocumentation:
    def test_is_for_the_signed_in(self, world: World) -> None:
        address = f"{walking.API}/openapi.json"
        assert Client().get(address).status_code in {302, 401}
        assert world.browser(world.nobody).get(address).status_code == 404
        answer = world.browser(world.depot.users["sari"]).get(address)
        assert answer.status_code == 200
        assert answer.json()["paths"]


def is_met(answer: Answer) -> bool:
    """Say whether an act was done, or refused for what it is and not for who asks."""
    if answer.status_code in {401, 405} or answer.status_code >= 500:
        return False
    return code_of(answer) not in {"wrong_role", "invalid_input"}


def keeps_apart(route: Door, answer: Answer, world: World) -> bool:
    """Say whether somebody of another center got nothing of the world's."""
    status: int = answer.status_code
    if route.objects or (route.parameters and status == 404):
        return status == 404
    if route.method == "GET":
        refused = route.name in DEPENDS and status == 403
        return (status == 200 or refused) and b"-TGL-" not in answer.content
    if walking.fields_named(route) & world.fields.keys():
        return 400 <= status < 500
    return is_met(answer)
