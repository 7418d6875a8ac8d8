"""Ctrl-C while it is held back: heard afterwards, and never by a process that was started meanwhile."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from threading import Thread

import pytest

from boundary_nlp.io.interrupts import interrupts_held


@pytest.fixture(autouse=True)
def hearing() -> Iterator[None]:
    """Hear Ctrl-C as Python does: what a shell starts in the background may ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_it_is_heard_at_the_end() -> None:
    done: list[str] = []

    def interrupted() -> None:
        with interrupts_held():
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.1)
            done.append("all")
        done.append("more")

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert done == ["all"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_another_thread_holds_nothing_back() -> None:
    def work() -> None:
        with interrupts_held():
            done.append(signal.getsignal(signal.SIGINT) is signal.default_int_handler)

    done: list[bool] = []
    thread = Thread(target=work)
    thread.start()
    thread.join()
    assert done == [True]


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="this system has no masks of signals")
def test_a_process_started_meanwhile_does_not_hear_it() -> None:
    with interrupts_held():
        code = "import sys, time; print('here', flush=True); sys.stdin.readline(); print('done')"
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        child = subprocess.Popen([sys.executable, "-c", code], text=True, **pipes)
    assert child.stdout is not None
    assert child.stdout.readline() == "here\n"
    child.send_signal(signal.SIGINT)
    assert child.communicate("\n")[0] == "done\n"
    assert child.returncode == 0
