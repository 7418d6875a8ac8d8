"""Label Studio: tasks with predictions out, completed annotations back.

The format is that of https://labelstud.io/guide/task_format (raw JSON) and https://labelstud.io/guide/predictions.
Its editor counts offsets of plain text in code points, and a line break as one character.
"""

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from pydantic import Field

from boundary_nlp._version import __version__
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
from boundary_nlp.language.tokenizer import encodable
from boundary_nlp.resources import load_yaml
from boundary_nlp.taxonomy import QUALIFIER_VALUES, SIGNALS, qualifier_label

SETUP_SUFFIX = ".xml"
_SENTENCE = "sentence"
_BLANK = re.compile(r"\s|\\n|\\r")
_ASKED = "In Label Studio, choose Export and then JSON."


class _Value(Shape):
    start: int
    end: int
    text: str | None = None
    labels: tuple[str, ...] = Field((), strict=False)


class _Result(Shape):
    id: str = ""
    type: str
    from_name: str = ""
    value: dict[str, Any] | None = None


class _Annotation(Shape):
    result: list[_Result]
    was_cancelled: bool | None = None
    ground_truth: bool | None = None
    updated_at: str | None = None


class _Task(Shape):
    id: int | str = ""
    data: dict[str, Any]
    annotations: list[_Annotation]


def write_tasks(notes: Iterable[GoldNote], path: Path) -> None:
    """Write notes as tasks with pre-annotations, and the labelling configuration beside them (``.xml``).

    Raises
    ------
    OutputError
        If one of the files cannot be written.
    """
    with atomic_file(path) as stream:
        before = "[\n"
        for note in notes:
            stream.write((before + encodable(json.dumps(_task(note), ensure_ascii=False))).encode())
            before = ",\n"
        stream.write(b"\n]\n" if before == ",\n" else b"[]\n")
    with atomic_file(path.with_suffix(SETUP_SUFFIX)) as stream:
        stream.write(labelling_configuration().encode())


def labelling_configuration() -> str:
    """Return the labelling configuration: Dutch names to read, the codebook's codes in the results."""
    texts = load_yaml("annotation.yaml")["texts"]
    neutral = load_yaml("colours.yaml")["light"]["neutral"]["line"]
    view = ET.Element("View")
    ET.SubElement(view, "Header", value=texts["signals"], size="5")
    labels = ET.SubElement(view, "Labels", name="signal", toName="text")
    for code, signal in SIGNALS.items():
        background = colour(code)["background"]
        ET.SubElement(
            labels, "Label", value=signal.label, alias=code, hint=signal.explanation, background=background
        )  # fmt: skip
    ET.SubElement(view, "Header", value=texts["sentences"], size="5")
    ET.SubElement(
        ET.SubElement(view, "Labels", name=_SENTENCE, toName="text"),
        "Label", value=texts["sentence"], alias=_SENTENCE, background=neutral,
    )  # fmt: skip
    ET.SubElement(view, "Text", name="text", value="$text", granularity="word")
    for qualifier, values in QUALIFIER_VALUES.items():
        shown = ET.SubElement(view, "View", visibleWhen="region-selected", whenTagName="signal")
        ET.SubElement(shown, "Header", value=texts[qualifier], size="5")
        choices = ET.SubElement(
            shown, "Choices",
            name=qualifier, toName="text", perRegion="true", whenTagName="signal",
            choice="single-radio", showInline="true",
        )  # fmt: skip
        for value in values:
            ET.SubElement(choices, "Choice", value=qualifier_label(qualifier, value), alias=value)
    ET.indent(view)
    return ET.tostring(view, encoding="unicode") + "\n"


def _task(note: GoldNote) -> dict[str, Any]:
    result = []
    for number, sentence in enumerate(note.sentences):
        result.append(_labelled(f"z{number}", _SENTENCE, _SENTENCE, _place(note, sentence)))
    for number, span in enumerate(note.spans):
        place, identity = _place(note, span), f"s{number}"
        result.append(_labelled(identity, "signal", span["signal"], place))
        for qualifier in QUALIFIER_VALUES:
            value = {**place, "choices": [span[qualifier]]}
            result.append(
                {"id": identity, "from_name": qualifier, "to_name": "text", "type": "choices", "value": value}
            )
    meta = {key: value for key in META if (value := getattr(note, key))}
    prediction = {"model_version": f"boundary-nlp {__version__}", "result": result}
    return {"data": {"text": note.text, **meta}, "predictions": [prediction]}


def _place(note: GoldNote, item: dict[str, Any]) -> dict[str, Any]:
    start, end = item["start"], item["end"]
    return {"start": start, "end": end, "text": note.text[start:end]}


def _labelled(identity: str, control: str, label: str, place: dict[str, Any]) -> dict[str, Any]:
    value = {**place, "labels": [label]}
    return {"id": identity, "from_name": control, "to_name": "text", "type": "labels", "value": value}


