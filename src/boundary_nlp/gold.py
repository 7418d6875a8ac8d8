"""Gold notes: annotated notes, as the codebook's gold format has them."""

import json
from collections.abc import Container
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

import yaml

from boundary_nlp.errors import InputError
from boundary_nlp.taxonomy import QUALIFIER_VALUES, SIGNALS, Stance

_CORPUS = "corpus.yaml"


@dataclass(frozen=True, slots=True)
class GoldNote:
    """One annotated note, as the codebook's gold format has it.

    ``read_for_rules`` tells that the notes of its writer were read while the rules were written.
    """

    note_id: str
    text: str
    sentences: tuple[dict[str, Any], ...]
    spans: tuple[dict[str, Any], ...]
    writer: str = ""
    setting: str = ""
    style: str = ""
    region: str = ""
    read_for_rules: bool = False


def read_gold(path: str | Path) -> list[GoldNote]:
    """Read gold notes from JSON Lines (a file, or a folder of them).

    A ``corpus.yaml`` in the folder may name, as ``read_for_rules``, the writers (names of files) whose notes were read
    while the rules were written: figures and thresholds that are to hold for other writers leave those out.

    Raises
    ------
    InputError
        If the path does not exist, or a line is no gold note; the message names the line.

    Examples
    --------
    >>> from pathlib import Path
    >>> line = '{"text": "Koffie.", "sentences": [{"start": 0, "end": 7, "stance": "neutral"}], "spans": []}'
    >>> _ = Path("gold.jsonl").write_text(line, encoding="utf-8")
    >>> [note.text for note in read_gold("gold.jsonl")]
    ['Koffie.']
    """
    path = _checked(path)
    *files, corpus = gold_files(path)
    if missing := next((file for file in files or [path] if not file.is_file()), None):
        raise InputError(f"There are no gold notes at '{missing}'. Give a .jsonl file or a folder that holds some.")
    read_for_rules = _read_for_rules(corpus)
    notes = []
    for file in files:
        for number, line in enumerate(_text(file).split("\n"), start=1):
            if line.strip():
                note = _gold_note(line, f"{file.name}, line {number}", file.stem)
                notes.append(replace(note, read_for_rules=note.writer in read_for_rules))
    if not notes:
        raise InputError(f"'{path}' holds no notes.")
    return notes


def _checked(path: Any) -> Path:
    """Return a path; InputError where it is none, such as the text of a note, which is not quoted."""
    try:
        Path(path).exists()
    except TypeError:
        kind = "None" if path is None else f"of type {type(path).__name__}"
        raise InputError(f"read_gold takes the path of a .jsonl file or of a folder; it cannot be {kind}.") from None
    except OSError:
        raise InputError(
            "read_gold takes the path of a .jsonl file or of a folder; this is too long, or out of reach."
        ) from None
    return Path(path)


def gold_files(path: Path) -> list[Path]:
    """Return the files that `read_gold` reads: those of the notes and, as the last, ``corpus.yaml``, there or not."""
    if path.is_dir():
        return [*sorted(file for file in path.glob("*.jsonl") if not file.is_dir()), path / _CORPUS]
    return [path, path.parent / _CORPUS]


def _read_for_rules(file: Path) -> frozenset[str]:
    if not file.is_file():
        return frozenset()
    try:
        writers = yaml.safe_load(_text(file))["read_for_rules"]
    except (yaml.YAMLError, TypeError, ValueError, LookupError, RecursionError):  # 30 February, brackets without end
        writers = None
    if not isinstance(writers, list):
        raise InputError(f"'{file}' must hold a list of writers under 'read_for_rules'.")
    return frozenset(map(str, writers))


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{file} is no text in UTF-8. Gold notes are JSON Lines in UTF-8.") from None


def _gold_note(line: str, where: str, writer: str) -> GoldNote:
    try:
        data = json.loads(line)
        text = data["text"]
        sentences, spans = tuple(data["sentences"]), tuple(data["spans"])
        if not isinstance(text, str):
            raise TypeError("text is no string")
        for item in (*sentences, *spans):
            _check_offsets(item["start"], item["end"], len(text), where)
        for sentence in sentences:
            _check_value("stance", sentence["stance"], get_args(Stance), where)
        for span in spans:
            _check_value("signal", span["signal"], SIGNALS, where)
            for qualifier, values in QUALIFIER_VALUES.items():
                _check_value(qualifier, span[qualifier], values, where)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        wrong = f"{error} is missing" if isinstance(error, KeyError) else error
        raise InputError(
            f"{where}: this is no gold note ({wrong}). A gold note has text, sentences and spans."
        ) from None
    return GoldNote(
        note_id=str(data.get("note_id", where)),
        text=text,
        sentences=sentences,
        spans=spans,
        writer=str(data.get("writer", writer)),
        setting=str(data.get("setting", "")),
        style=str(data.get("style", "")),
        region=str(data.get("region", "")),
    )


def _check_offsets(start: Any, end: Any, length: int, where: str) -> None:
    if type(start) is not int or type(end) is not int:
        raise TypeError("start and end are no whole numbers")
    if not 0 <= start < end <= length:
        raise InputError(f"{where}: the offsets {start}-{end} lie outside the text.")


def _check_value(name: str, value: Any, known: Container[str], where: str) -> None:
    if not isinstance(value, str) or value not in known:
        raise InputError(f"{where}: the {name} '{str(value)[:40]}' is none of the codebook's.")
