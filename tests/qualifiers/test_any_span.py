import os
import shutil
from importlib.resources import files
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc
from spacy.vocab import Vocab

import boundary_nlp as bn
from boundary_nlp.errors import BoundaryNlpWarning, InputError, ModelError

NLP = spacy.blank("nl")
NOTE = NLP("Hij vroeg het.\n\nIk heb de huisbaas niet gebeld. Vroeger deed ik alles voor haar.")


@given(st.integers(0, len(NOTE) - 1), st.integers(1, len(NOTE)))
@settings(deadline=None)
def test_any_span_of_a_note_is_qualified(start: int, length: int) -> None:
    span = NOTE[start : min(start + length, len(NOTE))]
    if span.text.isspace():
        with pytest.raises(InputError, match="white space"):
            bn.qualify(NOTE, span)
        return
    found = bn.qualify(NOTE, span)
    assert found.status in ("factual", "negated", "past_pattern", "reported", "hypothetical", "planned")
    assert all(0 <= cue.start < cue.end <= len(NOTE.text) for cue in found.cues)


@given(st.lists(st.text(min_size=1, max_size=8).filter(lambda word: not word.isspace()), min_size=1, max_size=12))
@settings(deadline=None)
def test_a_doc_of_any_words_is_qualified(words: list[str]) -> None:
    doc = Doc(NLP.vocab, words=words)
    assert bn.qualify(doc, doc[:]).actor in ("worker", "client", "together", "other")


def test_a_span_that_opens_with_a_line_break_takes_its_first_sentence() -> None:
    start = next(token.i for token in NOTE if token.is_space)
    assert bn.qualify(NOTE, NOTE[start : start + 7]).status == "negated"


def test_a_doc_of_another_pipeline_keeps_its_annotations() -> None:
    other = spacy.blank("nl")
    other.add_pipe("sentencizer")
    doc = other("Ik heb het niet geregeld. Zij belde zelf.")
    before = [token.is_sent_start for token in doc]
    assert bn.qualify(doc, doc[1:5]).status == "negated"
    assert bn.qualify(doc, doc[6:9], "client_acts").actor == "client"
    assert [token.is_sent_start for token in doc] == before


def test_a_span_of_another_document_is_told() -> None:
    with pytest.raises(InputError, match="of this document"):
        bn.qualify(NOTE, NLP("Iets anders.")[:1])


def test_without_a_signal_a_client_may_act_himself() -> None:
    doc = NLP("Zij heeft het formulier niet ingevuld.")
    assert bn.qualify(doc, doc[3:4]).actor == "client"
    assert bn.qualify(doc, doc[3:4], "task_takeover").actor == "other"  # who takes over is not she
    doc = NLP("Haar zus heeft het formulier ingevuld.")
    assert bn.qualify(doc, doc[4:5]).actor == "other"


def test_a_classifier_that_was_written_anew_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "own.model"
    shutil.copy(files("boundary_nlp.resources") / "model" / "default.model", path)
    assert bn.qualify(NOTE, NOTE[5:9], "task_takeover", classifier=path).status == "negated"
    path.write_bytes(b"damaged")
    os.utime(path, ns=(1, 1))
    with pytest.raises(ModelError):
        bn.qualify(NOTE, NOTE[5:9], "task_takeover", classifier=path)


def test_opposing_language_is_not_weighed() -> None:
    doc = NLP("Meneer heeft precies geen zin om moeite te doen.")
    by_rules = bn.qualify(doc, doc[:8], "accusing")
    assert by_rules.actor == "worker"  # it is the writer who accuses
    assert bn.qualify(doc, doc[:8], "accusing", classifier="default") == by_rules


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"span": NOTE[2]}, "^span is .*Token"),
        ({"span": None}, "^span is .*None"),
        ({"doc": NOTE.text}, "^doc is .*str"),
        ({"classifier": None}, "^classifier is .*None"),
        ({"classifier": "Hij vroeg het. " * 300}, "^classifier is .*no such file"),
        ({"signal": ["task_takeover"]}, "^signal is .*list"),
    ],
)
def test_an_argument_of_another_type_is_told(wrong: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message) as raised:
        bn.qualify(**{"doc": NOTE, "span": NOTE[2:4], **wrong})  # type: ignore[arg-type]
    assert "vroeg" not in str(raised.value)


def test_a_document_of_another_language_is_told() -> None:
    doc = spacy.blank("en")("I called the landlord.")
    with pytest.warns(BoundaryNlpWarning, match="language 'en'") as told:
        bn.qualify(doc, doc[0:3])
    assert told[0].filename == __file__
    plain = Doc(Vocab(), words=["Gebeld"])  # of no language: filterwarnings makes a warning an error
    assert bn.qualify(plain, plain[:]).status == "factual"
