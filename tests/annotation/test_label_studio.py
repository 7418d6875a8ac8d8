"""Files in the shape that Label Studio's documentation shows (guide/task_format), and broken ones."""

import copy
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from boundary_nlp.annotation.label_studio import labelling_configuration, read_annotations, write_tasks
from boundary_nlp.errors import InputError
from boundary_nlp.gold import GoldNote
from boundary_nlp.taxonomy import QUALIFIER_VALUES, SIGNALS

TEXT = "Heb voor haar gebeld. Mw. belde 😀 zelf de school."
REGION = {
    "value": {"start": 4, "end": 20, "text": "voor haar gebeld", "labels": ["task_takeover"]},
    "id": "gew3t9fgkg", "from_name": "signal", "to_name": "text", "type": "labels", "origin": "manual",
}  # fmt: skip
CHOICE = {
    "value": {"start": 4, "end": 20, "text": "voor haar gebeld", "choices": ["requested"]},
    "id": "gew3t9fgkg", "from_name": "mandate", "to_name": "text", "type": "choices", "origin": "manual",
}  # fmt: skip
TASK: dict[str, Any] = {
    "id": 7,
    "data": {"text": TEXT, "note_id": "a-1"},
    "annotations": [
        {
            "id": 1001, "completed_by": {"id": 1, "email": "", "first_name": ""}, "result": [REGION, CHOICE],
            "was_cancelled": False, "ground_truth": False, "created_at": "2026-03-09T22:16:08.728353Z",
            "updated_at": "2026-03-09T22:16:08.728378Z", "lead_time": 4.288, "result_count": 0, "task": 7,
            "parent_prediction": None,
        }
    ],
    "file_upload": "tasks.json", "drafts": [], "predictions": [], "meta": {}, "inner_id": 1, "project": 83,
}  # fmt: skip


@pytest.fixture
def task() -> dict[str, Any]:
    return copy.deepcopy(TASK)


def read(tmp_path: Path, content: Any, split):
    path = tmp_path / "project-1.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return read_annotations(path, split)


def test_what_was_drawn_by_hand(task, tmp_path: Path, split) -> None:
    corrected = read(tmp_path, [task], split)
    (note,) = corrected.notes
    assert note.note_id == "a-1"
    (span,) = note.spans
    assert span == {
        "start": 4, "end": 20, "signal": "task_takeover",
        "actor": "worker", "status": "factual", "mandate": "requested",
    }  # fmt: skip
    assert [TEXT[s["start"] : s["end"]] for s in note.sentences] == [
        "Heb voor haar gebeld.",
        "Mw. belde 😀 zelf de school.",
    ]
    assert [sentence["stance"] for sentence in note.sentences] == ["rescuing", "neutral"]
    assert corrected.told["qualifiers that nobody chose, filled in with the usual value"] == 2


def test_dutch_names_are_known_too(task, tmp_path: Path, split) -> None:
    task["annotations"][0]["result"][0]["value"]["labels"] = ["cliënt doet zelf"]
    task["annotations"][0]["result"][1]["value"]["choices"] = ["hoort bij de opdracht"]
    (span,) = read(tmp_path, [task], split).notes[0].spans
    assert (span["signal"], span["actor"], span["mandate"]) == ("client_acts", "client", "agreed")


def test_a_single_task_without_a_note_id(task, tmp_path: Path, split) -> None:
    del task["data"]["note_id"]
    assert read(tmp_path, task, split).notes[0].note_id == "task-7"


def test_cancelled_and_open_tasks_are_skipped_and_told(task, tmp_path: Path, split) -> None:
    cancelled, untouched = copy.deepcopy(task), copy.deepcopy(task)
    cancelled["annotations"][0]["was_cancelled"] = True
    untouched["annotations"] = []
    corrected = read(tmp_path, [cancelled, untouched, task], split)
    assert len(corrected.notes) == 1
    assert corrected.told["cancelled annotations skipped"] == 1
    assert corrected.told["tasks without a completed annotation skipped"] == 2


def test_of_several_annotations_ground_truth_goes_before_the_last(task, tmp_path: Path, split) -> None:
    first = task["annotations"][0]
    task["annotations"] = [first, {**first, "result": [], "updated_at": "2026-04-01T00:00:00.000000Z"}]
    corrected = read(tmp_path, [task], split)
    assert corrected.notes[0].spans == ()
    assert corrected.told["tasks with several annotations, of which one was taken"] == 1
    first["ground_truth"] = True
    assert len(read(tmp_path, [task], split).notes[0].spans) == 1


