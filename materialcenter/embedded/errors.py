"""What can go wrong when a server is started on this machine."""


class ServerFailed(Exception):
    """A server did not start, or did not answer in time."""

    def __init__(self, name: str, log: str) -> None:
        super().__init__(f"{name} did not start.\n{log.strip()}")
        self.name = name
        self.log = log
