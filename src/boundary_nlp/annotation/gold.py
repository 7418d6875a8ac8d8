"""Gold notes made of what comes back from an annotation tool."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from boundary_nlp.annotation.spans import META
from boundary_nlp.errors import InputError
from boundary_nlp.gold import GoldNote
from boundary_nlp.io.atomic import atomic_file
from boundary_nlp.language.tokenizer import encodable
from boundary_nlp.taxonomy import SIGNALS, counting_profile, sentence_stance

Offsets = tuple[int, int]
Splitter = Callable[[str], Sequence[Offsets]]


class Shape(BaseModel):
    """Base of what a tool's file must look like; keys that are not named are left aside."""

    model_config = ConfigDict(extra="ignore", strict=True)


T = TypeVar("T", bound=Shape)


@dataclass(slots=True)
class Corrected:
    """What a file of an annotation tool held.

    Attributes
    ----------
    notes : the corrected notes, in the order of the file.
    told : what the user should know -> how many times, such as annotations that were skipped.
    """

    notes: list[GoldNote] = field(default_factory=list)
    told: Counter[str] = field(default_factory=Counter)


def corrected_note(
    text: str,
    meta: Mapping[str, Any],
    sentences: Sequence[Offsets],
    spans: Sequence[dict[str, Any]],
    split: Splitter,
    where: str,
) -> GoldNote:
    """Make a gold note; the stances of its sentences follow from the spans that count, by the codebook's profile.

    Parameters
    ----------
    text : the note, as the tool had it; all offsets are code points into it.
    meta : what the tool carried along; of it the keys in `META` are kept.
    sentences : as corrected; where there are none, ``split`` makes them.
    spans : in the gold format.
    where : names the place in messages.

    Raises
    ------
    InputError
        If an offset lies outside the text, sentences overlap, or a span ends in no sentence.
    """
    ordered = sorted(sentences) or sorted(split(text))
    for start, end in [*ordered, *((span["start"], span["end"]) for span in spans)]:
        if not 0 <= start < end <= len(text):
            raise InputError(
                f"{where}: the offsets {start}-{end} lie outside the text of {len(text)} characters, or are empty. "
                "Was the text changed after the export? Annotate it anew."
            )
    for (_, end), (start, _) in pairwise(ordered):
        if start < end:
            raise InputError(f"{where}: two sentences overlap at {start}-{end}. Draw them side by side.")
    spans = sorted(spans, key=lambda span: (span["start"], span["end"], span["signal"]))
    stances = _stances(ordered, spans, where)
    told = [(*at, stance) for at, stance in zip(ordered, stances, strict=True)]
    kept = {key: str(value) for key in META if isinstance(value := meta.get(key), str | int)}
    return GoldNote(
        note_id=kept.pop("note_id", where),
        text=text,
        sentences=tuple({"start": start, "end": end, "stance": stance} for start, end, stance in told),
        spans=tuple(spans),
        writer=kept.get("writer", ""),
        setting=kept.get("setting", ""),
        style=kept.get("style", ""),
        region=kept.get("region", ""),
    )


def _stances(sentences: Sequence[Offsets], spans: Sequence[Mapping[str, Any]], where: str) -> list[str]:
    profile = counting_profile("codebook")
    found: list[set[str]] = [set() for _ in sentences]
    for span in spans:
        # A signal that shows only across two sentences goes on the one with the words that complete it.
        number = next((n for n, (start, end) in enumerate(sentences) if start < span["end"] <= end), None)
        if number is None:
            raise InputError(
                f"{where}: the span {span['start']}-{span['end']} ends in no sentence. Draw the sentence around it, "
                "or take away all sentences of the note to have it split anew."
            )
        if profile.counts(span["signal"], span["actor"], span["status"], span["mandate"]):
            found[number].add(SIGNALS[span["signal"]].stance)
    return [sentence_stance(stances) for stances in found]


def write_gold(notes: Iterable[GoldNote], path: Path) -> None:
    """Write gold notes as JSON Lines; the file is there whole or not at all.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    with atomic_file(path) as stream:
        for note in notes:
            meta = {key: value for key in META if (value := getattr(note, key))}
            line = {**meta, "text": note.text, "sentences": list(note.sentences), "spans": list(note.spans)}
            # Half a character, as some tools leave it of an emoji, cannot be written; another one keeps the offsets.
            stream.write((encodable(json.dumps(line, ensure_ascii=False)) + "\n").encode())


def read_text(path: Path) -> str:
    """Read a tool's file.

    Raises
    ------
    InputError
        If it is missing, or no text in UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}. Give the file that the tool exported.") from None
    except UnicodeDecodeError:
        raise InputError(
            f"{path} is no text in UTF-8. Give the .json or .jsonl file; unpack it first where the tool made a .zip."
        ) from None


def parse_json(text: str, where: str, asked: str) -> Any:
    """Parse JSON; ``asked`` says what to export instead of a file that is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        place = f" at line {error.lineno}, character {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        raise InputError(f"{where}: this is no valid JSON{place}. {asked}") from None


def shaped(shape: type[T], value: Any, where: str) -> T:
    """Return a value of a tool's file as what it must be.

    Raises
    ------
    InputError
        If it has another shape; the message names the place and never the value.
    """
    try:
        return shape.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise InputError(
            f"{where}: {f'{place}: ' if place else ''}{first['msg']}. Export the annotations from the tool anew."
        ) from None
