"""The ids met so far, kept on disk so that memory does not grow with the input."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from hashlib import blake2b
from pathlib import Path
from types import TracebackType

from boundary_nlp.errors import OutputError


class SeenIds:
    """A set of ids in a temporary database that only its user can read; it is gone after use.

    Parameters
    ----------
    folder : where the database lies; the system's folder for temporary files by default.

    Raises
    ------
    OutputError
        When it cannot be kept, as on a full disk; `add` raises it too.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._place = folder
        self._sources: list[str] = []
        with self._told(), ExitStack() as stack:
            own = stack.enter_context(
                tempfile.TemporaryDirectory(prefix=".ids-", dir=folder, ignore_cleanup_errors=True)
            )
            path = Path(own) / "ids.sqlite"
            path.touch(mode=0o600)
            self._database = stack.enter_context(closing(sqlite3.connect(path, isolation_level=None)))
            # A crash may lose this file, which is rebuilt from the input: no journal, no syncing.
            self._database.execute("PRAGMA journal_mode = OFF")
            self._database.execute("PRAGMA synchronous = OFF")
            self._database.execute("PRAGMA cache_size = -65536")
            self._database.execute("CREATE TABLE seen (id BLOB PRIMARY KEY, source INTEGER, row INTEGER) WITHOUT ROWID")
            self._database.execute("BEGIN")
            self._opened = stack.pop_all()

    def add(self, note_id: str, source: str, row: int) -> tuple[str, int] | None:
        """Keep an id; return the source and row where it was met before, or None when it is new."""
        digest = blake2b(note_id.encode("utf-8"), digest_size=16).digest()
        if not self._sources or self._sources[-1] != source:
            self._sources.append(source)
        with self._told():
            added = self._database.execute(
                "INSERT OR IGNORE INTO seen VALUES (?, ?, ?)", (digest, len(self._sources) - 1, row)
            )
            if added.rowcount:
                return None
            index, first_row = self._database.execute("SELECT source, row FROM seen WHERE id = ?", (digest,)).fetchone()
        return self._sources[index], first_row

    def close(self) -> None:
        """Close and remove the database."""
        self._opened.close()

    def __enter__(self) -> "SeenIds":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            if self._place:
                where, otherwise = f"'{self._place}'", ""
            else:
                where, otherwise = "the folder for temporary files", ", or name a folder on another one in TMPDIR"
            raise OutputError(
                f"The list of the ids of notes cannot be kept in {where}: {error}. Make room on its disk{otherwise}."
            ) from error
