"""A migrated cluster, kept between runs: migrating takes far longer than copying.

Kept per content of the migrations; whoever changes one gets a new one. Every test database is
copied from the database that it holds, and whatever is not yet applied there is applied then.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from django.core.management import call_command
from django.db import connections

from materialcenter.embedded import DATABASE
from materialcenter.embedded.account import let_pass
from materialcenter.embedded.postgres import PostgresServer

_ROOT = Path(__file__).parents[2]
_SHELF = Path(f"/tmp/material-center-tests-{os.geteuid()}")
_KEPT = 4


def start_migrated(server: PostgresServer) -> None:
    """Start the server on a copy of the kept cluster, making and keeping one if there is none."""
    kept = _shelf() / _digest()
    if not kept.exists():
        server.start()
        call_command("migrate", interactive=False, verbosity=0)
        connections.close_all()
        server.stop()
        _keep(server.cluster, kept)
    else:
        os.utime(kept)
        _copy(kept, server.cluster)
        let_pass(server.cluster)
    server.start()


def put_migrated_cluster(data_dir: Path) -> None:
    """Give a site that is not running a migrated cluster, for tests that start one."""
    cluster = data_dir / "postgres"
    _copy(_shelf() / _digest(), cluster)
    let_pass(cluster)


def copy_test_databases() -> None:
    """Let Django make every test database as a copy of the migrated one."""
    connections["default"].settings_dict["TEST"]["TEMPLATE"] = DATABASE


def _shelf() -> Path:
    _SHELF.mkdir(mode=0o711, exist_ok=True)
    if _SHELF.lstat().st_uid != os.geteuid():
        raise PermissionError(f"{_SHELF} belongs to another user; remove it")
    return _SHELF


def _keep(cluster: Path, kept: Path) -> None:
    """Copy beside the place, then move: two runs at once never see half a cluster."""
    draft = Path(tempfile.mkdtemp(dir=kept.parent, prefix="new-")) / "postgres"
    _copy(cluster, draft)
    try:
        draft.rename(kept)
    except OSError:  # Another run was first, and its copy is as good.
        shutil.rmtree(draft)
    draft.parent.rmdir()
    by_use = sorted(kept.parent.glob("[0-9a-f]" * 16), key=lambda path: path.stat().st_mtime)
    for old in by_use[:-_KEPT]:
        shutil.rmtree(old, ignore_errors=True)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)


def _digest() -> str:
    """Hash what decides how a migrated cluster looks."""
    digest = hashlib.sha256()
    migrations = sorted(_ROOT.glob("*/migrations/*.py"))
    for path in (*migrations, _ROOT / "uv.lock", _ROOT / "materialcenter/embedded/postgres.py"):
        digest.update(f"{path.relative_to(_ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]
