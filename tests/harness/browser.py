"""Finding a Chromium, or getting one; a test that needs a browser never skips for want of it."""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

LAUNCH_ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PATIENCE_S = 900


class NoBrowser(Exception):
    """No Chromium is there and none could be got."""


def launch_arguments() -> dict[str, object]:
    """Return what Playwright needs to start the browser of this machine.

    executable_path is absent where Playwright's own Chromium is used. Raises NoBrowser.
    """
    arguments = LAUNCH_ARGUMENTS + (["--no-sandbox"] if os.geteuid() == 0 else [])
    path = find()
    return {"args": arguments, **({"executable_path": path} if path else {})}


def find() -> str | None:
    """Return the path of a Chromium, installing one if need be; None for Playwright's own.

    One process at a time: the others find what the first one installed.
    """
    with Path("/tmp/material-center-browser.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _find()


def _find() -> str | None:
    named = os.environ.get("PLAYWRIGHT_CHROMIUM", "")
    if named:
        if not os.access(named, os.X_OK):
            raise NoBrowser(f"PLAYWRIGHT_CHROMIUM names {named}, which cannot be run.")
        return named
    found = _on_path()
    if found or _playwright_has_its_own():
        return found
    told = [_run([sys.executable, "-m", "playwright", "install", "chromium"])]
    if _playwright_has_its_own():
        return None
    if os.geteuid() == 0 and shutil.which("apt-get"):
        told.append(_run(["apt-get", "update"]))
        told.append(_run(["apt-get", "install", "-y", "--no-install-recommends", "chromium"]))
        if found := _on_path():
            return found
    raise NoBrowser(
        "The browser tests need a Chromium. None is on PATH, and neither `playwright install"
        " chromium` nor apt-get could get one. Install one, or name it in PLAYWRIGHT_CHROMIUM.\n"
        + "\n".join(told)
    )


def _on_path() -> str | None:
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


def _playwright_has_its_own() -> bool:
    """Ask the driver where its Chromium would be, without starting its event loop here."""
    question = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as playwright:\n"
        "    print(playwright.chromium.executable_path)"
    )
    answer = subprocess.run([sys.executable, "-c", question], capture_output=True, text=True)
    program = answer.stdout.strip()
    return answer.returncode == 0 and Path(program).exists() and _starts(program)


def _starts(program: str) -> bool:
    """Tell whether the system has the libraries that the browser needs."""
    said = subprocess.run([program, "--version"], capture_output=True)
    return said.returncode == 0


def _run(command: list[str]) -> str:
    """Run one attempt and return the end of what it said."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        said = subprocess.run(
            command, capture_output=True, text=True, timeout=_PATIENCE_S, env=environment
        )
    except subprocess.TimeoutExpired:
        return f"{' '.join(command)}: took longer than {_PATIENCE_S} s"
    return f"{' '.join(command)}: exit {said.returncode}\n{(said.stdout + said.stderr)[-1000:]}"