def read_annotations(path: Path, split: Splitter) -> Corrected:
    """Read the completed annotations of a JSON export.

    Of several annotations of a task the one marked as ground truth is taken, else the one that was changed last.

    Raises
    ------
    InputError
        If the file is no such export, or an annotation in it cannot be used; the message names the task.
    """
    content = parse_json(read_text(path), path.name, _ASKED)
    tasks = content if isinstance(content, list) else [content]
    corrected = Corrected()
    for number, item in enumerate(tasks, start=1):
        where = f"{path.name}, task {number}"
        if not isinstance(item, dict) or not {"data", "annotations"} <= item.keys():
            raise InputError(
                f"{where}: this has no 'data' and 'annotations'. {_ASKED} JSON-MIN and CSV leave out much."
            )
        task = shaped(_Task, item, where)
        if task.id != "":
            where = f"{where} (id {task.id})"
        if annotation := _chosen(task, corrected):
            corrected.notes.append(_note(task, annotation, split, where, corrected))
    return corrected


def _chosen(task: _Task, corrected: Corrected) -> _Annotation | None:
    done = [annotation for annotation in task.annotations if not annotation.was_cancelled]
    corrected.told["cancelled annotations skipped"] += len(task.annotations) - len(done)
    corrected.told["tasks without a completed annotation skipped"] += not done
    corrected.told["tasks with several annotations, of which one was taken"] += len(done) > 1
    return max(done, key=lambda one: (bool(one.ground_truth), one.updated_at or ""), default=None)


def _note(task: _Task, annotation: _Annotation, split: Splitter, where: str, corrected: Corrected) -> GoldNote:
    text = task.data.get("text")
    if not isinstance(text, str):
        raise InputError(f"{where}: its data has no 'text'. Import tasks made by `boundary-nlp export`.")
    sentences: list[Offsets] = []
    spans: dict[str, list[dict[str, Any]]] = {}
    for number, result in enumerate(annotation.result):
        if result.type == "labels":
            value = shaped(_Value, result.value, f"{where}, result {number}")
            start, end = _offsets(text, value, where)
            codes = [_code(label, where) for label in value.labels]
            if not codes:
                raise InputError(f"{where}: the region {start}-{end} has no label. Give it one, or take it away.")
            if _SENTENCE in codes:
                sentences.append((start, end))
            found = [{"start": start, "end": end, "signal": code} for code in codes if code != _SENTENCE]
            spans.setdefault(result.id or f"#{number}", []).extend(found)
    chosen = _qualifiers(annotation.result, where)
    whole = []
    for identity, region in spans.items():
        for span in region:
            values = chosen.get(identity, {})
            corrected.told["qualifiers that nobody chose, filled in with the usual value"] += len(
                QUALIFIER_VALUES
            ) - len(values)
            whole.append({**span, **usual(span["signal"]), **values})
    default = {"note_id": f"task-{task.id}"} if task.id != "" else {}
    return corrected_note(text, {**default, **task.data}, sentences, whole, split, where)


def _qualifiers(results: Sequence[_Result], where: str) -> dict[str, dict[str, str]]:
    """Return region -> qualifier -> the value chosen for it."""
    chosen: dict[str, dict[str, str]] = {}
    for result in results:
        if result.type == "choices" and result.from_name in QUALIFIER_VALUES:
            values = (result.value or {}).get("choices")
            if not isinstance(values, list) or len(values) > 1:
                raise InputError(
                    f"{where}: the region {result.id} has several values of {result.from_name}. Choose one."
                )
            for value in values:
                known = {qualifier_label(result.from_name, one): one for one in QUALIFIER_VALUES[result.from_name]}
                code = known.get(str(value), str(value))
                if code not in known.values():
                    raise InputError(
                        f"{where}: '{code}' is no {result.from_name}. Choose one of: {', '.join(known.values())}."
                    )
                chosen.setdefault(result.id, {})[result.from_name] = code
    return chosen


def _code(label: str, where: str) -> str:
    """Return the code of a label, which stands there as the alias or, with a configuration of one's own, in Dutch."""
    if label == _SENTENCE or label in SIGNALS:
        return label
    by_name = {signal.label: code for code, signal in SIGNALS.items()}
    by_name[load_yaml("annotation.yaml")["texts"]["sentence"]] = _SENTENCE
    if label not in by_name:
        raise InputError(f"{where}: the label '{label}' is no signal of the codebook. Use the exported configuration.")
    return by_name[label]


def _offsets(text: str, value: _Value, where: str) -> Offsets:
    """Return a region's code points; old versions counted UTF-16 units, as the words of the region then show."""
    start, end = value.start, value.end
    if value.text is None or _same(text[start:end], value.text):
        return start, end
    units = Units(text)
    first, last = units.to_code_point(start), units.to_code_point(end)
    if first is not None and last is not None and _same(text[first:last], value.text):
        return first, last
    raise InputError(
        f"{where}: the words of the region {start}-{end} are others than those at that place in the text. "
        "Was the text changed after the export? Annotate the task anew."
    )


def _same(one: str, other: str) -> bool:
    # The editor tells line breaks within a region in several ways.
    return _BLANK.sub("", one) == _BLANK.sub("", other)
