"""Out to each tool and back: nothing may change, whatever the text holds."""

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tool_exports import confirm_file, submit_file

from boundary_nlp import Analyser
from boundary_nlp.annotation import tool_named, write_gold
from boundary_nlp.annotation.protect import protect
from boundary_nlp.annotation.source import gold_of
from boundary_nlp.evaluation import evaluate
from boundary_nlp.gold import GoldNote, read_gold
from boundary_nlp.io.notes import NoteRow
from boundary_nlp.taxonomy import QUALIFIER_VALUES, SIGNALS

RETURNS = {"label-studio": submit_file, "doccano": confirm_file}
tools = pytest.mark.parametrize("tool", list(RETURNS))


def there_and_back(notes: list[GoldNote], tool: str, split) -> list[GoldNote]:
    with TemporaryDirectory() as folder:
        path, gold = Path(folder) / "file.json", Path(folder) / "gold.jsonl"
        tool_named(tool).write(notes, path)
        RETURNS[tool](path)
        corrected = tool_named(tool).read(path, split)
        assert not +corrected.told
        write_gold(corrected.notes, gold)
        return read_gold(gold)


def in_order(note: GoldNote) -> GoldNote:
    spans = [{key: span[key] for key in ("start", "end", "signal", *QUALIFIER_VALUES)} for span in note.spans]
    sentences = [{key: sentence[key] for key in ("start", "end", "stance")} for sentence in note.sentences]
    return replace(
        note,
        sentences=tuple(sorted(sentences, key=lambda one: one["start"])),
        spans=tuple(sorted(spans, key=lambda one: tuple(one.values()))),
    )


@tools
def test_gold_comes_back_as_it_went(tool: str, dev_gold: Path, split) -> None:
    notes = read_gold(dev_gold)
    back = there_and_back(notes, tool, split)
    assert [in_order(note) for note in back] == [in_order(note) for note in notes]


@tools
def test_stances_that_the_analyser_gave_come_back(tool: str, dev_gold: Path, analyser: Analyser, split) -> None:
    texts = [note.text for note in read_gold(dev_gold)][:40]
    rows = [NoteRow("f", n, f"n{n}", None, None, None, None, None, text) for n, text in enumerate(texts)]
    notes = [gold_of(row, analyser(row.text)) for row in rows]
    back = there_and_back(notes, tool, split)
    assert [in_order(replace(note, writer="")) for note in back] == [in_order(note) for note in notes]
    scores = evaluate(back, analyser)
    assert scores["rescuing"]["f1"]["value"] == scores["guiding"]["f1"]["value"] == scores["kappa"]["value"] == 1.0


@st.composite
def annotated(draw: st.DrawFn) -> GoldNote:
    """Notes with any characters, sentences side by side and spans anywhere."""
    characters = st.characters(exclude_categories=("Cs",)) | st.sampled_from("😀👩‍💻🏽\n\r\u2028\u0085\t\ufeff e.")
    text = draw(st.text(characters, min_size=1, max_size=40).filter(str.strip))
    cuts = sorted({0, len(text), *draw(st.lists(st.integers(0, len(text)), max_size=3))})
    sentences = [{"start": a, "end": b, "stance": "neutral"} for a, b in pairwise(cuts)]
    spans = []
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(text) - 1))
        span = {
            "start": start,
            "end": draw(st.integers(start + 1, len(text))),
            "signal": draw(st.sampled_from(sorted(SIGNALS))),
        }
        spans.append({**span, **{name: draw(st.sampled_from(values)) for name, values in QUALIFIER_VALUES.items()}})
    return GoldNote("n-1", text, tuple(sentences), tuple(spans), writer="w", setting="CAW", style="", region="BE")


@tools
@settings(max_examples=150, deadline=None, derandomize=True)
@given(note=annotated())
def test_any_text_comes_back(tool: str, note: GoldNote, split) -> None:
    safe, _ = protect(note, "mask", False, b"key")
    (back,) = there_and_back([safe], tool, split)
    assert back.text == safe.text
    assert in_order(back).spans == in_order(safe).spans
    assert [(s["start"], s["end"]) for s in back.sentences] == [(s["start"], s["end"]) for s in safe.sentences]
    assert (back.note_id, back.setting, back.region, back.writer) == ("n-1", "CAW", "BE", "w")


@given(note=annotated())
@settings(max_examples=300, deadline=None, derandomize=True)
def test_protected_spans_hold_the_same_words(note: GoldNote) -> None:
    safe, _ = protect(note, "off", False, b"key")
    assert "\r" not in safe.text
    for before, after in zip(note.spans, safe.spans, strict=True):
        words = note.text[before["start"] : before["end"]].replace("\r\n", "\n").replace("\r", "\n")
        got = safe.text[after["start"] : after["end"]]
        # A span that began or ended between the two halves of a line end takes the whole of it.
        assert got.strip("\n") == words.strip("\n")


@tools
def test_emoji_move_no_offset(tool: str, split) -> None:
    text = "😀👩🏽‍💻 Heb voor haar 🎉 gebeld.\nMw. belde 💪 zelf."
    span = {"start": text.index("voor"), "end": text.index(" gebeld") + 7, "signal": "task_takeover"}
    qualified = {**span, "actor": "worker", "status": "factual", "mandate": "none"}
    line = text.index("\n")
    sentences = (
        {"start": 0, "end": line, "stance": "rescuing"},
        {"start": line + 1, "end": len(text), "stance": "neutral"},
    )
    (back,) = there_and_back([GoldNote("n", text, sentences, (qualified,))], tool, split)
    assert back.sentences == sentences
    assert text[back.spans[0]["start"] : back.spans[0]["end"]] == "voor haar 🎉 gebeld"


def test_each_tool_counts_as_its_editor_does(tmp_path: Path) -> None:
    span = {"start": 2, "end": 5, "signal": "task_takeover", "actor": "worker", "status": "factual", "mandate": "none"}
    note = GoldNote("n", "😀 bel", ({"start": 0, "end": 5, "stance": "rescuing"},), (span,))
    tool_named("label-studio").write([note], tmp_path / "a.json")
    tool_named("doccano").write([note], tmp_path / "b.jsonl")
    (task,) = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    places = {(r["value"]["start"], r["value"]["end"]) for r in task["predictions"][0]["result"] if r["id"] == "s0"}
    assert places == {(2, 5)}  # code points
    assert json.loads((tmp_path / "b.jsonl").read_text(encoding="utf-8"))["label"] == [[3, 6, "task_takeover"]]
