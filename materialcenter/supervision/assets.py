"""Static files: built and collected when they differ from what was collected last."""

import hashlib
from pathlib import Path

from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

_MARK = "static.sha256"


def translate() -> None:
    """Compile the translations; before anything else of this process reads them.

    A catalogue that another thread reads meanwhile would stay without what was not compiled yet.
    """
    call_command("messages", "--compile", verbosity=0)


def build() -> None:
    """Build the style sheet."""
    call_command("build_css", verbosity=0)


def collect(data_dir: Path, static_root: Path) -> bool:
    """Collect the static files if any of them changed; tell whether that was so."""
    mark, digest = data_dir / _MARK, _digest()
    if static_root.is_dir() and mark.exists() and mark.read_text() == digest:
        return False
    mark.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    mark.write_text(digest)
    return True


def _digest() -> str:
    """Hash the names and contents of all files that would be collected."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            with storage.open(path) as file:
                content = hashlib.sha256(file.read()).hexdigest()
            digest.update(f"{path}\0{content}\n".encode())
    return digest.hexdigest()
