"""The rules for themselves, and the classifier for itself."""

from pathlib import Path

import pytest
import spacy
from confection import ConfigValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, DocBin

import boundary_nlp as bn
from boundary_nlp.errors import InputError

NOTE = "Heb het formulier voor mw. ingevuld. Zij belde zelf de school.\nKoffie gedronken."


def pipeline(*names: str) -> Language:
    nlp = spacy.blank("nl")
    for name in names:
        nlp.add_pipe(name)
    return nlp


@pytest.fixture(scope="module")
def classifying() -> Language:
    return pipeline("boundary_classifier")


def probabilities(doc: Doc) -> list[tuple[float, float]]:
    return [(span._.p_rescuing, span._.p_guiding) for span in doc.sents]


def test_rules_alone_find_what_an_analyser_without_classifier_finds(rules_only: bn.Analyser) -> None:
    doc = pipeline("boundary_rules")(NOTE)
    assert doc._.boundary_findings == rules_only(NOTE).findings
    assert [span._.boundary.actor for span in doc.spans["boundary"]] == ["worker", "client"]


def test_probabilities_are_those_of_the_analyser(classifying: Language, analyser: bn.Analyser) -> None:
    doc = classifying(NOTE)
    expected = [(sentence.p_rescuing, sentence.p_guiding) for sentence in analyser(NOTE).sentences]
    assert probabilities(doc) == expected
    assert doc[1:2]._.p_rescuing == expected[0][0]
    assert [(s._.p_rescuing, s._.p_guiding) for s in doc.spans["boundary_sentences"]] == expected
    assert not doc._.boundary_findings
    assert spacy.blank("nl")(NOTE)[0:2]._.p_guiding is None


def test_both_live_in_one_pipeline(analyser: bn.Analyser) -> None:
    doc = pipeline("boundary_rules", "boundary_classifier")(NOTE)
    assert len(doc._.boundary_findings) == 2
    assert probabilities(doc)[0][0] == analyser(NOTE).sentences[0].p_rescuing


def test_saved_sent_and_kept(classifying: Language, tmp_path: Path) -> None:
    expected = probabilities(classifying(NOTE))
    for name in ("boundary_rules", "boundary_classifier"):
        nlp = pipeline(name)
        nlp.to_disk(tmp_path / name)
        again = spacy.load(tmp_path / name)
        assert again(NOTE)._.boundary_findings == nlp(NOTE)._.boundary_findings
        assert pipeline(name).from_bytes(nlp.to_bytes())(NOTE).to_json() == nlp(NOTE).to_json()
    assert probabilities(again(NOTE)) == expected
    (kept,) = DocBin().from_bytes(DocBin(docs=[classifying(NOTE)]).to_bytes()).get_docs(spacy.blank("nl").vocab)
    assert probabilities(kept) == expected
    assert [probabilities(doc) for doc in classifying.pipe([NOTE] * 3, n_process=2)] == [expected] * 3


def test_a_wrong_config_is_told() -> None:
    with pytest.raises(InputError, match="needs a classifier"):
        spacy.blank("nl").add_pipe("boundary_classifier", config={"classifier": "none"})
    with pytest.raises(ConfigValidationError, match="classifier"):
        spacy.blank("nl").add_pipe("boundary_rules", config={"classifier": "default"})
    with pytest.raises(ConfigValidationError, match="rules"):
        spacy.blank("nl").add_pipe("boundary_classifier", config={"rules": 3})


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=120))
def test_any_text_has_probabilities(classifying: Language, text: str) -> None:
    doc = classifying(text)
    assert all(0 <= value <= 1 for span in doc.spans["boundary_sentences"] for value in (span._.p_rescuing,))
