"""Static files are collected when they changed, and only then."""

from pathlib import Path
from typing import Any

from materialcenter.supervision import assets


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
