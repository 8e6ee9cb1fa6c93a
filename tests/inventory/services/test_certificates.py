"""Mill certificates: entering, proving lots, quarantining, withdrawing; everything refused."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from inventory import stock
from inventory.models import (
    Balance,
    Certificate,
    CertificateHeat,
    CertificateResult,
    GradeLimit,
    Lot,
)
from inventory.rules.conformity import Limit
from inventory.services import certifying, entering_certificates, limiting
from inventory.services.entering_certificates import BadCertificate, CertificateKnown, NamedFile
from inventory.services.finding import NoSuchSupplier
from inventory.services.limiting import BadLimits
from inventory.services.quarantining import ReasonMissing, release_lot
from materialcenter.errors import DomainError, Missing
from materialcenter.models import Attachment
from materialcenter.person import WrongRole
from materialcenter.services.holding_uploads import UploadGone, hold_upload
from tests.cast import NOW, Depot, build_depot, receive_stock
from tests.inventory.certified import bars, certify, heat_of, measured, paper
from tests.inventory.refusals import refuses

pytestmark = pytest.mark.django_db
D = Decimal
PDF = b"%PDF-1.7 certificate"


def codes(refusal: pytest.ExceptionInfo[DomainError]) -> set[str]:
    return {fault.code for fault in refusal.value.faults}


class TestEnterCertificate:
    def test_keeps_its_heats_and_values_as_they_are(self, depot: Depot) -> None:
        made = certify(depot, measured(), measured("C90086", Cu="0.0305"))
        assert [heat.heat for heat in made.heats.order_by("pk")] == ["C90085", "C90086"]
        kept = dict(
            CertificateResult.objects.filter(heat__heat="C90086").values_list("measured", "value")
        )
        assert kept["Cu"] == D("0.0305")
        assert kept["C"] == D("0.45")

    def test_takes_a_held_file_over_with_its_sha256(self, depot: Depot) -> None:
        wati = depot.person("wati")
        held = hold_upload(name="a.pdf", content=PDF, allowed=("application/pdf",), by=wati, at=NOW)
        made = entering_certificates.enter_certificate(
            paper=paper(), heats=[measured()], held_file_id=held.pk, by=wati, at=NOW
        )
        assert made.file is not None
        assert (made.file.subject, made.file.subject_id) == ("Certificate", made.pk)
        assert len(made.file.content_id) == 64

    def test_takes_nobody_elses_held_file(self, depot: Depot) -> None:
        held = hold_upload(
            name="a.pdf", content=PDF, allowed=("application/pdf",), by=depot.person("wati"), at=NOW
        )
        refuses(
            UploadGone,
            lambda: entering_certificates.enter_certificate(
                paper=paper(),
                heats=[measured()],
                held_file_id=held.pk,
                by=depot.person("putri"),
                at=NOW,
            ),
        )
        assert not Certificate.objects.exists()

    def test_becomes_the_certificate_of_the_lot_it_came_with(self, depot: Depot) -> None:
        lot = bars(depot)
        certifying.certify_lot(
            lot_number=lot.number, name="mtc.pdf", content=PDF, by=depot.person("wati"), at=NOW
        )
        file = Attachment.objects.get(subject="Lot")
        made = certify(depot, lot_number=lot.number)
        lot.refresh_from_db()
        assert (lot.certificate_id, lot.certified_heat_id) == (None, heat_of(made).pk)
        made.refresh_from_db()
        assert made.file_id == file.pk

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"number": " "}, "certificate_number_missing"),
            ({"maker": ""}, "certificate_maker_missing"),
            ({"kind": "9.9"}, "certificate_kind_unknown"),
            ({"issued_on": date(2026, 9, 2)}, "certificate_dated_ahead"),
        ],
    )
    def test_refuses_a_head_that_is_none(
        self, depot: Depot, changes: dict[str, Any], code: str
    ) -> None:
        with pytest.raises(BadCertificate) as refusal:
            certify(depot, **changes)
        assert codes(refusal) == {code}

    @pytest.mark.parametrize(
        ("heat", "code"),
        [
            (measured(" "), "heat_missing"),
            (measured(grade="X1"), "unknown_grade"),
            (measured(C="100.1"), "value_out_of_range"),
            (measured(C="-0.1"), "value_out_of_range"),
            (measured(XX="1"), "property_unknown"),
            (replace(measured(), mass_kg=D(0)), "out_of_range"),
            (replace(measured(), pieces=-1), "out_of_range"),
        ],
    )
    def test_refuses_a_heat_that_is_none(self, depot: Depot, heat: Any, code: str) -> None:
        with pytest.raises(BadCertificate) as refusal:
            certify(depot, heat)
        assert codes(refusal) == {code}
        assert not CertificateHeat.objects.exists()

    def test_names_everything_at_once(self, depot: Depot) -> None:
        with pytest.raises(BadCertificate) as refusal:
            certify(depot, measured(), measured(), measured("", grade="X1"), number="")
        assert codes(refusal) == {
            "certificate_number_missing",
            "heat_twice",
            "heat_missing",
            "unknown_grade",
        }
        assert {fault.field for fault in refusal.value.faults} >= {"number", "heats.1.heat"}

    def test_refuses_a_paper_without_heats(self, depot: Depot) -> None:
        with pytest.raises(BadCertificate) as refusal:
            entering_certificates.enter_certificate(
                paper=paper(), heats=[], by=depot.person("wati"), at=NOW
            )
        assert codes(refusal) == {"no_heats"}

    def test_refuses_a_makers_number_twice(self, depot: Depot) -> None:
        certify(depot)
        with pytest.raises(CertificateKnown):
            certify(depot)
        certify(depot, maker="PT Gunung Contoh")
        assert Certificate.objects.count() == 2

    def test_refuses_what_is_not_there(self, depot: Depot) -> None:
        stranger = build_depot("BDG")
        with pytest.raises(NoSuchSupplier):
            certify(depot, supplier="S99")
        with pytest.raises(Missing):
            certify(depot, lot_number=bars(stranger).number)

    def test_is_not_for_finance_auditors_or_buyers(self, depot: Depot) -> None:
        for name in ("fajar", "agus", "sari"):
            with pytest.raises(WrongRole):
                certify(depot, by=name)


class TestProveLot:
    def _prove(self, depot: Depot, lot: Lot, heat: CertificateHeat, by: str = "wati") -> Lot:
        certifying.prove_lot(lot_number=lot.number, heat_id=heat.pk, by=depot.person(by), at=NOW)
        lot.refresh_from_db()
        return lot

    def test_leaves_a_lot_sound_whose_values_are_within(self, depot: Depot) -> None:
        lot = self._prove(depot, bars(depot), heat_of(certify(depot)))
        assert (lot.quality, lot.quality_reason) == ("ok", "")

    def test_quarantines_a_lot_with_a_value_outside_until_a_supervisor_releases_it(
        self, depot: Depot
    ) -> None:
        made = certify(depot, measured(C="0.52", P="0.031"))
        lot = self._prove(depot, bars(depot), heat_of(made))
        assert lot.quality == "quarantined"
        assert lot.quality_reason == "MTC-2291: C 0,52 > 0,48; P 0,031 > 0,03"
        assert not Balance.objects.get(lot=lot).is_saleable
        with pytest.raises(WrongRole):
            release_lot(lot_number=lot.number, reason="uji", by=depot.person("wati"), at=NOW)
        release_lot(lot_number=lot.number, reason="Uji ulang", by=depot.person("sinta"), at=NOW)
        lot.refresh_from_db()
        assert (lot.quality, lot.quality_reason) == ("ok", "")
        assert Balance.objects.get(lot=lot).is_saleable

    def test_leaves_a_rejected_lot_rejected(self, depot: Depot) -> None:
        lot = bars(depot)
        Lot.objects.update(quality="rejected")
        assert (
            self._prove(depot, lot, heat_of(certify(depot, measured(C="0.52")))).quality
            == "rejected"
        )

    def test_refuses_a_certificate_of_another_heat(self, depot: Depot) -> None:
        lot, heat = bars(depot, "D11"), heat_of(certify(depot))
        refuses(
            stock.CertificateOfAnotherHeat,
            lambda: self._prove(depot, lot, heat),
            field="certificate",
        )

    def test_refuses_a_certificate_of_another_grade(self, depot: Depot) -> None:
        lot = receive_stock(depot, "SPHC-2-4X8", pieces=3)
        heat = heat_of(certify(depot))
        refuses(stock.CertificateOfAnotherGrade, lambda: self._prove(depot, lot, heat))

    def test_refuses_a_second_certificate(self, depot: Depot) -> None:
        lot = self._prove(depot, bars(depot), heat_of(certify(depot)))
        other = heat_of(certify(depot, number="MTC-2"))
        refuses(stock.AlreadyCertified, lambda: self._prove(depot, lot, other))
        refuses(
            stock.AlreadyCertified,
            lambda: certifying.certify_lot(
                lot_number=lot.number, name="a.pdf", content=PDF, by=depot.person("wati"), at=NOW
            ),
        )

    def test_refuses_what_is_not_there_or_not_allowed(self, depot: Depot) -> None:
        lot, heat = bars(depot), heat_of(certify(depot))
        stranger = build_depot("BDG")
        for name in ("fajar", "agus", "sari"):
            refuses(WrongRole, lambda n=name: self._prove(depot, lot, heat, by=n))  # type: ignore[misc]
        with pytest.raises(Missing):
            self._prove(stranger, bars(stranger), heat)


class TestWithdrawCertificate:
    def _withdraw(self, depot: Depot, made: Certificate, by: str = "sinta", **more: Any) -> None:
        certifying.withdraw_certificate(
            certificate_id=made.pk, by=depot.person(by), at=NOW, **{"reason": "Salah ketik", **more}
        )

    def test_lets_its_lots_keep_the_file_and_its_number_be_entered_again(
        self, depot: Depot
    ) -> None:
        lot = bars(depot)
        made = certify(depot, lot_number=lot.number)
        entering_certificates.add_file(
            certificate_id=made.pk, file=NamedFile("a.pdf", PDF), by=depot.person("wati"), at=NOW
        )
        self._withdraw(depot, made)
        lot.refresh_from_db()
        assert lot.certified_heat_id is None
        assert lot.certificate is not None
        again = certify(depot, lot_number=lot.number)
        assert again.pk != made.pk

    def test_proves_nothing_any_more(self, depot: Depot) -> None:
        lot, made = bars(depot), certify(depot)
        self._withdraw(depot, made)
        for act in (
            lambda: certifying.prove_lot(
                lot_number=lot.number, heat_id=heat_of(made).pk, by=depot.person("wati"), at=NOW
            ),
            lambda: self._withdraw(depot, made),
            lambda: entering_certificates.add_file(
                certificate_id=made.pk,
                file=NamedFile("a.pdf", PDF),
                by=depot.person("wati"),
                at=NOW,
            ),
        ):
            refuses(stock.CertificateWithdrawn, act)

    def test_needs_a_reason_and_a_purchaser_or_supervisor(self, depot: Depot) -> None:
        made = certify(depot)
        refuses(ReasonMissing, lambda: self._withdraw(depot, made, reason=" "))
        refuses(WrongRole, lambda: self._withdraw(depot, made, by="wati"))
        stranger = build_depot("BDG")
        refuses(Missing, lambda: self._withdraw(stranger, made))


class TestSetLimits:
    def _set(self, depot: Depot, *limits: Limit, by: str = "putri") -> list[GradeLimit]:
        return limiting.set_limits(grade_code="S45C", limits=limits, by=depot.person(by), at=NOW)

    def test_replaces_all_limits_of_the_grade(self, depot: Depot) -> None:
        limiting.take_known_limits(by=depot.person("putri"), at=NOW)
        self._set(depot, Limit("C", D("0.40"), D("0.50")))
        assert [row.measured for row in GradeLimit.objects.filter(grade__code="S45C")] == ["C"]

    def test_knows_the_standards_of_grades_without_limits_alone(self, depot: Depot) -> None:
        self._set(depot, Limit("C", maximum=D(1)))
        assert limiting.take_known_limits(by=depot.person("sinta"), at=NOW) == []
        self._set(depot)
        assert limiting.take_known_limits(by=depot.person("sinta"), at=NOW) == ["S45C"]
        assert GradeLimit.objects.count() == 5

    @pytest.mark.parametrize(
        ("limits", "code"),
        [
            ([Limit("C", D(2), D(1))], "limit_minimum_above_maximum"),
            ([Limit("C")], "limit_empty"),
            ([Limit("Q", D(1))], "limit_property_unknown"),
            ([Limit("C", D(-1))], "limit_out_of_range"),
            ([Limit("C", maximum=D(101))], "limit_out_of_range"),
            ([Limit("YS", D(1), from_mm=D(-1))], "limit_out_of_range"),
            ([Limit("YS", D(1), from_mm=D(16), to_mm=D(3))], "limit_range_backwards"),
            (
                [Limit("YS", D(1), to_mm=D(16)), Limit("YS", D(2), from_mm=D(16))],
                "limit_ranges_overlap",
            ),
        ],
    )
    def test_refuses_what_contradicts_itself(
        self, depot: Depot, limits: list[Limit], code: str
    ) -> None:
        with pytest.raises(BadLimits) as refusal:
            self._set(depot, *limits)
        assert codes(refusal) == {code}
        assert not GradeLimit.objects.exists()

    def test_is_for_purchasers_and_supervisors_of_the_center(self, depot: Depot) -> None:
        for name in ("wati", "fajar", "agus", "sari"):
            refuses(WrongRole, lambda n=name: self._set(depot, by=n))  # type: ignore[misc]
        stranger = build_depot("BDG")
        with pytest.raises(Missing):
            limiting.set_limits(grade_code="ZZ", limits=[], by=stranger.person("sinta"), at=NOW)
