"""A browser and its push service: it subscribes, takes what is sent, and reads it."""

import base64
import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

AUTH = b"sixteen bytes ok"


def encoded(data: bytes) -> str:
    """Write bytes as browsers do."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass
class PushService:
    """What arrived: the path, the headers by small letters, and the encrypted body."""

    status: int = 201
    location: str = ""
    arrived: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                outer.arrived.append((self.path, headers, body))
                self.send_response(outer.status)
                if outer.location:
                    self.send_header("Location", outer.location)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_args: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def origin(self) -> str:
        """Return this service as settings.PUSH_HOSTS name it."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def subscription(self, name: str = "ponsel", **more: Any) -> str:
        """Subscribe as a browser does; more: what differs."""
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        keys = {"p256dh": encoded(point), "auth": encoded(AUTH)}
        return json.dumps(
            {"endpoint": f"{self.origin}/{name}", "expirationTime": None, "keys": keys, **more}
        )

    def read(self) -> dict[str, str]:
        """Read the newest message, as only the browser can."""
        return dict(
            json.loads(
                http_ece.decrypt(
                    self.arrived[-1][2],
                    private_key=self._key,
                    auth_secret=AUTH,
                    version="aes128gcm",
                )
            )
        )

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