def test_sentences_that_were_corrected_are_kept(task, tmp_path: Path, split) -> None:
    whole = {"value": {"start": 0, "end": len(TEXT), "text": TEXT, "labels": ["sentence"]}, "type": "labels"}
    task["annotations"][0]["result"].append({**whole, "id": "z", "from_name": "sentence", "to_name": "text"})
    (sentence,) = read(tmp_path, [task], split).notes[0].sentences
    assert sentence == {"start": 0, "end": len(TEXT), "stance": "rescuing"}


def test_offsets_of_old_versions_are_seen_by_their_words(task, tmp_path: Path, split) -> None:
    start = TEXT.index("zelf")
    region = {"start": start + 1, "end": start + 5, "text": "zelf", "labels": ["client_acts"]}  # UTF-16 units
    task["annotations"][0]["result"] = [{**REGION, "value": region}]
    (span,) = read(tmp_path, [task], split).notes[0].spans
    assert TEXT[span["start"] : span["end"]] == "zelf"


def test_other_controls_and_relations_are_left_aside(task, tmp_path: Path, split) -> None:
    task["annotations"][0]["result"] += [
        {"from_id": "a", "to_id": "b", "type": "relation", "direction": "right"},
        {"id": "x", "type": "textarea", "from_name": "remark", "to_name": "text", "value": {"text": ["goed"]}},
    ]
    assert len(read(tmp_path, [task], split).notes[0].spans) == 1


def broken(change) -> Any:
    task = copy.deepcopy(TASK)
    change(task)
    return [task]


def results(task) -> list[dict[str, Any]]:
    return task["annotations"][0]["result"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[{", r"project-1\.json: this is no valid JSON at line 1.*Export and then JSON"),
        ("[" * 100_000, "no valid JSON"),
        ([{"text": "x", "signal": []}], "task 1: this has no 'data' and 'annotations'.*JSON-MIN"),
        ([3], "task 1: this has no"),
        (broken(lambda t: t["data"].pop("text")), r"task 1 \(id 7\): its data has no 'text'"),
        (broken(lambda t: t.update(annotations={})), "annotations: Input should be a valid list"),
        (broken(lambda t: results(t)[0]["value"].update(start="/div[1]")), "result 0: start: .*integer"),
        (broken(lambda t: results(t)[0]["value"].update(start=5)), "the words of the region 5-20 are others"),
        (broken(lambda t: results(t)[0].update(value={"start": 4, "end": 99, "labels": ["guilt_over_no"]})), "4-99"),
        (broken(lambda t: results(t)[0]["value"].update(labels=[])), "region 4-20 has no label"),
        (broken(lambda t: results(t)[0]["value"].update(labels=["PER"])), "'PER' is no signal"),
        (broken(lambda t: results(t)[1]["value"].update(choices=["x"])), "'x' is no mandate. Choose one of: none"),
        (broken(lambda t: results(t)[1]["value"].update(choices=["none", "agreed"])), "several values of mandate"),
    ],
)  # fmt: skip
def test_broken_files(content: Any, message: str, tmp_path: Path, split) -> None:
    with pytest.raises(InputError, match=message) as raised:
        read(tmp_path, content, split)
    assert "gebeld" not in str(raised.value)


@pytest.mark.parametrize(
    ("sentences", "message"),
    [([(0, 3)], "span 4-20 ends in no sentence"), ([(0, 20), (10, 40)], "two sentences overlap at 10-20")],
)
def test_sentences_that_do_not_fit(sentences, message: str, task, tmp_path: Path, split) -> None:
    for start, end in sentences:
        value = {"start": start, "end": end, "labels": ["sentence"]}
        results(task).append({**REGION, "id": f"z{start}", "value": value})
    with pytest.raises(InputError, match=message):
        read(tmp_path, [task], split)


def test_the_configuration_offers_every_code_under_its_dutch_name() -> None:
    view = ET.fromstring(labelling_configuration())
    labels = view.find("./Labels[@name='signal']")
    assert labels is not None
    assert {label.get("alias"): label.get("value") for label in labels} == {c: s.label for c, s in SIGNALS.items()}
    for qualifier, values in QUALIFIER_VALUES.items():
        choices = view.find(f".//Choices[@name='{qualifier}']")
        assert choices is not None
        assert choices.get("perRegion") == "true"
        assert [choice.get("alias") for choice in choices] == list(values)
    names = [label.get("value") for label in view.iter("Label")]
    assert len(names) == len(set(names))
    assert view.find("Text").get("value") == "$text"


def test_half_a_character_is_written_as_a_mark(tmp_path: Path) -> None:
    note = GoldNote("a", "Koffie \ud83d.", ({"start": 0, "end": 9, "stance": "neutral"},), (), "w1")
    write_tasks([note], tmp_path / "tasks.json")
    (task,) = json.loads((tmp_path / "tasks.json").read_text(encoding="utf-8"))
    assert len(task["data"]["text"]) == 9
