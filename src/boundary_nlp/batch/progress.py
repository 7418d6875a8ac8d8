"""What is told while a run goes on: a bar on a terminal, JSON lines for a log, or nothing. Never the text of a note."""

import json
import sys
import time
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as RichProgress

from boundary_nlp.batch.result import BatchResult
from boundary_nlp.errors import BoundaryNlpError


class Progress:
    """Tells nothing; the base of what does.

    Attributes
    ----------
    wants_total : whether the rows of the input are counted first, so that the time left can be told.
    """

    wants_total = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing to end."""

    def start(self, n_rows: int) -> None:
        """Hear how many rows the input has."""

    def advance(self, part: BatchResult) -> None:
        """Hear that a part is done."""

    def fail(self, message: str) -> bool:
        """Hear what went wrong, and return whether it is told here: what is told here is told nowhere else."""
        return False


class BarProgress(Progress):
    """A bar with the rate and the time left, on the terminal's error stream."""

    wants_total = True

    def __init__(self, console: Console) -> None:
        self._bar = RichProgress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}", style="dim"),
            TimeElapsedColumn(),
            TextColumn("left", style="dim"),
            TimeRemainingColumn(),
            console=console,
        )
        self._task = self._bar.add_task("counting rows", total=None, rate="")

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def start(self, n_rows: int) -> None:
        """Show how many rows there are to do."""
        self._bar.reset(self._task, total=n_rows, description="analysing")

    def advance(self, part: BatchResult) -> None:
        """Move the bar."""
        self._bar.advance(self._task, part.n_read)
        speed = self._bar.tasks[0].speed
        self._bar.update(self._task, rate=f"{speed:,.0f} notes/s" if speed else "")


class JsonProgress(Progress):
    """One JSON object a line on the error stream: `start`, `part`, and `end` or `error`."""

    def __init__(self) -> None:
        self._total, self._started, self._failed = BatchResult(), time.monotonic(), False

    def __enter__(self) -> Self:
        self._log("start")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._log("end", **self._total.to_dict())
        else:
            # Other errors could quote what they met.
            self.fail(str(error) if isinstance(error, BoundaryNlpError) else type(error).__name__)

    def advance(self, part: BatchResult) -> None:
        """Log the counts so far."""
        self._total.add(part)
        seconds = time.monotonic() - self._started
        rate = round(self._total.n_read / seconds, 1) if seconds else None
        counts = self._total.to_dict()
        kept = {name: counts[name] for name in ("n_read", "n_analysed", "n_rejected")}
        self._log("part", **kept, seconds=round(seconds, 1), rows_per_second=rate)

    def fail(self, message: str) -> bool:
        """Log an error, once."""
        if not self._failed:
            self._log("error", message=message)
        self._failed = True
        return True

    def _log(self, event: str, **values: Any) -> None:
        line = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": event, **values}
        # Escaped by JSON itself: standard error would escape what its encoding lacks in a way that is no JSON.
        print(json.dumps(line), file=sys.stderr, flush=True)


def progress_for(*, quiet: bool, log_json: bool) -> Progress:
    """Return what tells of a run: JSON lines when asked for, else a bar where somebody looks on."""
    if log_json:
        return JsonProgress()
    console = Console(stderr=True)
    return BarProgress(console) if console.is_terminal and not quiet else Progress()
