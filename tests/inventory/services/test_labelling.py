"""Printing labels: which ones, at once or by a job."""

import io
from dataclasses import replace
from typing import Any

import pytest
from pypdf import PdfReader

from inventory.rules.labels import read_label
from inventory.services import labelling
from inventory.services.labelling import Wanted, labels_wanted, print_later
from materialcenter import jobs
from materialcenter.access import WrongRole
from materialcenter.errors import Missing
from materialcenter.models import Attachment, AuditEntry, Job
from tests.cast import NOW, Depot, receive_stock

pytestmark = pytest.mark.django_db(transaction=True)
SHEET = "SPHC-2-4X8"


def numbers(depot: Depot, wanted: Wanted, who: str = "wati") -> list[str]:
    return [read_label(made.code).lot_number for made in labels_wanted(wanted, depot.person(who))]


class TestLabelsWanted:
    def test_has_a_label_per_lot_that_lies_here(self, depot: Depot) -> None:
        lots = [receive_stock(depot, SHEET, pieces=n, heat=f"H{n}") for n in (5, 7)]
        assert numbers(depot, Wanted()) == [lot.number for lot in lots]

    def test_has_a_label_per_bundle(self, depot: Depot) -> None:
        receive_stock(depot, SHEET, pieces=100)
        made = labels_wanted(Wanted(bundle_pieces=20), depot.person("wati"))
        assert len(made) == 5
        assert any("2" in line and "5" in line for line in made[1].lines)

    def test_narrows_by_number_rack_material_and_reference(self, depot: Depot) -> None:
        first = receive_stock(depot, SHEET, pieces=5, rack="A-01")
        second = receive_stock(depot, SHEET, pieces=7, rack="A-02")
        assert numbers(depot, Wanted(lots=(second.number.lower(),))) == [second.number]
        assert numbers(depot, Wanted(rack="A-01")) == [first.number]
        assert numbers(depot, Wanted(q=second.number)) == [second.number]
        assert numbers(depot, Wanted(reference=first.reference)) == [first.number]
        with pytest.raises(labelling.NoLotsToLabel):
            numbers(depot, Wanted(reference="NONE"))
        with pytest.raises(labelling.NoLotsToLabel):
            numbers(depot, Wanted(material="SCRAP-HMS1"))

    def test_has_a_label_per_rack(self, depot: Depot) -> None:
        made = labels_wanted(Wanted(of="racks"), depot.person("wati"))
        assert [label.big for label in made] == ["A-01", "A-02", "B-01"]
        (one,) = labels_wanted(Wanted(of="racks", rack="A-02"), depot.person("wati"))
        assert one.code == "MR1:A-02"

    def test_names_the_lots_that_are_not_there(self, depot: Depot, stranger: Depot) -> None:
        theirs = receive_stock(stranger, SHEET, pieces=5)
        with pytest.raises(labelling.NoSuchLot) as refused:
            numbers(depot, Wanted(lots=("LOT-X", theirs.number)))
        assert "LOT-X" in str(refused.value)
        assert theirs.number in str(refused.value)

    @pytest.mark.parametrize(
        ("change", "refusal"),
        [
            ({"paper": "a3"}, labelling.NoSuchPaper),
            ({"start": 0}, labelling.StartOffSheet),
            ({"start": 15}, labelling.StartOffSheet),
            ({"start": 2, "paper": "100x50"}, labelling.StartOffSheet),
            ({"bundle_pieces": 0}, labelling.BundleSizeRefused),
            ({"bundle_pieces": -1}, labelling.BundleSizeRefused),
        ],
    )
    def test_refuses_what_cannot_be_printed(
        self, depot: Depot, change: dict[str, Any], refusal: type[Exception]
    ) -> None:
        receive_stock(depot, SHEET, pieces=5)
        with pytest.raises(refusal):
            numbers(depot, replace(Wanted(), **change))

    def test_refuses_too_many_before_it_makes_them(self, depot: Depot) -> None:
        receive_stock(depot, SHEET, pieces=2001)
        with pytest.raises(labelling.TooManyLabels):
            numbers(depot, Wanted(bundle_pieces=1))

    @pytest.mark.parametrize("who", ["sari", "fajar", "agus"])
    def test_is_for_those_who_hang_labels(self, depot: Depot, who: str) -> None:
        receive_stock(depot, SHEET, pieces=5)
        with pytest.raises(WrongRole):
            numbers(depot, Wanted(), who)


class TestPrintLater:
    def test_prints_files_of_whole_sheets_with_its_progress(
        self, depot: Depot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(labelling, "PER_FILE", 24)
        receive_stock(depot, SHEET, pieces=50)
        wanted = Wanted(bundle_pieces=1, paper="a4-3x8", start=3)
        job_id = print_later(wanted=wanted, by=depot.person("wati"), at=NOW)
        assert AuditEntry.objects.filter(action="labels.asked", subject_id=job_id).exists()
        jobs.run_due()
        job = Job.objects.get(pk=job_id)
        assert (job.done, job.total) == (50, 50)
        files = labelling.files_of(job_id, depot.person("agus"))
        sheets = [len(PdfReader(io.BytesIO(bytes(file.content.content))).pages) for file in files]
        assert sheets == [1, 1, 1]
        assert labelling.files_of(job_id, depot.person("sari")) == []

    def test_prints_no_file_twice(self, depot: Depot) -> None:
        receive_stock(depot, SHEET, pieces=50)
        by = depot.person("wati")
        job_id = print_later(wanted=Wanted(), by=by, at=NOW)
        for _ in range(2):
            labelling.print_files(job_id=job_id, wanted=Wanted(), by=by, at=NOW)
        jobs.run_due()
        assert Attachment.objects.filter(subject="Labels").count() == 1

    def test_writes_no_job_for_what_is_refused(self, depot: Depot) -> None:
        with pytest.raises(labelling.NoLotsToLabel):
            print_later(wanted=Wanted(), by=depot.person("wati"), at=NOW)
        assert not Job.objects.filter(task=labelling.TASK).exists()

    def test_is_not_there_for_another_center(self, depot: Depot, stranger: Depot) -> None:
        receive_stock(depot, SHEET, pieces=5)
        job_id = print_later(wanted=Wanted(), by=depot.person("wati"), at=NOW)
        with pytest.raises(Missing):
            labelling.job_of(job_id, stranger.person("wati"))
