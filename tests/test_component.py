import pytest
import spacy

import boundary_nlp as bn
from boundary_nlp.errors import InputError


def test_a_pipeline_of_ones_own() -> None:
    nlp = spacy.blank("nl")
    nlp.add_pipe("boundary_nlp", config={"classifier": "none"})
    doc = nlp("Heb het formulier voor mw. ingevuld. Cl. belde zelf de school.")
    assert [span.label_ for span in doc.spans["boundary"]] == ["task_takeover", "client_acts"]
    assert doc.spans["boundary"][0]._.boundary.actor == "worker"
    assert [sentence._.stance for sentence in doc.sents] == ["rescuing", "guiding"]


def test_sentences_of_another_component_stay() -> None:
    nlp = spacy.blank("nl")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("boundary_nlp", config={"classifier": "none"})
    doc = nlp("Dit is een zin; met een puntkomma.")
    assert len(list(doc.sents)) == 1


@pytest.mark.parametrize(
    ("text", "words", "status"),
    [
        ("Ik heb het formulier niet voor haar ingevuld.", "formulier voor", "negated"),
        ("Hij zei dat ik het formulier moest invullen.", "formulier moest", "reported"),
        ("Ik zal morgen de bank bellen.", "de bank", "planned"),
        ("Vroeger belde ik altijd de bank.", "de bank", "past_pattern"),
        ("Als ik de bank zou bellen, was het klaar.", "de bank", "hypothetical"),
        ("Ik heb de bank gebeld.", "de bank", "factual"),
    ],
)
def test_qualify_any_span(text: str, words: str, status: str) -> None:
    doc = spacy.blank("nl")(text)
    start = text.index(words.split(maxsplit=1)[0])
    end = text.index(words.rsplit(maxsplit=1)[-1]) + len(words.rsplit(maxsplit=1)[-1])
    span = doc.char_span(start, end, alignment_mode="expand")
    assert bn.qualify(doc, span).status == status


def test_qualify_refuses_another_document() -> None:
    nlp = spacy.blank("nl")
    with pytest.raises(InputError):
        bn.qualify(nlp("een"), nlp("twee")[0:1])
