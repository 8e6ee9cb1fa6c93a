"""Addresses of scales: what they may look like, and where they may lead."""

import ipaddress
import re
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import SplitResult, parse_qsl, urlsplit

from inventory.scales.frames import FORMATS
from inventory.scales.reading import BadAddress, NotAllowed, Reader, Unreachable
from inventory.scales.serial_port import SPEEDS, SerialReader
from inventory.scales.tcp import TcpReader

Networks: TypeAlias = Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]

# Ports of this machine that a scale can hang on; never any other file.
_DEVICE = re.compile(r"/dev/(tty(USB|ACM|S|AMA)\d{1,3}|serial/by-id/[A-Za-z0-9_.:+-]{1,80})")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,80}[A-Za-z0-9])?|[0-9A-Fa-f:.]{2,45}")


@dataclass(frozen=True)
class TcpAddress:
    """A host, by name or number, and its port."""

    host: str
    port: int
    format: str


@dataclass(frozen=True)
class SerialAddress:
    """A serial port of this machine and its speed in baud."""

    device: str
    baud: int
    format: str


def parse_address(text: str) -> TcpAddress | SerialAddress:
    """Read an address as it stands at a scale. Raises BadAddress."""
    try:
        parts = urlsplit(text)
        options = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
        port = parts.port
    except ValueError as error:
        raise BadAddress(text) from error
    form = options.pop("format", "comma")
    if form not in FORMATS or parts.fragment or parts.username is not None:
        raise BadAddress(text)
    if parts.scheme == "tcp":
        return _tcp(parts, port, form, options)
    if parts.scheme == "serial":
        return _serial(parts, form, options)
    raise BadAddress(text)


def open_reader(text: str, *, networks: Networks) -> Reader:
    """Make the reader of an address, without connecting yet.

    networks: where scales may stand. A name is resolved here, once, every address that it
    has must lie there, and the reader goes to one of these: a name cannot turn elsewhere
    in between. Raises BadAddress, NotAllowed, Unreachable for a name that nobody knows.
    """
    address = parse_address(text)
    if isinstance(address, SerialAddress):
        return SerialReader(address.device, address.baud, address.format)
    found = _resolved(address)
    if not all(_is_within(one, networks) for one in found):
        raise NotAllowed(address.host)
    return TcpReader(found[0], address.port, address.format)


def _tcp(parts: SplitResult, port: int | None, form: str, options: dict[str, str]) -> TcpAddress:
    host = parts.hostname or ""
    if not _HOST.fullmatch(host) or not port or parts.path not in {"", "/"} or options:
        raise BadAddress(parts.geturl())
    return TcpAddress(host, port, form)


def _serial(parts: SplitResult, form: str, options: dict[str, str]) -> SerialAddress:
    speed = options.pop("baud", "9600")
    known = {str(baud): baud for baud in SPEEDS}
    if parts.netloc or not _DEVICE.fullmatch(parts.path) or speed not in known or options:
        raise BadAddress(parts.geturl())
    return SerialAddress(parts.path, known[speed], form)


def _resolved(address: TcpAddress) -> list[str]:
    try:
        found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Unreachable(address.host) from error
    return [str(one[4][0]) for one in found]


def _is_within(host: str, networks: Networks) -> bool:
    number = ipaddress.ip_address(host.partition("%")[0])
    if isinstance(number, ipaddress.IPv6Address) and number.ipv4_mapped:
        number = number.ipv4_mapped
    return any(number.version == network.version and number in network for network in networks)
