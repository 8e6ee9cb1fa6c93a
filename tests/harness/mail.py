"""A mail server that takes what the application sends, over a real SMTP conversation."""

import socket
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


class Postbox:
    """Everything that arrived, in order."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.port = 0
        self._controller: Controller | None = None

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Take a message; called by aiosmtpd in its own thread."""
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.messages.append(message)
        return "250 Message accepted for delivery"

    def start(self) -> None:
        """Listen on a free port; another process may take it first, then on the next."""
        for _ in range(10):
            self.port = _free_port()
            self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
            try:
                self._controller.start()
            except OSError:
                continue
            return
        raise RuntimeError("No port was free for the mail server.")

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()
        self._controller = None

    def to(self, address: str) -> list[EmailMessage]:
        """Return what arrived for one address."""
        return [message for message in self.messages if address in message["To"]]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
