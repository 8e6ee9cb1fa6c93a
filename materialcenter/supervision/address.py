"""Finding a port that the web server can have."""

import errno
import socket

from django.utils.translation import gettext as _

TRIES = 50


class NoPort(Exception):
    """No port is free, or the host is not this machine's."""


def free_port(host: str, wanted: int) -> int:
    """Return `wanted`, or the next port above it that nobody listens on.

    Raises NoPort with a sentence.
    """
    for port in range(wanted, min(wanted + TRIES, 65536)):
        if _is_free(host, port):
            return port
    names = {"first": wanted, "last": wanted + TRIES - 1, "host": host}
    raise NoPort(_("No port from %(first)d to %(last)d is free on %(host)s.") % names)


def _is_free(host: str, port: int) -> bool:
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (socket.gaierror, UnicodeError) as error:
        raise NoPort(_("%s is no address of this machine.") % host) from error
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            names = {"host": host, "port": port, "error": error.strerror}
            raise NoPort(_("%(host)s:%(port)d cannot be used: %(error)s.") % names) from error
    return True
