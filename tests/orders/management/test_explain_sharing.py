"""The proof of a sharing: it reproduces what was stored, and names what somebody changed."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from tests.cast import Depot
from tests.orders.sharing_world import SHEET, add_workshops, bought, deliver, share

pytestmark = pytest.mark.django_db


def explained(*arguments: str) -> str:
    out = StringIO()
    call_command("explain_sharing", *arguments, stdout=out)
    return out.getvalue()


def behind_its_back(sql: str) -> None:
    """Change what is stored as somebody could who may switch the database's guards off."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(sql)
        cursor.execute("SET session_replication_role = DEFAULT")


@pytest.fixture
def number(depot: Depot, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    add_workshops(depot, "W0003")
    pool, order = bought(depot, {"W0001": (12, 1, 12), "W0002": (5, 5, 5), "W0003": (3, 1, 3)})
    deliver(depot, order, 7, "H1")
    share(depot, pool)
    deliver(depot, order, 9, "H2")
    share(depot, pool)
    return pool.number


class TestExplainSharing:
    def test_reproduces_every_round_and_prints_the_reasons(self, number: str) -> None:
        found = explained(number)
        assert f"{SHEET}, round 1" in found
        assert f"{SHEET}, round 2" in found
        assert "Every share follows from its stored inputs." in found
        assert "W0002: asked 5, gets 0 (would be less than it accepts)" in found

    def test_prints_one_workshop_of_one_material(self, number: str) -> None:
        found = explained(number, "--material", SHEET, "--workshop", "W0003")
        assert "W0003" in found
        assert "W0001" not in found

    @pytest.mark.parametrize(
        ("sql", "said"),
        [
            (
                "UPDATE orders_allocatedshare SET pieces = pieces + 1 WHERE workshop_id ="
                " (SELECT id FROM materialcenter_workshop WHERE code = 'W0001')",
                "W0001: stored",
            ),
            (
                "UPDATE orders_allocation SET received_pieces = 99 WHERE round = 2",
                "came: stored 99",
            ),
            ("UPDATE orders_allocation SET left_over_pieces = 9", "for the depot: stored 9"),
            ("UPDATE orders_allocation SET rule_version = 'sharing-0'", "cannot be read"),
            ("UPDATE orders_allocation SET inputs = '{}'", "cannot be read"),
            ("UPDATE orders_allocatedshare SET is_rolled_over = true", "rolls over is not"),
            ("DELETE FROM orders_allocatedshare WHERE pieces = 0", "stands in only one"),
        ],
    )
    def test_names_what_does_not_follow(self, number: str, sql: str, said: str) -> None:
        with transaction.atomic():
            behind_its_back(sql)
        with pytest.raises(CommandError) as refusal:
            explained(number)
        assert said in str(refusal.value)
        assert refusal.value.returncode == 1

    @pytest.mark.parametrize("arguments", [("PB-NONE",), ("{}", "--material", "NONE")])
    def test_says_when_there_is_nothing(self, number: str, arguments: Any) -> None:
        with pytest.raises(CommandError):
            explained(*(one.format(number) for one in arguments))
