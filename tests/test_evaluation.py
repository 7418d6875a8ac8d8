from pathlib import Path
from traceback import format_exception

import pytest

from boundary_nlp import Analyser
from boundary_nlp.errors import InputError
from boundary_nlp.evaluation import evaluate, predicted_stances
from boundary_nlp.gold import GoldNote, read_gold
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


def test_no_notes_are_told() -> None:
    with pytest.raises(InputError, match="no gold notes"):
        evaluate([], Analyser(classifier="none"))


def test_the_class_instead_of_an_analyser_is_told_without_the_note() -> None:
    note = GoldNote("a", "Koffie bij mevrouw Janssens. " * 20, (), ())
    with pytest.raises(InputError, match=r"write Analyser\(\)") as raised:
        evaluate([note], Analyser)  # type: ignore[arg-type]
    assert "Koffie" not in "".join(format_exception(raised.value))


def test_a_path_or_a_name_is_neither_notes_nor_analyser(rules_only: Analyser) -> None:
    for notes in ("g.jsonl", None, ["g.jsonl"]):
        with pytest.raises(InputError, match="read_gold"):
            evaluate(notes, rules_only)  # type: ignore[arg-type]
    with pytest.raises(InputError, match=r"such as Analyser\(\)"):
        evaluate([gold("neutral")], "default")  # type: ignore[arg-type]
