import spacy

from boundary_nlp.classifier.clause_features import clause_features
from boundary_nlp.qualifiers.span import find_span


def _features(text: str, words: str) -> set[str]:
    doc = spacy.blank("nl")(text)
    start = text.index(words)
    span = doc.char_span(start, start + len(words))
    assert span is not None
    found = find_span(doc, span)
    return set(clause_features(found.note, found.number, found.tokens.start, found.tokens.stop, "task_takeover"))


def test_the_tense_is_that_of_the_clause_of_the_span() -> None:
    text = "Ze was moe, daarom heb ik de garage gebeld."
    assert {"t:present+participle", "t:task_takeover/present+participle"} <= _features(text, "de garage gebeld")
    assert "t:past" in _features(text, "was moe")


def test_cues_are_those_of_the_clause() -> None:
    text = "Morgen bel ik de garage omdat zij niet durft."
    assert {"c:future_time", "c:task_takeover/future_time"} <= _features(text, "bel ik de garage")
    assert not _features(text, "durft") & {"c:future_time", "c:present/future_time"}


def test_a_line_stands_under_the_label_or_the_heading_before_it() -> None:
    assert "l:actie" in _features("Actie: garage bellen.", "garage bellen")
    assert "l:afspraken" in _features("Afspraken\n- ik bel de garage", "bel de garage")
    assert "l:" in _features("Ze kwam langs.\nIk bel de garage.", "bel de garage")
