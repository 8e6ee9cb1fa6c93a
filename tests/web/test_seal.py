"""The page and the route of the ledger's seal."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inventory.models import SealBlock
from inventory.services.sealing import seal_ledger
from tests.cast import NOW, Depot, receive_stock

pytestmark = pytest.mark.django_db
SignIn = Callable[[Depot, str], Client]


@pytest.fixture
def block(depot: Depot, tmp_path: Path) -> SealBlock:
    receive_stock(depot, "SPHC-2-4X8", pieces=3)
    seal_ledger(center_id=depot.center.pk, at=NOW, heads=tmp_path / "heads")
    return SealBlock.objects.get()


class TestSealPage:
    def test_lists_the_blocks(self, depot: Depot, sign_in: SignIn, block: SealBlock) -> None:
        text = sign_in(depot, "agus").get("/seal/").content.decode()
        assert block.digest in text
        assert f"#{block.first_sequence}" in text

    def test_says_what_to_do_while_nothing_is_sealed(self, depot: Depot, sign_in: SignIn) -> None:
        assert "Belum ada" in sign_in(depot, "agus").get("/seal/").content.decode()

    def test_is_not_for_buyers_and_shows_no_other_center(
        self, depot: Depot, sign_in: SignIn, block: SealBlock, stranger: Depot
    ) -> None:
        assert sign_in(depot, "sari").get("/seal/").status_code == 403
        text = sign_in(stranger, "agus").get("/seal/").content.decode()
        assert block.digest not in text


class TestSealRoute:
    def test_gives_what_an_auditor_writes_down(
        self, depot: Depot, sign_in: SignIn, block: SealBlock
    ) -> None:
        answer = sign_in(depot, "agus").get("/api/v1/seal").json()
        (item,) = answer["items"]
        assert (item["number"], item["digest"], item["transactions"]) == (1, block.digest, 1)
        assert "leaves" not in item

    def test_is_one_statement_however_many_blocks(
        self, depot: Depot, sign_in: SignIn, block: SealBlock
    ) -> None:
        client = sign_in(depot, "agus")
        client.get("/api/v1/seal")
        before = _statements(client)
        for n in range(2, 6):
            SealBlock.objects.create(
                center=depot.center,
                number=n,
                first_sequence=10_000 + n,
                last_sequence=10_000 + n,
                transactions=1,
                movements=1,
                leaves=b"",
                digest="ab" * 32,
                sealed_at=NOW,
            )
        assert _statements(client) == before


def _statements(client: Client) -> int:
    with CaptureQueriesContext(connection) as seen:
        client.get("/api/v1/seal")
    return len(seen)
