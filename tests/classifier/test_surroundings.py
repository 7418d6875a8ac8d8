"""What the classifier sees of the words around a span."""

import spacy

from boundary_nlp.classifier.surroundings import context_features
from boundary_nlp.qualifiers.span import find_span


def _features(text: str, words: str, signal: str = "task_takeover") -> list[str]:
    doc = spacy.blank("nl")(text)
    start = text.index(words)
    span = doc.char_span(start, start + len(words))
    assert span is not None
    found = find_span(doc, span)
    return context_features(found.note, found.number, found.tokens.start, found.tokens.stop, signal)


def test_a_request_two_sentences_before_is_seen() -> None:
    names = _features("Ze vroeg of ik de bank wou bellen. Het was al laat. De bank gebeld.", "De bank gebeld")
    assert {"c:requested2", "c:plea2"} <= set(names)
    assert not any(name.startswith(("c:requested0", "c:requested1")) for name in names)


def test_cues_of_a_mandate_are_left_out_where_the_signal_asks_for_none() -> None:
    text = "Ze vroeg of ik de bank wou bellen. Ze belde de bank."
    assert "c:requested1" in _features(text, "Ze belde de bank")
    assert not any(name.startswith("c:") for name in _features(text, "Ze belde de bank", "client_acts"))


def test_a_name_beside_the_verb_is_told_from_a_word_that_opens_the_sentence() -> None:
    assert "s+=name" in _features("Gisteren belde Nele de bank.", "belde Nele")
    assert "s-=name" not in _features("Gisteren belde ze de bank.", "belde ze")


def test_you_in_a_letter_is_told_from_you_elsewhere() -> None:
    assert "s!True" in _features("Dag collega, wil je dat je haar belt?", "je haar belt")
    assert "s!False" in _features("Het is beter dat je haar belt.", "je haar belt")


def test_who_is_quoted_is_seen() -> None:
    assert "s'worker" in _features('Hij zei: "ik bel wel".', "ik bel wel")
