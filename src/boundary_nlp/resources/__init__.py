"""Data files of the package: taxonomy, lexicon, rule packs, texts and the shipped model."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from threading import Lock
from typing import Any, Final

import yaml

YAML_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the fast one, where there is one


@cache
def load_yaml(name: str) -> Any:
    """Return the content of a packaged YAML file, such as ``"taxonomy.yaml"``; parsed once per process."""
    return yaml.load((files(__name__) / name).read_text(encoding="utf-8"), Loader=YAML_LOADER)


@cache
def word_list(name: str) -> frozenset[str]:
    """Return one of the closed word lists of ``lexicon/words.yaml``."""
    return frozenset(load_yaml("lexicon/words.yaml")[name])


@contextmanager
def collector_waiting() -> Iterator[None]:
    """Keep Python from looking for garbage while a note is read: what a note leaves behind is freed without that."""
    _waiting.enter()
    try:
        yield
    finally:
        _waiting.leave()


class _Waiting:
    """Who keeps the collector waiting, over all threads: the switch is the process's, so the last one turns it on."""

    def __init__(self) -> None:
        self._lock, self._n, self._was_on = Lock(), 0, True

    def enter(self) -> None:
        with self._lock:
            if not self._n:
                self._was_on = gc.isenabled()
                gc.disable()
            self._n += 1

    def leave(self) -> None:
        with self._lock:
            self._n -= 1
            if not self._n and self._was_on:
                gc.enable()


_waiting = _Waiting()


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep Python from looking for garbage meanwhile.

    Rules and weights are many small objects that all stay; looking through them again and again while they are made
    takes as long as making them. They count as old at once, unless the application keeps frozen objects of its own.
    """
    with collector_waiting():
        yield
        if not gc.get_freeze_count():
            gc.freeze()
            gc.unfreeze()  # puts all that was frozen among the oldest
