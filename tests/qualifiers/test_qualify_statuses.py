import pytest
import spacy

import boundary_nlp as bn
from boundary_nlp.errors import InputError


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
