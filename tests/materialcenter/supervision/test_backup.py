"""What a backup holds, and which files are refused as one."""

import io
import json
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from materialcenter.supervision import backup
from materialcenter.supervision.backup import BackupRefused, read_manifest, restore_backup

NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)


@pytest.fixture
def file(db: None, tmp_path: Path) -> Path:
    """A backup of the test's database."""
    path = tmp_path / "depot.backup"
    backup.write_backup(path, at=NOON)
    return path


def rewrite_manifest(file: Path, **changes: object) -> None:
    with tarfile.open(file) as archive:
        manifest = json.load(archive.extractfile("manifest.json"))  # type: ignore[arg-type]
        dump = archive.extractfile("database.dump").read()  # type: ignore[union-attr]
    content = json.dumps({**manifest, **changes}).encode()
    with tarfile.open(file, "w") as archive:
        for name, data in (("manifest.json", content), ("database.dump", dump)):
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))


class TestWriteBackup:
    def test_notes_what_it_holds(self, file: Path) -> None:
        manifest = read_manifest(file)

        assert manifest.made_at == "2026-11-24T05:00:00+00:00"
        assert manifest.server_version.startswith("18")
        assert ["materialcenter", "0001_initial"] in manifest.migrations

    def test_is_readable_by_its_owner_only(self, file: Path) -> None:
        assert file.stat().st_mode & 0o077 == 0

    def test_leaves_nothing_else_behind(self, file: Path) -> None:
        assert list(file.parent.iterdir()) == [file]

    def test_refuses_to_overwrite(self, file: Path) -> None:
        before = file.read_bytes()

        with pytest.raises(BackupRefused) as refusal:
            backup.write_backup(file, at=NOON)

        assert refusal.value.code == "file_exists"
        assert file.read_bytes() == before


class TestReadManifest:
    def test_refuses_a_backup_with_one_byte_changed(self, file: Path) -> None:
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 1
        file.write_bytes(content)

        with pytest.raises(BackupRefused) as refusal:
            read_manifest(file)

        assert refusal.value.code == "damaged"

    def test_refuses_a_backup_that_was_cut_off(self, file: Path) -> None:
        file.write_bytes(file.read_bytes()[:20_000])

        with pytest.raises(BackupRefused):
            read_manifest(file)

    def test_refuses_any_other_file(self, tmp_path: Path) -> None:
        other = tmp_path / "stok.xlsx"
        other.write_bytes(b"PK\x03\x04 no backup")

        with pytest.raises(BackupRefused) as refusal:
            read_manifest(other)

        assert refusal.value.code == "not_a_backup"

    def test_refuses_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(BackupRefused) as refusal:
            read_manifest(tmp_path / "nothing")

        assert refusal.value.code == "no_file"

    def test_refuses_a_format_that_it_does_not_know(self, file: Path) -> None:
        rewrite_manifest(file, format=2)

        with pytest.raises(BackupRefused) as refusal:
            read_manifest(file)

        assert refusal.value.code == "unknown_format"


@pytest.mark.django_db
class TestRestoreBackup:
    def test_refuses_the_backup_of_a_later_version(self, file: Path) -> None:
        rewrite_manifest(file, migrations=[["orders", "9999_from_the_future"]])

        with pytest.raises(BackupRefused, match="9999_from_the_future") as refusal:
            restore_backup(file, replace=True)

        assert refusal.value.code == "newer"
