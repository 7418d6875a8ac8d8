"""The rows that readers give: notes made clean, and rows set apart with a reason, in chunks."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from boundary_nlp.io.dates import parse_date
from boundary_nlp.io.seen import SeenIds

_CHUNK_CHARACTERS = 20_000_000
_IDS = ("caseload_id", "worker_id", "client_id", "setting")


class NoteRow(NamedTuple):
    """One note as it was read.

    Attributes
    ----------
    source : name of the file (and of the sheet, where a workbook has several).
    row : number of the data row in its file, from 1; the header does not count.
    note_id : from the file, else made from the row number.
    caseload_id, worker_id, client_id, setting : None where not told; a caseload defaults to its worker.
    date : calendar date, or None.
    text : exactly as given, so that offsets point into it; "" where nothing is filled in.
    """

    source: str
    row: int
    note_id: str
    caseload_id: str | None
    worker_id: str | None
    client_id: str | None
    date: date | None
    setting: str | None
    text: str


class Rejected(NamedTuple):
    """One row that could not be used.

    Attributes
    ----------
    reason : ``broken_row``, ``broken_encoding``, ``too_long``, ``unreadable_date`` or ``duplicate_id``; a run adds
        ``not_dutch`` and ``analysis_failed``.
    detail : English words for a person; never the text of the note, nor the value of a cell.
    """

    source: str
    row: int
    reason: str
    detail: str


@dataclass(slots=True)
class Chunk:
    """Some rows of the input, in its order."""

    notes: list[NoteRow] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)

    @property
    def n_rows(self) -> int:
        """How many rows were read: notes and rejected rows together."""
        return len(self.notes) + len(self.rejected)


class RawRow(NamedTuple):
    """A row as a file gives it: canonical column name -> raw value, and whether any cell is filled in."""

    source: str
    row: int
    values: Mapping[str, Any]
    filled: bool


@dataclass(slots=True)
class NoteMaker:
    """Turns raw rows into notes or rejected rows.

    Parameters
    ----------
    max_length : longest text that is taken, in characters.
    seen : the ids met so far.
    prefixes : source -> what goes before a row number to make a note_id; empty for a single file.
    """

    max_length: int
    seen: SeenIds
    prefixes: Mapping[str, str]

    def make(self, raw: RawRow) -> NoteRow | Rejected | None:
        """Return the row as a note, as a rejected row, or None for a row without any value."""
        values = raw.values
        try:
            text = _plain_text(values.get("text"))
            if not raw.filled and not text.strip():
                return None
            given_id = plain_id(values.get("note_id"))
            ids = {name: plain_id(values.get(name)) for name in _IDS}
            _check_encoding(text, given_id, *ids.values())
            if len(text) > self.max_length:
                raise _FaultError("too_long", f"{len(text)} characters, more than {self.max_length}")
            day = _plain_date(values.get("date"))
            note_id = given_id or self._default_id(raw)
            self._check_double(note_id, raw)
        except _FaultError as fault:
            return Rejected(raw.source, raw.row, fault.reason, fault.detail)
        caseload, setting = ids["caseload_id"] or ids["worker_id"], ids["setting"]
        return NoteRow(raw.source, raw.row, note_id, caseload, ids["worker_id"], ids["client_id"], day, setting, text)

    def _check_double(self, note_id: str, raw: RawRow) -> None:
        # Row numbers are unique by themselves: only a file with ids of its own can hold doubles.
        if "note_id" not in raw.values and len(self.prefixes) == 1:
            return
        if first := self.seen.add(note_id, raw.source, raw.row):
            raise _FaultError("duplicate_id", f"same note_id as {first[0]}, row {first[1]}")

    def _default_id(self, raw: RawRow) -> str:
        # Where only this row lacks an id, a bare number could be the id of another row.
        number = f"row-{raw.row}" if "note_id" in raw.values else str(raw.row)
        # One of several sheets is a source of its own, which the prefixes of files do not know.
        return self.prefixes.get(raw.source, f"{raw.source}-") + number


class _FaultError(Exception):
    """Why a row cannot be used."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail


def plain_id(value: Any) -> str | None:
    """Return an id as a string without space around it, the number 12.0 as "12", and nothing as None."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip() or None


def chunked(rows: Iterable[NoteRow | Rejected | None], size: int) -> Iterator[Chunk]:
    """Gather rows into chunks of ``size`` rows, fewer where notes are very long; None is left out."""
    chunk, characters = Chunk(), 0
    for row in rows:
        if isinstance(row, NoteRow):
            chunk.notes.append(row)
            characters += len(row.text)
        elif row is not None:
            chunk.rejected.append(row)
        if chunk.n_rows >= size or characters > _CHUNK_CHARACTERS:
            yield chunk
            chunk, characters = Chunk(), 0
    if chunk.n_rows:
        yield chunk


def _plain_text(value: Any) -> str:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if not isinstance(value, str | int | float):
        raise _FaultError("broken_row", f"the text is a {type(value).__name__}, not a string")
    return str(value)


def _plain_date(value: Any) -> date | None:
    try:
        return parse_date(value)
    except (ValueError, OverflowError):
        # The cell is not quoted: in a shifted row it can hold the text. Figures are shown as 9, letters as x.
        shape = re.sub(r"[^\W\d_]", "x", re.sub(r"\d", "9", str(value).strip()[:30]))
        detail = f"no date between 1900 and 2100, day first or year first; it looks like {shape!a}"
        raise _FaultError("unreadable_date", detail) from None


def _check_encoding(*values: str | None) -> None:
    """Refuse lone surrogates, which mark bytes that could not be decoded."""
    try:
        for value in values:
            if value:
                value.encode("utf-8")
    except UnicodeEncodeError:
        raise _FaultError("broken_encoding", "bytes that are no characters in the file's encoding") from None
