"""PostgreSQL and Valkey out of their wheels, for `manage.py up` and for the tests.

Here: where these servers live and how they are started, stopped and mended after a crash.
Never here: Django. The settings import this package to learn the addresses.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

DATABASE = "materialcenter"
ROLE = "materialcenter"
POSTGRES_PORT = 5432  # Never a TCP port: PostgreSQL only names its socket by it.

# Linux takes 107 bytes for the path of a socket, macOS 103; both must also hold its name.
_LONGEST_SOCKET_PATH = 100
_POSTGRES_SOCKET = f".s.PGSQL.{POSTGRES_PORT}"
_VALKEY_SOCKET = "valkey.sock"


@dataclass(frozen=True)
class Addresses:
    """Where the embedded servers of one data folder answer, whether or not they run."""

    database_url: str
    redis_url: str


def addresses(data_dir: Path) -> Addresses:
    """Name the two servers that belong to `data_dir`; start nothing, create nothing.

    database_url: postgresql://ROLE@/DATABASE?host=<percent-encoded socket folder>.
    redis_url: unix://<socket>?db=0, as the redis client reads it (kombu calls it redis+socket).
    """
    folder = quote(str(postgres_socket_dir(data_dir)), safe="")
    return Addresses(
        database_url=f"postgresql://{ROLE}@/{DATABASE}?host={folder}",
        redis_url=f"unix://{quote(str(valkey_socket(data_dir)))}?db=0",
    )


def postgres_socket_dir(data_dir: Path) -> Path:
    """Name the folder that holds nothing but PostgreSQL's socket and its lock."""
    return _run_dir(data_dir) / "pg"


def valkey_socket(data_dir: Path) -> Path:
    """Name the socket of Valkey."""
    return _run_dir(data_dir) / "vk" / _VALKEY_SOCKET


def _run_dir(data_dir: Path) -> Path:
    """Choose the folder for sockets: inside the data folder, or a short one where that is too deep.

    The short one is under /tmp whatever TMPDIR says, so that every terminal finds the same servers.
    """
    inside = data_dir.resolve() / "run"
    longest = inside / "vk" / _VALKEY_SOCKET, inside / "pg" / _POSTGRES_SOCKET
    if all(len(bytes(path)) <= _LONGEST_SOCKET_PATH for path in longest):
        return inside
    digest = hashlib.sha256(bytes(data_dir.resolve())).hexdigest()[:16]
    return Path("/tmp") / f"mc-{digest}"  # noqa: S108 - made 0700 and checked for its owner at start
