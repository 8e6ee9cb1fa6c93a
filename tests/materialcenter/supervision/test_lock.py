"""One `up`, one backup or one restore per data folder."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from materialcenter.supervision.lock import Held, Holder, Lock

_ROOT = Path(__file__).parents[3]


class TestLock:
    def test_names_its_holder_and_address_to_the_next(self, tmp_path: Path) -> None:
        with Lock(tmp_path).hold("up") as lock:
            lock.tell("http://localhost:8000")

            with pytest.raises(Held) as refusal, Lock(tmp_path).hold("backup"):
                pass

        assert refusal.value.holder == Holder(os.getpid(), "up", "http://localhost:8000")

    def test_is_free_again_afterwards(self, tmp_path: Path) -> None:
        with Lock(tmp_path).hold("up"):
            assert Lock(tmp_path).holder() is not None

        assert Lock(tmp_path).holder() is None

    def test_falls_with_a_holder_that_is_killed(self, tmp_path: Path) -> None:
        script = (
            "import sys, time; from pathlib import Path\n"
            "from materialcenter.supervision.lock import Lock\n"
            "with Lock(Path(sys.argv[1])).hold('up'):\n"
            "    print('held', flush=True)\n"
            "    time.sleep(60)\n"
        )
        command = [sys.executable, "-c", script, str(tmp_path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=_ROOT) as holder:
            assert holder.stdout is not None
            assert holder.stdout.readline() == "held\n"
            assert Lock(tmp_path).holder() == Holder(holder.pid, "up", "")
            holder.kill()

        assert Lock(tmp_path).holder() is None
