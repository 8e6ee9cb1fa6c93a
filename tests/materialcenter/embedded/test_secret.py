"""The signing key of an installation that was given none."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from materialcenter.embedded.secret import local_secret


class TestLocalSecret:
    def test_is_made_once_and_only_its_owner_reads_it(self, tmp_path: Path) -> None:
        key = local_secret(tmp_path / "data")

        assert local_secret(tmp_path / "data") == key
        assert len(key) >= 50
        assert stat.S_IMODE((tmp_path / "data" / "secret_key").stat().st_mode) == 0o600

    def test_differs_between_installations(self, tmp_path: Path) -> None:
        assert local_secret(tmp_path / "tegal") != local_secret(tmp_path / "ceper")

    def test_is_the_same_for_all_who_ask_first_at_once(self, tmp_path: Path) -> None:
        with ThreadPoolExecutor(16) as pool:
            keys = set(pool.map(local_secret, [tmp_path] * 16))

        assert len(keys) == 1
        assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]
