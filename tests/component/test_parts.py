from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from boundary_nlp.errors import InputError


@pytest.fixture
def nlp() -> Language:
    nlp = spacy.blank("nl")
    ruler = nlp.add_pipe("span_ruler", config={"spans_key": "taken"})
    ruler.add_patterns([{"label": "FORMULIER", "pattern": "formulier"}, {"label": "off_hours", "pattern": "gebeld"}])
    nlp.add_pipe("boundary_qualifier", config={"spans_key": "taken"})
    return nlp


def told(doc: Doc) -> list[tuple[str, str, str]]:
    return [(span.text, span._.qualifiers.actor, span._.qualifiers.status) for span in doc.spans["taken"]]


def test_spans_of_another_component_get_qualifiers(nlp: Language) -> None:
    doc = nlp("Zij heeft het formulier niet ingevuld. Morgen zal ik het formulier invullen.")
    assert told(doc) == [("formulier", "client", "negated"), ("formulier", "worker", "planned")]
    cue = next(cue for cue in doc.spans["taken"][0]._.qualifiers.cues if cue.qualifier == "status")
    assert doc.text[cue.start : cue.end] == "niet"
    assert doc[0:1]._.qualifiers is None


def test_qualifiers_travel_with_the_document(nlp: Language, tmp_path: Path) -> None:
    doc = nlp("Zij heeft het formulier niet ingevuld.")
    DocBin(docs=[doc]).to_disk(tmp_path / "docs.spacy")
    (again,) = DocBin().from_disk(tmp_path / "docs.spacy").get_docs(spacy.blank("nl").vocab)
    assert told(again) == told(doc)
    nlp.to_disk(tmp_path / "saved")
    assert told(spacy.load(tmp_path / "saved")(doc.text)) == told(doc)


def test_a_document_without_the_spans_stays_as_it_is() -> None:
    nlp = spacy.blank("nl")
    nlp.add_pipe("boundary_qualifier")
    assert len(nlp("Een zin.").spans) == 0


def test_an_unknown_signal_is_told() -> None:
    with pytest.raises(InputError, match="task_takeover"):
        spacy.blank("nl").add_pipe("boundary_qualifier", config={"signal": "takeover"})


@pytest.mark.parametrize(("overwrite", "expected"), [(False, 1), (True, 2)])
def test_boundaries_that_are_there_stay_unless_told(overwrite: bool, expected: int) -> None:
    nlp = spacy.blank("nl")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("boundary_sentencizer", config={"overwrite": overwrite})
    assert len(list(nlp("Brief gelezen; daarna koffie.").sents)) == expected
