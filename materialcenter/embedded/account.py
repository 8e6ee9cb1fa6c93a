"""The system account that PostgreSQL runs under, since it refuses to run as root."""

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

_NAME = "materialcenter"


@dataclass(frozen=True)
class Account:
    """A system account other than root's."""

    name: str
    uid: int
    gid: int


def account() -> Account | None:
    """Return whom PostgreSQL must run as: None for "whoever I am", an account where I am root.

    Root's own account is made once, without a home or a shell; where none can be made, nobody's
    is used.
    """
    if os.geteuid() != 0:
        return None
    if not _exists(_NAME) and shutil.which("useradd"):
        command = ["useradd", "--system", "--no-create-home", "--shell", "/bin/false", _NAME]
        subprocess.run(command, check=False, capture_output=True)
    entry = pwd.getpwnam(_NAME if _exists(_NAME) else "nobody")
    return Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)


def socket_folder(folder: Path, owner: Account | None) -> None:
    """Make a server's own folder for its socket; the folder above it is shared by the servers."""
    shared = folder.parent
    shared.mkdir(mode=0o700, parents=True, exist_ok=True)
    _refuse_strangers(shared, os.geteuid())
    own_folder(folder, owner)


def own_folder(folder: Path, owner: Account | None) -> None:
    """Make a folder that only its owner may enter, and let the owner reach it.

    Refuses a folder that belongs to someone else, as another user's could in /tmp.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    uid, gid = (owner.uid, owner.gid) if owner else (os.geteuid(), os.getegid())
    _refuse_strangers(folder, uid, os.geteuid())
    if owner:
        os.chown(folder, uid, gid)
        let_pass(folder)
    folder.chmod(0o700)


def let_pass(path: Path) -> list[Path]:
    """Let every account walk through the folders above `path`, without listing them.

    PostgreSQL's account must reach its data and its program below folders that are root's alone.
    Returns the folders that were closed until now.
    """
    closed = [
        folder for folder in path.resolve().parents if not folder.stat().st_mode & stat.S_IXOTH
    ]
    for folder in closed:
        folder.chmod(stat.S_IMODE(folder.stat().st_mode) | stat.S_IXOTH)
    return closed


def _refuse_strangers(folder: Path, *owners: int) -> None:
    if folder.is_symlink() or folder.lstat().st_uid not in owners:
        raise PermissionError(
            f"{folder} belongs to another user; remove it or choose another place"
        )


def _exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True
