"""Finding a port for the web server."""

import socket
from collections.abc import Iterator

import pytest

from materialcenter.supervision.address import NoPort, free_port


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


class TestFreePort:
    def test_is_the_next_one_when_the_wanted_is_taken(self, taken_port: int) -> None:
        assert taken_port < free_port("127.0.0.1", taken_port) <= taken_port + 49

    def test_sees_a_port_taken_on_one_address_of_all(self, taken_port: int) -> None:
        assert free_port("0.0.0.0", taken_port) != taken_port

    def test_refuses_a_host_of_another_machine(self) -> None:
        with pytest.raises(NoPort, match=r"192\.0\.2\.1:8000 cannot be used"):
            free_port("192.0.2.1", 8000)

    def test_refuses_a_host_that_is_no_address(self) -> None:
        with pytest.raises(NoPort, match="no address of this machine"):
            free_port("depot..invalid", 8000)
