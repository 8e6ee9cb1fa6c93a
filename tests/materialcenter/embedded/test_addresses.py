"""Where the embedded servers of a data folder answer."""

from pathlib import Path

from config import env
from config.celery import broker_url
from materialcenter.embedded import addresses, postgres_socket_dir, valkey_socket

_SUN_PATH = 104  # The shorter of Linux's and macOS's limits, with the closing zero byte.


class TestAddresses:
    def test_lie_inside_the_data_folder(self, tmp_path: Path) -> None:
        folder = Path("/srv/depot/.data")

        assert postgres_socket_dir(folder).is_relative_to(folder)
        assert valkey_socket(folder).is_relative_to(folder)

    def test_stay_within_a_sockets_length_for_a_deep_folder(self) -> None:
        deep = Path("/srv") / ("berkas" * 20) / ".data"

        assert len(bytes(postgres_socket_dir(deep) / ".s.PGSQL.5432")) < _SUN_PATH
        assert len(bytes(valkey_socket(deep))) < _SUN_PATH

    def test_differ_between_deep_folders(self) -> None:
        one, other = (Path("/srv") / ("berkas" * 20) / name for name in ("tegal", "ceper"))

        assert addresses(one) != addresses(other)

    def test_create_nothing(self, tmp_path: Path) -> None:
        addresses(tmp_path / "data")

        assert list(tmp_path.iterdir()) == []

    def test_are_read_by_the_settings_and_by_celery(self) -> None:
        folder = Path("/srv/depot dua/.data")
        found = addresses(folder)

        assert env.database(found.database_url)["HOST"] == "/srv/depot dua/.data/run/pg"
        assert broker_url(found.redis_url).startswith("redis+socket:///srv/depot%20dua/")


class TestBrokerUrl:
    def test_keeps_the_number_of_the_database(self) -> None:
        assert broker_url("unix:///run/valkey.sock?db=3") == (
            "redis+socket:///run/valkey.sock?virtual_host=3"
        )

    def test_leaves_a_network_address_alone(self) -> None:
        assert broker_url("rediss://u:p@valkey:6379/1") == "rediss://u:p@valkey:6379/1"
