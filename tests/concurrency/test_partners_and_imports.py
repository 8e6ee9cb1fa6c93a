"""Two at once: the same import, the last supervisors, the same code."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from materialcenter import jobs
from materialcenter.errors import DomainError
from materialcenter.models import AuditEntry, ImportRun, Job, Membership, Supplier, Workshop
from materialcenter.services import granting, importing, registering
from tests.cast import NOW, Depot
from tests.sheets import csv_bytes

pytestmark = pytest.mark.django_db(transaction=True)

GOOD = csv_bytes(
    ("Kode", "Nama", "Waktu tunggu (hari)", "Simpangan (hari)"), ("S07", "PT Baja", "14", "4")
)


def _at_once(*acts: Callable[[], Any]) -> list[str]:
    """Run acts in threads; return "" or the refusal's code of each, in order."""

    def run(act: Callable[[], Any]) -> str:
        try:
            act()
        except DomainError as error:
            return error.code
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def _ready(depot: Depot) -> ImportRun:
    run = importing.send_file(
        kind="suppliers", name="a.csv", content=GOOD, options={}, by=depot.person("putri"), at=NOW
    )
    jobs.run_due()
    return run


class TestImports:
    def test_of_the_same_file_are_confirmed_once(self, depot: Depot) -> None:
        by = depot.person("putri")
        for _ in range(3):
            Job.objects.all().delete()
            ImportRun.objects.all().delete()
            runs = [_ready(depot) for _ in range(4)]
            codes = _at_once(
                *(partial(importing.confirm_import, run_id=run.pk, by=by, at=NOW) for run in runs)
            )
            assert sorted(codes) == ["", *["import_sent_twice"] * 3]

    def test_confirmed_by_two_are_written_once(self, depot: Depot) -> None:
        by = depot.person("putri")
        run = _ready(depot)
        codes = _at_once(*[lambda: importing.confirm_import(run_id=run.pk, by=by, at=NOW)] * 4)
        assert sorted(codes) == ["", *["import_sent_twice"] * 3]
        writes = Job.objects.filter(task="materialcenter.tasks.write_import")
        assert writes.count() == 1
        _at_once(*[lambda: importing.write_import(run_id=run.pk, by=by, at=NOW)] * 4)
        assert AuditEntry.objects.filter(action="import.applied").count() == 1
        assert Supplier.objects.filter(code="S07").count() == 1

    def test_would_go_in_twice_without_the_constraint(self, depot: Depot) -> None:
        by = depot.person("putri")
        with connection.cursor() as cursor:
            cursor.execute("DROP INDEX import_same_file_once")
        try:
            runs = [_ready(depot), _ready(depot)]
            for run in runs:  # as if both had looked before either was confirmed
                ImportRun.objects.filter(pk=run.pk).update(status=ImportRun.Status.APPLYING)
                importing.write_import(run_id=run.pk, by=by, at=NOW)
            assert AuditEntry.objects.filter(action="import.applied").count() == 2
        finally:
            ImportRun.objects.all().delete()
            with connection.cursor() as cursor:
                cursor.execute(
                    "CREATE UNIQUE INDEX import_same_file_once ON materialcenter_importrun"
                    " (center_id, kind, sha256) WHERE status IN ('applying', 'applied')"
                )


class TestSupervisors:
    def test_who_take_each_others_role_leave_one(self, depot: Depot) -> None:
        sinta = depot.person("sinta")
        granting.grant_role(username="putri", role="supervisor", by=sinta, at=NOW)
        putri = depot.person("putri")
        codes = _at_once(
            lambda: granting.revoke_role(username="putri", role="supervisor", by=sinta, at=NOW),
            lambda: granting.revoke_role(username="sinta", role="supervisor", by=putri, at=NOW),
        )
        assert sorted(codes) == ["", "wrong_role"]
        assert Membership.objects.filter(role="supervisor").count() == 1

    def test_would_all_be_gone_without_the_lock(
        self, depot: Depot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sinta = depot.person("sinta")
        granting.grant_role(username="putri", role="supervisor", by=sinta, at=NOW)
        putri = depot.person("putri")
        both_looked, delete = Barrier(2), Membership.delete

        def wait_and_delete(membership: Membership) -> Any:
            both_looked.wait(timeout=10)
            return delete(membership)

        monkeypatch.setattr(granting, "lock_roles", lambda by: None)
        monkeypatch.setattr(Membership, "delete", wait_and_delete)
        codes = _at_once(
            lambda: granting.revoke_role(username="sinta", role="supervisor", by=sinta, at=NOW),
            lambda: granting.revoke_role(username="putri", role="supervisor", by=putri, at=NOW),
        )
        assert codes == ["", ""]
        assert not Membership.objects.filter(role="supervisor").exists()

    def test_who_step_back_at_once_leave_one(self, depot: Depot) -> None:
        sinta = depot.person("sinta")
        granting.grant_role(username="putri", role="supervisor", by=sinta, at=NOW)
        putri = depot.person("putri")
        codes = _at_once(
            lambda: granting.revoke_role(username="sinta", role="supervisor", by=sinta, at=NOW),
            lambda: granting.revoke_role(username="putri", role="supervisor", by=putri, at=NOW),
        )
        assert sorted(codes) == ["", "last_supervisor"]


class TestCodes:
    def test_are_given_once(self, depot: Depot) -> None:
        details = {"code": "W0900", "name": "x", "trade": "press"}
        by = depot.person("putri")
        codes = _at_once(
            *[lambda: registering.register_workshop(details=details, by=by, at=NOW)] * 6
        )
        assert sorted(codes) == ["", *["code_taken"] * 5]
        assert Workshop.objects.filter(code="W0900").count() == 1
