import json
from pathlib import Path
from traceback import format_exception

import pytest

from boundary_nlp.errors import InputError
from boundary_nlp.gold import read_gold


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 1"),
        ('{"text": "a"}', "line 1"),
        ('{"text": "a", "sentences": [{"start": 0, "end": 9, "stance": "neutral"}], "spans": []}', "outside"),
        ('{"text": "a", "sentences": [{"start": 0, "end": 1}], "spans": []}', "line 1.*stance"),
        ('{"text": "a", "sentences": [{"start": 0, "end": 1, "stance": "weird"}], "spans": []}', "stance 'weird' is"),
        ('{"text": "a", "sentences": [{"start": 0, "end": 0.5, "stance": "neutral"}], "spans": []}', "whole numbers"),
        ('{"text": ["a"], "sentences": [], "spans": []}', "line 1.*text is no string"),
        ('{"text": "a", "sentences": [], "spans": [{"start": 0, "end": 1, "signal": []}]}', "line 1: the signal"),
    ],
)
def test_broken_gold_names_the_line(tmp_path: Path, line: str, message: str) -> None:
    (tmp_path / "gold.jsonl").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_gold(tmp_path / "gold.jsonl")


def test_a_folder_is_read_whole(tmp_path: Path) -> None:
    note = {"text": "abc", "sentences": [{"start": 0, "end": 3, "stance": "neutral"}], "spans": []}
    for name in ("w1", "w2"):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(note) + "\n", encoding="utf-8")
    assert [item.writer for item in read_gold(tmp_path)] == ["w1", "w2"]
    with pytest.raises(InputError):
        read_gold(tmp_path / "none")


def test_a_folder_in_the_corpus_is_no_notes(tmp_path: Path) -> None:
    (tmp_path / "w1.jsonl").write_text('{"text": "Ja.", "sentences": [], "spans": []}\n', encoding="utf-8")
    (tmp_path / "x.jsonl").mkdir()
    assert [item.writer for item in read_gold(tmp_path)] == ["w1"]
    (tmp_path / "y.jsonl").symlink_to(tmp_path / "gone")
    with pytest.raises(InputError, match=r"no gold notes at '.*y\.jsonl'"):
        read_gold(tmp_path)


def test_a_line_ends_at_a_newline_only(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"text": "Ja\u2028nee\x85.", "sentences": [], "spans": []}\n', encoding="utf-8")
    assert [note.text for note in read_gold(path)] == ["Ja\u2028nee\x85."]


def test_a_mark_at_the_start_is_no_part_of_the_note(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"text": "Ja.", "sentences": [], "spans": []}\n', encoding="utf-8-sig")
    assert [note.text for note in read_gold(path)] == ["Ja."]


def test_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_bytes(b'{"text": "\xe9", "sentences": [], "spans": []}')
    with pytest.raises(InputError, match="no text in UTF-8"):
        read_gold(path)


@pytest.mark.parametrize("written", ["[2025-02-30]", "w1", "[!!int '']", "[" * 5000, ""])
def test_writers_read_for_the_rules_are_a_list(tmp_path: Path, written: str) -> None:
    (tmp_path / "w1.jsonl").write_text('{"text": "Ja.", "sentences": [], "spans": []}\n', encoding="utf-8")
    (tmp_path / "corpus.yaml").write_text("read_for_rules: [w1]\n", encoding="utf-8")
    assert read_gold(tmp_path)[0].read_for_rules
    (tmp_path / "corpus.yaml").write_text(f"read_for_rules: {written}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"corpus.yaml' must hold a list of writers under 'read_for_rules'"):
        read_gold(tmp_path)


@pytest.mark.parametrize("path", [None, 7, "Koffie bij mevrouw. " * 300])
def test_what_is_no_path_is_told_without_the_words(path: object) -> None:
    with pytest.raises(InputError, match="takes the path") as raised:
        read_gold(path)  # type: ignore[arg-type]
    assert "Koffie" not in "".join(format_exception(raised.value))
