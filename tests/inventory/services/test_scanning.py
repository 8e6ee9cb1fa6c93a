"""Reading the code on a photo."""

import io
import struct
import zlib
from decimal import Decimal

import pytest
from PIL import Image

from inventory.rules.labels import Label, write_label
from inventory.services import scanning
from inventory.services.scanning import read_photo
from materialcenter.access import WrongRole
from materialcenter.limiting import RateLimited
from materialcenter.services.filing import FileEmpty, FileTypeDisagrees, FileTypeRefused
from tests.cast import Depot
from tests.photos import as_jpeg, photo_of

pytestmark = pytest.mark.django_db
LABEL = write_label(Label("LOT-TGL-2026-00012", "H-77", "PLT-SS400-6", 20, Decimal("1884")))
OTHER = write_label(Label("LOT-TGL-2026-00013", "H-78", "PLT-SS400-6", 20, Decimal("1884")))


def read(depot: Depot, content: bytes, *, name: str = "photo.jpg", who: str = "wati") -> str:
    return read_photo(name=name, content=content, by=depot.person(who))


def png_that_says(width: int, height: int) -> bytes:
    """Return a small PNG whose head promises a picture of so many pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(b"\x00" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


class TestReadPhoto:
    @pytest.mark.parametrize("who", ["wati", "putri", "fajar", "sinta", "agus"])
    def test_reads_a_label_that_was_taken_badly(self, depot: Depot, who: str) -> None:
        assert read(depot, photo_of(LABEL, tilt=-23, blur=2.5), who=who) == LABEL

    def test_reads_the_tag_of_a_mill(self, depot: Depot) -> None:
        assert read(depot, photo_of("7A-3391")) == "7A-3391"

    def test_prefers_our_label_to_other_codes(self, depot: Depot) -> None:
        assert read(depot, photo_of("7A-3391", LABEL)) == LABEL

    def test_reads_a_photo_of_twelve_million_pixels(self, depot: Depot) -> None:
        small = Image.open(io.BytesIO(photo_of(LABEL)))
        assert read(depot, as_jpeg(small.resize((4000, 3000)))) == LABEL

    def test_refuses_a_photo_without_a_code(self, depot: Depot) -> None:
        with pytest.raises(scanning.NoCodeFound):
            read(depot, photo_of())

    def test_refuses_the_labels_of_two_lots(self, depot: Depot) -> None:
        with pytest.raises(scanning.SeveralLabels):
            read(depot, photo_of(LABEL, OTHER))

    def test_takes_the_same_label_twice_for_one(self, depot: Depot) -> None:
        assert read(depot, photo_of(LABEL, LABEL)) == LABEL

    def test_leaves_out_what_could_not_be_typed(self, depot: Depot) -> None:
        with pytest.raises(scanning.NoCodeFound):
            read(depot, photo_of("a\x00b"))

    @pytest.mark.parametrize(
        ("content", "name"),
        [
            (b"\xff\xd8\xff" + b"x" * 50, "photo.jpg"),
            (photo_of(LABEL)[:2000], "photo.jpg"),
            (png_that_says(60_000, 60_000), "photo.png"),
            (png_that_says(6_000, 6_000), "photo.png"),
            (png_that_says(100, 100)[:60], "photo.png"),
            (as_jpeg(Image.new("L", (9000, 9000))), "photo.jpg"),
            (as_jpeg(Image.new("L", (5100, 5100)), progressive=True), "photo.jpg"),
        ],
    )
    def test_refuses_what_is_no_picture_or_unpacks_into_too_large_a_one(
        self, depot: Depot, content: bytes, name: str
    ) -> None:
        with pytest.raises(scanning.PictureUnreadable):
            read(depot, content, name=name)

    def test_refuses_other_files(self, depot: Depot) -> None:
        with pytest.raises(FileTypeRefused):
            read(depot, b"%PDF-1.7\n", name="photo.pdf")
        with pytest.raises(FileTypeDisagrees):
            read(depot, b"<html>", name="photo.jpg")
        with pytest.raises(FileEmpty):
            read(depot, b"")

    def test_is_for_staff(self, depot: Depot) -> None:
        with pytest.raises(WrongRole):
            read(depot, photo_of(LABEL), who="sari")

    def test_is_limited_per_person(self, depot: Depot, settings: object) -> None:
        settings.SCANS_PER_MINUTE = 2  # type: ignore[attr-defined]
        for _ in range(2):
            read(depot, photo_of("1"))
        with pytest.raises(RateLimited):
            read(depot, photo_of("1"))
        assert read(depot, photo_of("1"), who="putri") == "1"
