"""What learns gives way to whoever moves a control."""

import os
import subprocess
import sys
import threading

import pytest

from frontear_widgets.training import worker
from frontear_widgets.training.worker import AUTOGROUP, BEHIND, BackgroundThread

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a niceness of each thread")
IN_A_SESSION = """
from frontear_widgets.training.worker import AUTOGROUP, BackgroundThread, behind_controls

def told():
    return int(AUTOGROUP.read_text().split()[-1])

class Shorter(BackgroundThread):
    def _work(self):
        pass

before = told()
with behind_controls():
    Shorter().wait()
    inside = told()
print(before, inside, told())
"""


def niceness() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


def test_a_thread_that_learns_is_behind_all_others_of_its_kernel():
    seen = []

    class Looks(BackgroundThread):
        def _work(self) -> None:
            seen.append(niceness())

    before = niceness()
    Looks().wait()
    assert seen == [max(BEHIND, before)]
    assert niceness() == before


def settable() -> bool:
    """Whether this system lets a process set its session's niceness, here to what it is."""
    try:
        AUTOGROUP.write_text(AUTOGROUP.read_text().split()[-1])
    except BlockingIOError:
        return True  # but not so soon
    except (OSError, IndexError):
        return False
    return True


@pytest.mark.skipif(not settable(), reason="this system shares no time among sessions")
@pytest.mark.parametrize(("alone", "expected"), [(True, f"0 {BEHIND} 0"), (False, "0 0 0")])
def test_a_kernel_that_is_a_session_is_behind_the_others_while_it_learns_and_no_other_session_is(alone, expected):
    python = [sys.executable, "-c", IN_A_SESSION]
    command = python if alone else ["sh", "-c", '"$@"; :', "sh", *python]  # the session is the shell's
    made = subprocess.run(command, capture_output=True, text=True, check=True, start_new_session=True)
    assert made.stdout.strip() == expected


def test_a_session_whose_niceness_cannot_be_set_learns_all_the_same(monkeypatch, tmp_path):
    monkeypatch.setattr(worker, "AUTOGROUP", tmp_path / "no" / "file")
    monkeypatch.setattr(os, "getsid", lambda _: os.getpid())
    learned = []

    class Learns(BackgroundThread):
        def _work(self) -> None:
            learned.append("a step")

    Learns().wait()
    assert learned == ["a step"]
