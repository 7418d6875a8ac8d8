"""The rows that readers give: notes made clean, rows set apart with a reason, and the chunks that hold both."""

import math
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
    caseload_id, worker_id, client_id, setting : None where nothing is filled in; a caseload defaults to its worker.
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
    reason : ``broken_row``, ``broken_encoding``, ``too_long``, ``unreadable_date`` or ``duplicate_id``.
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
    """A row as a file format gives it: canonical column name -> raw value, and whether any cell is filled in."""

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
        text = values.get("text")
        if isinstance(text, float) and not math.isfinite(text):
            text = None
        if text is not None and not isinstance(text, str | int | float):
            return Rejected(raw.source, raw.row, "broken_row", f"the text is a {type(text).__name__}, not a string")
        text = "" if text is None else str(text)
        given_id = plain_id(values.get("note_id"))
        ids = {name: plain_id(values.get(name)) for name in _IDS}
        if not raw.filled and not text.strip():
            return None
        if not _encodable(text, given_id, *ids.values()):
            return Rejected(raw.source, raw.row, "broken_encoding", "bytes that are no characters in the file's encoding")
        if len(text) > self.max_length:
            detail = f"{len(text)} characters, more than {self.max_length}"
            return Rejected(raw.source, raw.row, "too_long", detail)
        try:
            day = parse_date(values.get("date"))
        except (ValueError, OverflowError):
            return Rejected(raw.source, raw.row, "unreadable_date", _shape(values.get("date")))
        note_id = given_id or self._default_id(raw)
        # Row numbers are unique by themselves: only a file with ids of its own can hold doubles.
        first = self.seen.add(note_id, raw.source, raw.row) if "note_id" in values or len(self.prefixes) > 1 else None
        if first:
            return Rejected(raw.source, raw.row, "duplicate_id", f"same note_id as {first[0]}, row {first[1]}")
        caseload = ids["caseload_id"] or ids["worker_id"]
        return NoteRow(
            raw.source, raw.row, note_id, caseload, ids["worker_id"], ids["client_id"], day, ids["setting"], text
        )

    def _default_id(self, raw: RawRow) -> str:
        # Where only this row lacks an id, a bare number could be the id of another row.
        number = f"row-{raw.row}" if "note_id" in raw.values else str(raw.row)
        return self.prefixes.get(raw.source, "") + number


def plain_id(value: Any) -> str | None:
    """Return an id as a string without surrounding space, the number 12.0 as "12", and None where nothing is filled in."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip() or None


def chunked(rows: Iterable[NoteRow | Rejected | None], size: int) -> Iterator[Chunk]:
    """Gather rows into chunks of ``size`` rows, fewer where the notes are very long; rows that are None are left out."""
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


def _encodable(*values: str | None) -> bool:
    """Whether the values are Unicode text; lone surrogates mark bytes that could not be decoded."""
    try:
        for value in values:
            if value:
                value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _shape(value: Any) -> str:
    """Tell what an unreadable date looks like without quoting it: figures as 9, letters as x."""
    shape = "".join("9" if char.isdigit() else "x" if char.isalpha() else char for char in str(value).strip()[:30])
    return f"no date between 1900 and 2100 that reads day first or year first; it looks like {shape.encode('ascii', 'replace').decode()}"
