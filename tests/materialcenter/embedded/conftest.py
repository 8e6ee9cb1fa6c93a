"""A data folder with a short path, as sockets need, that is gone after the test."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def data_dir() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="mc-data-", dir="/tmp"))
    yield folder
    shutil.rmtree(folder)
