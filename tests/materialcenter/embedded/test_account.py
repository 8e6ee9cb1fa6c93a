"""Folders that a server's account must reach, and nobody else."""

import stat
from pathlib import Path

import pytest

from materialcenter.embedded.account import let_pass, own_folder


class TestLetPass:
    def test_opens_closed_folders_for_passing_only_and_names_them(self, data_dir: Path) -> None:
        closed = data_dir / "home"
        closed.mkdir(mode=0o700)
        (closed / "depot").mkdir(mode=0o755)

        assert closed in let_pass(closed / "depot" / "postgres")
        assert stat.S_IMODE(closed.stat().st_mode) == 0o701
        assert let_pass(closed / "depot" / "postgres") == []


class TestOwnFolder:
    def test_closes_the_folder_to_everybody_else(self, tmp_path: Path) -> None:
        own_folder(tmp_path / "run", None)

        assert stat.S_IMODE((tmp_path / "run").stat().st_mode) == 0o700

    def test_refuses_a_link_that_somebody_laid_there(self, tmp_path: Path) -> None:
        (tmp_path / "elsewhere").mkdir()
        (tmp_path / "run").symlink_to(tmp_path / "elsewhere")

        with pytest.raises(PermissionError, match="belongs to another user"):
            own_folder(tmp_path / "run", None)
