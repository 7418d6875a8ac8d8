"""doccano: JSON Lines for a sequence labelling project out, its JSONL export back.

doccano has no attributes of a span, so a label is a signal, followed by the qualifiers that differ from the usual
ones: ``task_takeover``, ``task_takeover|reported|requested``. No value belongs to two qualifiers, so their order is
free. Sentences travel as metadata. The editor counts offsets in UTF-16 code units, unless the project counts grapheme
clusters (https://github.com/doccano/doccano/issues/2290).
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from boundary_nlp.annotation.gold import (
    Corrected,
    Offsets,
    Shape,
    Splitter,
    corrected_note,
    parse_json,
    read_text,
    shaped,
)
from boundary_nlp.annotation.offsets import Units
from boundary_nlp.annotation.spans import META, colour, usual
from boundary_nlp.errors import InputError
from boundary_nlp.gold import GoldNote
from boundary_nlp.io.atomic import atomic_file
from boundary_nlp.taxonomy import QUALIFIER_VALUES, SIGNALS

SETUP_SUFFIX = ".labels.json"
_ASKED = "In doccano, choose Export Dataset and then JSONL."
_QUALIFIER_OF = {value: qualifier for qualifier, values in QUALIFIER_VALUES.items() for value in values}


class _Sentence(Shape):
    start: int
    end: int


class _Entity(Shape):
    start_offset: int
    end_offset: int
    label: str


class _Row(Shape):
    text: str
    label: list[Any] | None = None
    labels: list[Any] | None = None
    entities: list[Any] | None = None
    sentences: list[_Sentence] | None = None


def label_of(span: Mapping[str, Any]) -> str:
    """Return the label of a span, such as ``task_takeover|reported``."""
    usually = usual(span["signal"])
    return "|".join([span["signal"], *(span[q] for q in QUALIFIER_VALUES if span[q] != usually[q])])


def write_rows(notes: Iterable[GoldNote], path: Path) -> None:
    """Write notes as rows with labels, and the labels to import into the project beside them (``.labels.json``).

    Raises
    ------
    OutputError
        If one of the files cannot be written.
    """
    labels = dict.fromkeys(SIGNALS)
    with atomic_file(path) as stream:
        for note in notes:
            units = Units(note.text)
            spans = [(units.of_code_point(s["start"]), units.of_code_point(s["end"]), label_of(s)) for s in note.spans]
            labels.update(dict.fromkeys(label for _, _, label in spans))
            # Each row has every key: doccano's export makes NaN of one that a row lacks.
            meta = {key: getattr(note, key) for key in META}
            sentences = [{"start": sentence["start"], "end": sentence["end"]} for sentence in note.sentences]
            row = {"text": note.text, "label": sorted(spans), **meta, "sentences": sentences}
            # In ASCII: of a short file doccano may guess another encoding than UTF-8.
            stream.write((json.dumps(row) + "\n").encode())
    with atomic_file(path.with_suffix(SETUP_SUFFIX)) as stream:
        stream.write((json.dumps([_type(label) for label in labels], indent=1) + "\n").encode())


def _type(label: str) -> dict[str, str]:
    colours = colour(label.partition("|")[0])
    return {"text": label, "background_color": colours["background"], "text_color": colours["text"]}


def read_rows(path: Path, split: Splitter) -> Corrected:
    """Read a JSONL export: ``label`` or ``labels`` with triples, or ``entities`` of a project with relations.

    Raises
    ------
    InputError
        If the file is no such export, or a label in it cannot be used; the message names the line.
    """
    corrected = Corrected()
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if line.strip():
            where = f"{path.name}, line {number}"
            item = parse_json(line, where, _ASKED)
            if not isinstance(item, dict):
                raise InputError(f"{where}: this is no row of an export. {_ASKED}")
            corrected.notes.append(_note(item, split, where))
    return corrected


def _note(item: dict[str, Any], split: Splitter, where: str) -> GoldNote:
    nested = item.get("meta")
    item = {**(nested if isinstance(nested, dict) else {}), **item}
    if not isinstance(item.get("sentences"), list):
        item.pop("sentences", None)  # NaN where only other rows of the project have them
    row = shaped(_Row, {"text": item.get("data"), **item}, where)
    given = next((labels for labels in (row.label, row.labels, row.entities) if labels is not None), None)
    if given is None:
        raise InputError(f"{where}: this has no 'label' or 'entities'. {_ASKED}")
    units = Units(row.text)
    spans = [_span(entity, units, f"{where}, label {number}") for number, entity in enumerate(given, start=1)]
    sentences: list[Offsets] = [(sentence.start, sentence.end) for sentence in row.sentences or ()]
    default = {"note_id": f"doccano-{item['id']}"} if "id" in item else {}
    meta = {key: value for key in META if isinstance(value := item.get(key), str) and value}
    return corrected_note(row.text, {**default, **meta}, sentences, spans, split, where)


def _span(entity: Any, units: Units, where: str) -> dict[str, Any]:
    if isinstance(entity, list) and len(entity) == 3:
        entity = dict(zip(("start_offset", "end_offset", "label"), entity, strict=True))
    try:
        shape = _Entity.model_validate(entity)
    except ValidationError:
        raise InputError(
            f"{where}: this is no [start, end, label]. {_ASKED} for a sequence labelling project."
        ) from None
    start, end = units.to_code_point(shape.start_offset), units.to_code_point(shape.end_offset)
    if start is None or end is None:
        raise InputError(
            f"{where}: the offsets {shape.start_offset}-{shape.end_offset} lie within a character or outside the text. "
            "Switch off 'Count grapheme clusters as one character' when you make the project."
        )
    return {"start": start, "end": end, **_coded(shape.label, where)}


def _coded(label: str, where: str) -> dict[str, str]:
    signal, *values = (part.strip() for part in label.split("|"))
    if signal not in SIGNALS:
        raise InputError(f"{where}: '{signal}' is no signal of the codebook. Rename the label in doccano.")
    chosen: dict[str, str] = {}
    for value in values:
        qualifier = _QUALIFIER_OF.get(value)
        if qualifier is None or qualifier in chosen:
            wrong = "is no qualifier" if qualifier is None else f"is a second {qualifier}"
            raise InputError(
                f"{where}: '{value}' {wrong}. A label is a signal and at most one value of each qualifier."
            )
        chosen[qualifier] = value
    return {"signal": signal, **usual(signal), **chosen}
