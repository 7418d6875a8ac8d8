"""The finished parts of a run: a folder each, there whole or not at all, and put together at the end.

A part is a chunk of the input. Which rows it holds depends on the input alone, so that parts made by any process, or
by an earlier start of the same run, fit together.
"""

import json
import shutil
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from boundary_nlp.batch.result import BatchResult
from boundary_nlp.errors import OutputError
from boundary_nlp.io.atomic import atomic_file, sync_folder
from boundary_nlp.io.notes import Rejected
from boundary_nlp.io.tables import Format, TableWriter
from boundary_nlp.rows import NoteRows, table_rows

TABLES = ("notes", "sentences", "findings", "rejected")
PARTS_FOLDER = ".parts"
_COUNTS = "counts.json"


def write_part(
    folder: Path, number: int, rows: Sequence[NoteRows], rejected: Sequence[Rejected], hidden: Counter[str]
) -> BatchResult:
    """Write the tables of one part and return its counts; the part appears under its number when all is on disk.

    ``hidden`` counts the identifiers that were found elsewhere than in the texts of the rows.

    Raises
    ------
    OutputError
        When it cannot be written, as with a full disk; nothing is left of it then.
    """
    result = BatchResult.of(rows, rejected, hidden)
    temporary = folder / f"{uuid.uuid4().hex}.tmp"
    try:
        for name in TABLES:
            with TableWriter(temporary, name) as writer:
                writer.write(table_rows(name, rows, rejected))
        with atomic_file(temporary / _COUNTS) as stream:
            stream.write(json.dumps(result.to_dict()).encode())
        with suppress(FileExistsError):  # a process of an interrupted start wrote the same
            _rename(temporary, _part(folder, number))
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return result


def _rename(temporary: Path, part: Path) -> None:
    try:
        temporary.rename(part)
        sync_folder(part.parent)
    except OSError as error:
        if part.is_dir():
            raise FileExistsError from error
        raise OutputError(f"{part} cannot be written: {error.strerror or error}.") from error


def _part(folder: Path, number: int) -> Path:
    return folder / f"{number:08d}"


def _whole(part: Path) -> BatchResult | None:
    """Return the counts of a part of which everything can be read and adds up, or None."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        counts = BatchResult.from_dict(json.loads((part / _COUNTS).read_text(encoding="utf-8")))
        rows = {name: pq.read_table(part / f"{name}.parquet", use_threads=False).num_rows for name in TABLES}
        whole = (rows["notes"], rows["rejected"]) == (counts.n_analysed, counts.n_rejected)
    except (OSError, ValueError, LookupError, TypeError, pa.ArrowException):
        return None
    return counts if whole else None


class Parts:
    """The parts of a run in their folder.

    Parameters
    ----------
    out : the folder of the run; its parts lie in ``.parts`` under it.
    """

    def __init__(self, out: Path) -> None:
        self.folder = out / PARTS_FOLDER

    def clear_unfinished(self) -> None:
        """Remove what an interrupted start left half written."""
        for entry in self.folder.iterdir():
            if entry.is_dir() and not entry.name.isdigit():
                shutil.rmtree(entry, ignore_errors=True)

    def counts(self, number: int) -> BatchResult | None:
        """Return the counts of a part that is finished, or None; one that was damaged since is removed."""
        part = _part(self.folder, number)
        if not part.exists():
            return None
        counts = _whole(part)
        if counts is None:
            shutil.rmtree(part)  # it would stand in the way of the one that is made again
        return counts

    def assemble(self, out: Path, format: Format, n_parts: int) -> dict[str, Path]:
        """Write each table whole, from the first part to the last, and return their files: all of them or none."""
        files: dict[str, Path] = {}
        try:
            for name in TABLES:
                with TableWriter(out, name, format) as writer:
                    for table in self._tables(name, n_parts):
                        writer.write_arrow(table)
                files[name] = writer.path
        except BaseException:
            for file in files.values():
                file.unlink(missing_ok=True)
            raise
        return files

    def _tables(self, name: str, n_parts: int) -> Iterator[Any]:
        import pyarrow.parquet as pq  # noqa: PLC0415

        for number in range(n_parts):
            yield pq.read_table(_part(self.folder, number) / f"{name}.parquet", use_threads=False)

    def publish(self, out: Path, name: str) -> Path:
        """Move the parts of a table to a folder of its name, as a cluster leaves it, and return that folder."""
        folder = out / f"{name}.parquet"
        folder.mkdir()
        for part in sorted(entry for entry in self.folder.iterdir() if entry.name.isdigit()):
            (part / f"{name}.parquet").rename(folder / f"part-{part.name}.parquet")
        return folder

    def remove(self) -> None:
        """Remove all parts, the manifest last: what is left after an interruption can still be recognised."""
        if not self.folder.exists():
            return
        for entry in self.folder.iterdir():
            if entry.is_dir():
                shutil.rmtree(entry, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)
