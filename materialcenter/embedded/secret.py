"""The secrets of an installation that was given none."""

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path

# Of the curve P-256: a private key is a whole number from 1 to one less.
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def local_secret(data_dir: Path) -> str:
    """Return the random signing key kept in `data_dir`, making it on the first call."""
    return _kept(data_dir / "secret_key", lambda: secrets.token_urlsafe(64))


def local_push_key(data_dir: Path) -> str:
    """Return the key kept in `data_dir` that signs to browsers' push services; see new_push_key."""
    return _kept(data_dir / "push_key", new_push_key)


def new_push_key() -> str:
    """Make a private VAPID key (RFC 8292): 32 bytes in URL-safe base64 without padding."""
    number = secrets.randbelow(_ORDER - 1) + 1
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()


def _kept(path: Path, make: Callable[[], str]) -> str:
    """Return what a file keeps, making it on the first call.

    Readable by its owner only. Two processes that make it at once agree: the first file wins.
    """
    if not path.exists():
        _create(path, make())
    return path.read_text().strip()


def _create(path: Path, secret: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # Another process was first, and its key is the key.
    finally:
        draft.unlink()
