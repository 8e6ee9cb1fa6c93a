"""The signing key of an installation that was given none."""

import os
import secrets
from pathlib import Path


def local_secret(data_dir: Path) -> str:
    """Return the random key kept in `data_dir`, making it on the first call.

    Readable by its owner only. Two processes that make it at once agree: the first file wins.
    """
    path = data_dir / "secret_key"
    if not path.exists():
        _create(path)
    return path.read_text().strip()


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(64))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # Another process was first, and its key is the key.
    finally:
        draft.unlink()
