"""The course of an import: sent, read, confirmed, written once and wholly."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from materialcenter import jobs
from materialcenter.access import WrongRole
from materialcenter.errors import DomainError, Missing
from materialcenter.models import (
    Attachment,
    AuditEntry,
    ImportRun,
    Job,
    Membership,
    Supplier,
    Workshop,
)
from materialcenter.services.importing import (
    ImportNotReady,
    ImportSentTwice,
    confirm_import,
    send_file,
)
from materialcenter.services.importing.showing import show_run
from tests.cast import NOW, Depot
from tests.sheets import csv_bytes
from tests.tegal import TEGAL, WRONG_STOCK, bring, bring_bytes, counts_of

pytestmark = pytest.mark.django_db
Status = ImportRun.Status

HEADINGS = ("Kode", "Nama", "Kota", "Waktu tunggu (hari)", "Simpangan (hari)")
GOOD = csv_bytes(HEADINGS, ("S07", "PT Baja Contoh", "Cilegon", "14", "4"))
BAD = csv_bytes(HEADINGS, ("S07", "", "Cilegon", "-1", "x"))


def _send(
    depot: Depot, content: bytes = GOOD, *, by: str = "putri", name: str = "pemasok.csv"
) -> ImportRun:
    return send_file(
        kind="suppliers", name=name, content=content, options={}, by=depot.person(by), at=NOW
    )


def _ready(depot: Depot, content: bytes = GOOD) -> ImportRun:
    run = _send(depot, content)
    jobs.run_due()
    run.refresh_from_db()
    return run


class TestSendFile:
    def test_reads_by_a_job_and_writes_nothing_yet(self, depot: Depot) -> None:
        run = _ready(depot)
        assert run.status == Status.READY
        shown = show_run(run)
        assert shown.rows == [["S07", "PT Baja Contoh", "Cilegon", "14", "4"]]
        assert counts_of(shown) == {"new": 1, "changed": 0, "unchanged": 0}
        assert not Supplier.objects.filter(code="S07").exists()

    def test_names_faults_and_writes_nothing(self, depot: Depot) -> None:
        run = _ready(depot, BAD)
        assert run.status == Status.FAULTY
        assert [f.place for f in show_run(run).faults] == ["CSV!B2", "CSV!D2", "CSV!E2"]

    @pytest.mark.parametrize(
        ("name", "content", "code"),
        [
            ("a.xlsx", b"hello", "not_a_spreadsheet"),
            ("a.pdf", b"%PDF-1.7", "not_a_spreadsheet"),
            ("a.xls", b"\xd0\xcf\x11\xe0", "not_a_spreadsheet"),
            ("a.csv", b"", "file_empty"),
            ("../a.csv", GOOD, "file_name_invalid"),
            ("a.csv", b"x" * (10 * 1024 * 1024 + 1), "file_too_large"),
        ],
    )
    def test_refuses_what_is_no_spreadsheet_at_once(
        self, depot: Depot, name: str, content: bytes, code: str
    ) -> None:
        with pytest.raises(DomainError) as refusal:
            _send(depot, content, name=name)
        assert refusal.value.code == code
        assert not ImportRun.objects.exists()
        assert not Attachment.objects.exists()
        assert not Job.objects.exists()

    def test_finds_a_damaged_workbook_when_it_is_read(self, depot: Depot) -> None:
        whole = (TEGAL / "02-pemasok.xlsx").read_bytes()
        damaged = bytearray(whole)
        damaged[60:90] = bytes(30)
        run = _ready_named(depot, "a.xlsx", bytes(damaged))
        assert run.status == Status.FAULTY
        assert [f.code for f in show_run(run).faults] == ["not_a_spreadsheet"]

    def test_names_headings_that_are_missing(self, depot: Depot) -> None:
        run = _ready(depot, csv_bytes(("Kode", "Nama", "Kota"), ("S07", "x", "y")))
        assert [f.heading for f in show_run(run).faults] == [
            "Waktu tunggu (hari)",
            "Simpangan (hari)",
        ]

    @pytest.mark.parametrize("name", ["wati", "fajar", "agus", "sari"])
    def test_is_refused_to_other_roles(self, depot: Depot, name: str) -> None:
        with pytest.raises(WrongRole):
            _send(depot, by=name)
        assert not ImportRun.objects.exists()

    def test_refuses_a_kind_that_nobody_knows(self, depot: Depot) -> None:
        with pytest.raises(DomainError) as refusal:
            send_file(
                kind="x", name="a.csv", content=GOOD, options={}, by=depot.person("sinta"), at=NOW
            )
        assert refusal.value.code == "import_kind_unknown"


def _ready_named(depot: Depot, name: str, content: bytes) -> ImportRun:
    run = _send(depot, content, name=name)
    jobs.run_due()
    run.refresh_from_db()
    return run


class TestConfirmImport:
    def _confirm(self, depot: Depot, run: ImportRun, by: str = "putri") -> ImportRun:
        return confirm_import(run_id=run.pk, by=depot.person(by), at=NOW)

    def test_lets_a_job_write_everything(self, depot: Depot) -> None:
        run = _ready(depot)
        self._confirm(depot, run)
        jobs.run_due()
        run.refresh_from_db()
        assert run.status == Status.APPLIED
        assert run.applied_at is not None
        supplier = Supplier.objects.get(code="S07")
        assert (supplier.lead_time_days, supplier.lead_time_spread_days) == (14, 4)
        assert run.job is not None
        assert AuditEntry.objects.filter(action="import.applied", subject_id=run.pk).exists()

    def test_writes_once_although_the_job_runs_again(self, depot: Depot) -> None:
        run = _ready(depot)
        job_id = self._confirm(depot, run).job_id or 0
        jobs.run_due()
        Job.objects.filter(pk=job_id).update(finished_at=None, sent_at=None)
        jobs.run_due()
        assert AuditEntry.objects.filter(action="import.applied").count() == 1

    def test_refuses_the_same_file_sent_again(self, depot: Depot) -> None:
        self._confirm(depot, _ready(depot))
        jobs.run_due()
        with pytest.raises(ImportSentTwice):
            _send(depot)

    def test_refuses_a_second_run_of_the_same_file(self, depot: Depot) -> None:
        first, second = _ready(depot), _ready(depot)
        self._confirm(depot, first)
        for _ in range(2):
            with pytest.raises(ImportSentTwice):
                self._confirm(depot, second)
        with pytest.raises(ImportSentTwice):
            self._confirm(depot, first)

    def test_takes_a_file_again_whose_job_gave_up(self, depot: Depot) -> None:
        run = self._confirm(depot, _ready(depot))
        Job.objects.filter(pk=run.job_id or 0).update(failed_at=NOW)
        assert _send(depot).status == Status.READING
        run.refresh_from_db()
        assert run.status == Status.FAILED

    def test_refuses_what_is_not_ready(self, depot: Depot) -> None:
        with pytest.raises(ImportNotReady):
            self._confirm(depot, _send(depot))
        with pytest.raises(ImportNotReady):
            self._confirm(depot, _ready(depot, BAD))

    def test_is_not_there_for_strangers_and_buyers(self, depot: Depot, stranger: Depot) -> None:
        run = _ready(depot)
        for by in (stranger.person("sinta"), depot.person("sari")):
            with pytest.raises(Missing):
                confirm_import(run_id=run.pk, by=by, at=NOW)

    def test_is_refused_to_other_roles(self, depot: Depot) -> None:
        with pytest.raises(WrongRole):
            self._confirm(depot, _ready(depot), by="wati")

    def test_checks_again_what_changed_since_it_was_read(self, depot: Depot) -> None:
        bring(depot, "catalogue")
        bring(depot, "suppliers")
        run = send_file(
            kind="opening_stock",
            name="s.xlsx",
            content=(TEGAL / "05-stok-awal.xlsx").read_bytes(),
            options={},
            by=depot.person("wati"),
            at=NOW,
        )
        jobs.run_due()
        confirm_import(run_id=run.pk, by=depot.person("wati"), at=NOW)
        Supplier.objects.filter(code="S05").update(code="S50")
        jobs.run_due()
        run.refresh_from_db()
        assert run.status == Status.FAULTY
        assert {f.code for f in show_run(run).faults} == {"unknown_supplier"}

    def test_fails_when_the_person_lost_the_role_meanwhile(self, depot: Depot) -> None:
        run = self._confirm(depot, _ready(depot))
        Membership.objects.filter(user=depot.users["putri"]).update(role="clerk")
        jobs.run_due()
        run.refresh_from_db()
        assert run.status == Status.FAILED
        assert not Supplier.objects.filter(code="S07").exists()


class TestSuppliers:
    def test_takes_the_real_file_as_it_is(self, depot: Depot) -> None:
        shown = bring(depot, "suppliers")
        assert shown.run.status == Status.APPLIED
        assert counts_of(shown) == {"new": 4, "changed": 2, "unchanged": 0}
        coil = Supplier.objects.get(code="S06")
        assert (coil.name, coil.city) == ("PT Pusat Coil Contoh", "Cilegon")
        assert Supplier.objects.get(code="S01").email == "s01@supplier.example.id"


class TestWorkshops:
    def test_takes_the_real_file_as_it_is(self, depot: Depot) -> None:
        shown = bring(depot, "workshops")
        assert shown.run.status == Status.APPLIED, shown.faults
        assert Workshop.objects.count() == 645
        third = Workshop.objects.get(code="W0003")
        assert (third.trade, third.district, third.cluster) == (
            "construction",
            "Kramat",
            "LIK Takaru",
        )
        assert (third.npwp, third.whatsapp) == ("1726611774580109", "+6281291860222")
        assert third.credit_limit == 25_000_000
        assert Workshop.objects.get(code="W0642").credit_limit == 0

    def test_leaves_credit_limits_to_finance(self, depot: Depot) -> None:
        head = ("Kode", "Nama IKM", "Jenis usaha", "Batas kredit (Rp)")
        known = ("W0001", "CV Contoh", "bubut", "50.000.000")
        rows = csv_bytes(head, known, ("W0003", "CV Lain", "press", "1.000.000"))
        shown = bring_bytes(depot, "workshops", "w.csv", rows, by="putri")
        assert [(f.place, f.code) for f in shown.faults] == [("CSV!D3", "credit_limit_not_yours")]
        assert bring_bytes(depot, "workshops", "w.csv", rows, by="fajar").run.status == "applied"

    def test_takes_payment_terms_from_finance_and_a_blank_leaves_them(self, depot: Depot) -> None:
        head = ("Kode", "Nama IKM", "Jenis usaha", "Cara bayar")
        prepaid = ("W0002", "CV Dua", "press", "Bayar di muka")
        rows = csv_bytes(head, ("W0001", "CV Contoh", "bubut", "kredit"), prepaid)
        shown = bring_bytes(depot, "workshops", "w.csv", rows, by="putri")
        assert [(f.place, f.code) for f in shown.faults] == [("CSV!D3", "payment_terms_not_yours")]
        assert bring_bytes(depot, "workshops", "w.csv", rows, by="fajar").run.status == "applied"
        blank = csv_bytes(head, (*prepaid[:3], ""), ("W0009", "CV Baru", "press", ""))
        assert bring_bytes(depot, "workshops", "w.csv", blank, by="putri").run.status == "applied"
        terms = dict(Workshop.objects.values_list("code", "payment_terms"))
        assert terms == {"W0001": "credit", "W0002": "prepaid", "W0009": "credit"}

    def test_names_numbers_that_are_none(self, depot: Depot) -> None:
        head = ("Kode", "Nama IKM", "Jenis usaha", "WhatsApp", "NPWP", "NIB")
        rows = csv_bytes(head, ("W0700", "CV Contoh", "salon", "12", "123", "0000000000000"))
        shown = bring_bytes(depot, "workshops", "w.csv", rows)
        assert [(f.place, f.code) for f in shown.faults] == [
            ("CSV!C2", "unknown_choice"),
            ("CSV!D2", "not_a_phone"),
            ("CSV!E2", "wrong_length"),
            ("CSV!F2", "all_zeros"),
        ]
        assert all(f.sentence for f in shown.faults)

    def test_leaves_what_the_file_does_not_say(self, depot: Depot) -> None:
        Workshop.objects.filter(code="W0001").update(cluster="Kebasen")
        head = ("Kode", "Nama IKM", "Jenis usaha")
        bring_bytes(depot, "workshops", "w.csv", csv_bytes(head, ("W0001", "CV Baru", "bubut")))
        changed = Workshop.objects.get(code="W0001")
        assert (changed.name, changed.cluster, changed.credit_limit) == (
            "CV Baru",
            "Kebasen",
            50_000_000,
        )


class TestImportWorkbook:
    def _call(self, *arguments: str) -> tuple[str, str]:
        out, err = StringIO(), StringIO()
        call_command("import_workbook", *arguments, stdout=out, stderr=err)
        return out.getvalue(), err.getvalue()

    def test_imports_in_one_go(self, depot: Depot) -> None:
        out, _err = self._call("suppliers", str(TEGAL / "02-pemasok.xlsx"))
        assert "6" in out
        assert Supplier.objects.count() == 6

    def test_prints_faults_as_a_table_and_ends_with_one(self, depot: Depot) -> None:
        bring(depot, "catalogue")
        bring(depot, "suppliers")
        err = StringIO()
        with pytest.raises(SystemExit) as end:
            call_command("import_workbook", "opening_stock", str(WRONG_STOCK), stderr=err)
        assert end.value.code == 1
        lines = err.getvalue().splitlines()
        assert [line.split()[0] for line in lines[:7]] == [
            "Stok!A6",
            "Stok!C8",
            "Stok!D9",
            "Stok!F11",
            "Stok!F13",
            "Stok!A14",
            "Stok!E15",
        ]

    def test_says_what_stands_in_the_way(
        self, depot: Depot, stranger: Depot, tmp_path: Path
    ) -> None:
        file = tmp_path / "a.csv"
        file.write_bytes(GOOD)
        with pytest.raises(CommandError, match="BDG, TGL"):
            self._call("suppliers", str(file))
        with pytest.raises(CommandError, match="PB-1"):
            self._call("pool_commitments", str(file), "--center", "TGL", "--pool", "PB-1")
        with pytest.raises(CommandError):
            self._call("suppliers", str(tmp_path / "none.csv"), "--center", "TGL")
        self._call("suppliers", str(file), "--center", "TGL")
        with pytest.raises(CommandError):
            self._call("suppliers", str(file), "--center", "TGL")
