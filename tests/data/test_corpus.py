"""The corpus is valid gold, wide enough, and repeats itself hardly anywhere."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from boundary_nlp.gold import read_gold
from boundary_nlp.taxonomy import ACTORS, MANDATES, SIGNALS, STATUSES, counting_profile, sentence_stance
from near_duplicates import CORPUS, near_duplicates

FILES = sorted(CORPUS.glob("*.jsonl"))
UNSEEN = CORPUS.parent / "unseen"
ALL_FILES = [*FILES, *sorted(CORPUS.parent.glob("*/second_reading/*.jsonl")), *sorted(UNSEEN.glob("*.jsonl"))]
Note = dict[str, Any]


def notes_of(file: Path) -> list[Note]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def corpus() -> dict[str, list[Note]]:
    return {file.stem: notes_of(file) for file in FILES}


@pytest.mark.parametrize("file", ALL_FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_every_note_is_valid_gold(file: Path) -> None:
    for note in notes_of(file):
        where = note["note_id"]
        assert note["text"].strip(), where
        assert note["setting"] and note["style"] and note["region"] in ("BE", "NL"), where
        assert sentences_cover(note), where
        for span in note["spans"]:
            assert 0 <= span["start"] < span["end"] <= len(note["text"]), where
            assert span["signal"] in SIGNALS, where
            assert span["actor"] in ACTORS and span["status"] in STATUSES and span["mandate"] in MANDATES, where
            words = note["text"][span["start"] : span["end"]]
            assert words == words.strip(), where
            assert sum(inside(span, sentence) for sentence in note["sentences"]) == 1, where


def sentences_cover(note: Note) -> bool:
    """Tell whether the sentences follow each other and leave out nothing but white space."""
    text, end = note["text"], 0
    for sentence in note["sentences"]:
        if sentence["start"] < end or sentence["end"] <= sentence["start"] or text[end : sentence["start"]].strip():
            return False
        end = sentence["end"]
    return end <= len(text) and not text[end:].strip()


def inside(span: Note, sentence: Note) -> bool:
    return bool(sentence["start"] <= span["start"] and span["end"] <= sentence["end"])


@pytest.mark.parametrize("file", ALL_FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_stances_follow_from_the_spans_that_count(file: Path) -> None:
    profile = counting_profile("codebook")
    for note in notes_of(file):
        counted = [
            span
            for span in note["spans"]
            if profile.counts(span["signal"], span["actor"], span["status"], span["mandate"])
        ]
        for sentence in note["sentences"]:
            stances = [SIGNALS[span["signal"]].stance for span in counted if inside(span, sentence)]
            assert sentence["stance"] == sentence_stance(stances), (note["note_id"], sentence)


def test_ids_are_unique_and_name_their_writer(corpus: dict[str, list[Note]]) -> None:
    ids = [(writer, note["note_id"]) for writer, notes in corpus.items() for note in notes]
    assert len({note_id for _, note_id in ids}) == len(ids)
    assert all(note_id.startswith(f"{writer}-") for writer, note_id in ids)


def test_there_are_enough_hands_notes_and_settings(corpus: dict[str, list[Note]]) -> None:
    assert len(corpus) >= 32
    assert min(len(notes) for notes in corpus.values()) >= 50
    notes = [note for notes in corpus.values() for note in notes]
    assert len(notes) / len(corpus) >= 60
    assert sum(len(note["sentences"]) for note in notes) >= 12_000
    assert len({note["setting"] for note in notes}) >= 14
    assert len({note["style"] for note in notes}) >= 10
    assert 0.45 <= Counter(note["region"] for note in notes)["BE"] / len(notes) <= 0.55


def test_prevalence_is_natural(corpus: dict[str, list[Note]]) -> None:
    stances = Counter(s["stance"] for notes in corpus.values() for note in notes for s in note["sentences"])
    assert 0.65 <= stances["neutral"] / stances.total() <= 0.75


def test_the_second_reading_is_of_a_tenth_and_of_the_same_texts(corpus: dict[str, list[Note]]) -> None:
    first, second = (
        {note["note_id"]: note for note in notes_of(CORPUS / "second_reading" / f"{name}.jsonl")}
        for name in ("first", "second")
    )
    texts = {note["note_id"]: note["text"] for notes in corpus.values() for note in notes}
    assert first.keys() == second.keys()
    assert len(first) >= 0.10 * len(texts)
    assert {note_id.split("-")[0] for note_id in first} == corpus.keys()
    assert all(first[note_id]["text"] == second[note_id]["text"] == texts[note_id] for note_id in first)


def test_unseen_writers_are_not_in_the_corpus_and_hardly_repeat_it() -> None:
    corpus, unseen = read_gold(CORPUS), read_gold(UNSEEN)
    assert {note.writer for note in unseen}.isdisjoint({note.writer for note in corpus})
    found = near_duplicates([*corpus, *unseen])
    n = len(near_duplicates(unseen).sentences)
    repeated = sum(at >= len(found.sentences) - n for at in found.across)
    print(f"unseen: {repeated / n:.2%} of {n} sentences of five words or more have a near-duplicate elsewhere")
    assert n > 2_000
    assert repeated / n <= 0.02


def test_hardly_any_sentence_is_written_twice() -> None:
    found = near_duplicates(read_gold(CORPUS))
    n = len(found.sentences)
    print(f"near-duplicates: {found.share:.2%}; within {len(found.within) / n:.2%}, across {len(found.across) / n:.2%}")
    assert n > 10_000
    assert found.share <= 0.01


def test_a_sentence_written_twice_is_noticed() -> None:
    gold = read_gold(CORPUS)[:124]
    assert {note.writer for note in gold} == {"w01", "w02"}
    sentences = near_duplicates(gold).sentences
    again = near_duplicates([*gold, *gold[:31]])
    assert again.share > 0.2
    assert {again.sentences[at] for at in again.within} <= set(sentences)
