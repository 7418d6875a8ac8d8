"""Notes in, tables out: read in chunks, analysed by one or more processes, written in the order of the input."""

import json
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import dataclass, field
from hashlib import blake2b
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from boundary_nlp._version import __version__
from boundary_nlp.analysis import Analyser
from boundary_nlp.errors import InputError, OutputError, PrivacyError
from boundary_nlp.io.readers import Chunk, NoteRow, read_notes
from boundary_nlp.io.tables import FORMATS, Format, TableWriter
from boundary_nlp.rows import NoteRows, note_rows

TABLES = ("notes", "sentences", "findings", "rejected")
PRIVACY_MODES = ("mask", "refuse", "off")
RUN_FILE = "run.json"


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """What a run does; each field is an option of the command line."""

    format: Format = "parquet"
    pipeline: str = "embedded"
    rules: tuple[str, ...] = ("default",)
    classifier: str = "default"
    counting: str = "codebook"
    columns: Mapping[str, str] = field(default_factory=dict)
    privacy: str = "mask"
    keep_text: bool = True
    workers: int = 1
    overwrite: bool = False

    def check(self) -> None:
        """Raise InputError where an option has a value that it cannot have."""
        if self.format not in FORMATS:
            raise InputError(f"There is no format '{self.format}'. Choose one of: {', '.join(FORMATS)}.")
        if self.privacy not in PRIVACY_MODES:
            raise InputError(f"There is no --privacy '{self.privacy}'. Choose one of: {', '.join(PRIVACY_MODES)}.")

    def analyser(self) -> Analyser:
        """Return an analyser with these options."""
        return Analyser(self.pipeline, self.rules, self.classifier, self.counting)


@dataclass(slots=True)
class BatchResult:
    """What a run did: rows read, notes analysed, rows rejected by reason, identifiers found by kind."""

    tables: dict[str, Path] = field(default_factory=dict)
    n_read: int = 0
    n_analysed: int = 0
    n_undated: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    identifiers: Counter[str] = field(default_factory=Counter)

    @property
    def n_rejected(self) -> int:
        """How many rows were set apart."""
        return sum(self.rejected.values())

    def summary(self) -> str:
        """Return what was done in one or two lines."""
        lines = [f"{self.n_read} read, {self.n_analysed} analysed, {self.n_rejected} rejected"]
        if self.rejected:
            lines.append("rejected: " + ", ".join(f"{n} {reason}" for reason, n in sorted(self.rejected.items())))
        if self.identifiers:
            kinds = ", ".join(f"{n} {kind}" for kind, n in sorted(self.identifiers.items()))
            lines.append(f"identifiers found: {kinds}")
        return "\n".join(lines)


def analyse_files(
    paths: Sequence[str | Path], out: Path, options: BatchOptions, show_progress: bool = False
) -> BatchResult:
    """Analyse exports of notes and write the tables `notes`, `sentences`, `findings` and `rejected`.

    Parameters
    ----------
    paths : files or globs; out : folder for the tables and ``run.json``.
    options : what to do; ``show_progress`` : a progress bar, where the output is a terminal.

    Raises
    ------
    InputError, OutputError
        For input that cannot be used, or a folder that holds another run.
    PrivacyError
        Under ``privacy="refuse"``, when identifiers were found; no table is left then.
    """
    options.check()
    _claim_folder(out, options.overwrite)
    analyser = options.analyser()
    result = BatchResult()
    with ExitStack() as stack:
        writers = {name: stack.enter_context(TableWriter(out, name, options.format)) for name in TABLES}
        advance = stack.enter_context(_progress(show_progress))
        for chunk, rows in _analysed(paths, options, analyser):
            _write(chunk, rows, writers, result)
            advance(chunk.n_rows)
        if options.privacy == "refuse" and result.identifiers:
            kinds = ", ".join(f"{n} {kind}" for kind, n in sorted(result.identifiers.items()))
            raise PrivacyError(
                f"The notes hold identifiers ({kinds}); nothing was written. "
                "Anonymise the export, or use --privacy mask."
            )
    result.tables = {name: writer.path for name, writer in writers.items()}
    _write_run_file(out, paths, options, result)
    return result


def _claim_folder(out: Path, overwrite: bool) -> None:
    if out.exists() and not out.is_dir():
        raise OutputError(f"'{out}' is a file; --out takes a folder.")
    holds_run = (out / RUN_FILE).exists() or any((out / f"notes.{suffix}").exists() for suffix in FORMATS)
    if holds_run and not overwrite:
        raise OutputError(f"'{out}' holds another run. Choose another folder, or replace it with --overwrite.")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"The folder '{out}' cannot be made: {error.strerror}.") from None
    for name in (*TABLES, "shifts", "series") if overwrite else ():
        for suffix in FORMATS:
            (out / f"{name}.{suffix}").unlink(missing_ok=True)
    if overwrite:
        (out / RUN_FILE).unlink(missing_ok=True)


