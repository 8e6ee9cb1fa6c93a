"""Static files are collected when they changed, and only then."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management.base import OutputWrapper

from materialcenter.supervision import assets, site
from materialcenter.supervision.progress import Progress


class TestPrepare:
    def test_compiles_the_translations_before_any_thread_could_read_half_of_them(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        done: list[str] = []
        monkeypatch.setattr(assets, "translate", lambda: done.append("translate"))
        monkeypatch.setattr(assets, "build", lambda: done.append("build"))
        monkeypatch.setattr(assets, "collect", lambda *_folders: done.append("collect"))
        monkeypatch.setattr(site, "call_command", lambda name, **_options: done.append(name))
        site._prepare(tmp_path, Progress(OutputWrapper(StringIO())))
        assert done[0] == "translate"
        assert sorted(done[1:]) == ["build", "collect", "migrate"]


class TestCollect:
    def test_collects_once_and_again_after_a_change(self, tmp_path: Path, settings: Any) -> None:
        source, data_dir = tmp_path / "source", tmp_path / "data"
        source.mkdir()
        data_dir.mkdir()
        (source / "kilo.css").write_text("a { color: red }")
        settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
        settings.STATICFILES_DIRS = [source]
        settings.STATIC_ROOT = data_dir / "static"
        settings.STORAGES = {
            **settings.STORAGES,
            "staticfiles": {"BACKEND": "materialcenter.supervision.static.StaticFiles"},
        }

        assert assets.collect(data_dir, settings.STATIC_ROOT)
        assert not assets.collect(data_dir, settings.STATIC_ROOT)
        (source / "kilo.css").write_text("a { color: blue }")
        assert assets.collect(data_dir, settings.STATIC_ROOT)

        kept = [path.name for path in settings.STATIC_ROOT.glob("kilo*.css")]
        assert len(kept) == 1
        assert kept[0] != "kilo.css"
