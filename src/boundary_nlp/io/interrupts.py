"""Ctrl-C at a moment when it can be heard."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back while the block lasts: it is heard at its end, and a process started in it never hears it.

    Within a generator that a library closes by itself it would be told and lost. Only the main thread hears it, so that
    in another one nothing is held back; on Windows, which has no masks of signals, processes started in the block do
    hear it.
    """
    foreign = signal.getsignal(signal.SIGINT) is None  # set by a program that Python runs in
    if foreign or threading.current_thread() is not threading.main_thread():
        yield
        return
    heard: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: heard.append(number))
    _mask(blocked=True)
    try:
        yield
    finally:
        _mask(blocked=False)
        signal.signal(signal.SIGINT, before)
        if heard:
            signal.raise_signal(signal.SIGINT)


def _mask(*, blocked: bool) -> None:
    """Keep the signal from this thread, which processes inherit."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK if blocked else signal.SIG_UNBLOCK, {signal.SIGINT})
