"""Listening to a scale over TCP and on a serial port, and where it may stand."""

import ipaddress
import os
import pty
import socket
import threading
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import count

import pytest

from inventory import scales
from inventory.scales import frames
from inventory.scales.serial_port import SerialReader
from inventory.scales.simulator import WRITERS, Simulator, comma_frame

HERE = [ipaddress.ip_network("127.0.0.0/8")]
SOON_S = 0.8


def _read(scale: Simulator, form: str = "comma", *, patience_s: float = 2.0) -> scales.Reading:
    reader = scales.open_reader(f"{scale.address}?format={form}", networks=HERE)
    return scales.read_stable(reader, patience_s=patience_s)


def _sends(frame: bytes) -> Callable[[], bytes]:
    return lambda: frame


class TestReading:
    @pytest.mark.parametrize("form", sorted(frames.FORMATS))
    def test_takes_a_weight_that_rests(self, form: str) -> None:
        with Simulator(_sends(WRITERS[form](Decimal(12460)))) as scale:
            assert _read(scale, form).mass_kg == 12460

    def test_keeps_the_frame_for_whoever_doubts(self) -> None:
        with Simulator(_sends(comma_frame(Decimal(12460)))) as scale:
            assert _read(scale).frame == "ST,GS,+   12460kg"

    def test_waits_until_the_truck_stands_still(self) -> None:
        moving = iter([comma_frame(Decimal(n), state="US") for n in (9000, 12000, 12500)])
        with Simulator(lambda: next(moving, comma_frame(Decimal(12460)))) as scale:
            assert _read(scale).mass_kg == 12460

    def test_believes_no_backlog_of_old_frames(self) -> None:
        old = iter([comma_frame(Decimal(9999)) * 40])
        with Simulator(lambda: next(old, comma_frame(Decimal(12460)))) as scale:
            assert _read(scale).mass_kg == 12460

    def test_refuses_what_never_rests(self) -> None:
        with (
            Simulator(_sends(comma_frame(Decimal(100), state="US"))) as scale,
            pytest.raises(scales.NotStable),
        ):
            _read(scale, patience_s=SOON_S)

    def test_refuses_what_changes_though_it_is_called_stable(self) -> None:
        masses = count(100, 20)
        with (
            Simulator(lambda: comma_frame(Decimal(next(masses)))) as scale,
            pytest.raises(scales.NotStable),
        ):
            _read(scale, patience_s=SOON_S)

    @pytest.mark.parametrize(
        ("frame", "refusal"),
        [
            (comma_frame(Decimal(100), kind="NT"), scales.ShowsNet),
            (comma_frame(Decimal(100), state="OL"), scales.ShowsTooMuch),
            (b"HTTP/1.1 400 Bad Request\r\n", scales.NotUnderstood),
            (b"\xff" * 50, scales.NotUnderstood),
            (b"", scales.Unreachable),
        ],
    )
    def test_says_what_is_wrong(self, frame: bytes, refusal: type[scales.ScaleFailed]) -> None:
        with Simulator(_sends(frame)) as scale, pytest.raises(refusal):
            _read(scale, patience_s=SOON_S)

    def test_gives_up_in_time_when_nobody_is_there(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as closed:
            port = closed.getsockname()[1]
        reader = scales.open_reader(f"tcp://127.0.0.1:{port}", networks=HERE)
        started = time.monotonic()
        with pytest.raises(scales.Unreachable):
            scales.read_stable(reader, patience_s=SOON_S)
        assert time.monotonic() - started < SOON_S + 0.5

    def test_gives_up_on_endless_noise(self) -> None:
        with (
            Simulator(_sends(b"\xaa" * 60_000), every_s=0.001) as scale,
            pytest.raises(scales.NotUnderstood),
        ):
            _read(scale, patience_s=10)


class TestSerialPort:
    @pytest.fixture
    def port(self) -> Iterator[tuple[int, str]]:
        ours, theirs = pty.openpty()
        yield ours, os.ttyname(theirs)
        os.close(ours)
        os.close(theirs)

    def test_is_read_as_tcp_is(self, port: tuple[int, str]) -> None:
        ours, device = port
        done = threading.Event()

        def send() -> None:
            while not done.wait(0.05):
                os.write(ours, comma_frame(Decimal(5120)))

        thread = threading.Thread(target=send)
        thread.start()
        try:
            reading = scales.read_stable(SerialReader(device, 9600, "comma"), patience_s=3)
        finally:
            done.set()
            thread.join()
        assert reading.mass_kg == 5120

    def test_is_refused_while_somebody_else_reads_it(self, port: tuple[int, str]) -> None:
        reader = SerialReader(port[1], 9600, "comma")
        os.write(port[0], b"x")
        first = reader.listen(until=time.monotonic() + 3)
        os.write(port[0], b"x")
        threading.Timer(0.2, os.write, (port[0], b"x")).start()
        next(first)
        with pytest.raises(scales.Unreachable):
            next(reader.listen(until=time.monotonic() + 1))

    def test_is_unreachable_where_there_is_none(self) -> None:
        with pytest.raises(scales.Unreachable):
            scales.read_stable(SerialReader("/dev/ttyUSB250", 9600, "comma"), patience_s=1)


class TestAddresses:
    @pytest.mark.parametrize(
        "text",
        [
            "tcp://192.168.1.20:4001",
            "tcp://timbangan.lan:10001?format=yaohua",
            "tcp://[fd00::20]:4001?format=toledo",
            "serial:///dev/ttyUSB0?baud=9600",
            "serial:///dev/serial/by-id/usb-FTDI_FT232R-if00-port0?baud=2400&format=yaohua",
        ],
    )
    def test_are_read(self, text: str) -> None:
        assert scales.parse_address(text)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "192.168.1.20:4001",
            "http://192.168.1.20:4001",
            "tcp://192.168.1.20",
            "tcp://192.168.1.20:99999",
            "tcp://192.168.1.20:0",
            "tcp://user:pw@192.168.1.20:4001",
            "tcp://192.168.1.20:4001/path",
            "tcp://192.168.1.20:4001?format=morse",
            "tcp://192.168.1.20:4001?other=1",
            "tcp://192.168.1.20:4001#x",
            "tcp://a b:4001",
            "serial:///etc/passwd",
            "serial:///dev/sda",
            "serial:///dev/serial/by-id/../../sda",
            "serial:///dev/ttyUSB0?baud=12",
            "serial://host/dev/ttyUSB0",
            "file:///dev/ttyUSB0",
            "tcp://[::1",
        ],
    )
    def test_that_are_none_are_refused(self, text: str) -> None:
        with pytest.raises(scales.BadAddress):
            scales.parse_address(text)

    @pytest.mark.parametrize(
        "host",
        ["127.0.0.1", "169.254.169.254", "8.8.8.8", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"],
    )
    def test_lead_only_into_the_networks_allowed(self, host: str) -> None:
        yard = [ipaddress.ip_network(text) for text in ("192.168.0.0/16", "fc00::/7")]
        with pytest.raises(scales.NotAllowed):
            scales.open_reader(f"tcp://{host}:4001", networks=yard)

    def test_are_refused_when_one_of_a_names_numbers_lies_outside(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        both = [(2, 1, 6, "", (number, 4001)) for number in ("192.168.1.20", "8.8.8.8")]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_given, **_named: both)
        yard = [ipaddress.ip_network("192.168.0.0/16")]
        with pytest.raises(scales.NotAllowed):
            scales.open_reader("tcp://timbangan.lan:4001", networks=yard)
