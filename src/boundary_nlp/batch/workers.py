"""The processes of a run: parts handed out, some ahead, and taken back in order."""

import os
import signal
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread
from typing import NamedTuple

from boundary_nlp.analysis import Analyser
from boundary_nlp.batch.notes import analyse_notes
from boundary_nlp.batch.options import BatchOptions
from boundary_nlp.batch.parts import write_part
from boundary_nlp.batch.result import BatchResult
from boundary_nlp.errors import OutputError
from boundary_nlp.io.interrupts import interrupts_held
from boundary_nlp.io.readers import Chunk
from boundary_nlp.privacy.ids import hide_ids
from boundary_nlp.privacy.names import load_deduce

_AHEAD = 2  # parts per process that wait or are worked on
_MOST_DEATHS = 3  # in a row, with no part finished between them


class PartTask(NamedTuple):
    """A part to make: its place among the parts, and its rows."""

    number: int
    chunk: Chunk


@dataclass(frozen=True, slots=True)
class PartMaker:
    """Makes parts: analyses the notes of a chunk and writes their tables.

    Parameters
    ----------
    options : of the run; ``folder`` : where the parts lie.
    key : for the pseudonyms of ids, see `hide_ids`.
    """

    options: BatchOptions
    folder: Path
    key: bytes

    def __call__(self, analyser: Analyser, task: PartTask) -> BatchResult:
        """Make one part and return its counts."""
        notes, hidden = task.chunk.notes, Counter[str]()
        if self.options.privacy != "off":
            notes, hidden = hide_ids(notes, self.key)
        _, rows, rejected = analyse_notes(analyser, notes, self.options)
        return write_part(self.folder, task.number, rows, [*task.chunk.rejected, *rejected], hidden)


def ready_analyser(options: BatchOptions) -> Analyser:
    """Return the analyser of a run, also where other processes make their own: what is wrong with it is told here."""
    analyser = options.analyser()
    if options.names:
        load_deduce()
    return analyser


def make_parts(tasks: Iterable[PartTask], maker: PartMaker, analyser: Analyser) -> Iterator[BatchResult]:
    """Make all parts, and yield the counts of each, in the order of the tasks.

    With one worker in this process, by ``analyser``, else in as many processes. A process that dies is replaced, and
    what it had in hand is done again.

    Raises
    ------
    OutputError
        When a part cannot be written, or processes die again and again.
    """
    if maker.options.workers == 1:
        yield from (maker(analyser, task) for task in tasks)
    else:
        yield from _make_in_processes(iter(tasks), maker, maker.options.workers)


def _make_in_processes(tasks: Iterator[PartTask], maker: PartMaker, n_workers: int) -> Iterator[BatchResult]:
    waiting: deque[tuple[PartTask, Future[BatchResult]]] = deque()
    deaths = 0
    while True:
        try:
            with _pool(maker, n_workers) as pool:
                waiting = deque((task, _submit(pool, task)) for task, _ in waiting)
                try:
                    for result in _in_order(pool, tasks, waiting, _AHEAD * n_workers):
                        deaths = 0
                        yield result
                finally:
                    pool.shutdown(cancel_futures=True)
            return
        except BrokenProcessPool:
            deaths += 1
            if deaths >= _MOST_DEATHS:
                raise OutputError(_died(waiting[0][0] if waiting else None)) from None


def _in_order(
    pool: ProcessPoolExecutor,
    tasks: Iterator[PartTask],
    waiting: deque[tuple[PartTask, Future[BatchResult]]],
    ahead: int,
) -> Iterator[BatchResult]:
    """Yield the parts' counts; a task leaves ``waiting`` only when it is done."""
    while True:
        while len(waiting) < ahead and (task := next(tasks, None)) is not None:
            waiting.append((task, Future()))
            waiting[-1] = (task, _submit(pool, task))
        if not waiting:
            return
        result = waiting[0][1].result()
        waiting.popleft()
        yield result


def _submit(pool: ProcessPoolExecutor, task: PartTask) -> "Future[BatchResult]":
    """Hand a part out; processes that start for it do not hear Ctrl-C, which the main one hears and ends them for."""
    with interrupts_held():
        return pool.submit(_make_part, task)


def _died(task: PartTask | None) -> str:
    rows = sorted((row.source, row.row) for row in task.chunk.notes) if task else []
    place = f", at rows {rows[0][1]} to {rows[-1][1]} of {rows[0][0]}" if rows else ""
    return (
        f"The worker processes died again and again{place}, perhaps for lack of memory. "
        "Take fewer --workers. In a script of your own, start the run under "
        "`if __name__ == '__main__':`."
    )


def _pool(maker: PartMaker, n_workers: int) -> ProcessPoolExecutor:
    # Spawned workers start alike on every system, and inherit no open file.
    return ProcessPoolExecutor(n_workers, get_context("spawn"), _start_worker, (maker,))


_own: list[tuple[PartMaker, Analyser]] = []  # in a worker process: what it works with, made once


def _start_worker(maker: PartMaker) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the main process hears it, and ends the others
    Thread(target=_end_with_parent, daemon=True).start()
    _own.append((maker, maker.options.analyser()))


def _end_with_parent() -> None:
    """End this process when the main one was killed; it would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _make_part(task: PartTask) -> BatchResult:
    maker, analyser = _own[0]
    return maker(analyser, task)
