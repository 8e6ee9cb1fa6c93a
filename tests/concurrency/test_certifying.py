"""Two certificates at once for one lot, and one number entered twice at once."""

import threading
from functools import partial
from typing import Any

import pytest

from inventory import stock
from inventory.models import Certificate, Lot
from inventory.services.certifying import prove_lot, withdraw_certificate
from inventory.services.entering_certificates import CertificateKnown
from inventory.stock import certifying
from materialcenter.models import AuditEntry
from tests.cast import NOW, Depot
from tests.harness.together import raised, together
from tests.inventory.certified import bars, certify, heat_of

pytestmark = pytest.mark.django_db(transaction=True)


def prove(depot: Depot, lot: Lot, certificate: Certificate) -> Lot:
    heat = heat_of(certificate)
    by = depot.person("wati")
    return prove_lot(lot_number=lot.number, heat_id=heat.pk, by=by, at=NOW)


def proven() -> int:
    return AuditEntry.objects.filter(action="lot.proven").count()


class TestProveLot:
    def test_gives_a_lot_one_certificate_of_two_at_once(self, depot: Depot) -> None:
        lot, papers = bars(depot), [certify(depot, number=f"M{n}") for n in range(4)]
        answers = together([partial(prove, depot, lot, paper) for paper in papers])
        refusals = raised(answers)
        assert len(refusals) == 3
        assert all(isinstance(refusal, stock.AlreadyCertified) for refusal in refusals), answers
        assert proven() == 1

    def test_gives_it_two_without_the_lock(
        self, depot: Depot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lot, papers = bars(depot), [certify(depot, number=f"M{n}") for n in range(2)]
        both_read = threading.Barrier(2)

        def read_without_lock(center_id: int, lot_ids: Any) -> list[Lot]:
            found = list(Lot.objects.filter(pk__in=lot_ids).select_related("material__grade"))
            both_read.wait(30)
            return found

        monkeypatch.setattr(certifying, "_lock", read_without_lock)
        answers = together([partial(prove, depot, lot, paper) for paper in papers])
        assert raised(answers) == []
        assert proven() == 2

    def test_never_outlives_its_withdrawn_certificate(self, depot: Depot) -> None:
        lot, paper = bars(depot), certify(depot)
        withdraw = partial(
            withdraw_certificate,
            certificate_id=paper.pk,
            reason="salah",
            by=depot.person("sinta"),
            at=NOW,
        )
        answers = together([partial(prove, depot, lot, paper), withdraw])
        assert all(
            isinstance(answer, (Lot, Certificate, stock.CertificateWithdrawn)) for answer in answers
        ), answers
        lot.refresh_from_db()
        assert lot.certified_heat_id is None


class TestEnterCertificate:
    def test_keeps_a_makers_number_once(self, depot: Depot) -> None:
        certify(depot, number="FIRST")
        answers = together([partial(certify, depot) for _ in range(4)])
        refusals = raised(answers)
        assert len(refusals) == 3
        assert all(isinstance(refusal, CertificateKnown) for refusal in refusals), answers
        assert Certificate.objects.filter(number="MTC-2291").count() == 1
