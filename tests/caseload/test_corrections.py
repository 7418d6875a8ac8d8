"""Marked findings: what is counted anew, and what is not."""

import pandas as pd
import pytest

import boundary_nlp as bn
from boundary_nlp.caseload import apply_marks
from boundary_nlp.errors import InputError

TEXTS = [
    "Heb het formulier voor haar ingevuld. Mw. belde zelf naar het OCMW.",
    "Ik heb de huisbaas voor hem gebeld. Lag er vannacht van wakker.",
    "Mw. regelde zelf haar vervoer. Hij wil gewoon niet.",
]
COUNTS = ["n_rescuing", "n_inner", "n_guiding", "n_mixed", "n_opposing", "n_neutral"]


@pytest.fixture(scope="module")
def tables(analyser):
    frame = pd.DataFrame({"text": TEXTS * 2, "caseload_id": ["a"] * 3 + ["b"] * 3, "date": ["2026-03-02"] * 6})
    return bn.analyse_frame(frame, analyser=analyser)


def correct(tables, mark, where):
    chosen = tables.findings[where]
    marks = chosen[["note_id", "finding_id"]].assign(mark=mark)
    return apply_marks(tables.notes, tables.sentences, tables.findings, marks)


def of_caseload(tables, name):
    return tables.findings["note_id"].isin(tables.notes["note_id"][tables.notes["caseload_id"] == name])


def test_all_marked_right_changes_nothing(tables):
    corrected = correct(tables, "klopt", of_caseload(tables, "a"))
    assert corrected.caseloads == ["a"]
    pd.testing.assert_frame_equal(corrected.notes[COUNTS], tables.notes[COUNTS])
    pd.testing.assert_frame_equal(corrected.sentences, tables.sentences)


@pytest.mark.parametrize(
    ("mark", "mandate"), [("klopt niet", None), ("hoort bij opdracht", "agreed"), ("crisis", "crisis")]
)
def test_what_does_not_count_leaves_the_counts(tables, mark, mandate):
    own = of_caseload(tables, "a")
    corrected = correct(tables, mark, own)
    first, second = (corrected.notes[corrected.notes["caseload_id"] == name] for name in ("a", "b"))
    assert first["n_rescuing"].sum() == 0
    assert second[COUNTS].equals(tables.notes[COUNTS].iloc[3:])
    if mandate:
        assert (corrected.findings.loc[own, "mandate"] == mandate).all()
        assert first["n_guiding"].sum() == tables.notes["n_guiding"].iloc[:3].sum()
    else:
        assert not corrected.findings.loc[own, "counts"].any()
        assert first[["n_guiding", "n_opposing"]].sum().sum() == 0


def test_a_sentence_tells_the_source_of_what_still_counts():
    keys = {"note_id": "n", "sentence": [0, 0, 1, 1, 2], "finding_id": list("abcde")}
    values = {"signal": "task_takeover", "family": "act", "actor": "worker", "status": "factual", "mandate": "none"}
    sources = ["rule", "classifier", "rule", "classifier", "rule"]
    findings = pd.DataFrame({**keys, **values, "stance": "rescuing", "source": sources, "counts": True})
    marks = findings[["note_id", "finding_id"]].assign(mark=["klopt", "klopt", "klopt niet", "klopt", "klopt niet"])
    sentences = pd.DataFrame({"note_id": "n", "sentence": [0, 1, 2], "stance": "rescuing", "source": "rule"})
    notes = pd.DataFrame({"note_id": ["n"], "caseload_id": ["a"], **dict.fromkeys(COUNTS, 0)})
    anew = apply_marks(notes, sentences, findings, marks).sentences
    assert anew["stance"].tolist() == ["rescuing", "rescuing", "neutral"]
    assert anew["source"].tolist() == ["rule", "classifier", ""]


def test_what_was_asked_for_counts_on_and_is_told_apart(tables):
    own = of_caseload(tables, "a") & (tables.findings["family"] == "act")
    corrected = correct(tables, "op vraag", own)
    assert corrected.notes[COUNTS].equals(tables.notes[COUNTS])
    assert (corrected.findings.loc[own, "mandate"] == "requested").all()


def test_marking_some_findings_moves_nothing(tables):
    acts = of_caseload(tables, "a") & (tables.findings["family"] == "act")
    corrected = correct(tables, "klopt niet", acts & (tables.findings.index != acts.idxmax()))
    assert corrected.caseloads == []
    assert len(corrected.marks) == acts.sum() - 1
    pd.testing.assert_frame_equal(corrected.findings, tables.findings)
    pd.testing.assert_frame_equal(corrected.notes, tables.notes)


def test_feelings_need_no_mark(tables):
    acts = of_caseload(tables, "a") & (tables.findings["family"] == "act")
    assert correct(tables, "klopt niet", acts).caseloads == ["a"]


def test_marks_of_other_notes_are_refused_or_told(tables):
    other = pd.DataFrame({"note_id": ["x"], "finding_id": ["y"], "mark": ["klopt"]})
    with pytest.raises(InputError, match="same notes"):
        apply_marks(tables.notes, tables.sentences, tables.findings, other)
    some = pd.concat([other, tables.findings[["note_id", "finding_id"]].head(1).assign(mark="klopt")])
    assert apply_marks(tables.notes, tables.sentences, tables.findings, some).n_unknown == 1
