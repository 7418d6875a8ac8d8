import json
from pathlib import Path

import pytest

from boundary_nlp import Analyser
from boundary_nlp.errors import InputError
from boundary_nlp.evaluation import GoldNote, evaluate, predicted_stances, read_gold
from boundary_nlp.results import Analysis, SentenceResult


def gold(*stances: str) -> GoldNote:
    text = "0123456789" * len(stances)
    sentences = tuple({"start": 10 * n, "end": 10 * n + 10, "stance": s} for n, s in enumerate(stances))
    return GoldNote("a", text, sentences, ())


def told(*parts: tuple[int, int, str]) -> Analysis:
    return Analysis("", tuple(SentenceResult(a, b, s, 0.0, 0.0, "") for a, b, s in parts), ())  # type: ignore[arg-type]


def test_a_perfect_analysis_scores_one() -> None:
    note = gold("rescuing", "guiding", "neutral")
    result = evaluate([note], lambda _: told((0, 10, "rescuing"), (10, 20, "guiding"), (20, 30, "neutral")))
    assert result["rescuing"]["f1"]["value"] == result["guiding"]["f1"]["value"] == result["kappa"]["value"] == 1
    assert result["boundary"]["f1"]["value"] == 1


def test_half_of_either_sentence_decides() -> None:
    note = gold("neutral", "neutral")
    assert predicted_stances(note, told((0, 20, "rescuing"))) == ["rescuing", "rescuing"]
    assert predicted_stances(note, told((0, 14, "rescuing"), (14, 20, "guiding"))) == ["rescuing", "guiding"]
    assert predicted_stances(note, told((0, 10, "mixed"), (10, 20, "neutral"))) == ["mixed", "neutral"]


def test_mixed_counts_as_both() -> None:
    result = evaluate([gold("mixed")], lambda _: told((0, 10, "rescuing")))
    assert result["rescuing"]["recall"]["value"] == 1
    assert result["guiding"]["recall"]["value"] == 0


def test_rules_alone_reach_the_first_bars_on_development_notes(dev_gold: Path, rules_only: Analyser) -> None:
    result = evaluate(read_gold(dev_gold), rules_only)
    for stance in ("rescuing", "guiding"):
        assert result[stance]["precision"]["value"] >= 0.80
        assert result[stance]["recall"]["value"] >= 0.55
    assert result["boundary"]["f1"]["value"] >= 0.95


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 1"),
        ('{"text": "a"}', "line 1"),
        ('{"text": "a", "sentences": [{"start": 0, "end": 9, "stance": "neutral"}], "spans": []}', "outside"),
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


def test_a_line_ends_at_a_newline_only(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"text": "Ja\u2028nee\x85.", "sentences": [], "spans": []}\n', encoding="utf-8")
    assert [note.text for note in read_gold(path)] == ["Ja\u2028nee\x85."]


def test_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_bytes(b'{"text": "\xe9", "sentences": [], "spans": []}')
    with pytest.raises(InputError, match="no text in UTF-8"):
        read_gold(path)


def test_no_notes_are_told() -> None:
    with pytest.raises(InputError, match="no gold notes"):
        evaluate([], Analyser(classifier="none"))
