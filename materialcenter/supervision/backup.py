"""Backups: the whole database in one file, with a hash that a restore checks.

The file is a tar of `manifest.json` and `database.dump` (pg_dump's custom format). Documents and
attachments lie in the database, so nothing else is needed; the signing key is never in it.
"""

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO

import redis
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from materialcenter.embedded.postgres import PROGRAMS
from materialcenter.embedded.valkey import ValkeyServer

FORMAT = 1
_MANIFEST, _DUMP = "manifest.json", "database.dump"
_VARIABLES = {
    "PGHOST": "host",
    "PGPORT": "port",
    "PGUSER": "user",
    "PGPASSWORD": "password",
    "PGSSLMODE": "sslmode",
    "PGSSLROOTCERT": "sslrootcert",
}


class BackupRefused(Exception):
    """A backup or a restore was refused, and nothing changed. code: stable, for scripts."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True)
class Manifest:
    """What a backup says about itself."""

    format: int
    made_at: str
    server_version: str
    migrations: list[list[str]]
    bytes: int
    sha256: str


def write_backup(file: Path, *, at: datetime) -> Manifest:
    """Write the database into `file`, which must not exist; readable by its owner only.

    The file appears complete or not at all. Raises BackupRefused.
    """
    if file.exists():
        raise BackupRefused("file_exists", _("%s exists already; nothing was written.") % file)
    with tempfile.TemporaryDirectory(dir=file.resolve().parent, prefix=".backup-") as folder:
        dump = Path(folder) / _DUMP
        command = ["pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={dump}"]
        _run([*command, _database_name()])
        with dump.open("rb") as content:
            digest = _sha256(content)
        manifest = Manifest(
            format=FORMAT,
            made_at=at.isoformat(),
            server_version=_server_version(),
            migrations=sorted([app, name] for app, name in _applied()),
            bytes=dump.stat().st_size,
            sha256=digest,
        )
        draft = Path(folder) / "backup"
        _pack(draft, manifest=manifest, dump=dump)
        os.link(draft, file)
    return manifest


def read_manifest(file: Path) -> Manifest:
    """Read a backup's manifest and check its dump against it. Raises BackupRefused."""
    try:
        with tarfile.open(file) as archive:
            manifest = Manifest(**json.loads(_member(archive, _MANIFEST).read()))
            digest = _sha256(_member(archive, _DUMP))
    except FileNotFoundError as error:
        raise BackupRefused("no_file", _("%s is not there.") % file) from error
    except (tarfile.TarError, KeyError, ValueError, TypeError, EOFError, OSError) as error:
        raise BackupRefused("not_a_backup", _("%s is no backup of this program.") % file) from error
    if manifest.format != FORMAT:
        raise BackupRefused("unknown_format", _("%s has an unknown format.") % file)
    if digest != manifest.sha256:
        sentence = _("%s is damaged: its SHA-256 is not the one noted when it was made.")
        raise BackupRefused("damaged", sentence % file)
    return manifest


def restore_backup(file: Path, *, replace: bool) -> Manifest:
    """Put a backup's content in the place of the database's, wholly or not at all.

    replace: whether a database that is in use may lose what it holds. Raises BackupRefused.
    """
    manifest = read_manifest(file)
    _refuse_newer(manifest)
    _refuse_company()
    if not replace and _holds_data():
        sentence = _("The database is not empty. --replace overwrites what it holds.")
        raise BackupRefused("not_empty", sentence)
    connection.close()
    with tempfile.TemporaryDirectory(prefix="restore-") as folder:
        with tarfile.open(file) as archive:
            archive.extract(_DUMP, folder, filter="data")
        _load(Path(folder))
    return manifest


def forget_valkey() -> None:
    """Empty broker and cache: what they hold speaks of the database that was replaced.

    The embedded server does not run while a restore does, so its files are removed.
    """
    if settings.EMBEDDED_VALKEY:
        shutil.rmtree(ValkeyServer(settings.DATA_DIR).files, ignore_errors=True)
        return
    with redis.Redis.from_url(settings.REDIS_URL) as valkey:
        valkey.flushdb()


def _load(folder: Path) -> None:
    """Empty the schema and fill it from the dump, in a single transaction."""
    script = folder / "database.sql"
    _run(["pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(folder / _DUMP)])
    empty = "DROP SCHEMA public CASCADE; CREATE SCHEMA public"
    command = ["psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    _run([*command, f"--command={empty}", f"--file={script}", f"--dbname={_database_name()}"])


def _refuse_newer(manifest: Manifest) -> None:
    """Refuse what a later version of this program made: its tables are not known here."""
    known = set(MigrationLoader(None).disk_migrations)
    unknown = [f"{app}.{name}" for app, name in manifest.migrations if (app, name) not in known]
    if unknown:
        sentence = _("The backup is of a later version: %s is unknown here.")
        raise BackupRefused("newer", sentence % ", ".join(unknown))


def _refuse_company() -> None:
    """Refuse while anything else is connected: it would work on a database that is replaced."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        (others,) = cursor.fetchone() or (0,)
    if others:
        sentence = _("%d connections use the database; stop web, worker and beat first.")
        raise BackupRefused("in_use", sentence % others)


def _holds_data() -> bool:
    """Tell whether any center lives in the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.materialcenter_center') IS NOT NULL")
        (there,) = cursor.fetchone() or (False,)
        if not there:
            return False
        cursor.execute("SELECT EXISTS (SELECT FROM public.materialcenter_center)")
        (holds,) = cursor.fetchone() or (False,)
    return bool(holds)


def _applied() -> list[tuple[str, str]]:
    return list(MigrationLoader(connection).applied_migrations)


def _server_version() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (version,) = cursor.fetchone() or ("",)
    return str(version)


def _pack(target: Path, *, manifest: Manifest, dump: Path) -> None:
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        with tarfile.open(fileobj=file, mode="w") as archive:
            content = json.dumps(asdict(manifest), indent=1).encode()
            entry = tarfile.TarInfo(_MANIFEST)
            entry.size = len(content)
            archive.addfile(entry, BytesIO(content))
            archive.add(dump, arcname=_DUMP, filter=_anonymous)
        file.flush()
        os.fsync(file.fileno())


def _anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry


def _member(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    member = archive.extractfile(name)
    if member is None:
        raise KeyError(name)
    return member


def _sha256(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(1 << 20):
        digest.update(chunk)
    return digest.hexdigest()


def _run(command: list[str]) -> None:
    """Run one of PostgreSQL's own programs on our database; raise with what it said."""
    program, *arguments = command
    done = subprocess.run(
        [str(PROGRAMS / program), *arguments], capture_output=True, text=True, env=_environment()
    )
    if done.returncode:
        said = {"program": program, "error": done.stderr.strip()[-2000:]}
        raise BackupRefused("database_refused", _("%(program)s failed: %(error)s") % said)


def _environment() -> Mapping[str, str]:
    """Give the address and the password by the environment: others can read a command line."""
    ours = connection.get_connection_params()
    given = {name: str(ours[key]) for name, key in _VARIABLES.items() if ours.get(key)}
    return {name: value for name, value in os.environ.items() if name[:2] != "PG"} | given


def _database_name() -> str:
    return str(connection.settings_dict["NAME"])
