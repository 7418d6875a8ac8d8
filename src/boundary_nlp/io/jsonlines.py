"""JSON Lines as rows: one object per line, keys that are no column left aside."""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain, islice
from typing import Any, NamedTuple, TextIO

from boundary_nlp.errors import InputError
from boundary_nlp.io.columns import check_single, claims, recognise_columns
from boundary_nlp.io.decode import bounded_lines, open_text
from boundary_nlp.io.notes import RawRow, Rejected
from boundary_nlp.io.sources import Source

_LOOK_AHEAD = 100


class _Line(NamedTuple):
    number: int
    record: dict[str, Any] | None
    reason: str
    detail: str


def read_jsonl(source: Source, overrides: Mapping[str, str], max_length: int) -> Iterator[RawRow | Rejected]:
    """Yield the rows of a JSON Lines file; its columns are the keys of its first hundred objects together."""

    @lru_cache(maxsize=1024)
    def columns_of(keys: tuple[str, ...]) -> dict[str, str]:
        found = claims(keys, overrides)
        check_single(keys, found, overrides, source.name)
        if len(found.get("text", [])) > 1:
            recognise_columns(keys, overrides, source.name)
        return {name: keys[positions[0]] for name, positions in found.items() if positions}

    with open_text(source) as stream:
        lines = _parsed(stream, 4 * max_length)
        ahead = list(islice(lines, _LOOK_AHEAD))
        known = recognise_columns(_keys(source, ahead), overrides, source.name)
        for line in chain(ahead, lines):
            if line.record is None:
                yield Rejected(source.name, line.number, line.reason, line.detail)
                continue
            columns = columns_of(tuple(line.record))
            values = {name: line.record[key] for name, key in columns.items()}
            if "note_id" in known:
                values.setdefault("note_id", None)
            filled = any(value not in (None, "", [], {}) for value in line.record.values())
            yield RawRow(source.name, line.number, values, filled)


def _parsed(stream: TextIO, limit: int) -> Iterator[_Line]:
    """Parse line by line; of a line that comes in pieces only the first is told, as too long."""
    number, inside = 0, False
    for piece in bounded_lines(stream, limit):
        begins, inside = not inside, not piece.endswith(("\n", "\r"))
        number += begins
        if not begins or not piece.strip():
            continue
        if inside and len(piece) >= limit:
            yield _Line(number, None, "too_long", f"a line of {limit} characters or more")
            continue
        try:
            record = json.loads(piece)
        except RecursionError:
            yield _Line(number, None, "broken_row", "JSON nested too deep")
        except json.JSONDecodeError as error:
            yield _Line(number, None, "broken_row", f"not valid JSON: {error.msg} at character {error.pos + 1}")
        except ValueError:
            yield _Line(number, None, "broken_row", "not valid JSON: a number is too large")
        else:
            if isinstance(record, dict):
                yield _Line(number, record, "", "")
            else:
                yield _Line(number, None, "broken_row", f"a JSON {type(record).__name__}, not an object")


def _keys(source: Source, ahead: list[_Line]) -> list[str]:
    keys = {key: None for line in ahead if line.record for key in line.record}
    if any(line.record is not None for line in ahead):
        return list(keys)
    raise InputError(
        f"{source.path}: no JSON object in its first lines. JSON Lines has one object per line, "
        'such as {"text": "…", "date": "2026-11-24"}.'
    )
