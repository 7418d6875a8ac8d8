"""Files in the shapes that doccano exports, and broken ones."""

import json
from pathlib import Path
from typing import Any

import pytest

from boundary_nlp.annotation.doccano import label_of, read_rows, write_rows
from boundary_nlp.errors import InputError
from boundary_nlp.gold import GoldNote
from boundary_nlp.taxonomy import SIGNALS

TEXT = "😀 Heb voor haar gebeld."
LABEL = "task_takeover|reported|requested"
SPAN = {
    "start": 6,
    "end": 22,
    "signal": "task_takeover",
    "actor": "worker",
    "status": "reported",
    "mandate": "requested",
}


def read(tmp_path: Path, *rows: Any, split):
    path = tmp_path / "admin.jsonl"
    lines = (row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text("\n".join(lines), encoding="utf-8")
    return read_rows(path, split).notes


@pytest.mark.parametrize(
    "row",
    [
        {"id": 1, "text": TEXT, "label": [[7, 23, LABEL]], "Comments": []},
        {"id": 1, "text": TEXT, "labels": [[7, 23, "task_takeover|requested|reported"]], "meta": {}},
        {"id": 1, "data": TEXT, "label": [[7, 23, LABEL]]},
        {"id": 1, "text": TEXT, "entities": [[7, 23, LABEL]]},
        {
            "id": 1,
            "text": TEXT,
            "entities": [{"id": 3, "label": LABEL, "start_offset": 7, "end_offset": 23}],
            "relations": [{"id": 0, "from_id": 3, "to_id": 3, "type": "x"}],
        },
    ],
    ids=["label", "labels", "data", "entities of old", "entities with relations"],
)
def test_the_shapes_of_exports(row: dict[str, Any], tmp_path: Path, split) -> None:
    (note,) = read(tmp_path, row, split=split)
    assert note.spans == (SPAN,)
    assert note.text == TEXT
    assert note.note_id == "doccano-1"
    assert [sentence["stance"] for sentence in note.sentences] == ["neutral"] * len(note.sentences)


@pytest.mark.parametrize("meta", [{"note_id": "a", "writer": "w"}, {"meta": {"note_id": "a", "writer": "w"}}])
def test_metadata_beside_the_text_or_nested(meta: dict[str, Any], tmp_path: Path, split) -> None:
    (note,) = read(tmp_path, {"id": 1, "text": TEXT, "label": [], **meta}, split=split)
    assert (note.note_id, note.writer) == ("a", "w")


def test_missing_metadata_comes_as_nan(tmp_path: Path, split) -> None:
    (note,) = read(tmp_path, '{"id": 2, "text": "Koffie.", "label": [], "note_id": NaN, "sentences": NaN}', split=split)
    assert note.note_id == "doccano-2"
    assert note.sentences == ({"start": 0, "end": 7, "stance": "neutral"},)


def test_a_label_names_what_differs_from_the_usual() -> None:
    usual = {"actor": "worker", "status": "factual", "mandate": "none"}
    assert label_of({"signal": "task_takeover", **usual}) == "task_takeover"
    assert label_of({"signal": "client_acts", **usual, "actor": "client"}) == "client_acts"
    assert label_of({"signal": "client_acts", **usual}) == "client_acts|worker"
    assert label_of({"signal": "task_takeover", **usual, "status": "negated", "mandate": "crisis"}).endswith(
        "|negated|crisis"
    )


def test_labels_to_import_are_all_signals_and_those_that_occur(tmp_path: Path) -> None:
    write_rows([GoldNote("n", TEXT, (), (SPAN,))], tmp_path / "rows.jsonl")
    labels = json.loads((tmp_path / "rows.labels.json").read_text(encoding="utf-8"))
    assert [label["text"] for label in labels] == [*SIGNALS, LABEL]
    assert all(label["background_color"].startswith("#") and label["text_color"].startswith("#") for label in labels)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("{", r"admin\.jsonl, line 1: this is no valid JSON at line 1.*JSONL"),
        ("[]", "line 1: this is no row"),
        ({"label": []}, "text: Input should be a valid string"),
        ({"text": TEXT}, "no 'label' or 'entities'"),
        ({"text": TEXT, "annotations": [{"label": 3}]}, "no 'label' or 'entities'"),
        ({"text": TEXT, "label": ["neutral"]}, r"label 1: this is no \[start, end, label\]"),
        ({"text": TEXT, "label": [[1, 3, "limit_set"]]}, "label 1: the offsets 1-3 lie within a character.*grapheme"),
        ({"text": TEXT, "label": [[2, 99, "limit_set"]]}, "offsets 2-99 lie within a character or outside"),
        ({"text": "Koffie.", "label": [[2, 99, "limit_set"]]}, "offsets 2-99 lie outside the text of 7 characters"),
        ({"text": TEXT, "label": [[4, 4, "limit_set"]]}, "are empty"),
        ({"text": TEXT, "label": [[2, 4, "PER"]]}, "'PER' is no signal"),
        ({"text": TEXT, "label": [[2, 4, "limit_set|maybe"]]}, "'maybe' is no qualifier"),
        ({"text": TEXT, "label": [[2, 4, "limit_set|planned|negated"]]}, "'negated' is a second status"),
        ({"text": TEXT, "label": [], "sentences": [{"start": 0}]}, "sentences.0.end: Field required"),
    ],
)  # fmt: skip
def test_broken_rows(row: Any, message: str, tmp_path: Path, split) -> None:
    with pytest.raises(InputError, match=message) as raised:
        read(tmp_path, row, split=split)
    assert "gebeld" not in str(raised.value)
