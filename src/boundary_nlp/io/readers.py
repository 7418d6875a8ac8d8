"""Reading an export of notes: CSV, Excel, JSON Lines or Parquet, in chunks, however large it is."""

import os
import warnings
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from pathlib import Path

from boundary_nlp.errors import BoundaryNlpWarning
from boundary_nlp.io.columns import check_overrides
from boundary_nlp.io.delimited import read_csv
from boundary_nlp.io.excel import read_excel
from boundary_nlp.io.jsonlines import read_jsonl
from boundary_nlp.io.notes import Chunk, NoteMaker, NoteRow, RawRow, Rejected, chunked
from boundary_nlp.io.parquet import read_parquet
from boundary_nlp.io.seen import SeenIds
from boundary_nlp.io.sources import Source, find_sources, prefixes

__all__ = ["Chunk", "NoteRow", "Rejected", "check_begins", "count_rows", "read_notes"]

MAX_LENGTH = 10_000_000  # characters; a longer note is set apart
_Reader = Callable[[Source, Mapping[str, str], int], Iterator[RawRow | Rejected]]
_READERS: dict[str, _Reader] = {
    "csv": read_csv,
    "jsonl": read_jsonl,
    "excel": read_excel,
    "parquet": read_parquet,
}


def read_notes(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    columns: Mapping[str, str] | None = None,
    *,
    chunk_size: int = 2000,
    max_length: int = MAX_LENGTH,
    scratch: str | os.PathLike[str] | None = None,
) -> Generator[Chunk]:
    """Read notes from one or more files, chunk by chunk.

    Parameters
    ----------
    paths : files or patterns (``exports/*.csv``): CSV (with ``; , tab |``), Excel, JSON Lines, Parquet;
        CSV and JSON Lines also gzipped.
    columns : canonical column name -> name in the files, where that is not recognised; see ``columns.yaml``.
    chunk_size : rows in a chunk, at most.
    max_length : longest text that is taken, in characters; longer ones are rejected as ``too_long``.
    scratch : folder for the temporary list of ids, by which doubles are found; the system's by default.

    Yields
    ------
    Chunk
        Notes and rejected rows in the order of the files. Rows without any value are left out.

    Raises
    ------
    InputError
        For a file that is missing, empty, binary, damaged or of an unknown kind, or without a text column.
        What concerns names and extensions is raised at once, the rest when the reading comes there.
    """
    sources = find_sources(paths)
    overrides = dict(columns or {})
    check_overrides(overrides)
    return _read(sources, overrides, chunk_size, max_length, Path(scratch) if scratch else None)


def count_rows(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]], columns: Mapping[str, str] | None = None
) -> int:
    """Return how many rows the files have; it reads them, which takes a small part of the time of an analysis."""
    sources = find_sources(paths)
    return sum(1 for source in sources for _ in _READERS[source.format](source, columns or {}, MAX_LENGTH))


def check_begins(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]], columns: Mapping[str, str] | None = None
) -> None:
    """Read the first row of every file, so that what is wrong with a file as a whole is told before anything is done.

    Raises
    ------
    InputError
        As for `read_notes`; what breaks further on is only found there.
    """
    overrides = dict(columns or {})
    check_overrides(overrides)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", BoundaryNlpWarning)  # they come when the notes are read
        for source in find_sources(paths):
            next(_READERS[source.format](source, overrides, MAX_LENGTH), None)


def _read(
    sources: list[Source],
    overrides: Mapping[str, str],
    chunk_size: int,
    max_length: int,
    scratch: Path | None,
) -> Generator[Chunk]:
    with SeenIds(scratch) as seen:
        maker = NoteMaker(max_length, seen, prefixes(sources))
        rows = (row for source in sources for row in _READERS[source.format](source, overrides, max_length))
        yield from chunked((maker.make(row) if isinstance(row, RawRow) else row for row in rows), chunk_size)
