"""CSV as rows: the delimiter found by the header, quoted newlines kept, rows that do not fit told."""

import csv
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import TextIO

from boundary_nlp.errors import InputError
from boundary_nlp.io.columns import claims, recognise_columns
from boundary_nlp.io.decode import bounded_lines, open_text
from boundary_nlp.io.notes import RawRow, Rejected
from boundary_nlp.io.sources import Source

_DELIMITERS = (";", ",", "\t", "|")
_NO_DELIMITER = "\x1f"  # for a file of one column, whose text may hold any of the above
_HEADER_LIMIT = 1_000_000


def read_csv(source: Source, overrides: Mapping[str, str], max_length: int) -> Iterator[RawRow | Rejected]:
    """Yield the rows of a CSV file; its first row that is not blank is the header."""
    # A quote that is never closed would otherwise take the rest of the file into memory.
    csv.field_size_limit(max(4 * max_length, csv.field_size_limit()))
    with open_text(source) as stream:
        first = _first_line(source, stream)
        delimiter = None
        if first.lower().startswith("sep=") and first.strip()[4:] in _DELIMITERS:
            delimiter = first.strip()[4:]
            first = _first_line(source, stream)
        delimiter = delimiter or _sniff(first, overrides)
        lines = _Lines(chain([first], bounded_lines(stream, 4 * max_length)))
        header = _header(source, csv.reader(lines, delimiter=delimiter))
        columns = recognise_columns(header, overrides, source.name)
        yield from _rows(source, lines, delimiter, columns, len(header))


class _Lines:
    """Hands out lines and keeps those of the record being read, so that its last quote can be checked."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.record: list[str] = []

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.record.append(line)
        return line


def _rows(
    source: Source, lines: _Lines, delimiter: str, columns: Mapping[str, int], width: int
) -> Iterator[RawRow | Rejected]:
    records = csv.reader(lines, delimiter=delimiter)
    number = 0
    while True:
        lines.record.clear()
        number += 1
        try:
            fields = next(records)
        except StopIteration:
            return
        except csv.Error as error:
            reason = "too_long" if "field limit" in str(error) else "broken_row"
            yield Rejected(source.name, number, reason, f"not readable as CSV: {error}")
            continue
        if len(lines.record) > 1 and _unclosed(lines.record, delimiter):
            detail = f"a quote is never closed: this row takes the last {len(lines.record)} lines of the file"
            yield Rejected(source.name, number, "broken_row", detail)
        elif not any(field.strip() for field in fields):
            continue
        elif len(fields) < width or any(fields[width:]):
            yield Rejected(source.name, number, "broken_row", f"{len(fields)} fields where the header has {width}")
        else:
            values = {name: fields[position] for name, position in columns.items()}
            yield RawRow(source.name, number, values, filled=True)


def _unclosed(record: list[str], delimiter: str) -> bool:
    """Whether a record ends inside quotes, as only the last one of a file can; strict reading tells."""
    try:
        for _ in csv.reader(record, delimiter=delimiter, strict=True):
            pass
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _first_line(source: Source, stream: TextIO) -> str:
    for line in bounded_lines(stream, _HEADER_LIMIT):
        if line.strip():
            return line
    raise InputError(f"{source.path} is empty: there is no header and no note in it.")


def _sniff(header: str, overrides: Mapping[str, str]) -> str:
    """Return the delimiter by which the header holds most known columns, then most columns."""

    def known(delimiter: str) -> tuple[int, int]:
        names = next(csv.reader([header], delimiter=delimiter), [])
        return sum(bool(positions) for positions in claims(names, overrides).values()), len(names)

    best = max(_DELIMITERS, key=known)
    return best if known(best)[1] > 1 else _NO_DELIMITER


def _header(source: Source, records: Iterator[list[str]]) -> list[str]:
    try:
        names = [name.strip() for name in next(records)]
    except csv.Error as error:
        raise InputError(f"{source.path}: the header cannot be read as CSV ({error}).") from error
    while names and not names[-1]:
        names.pop()
    return names