def _analysed(
    paths: Sequence[str | Path], options: BatchOptions, analyser: Analyser
) -> Iterator[tuple[Chunk, list[NoteRows]]]:
    chunks = read_notes([str(path) for path in paths], options.columns)
    if options.workers == 1:
        for chunk in chunks:
            yield chunk, analyse_notes(analyser, chunk.notes, options)
        return
    # Spawned workers start alike on every system, and inherit no open file.
    with ProcessPoolExecutor(options.workers, get_context("spawn"), _start_worker, (options,)) as pool:
        waiting: deque[tuple[Chunk, Future[list[NoteRows]]]] = deque()
        try:
            for chunk in chunks:
                waiting.append((chunk, pool.submit(_work, chunk.notes)))
                if len(waiting) > 2 * options.workers:
                    done, future = waiting.popleft()
                    yield done, future.result()
            for done, future in waiting:
                yield done, future.result()
        except BrokenProcessPool:
            raise OutputError(
                "A worker process died, perhaps for lack of memory. Run again with fewer --workers."
            ) from None


_worker: dict[str, Any] = {}


def _start_worker(options: BatchOptions) -> None:
    _worker["options"], _worker["analyser"] = options, options.analyser()


def _work(notes: list[NoteRow]) -> list[NoteRows]:
    return analyse_notes(_worker["analyser"], notes, _worker["options"])


def analyse_notes(analyser: Analyser, notes: Sequence[NoteRow], options: BatchOptions) -> list[NoteRows]:
    """Analyse some notes and return their rows."""
    rows = []
    analyses = analyser.pipe([note.text for note in notes], [note.setting for note in notes])
    for note, analysis in zip(notes, analyses, strict=True):
        keys = {
            "caseload_id": note.caseload_id,
            "worker_id": note.worker_id,
            "client_id": note.client_id,
            "date": note.date,
        }
        rows.append(note_rows(analysis, note.note_id, keys, options.privacy, options.keep_text))
    return rows


def _write(chunk: Chunk, rows: list[NoteRows], writers: Mapping[str, TableWriter], result: BatchResult) -> None:
    writers["notes"].write([row.note for row in rows])
    writers["sentences"].write([sentence for row in rows for sentence in row.sentences])
    writers["findings"].write([finding for row in rows for finding in row.findings])
    writers["rejected"].write([rejected._asdict() for rejected in chunk.rejected])
    result.n_read += chunk.n_rows
    result.n_analysed += len(rows)
    result.n_undated += sum(row.note["date"] is None for row in rows)
    result.rejected.update(rejected.reason for rejected in chunk.rejected)
    for row in rows:
        result.identifiers.update(row.identifiers)


def _progress(show: bool) -> "_Bar":
    return _Bar(show and Console(stderr=True).is_terminal)


class _Bar:
    """A progress bar on the terminal, or nothing; entered, it gives the function that advances it."""

    def __init__(self, show: bool) -> None:
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.completed} notes"),
            TextColumn("{task.speed:.0f}/s", style="dim"),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            disable=not show,
        )

    def __enter__(self) -> Callable[[int], None]:
        self._progress.start()
        task = self._progress.add_task("notes", total=None)
        return lambda n: self._progress.advance(task, n)

    def __exit__(self, *_: object) -> None:
        self._progress.stop()


def _write_run_file(out: Path, paths: Sequence[str | Path], options: BatchOptions, result: BatchResult) -> None:
    run = {
        "analyser_version": __version__,
        "input": [{"name": Path(path).name, "blake2b": _fingerprint(Path(path))} for path in paths],
        "format": options.format,
        "pipeline": options.pipeline,
        "rules": [Path(rules).name for rules in options.rules],
        "classifier": Path(options.classifier).name,
        "counting": options.counting,
        "privacy": options.privacy,
        "keep_text": options.keep_text,
        "n_read": result.n_read,
        "n_analysed": result.n_analysed,
        "n_rejected": result.n_rejected,
        "n_undated": result.n_undated,
        "rejected": dict(sorted(result.rejected.items())),
        "identifiers": dict(sorted(result.identifiers.items())),
    }
    (out / RUN_FILE).write_text(json.dumps(run, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _fingerprint(path: Path) -> str | None:
    if not path.is_file():
        return None  # a glob
    digest = blake2b(digest_size=16)
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
