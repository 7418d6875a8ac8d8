"""What the classifier sees of the words around a span."""

import spacy

from boundary_nlp.classifier.surroundings import surroundings
from boundary_nlp.qualifiers.span import find_span


def _features(text: str, words: str, signal: str = "task_takeover") -> list[str]:
    doc = spacy.blank("nl")(text)
    start = text.index(words)
    span = doc.char_span(start, start + len(words))
    assert span is not None
    found = find_span(doc, span)
    return surroundings(found.note, found.number, found.tokens.start, found.tokens.stop, signal)


def test_a_request_two_sentences_before_is_seen() -> None:
    names = _features("Ze vroeg of ik de bank wou bellen. Het was al laat. De bank gebeld.", "De bank gebeld")
    assert {"p:requested2", "p:plea2"} <= set(names)
    assert not any(name.startswith(("p:requested0", "p:requested1")) for name in names)


def test_cues_of_a_mandate_are_left_out_where_the_signal_asks_for_none() -> None:
    text = "Ze vroeg of ik de bank wou bellen. Ze belde de bank."
    assert "p:requested1" in _features(text, "Ze belde de bank")
    assert not any(name.startswith("p:") for name in _features(text, "Ze belde de bank", "client_acts"))


def test_a_condition_that_gives_a_reason_for_haste_is_no_cue_of_what_is_imagined() -> None:
    text = "Het gaat sneller als ik het doe."
    assert "c:conditional_openers" not in _features(text, "sneller als ik het doe", "faster_myself")
    assert "c:conditional_openers" in _features(text, "als ik het doe")


def test_a_name_beside_the_verb_is_told_from_a_word_that_opens_the_sentence() -> None:
    assert "s:+=name" in _features("Gisteren belde Nele de bank.", "belde Nele")
    assert "s:-=name" not in _features("Gisteren belde ze de bank.", "belde ze")


def test_you_in_a_letter_is_told_from_you_elsewhere() -> None:
    assert "s:!True" in _features("Dag collega, wil je dat je haar belt?", "je haar belt")
    assert "s:!False" in _features("Het is beter dat je haar belt.", "je haar belt")


def test_who_is_quoted_is_seen() -> None:
    assert "s:'worker" in _features('Hij zei: "ik bel wel".', "ik bel wel")


def test_the_tense_is_that_of_the_clause_of_the_span() -> None:
    text = "Ze was moe, daarom heb ik de garage gebeld."
    assert {"t:present+participle", "t:task_takeover/present+participle"} <= set(_features(text, "de garage gebeld"))
    assert "t:past" in _features(text, "was moe")


def test_cues_are_those_of_the_clause() -> None:
    text = "Morgen bel ik de garage omdat zij niet durft."
    assert {"c:future_time", "c:task_takeover/future_time"} <= set(_features(text, "bel ik de garage"))
    assert not set(_features(text, "durft")) & {"c:future_time", "c:present/future_time"}


def test_a_line_stands_under_the_label_or_the_heading_before_it() -> None:
    assert "l:actie" in _features("Actie: garage bellen.", "garage bellen")
    assert "l:afspraken" in _features("Afspraken\n- ik bel de garage", "bel de garage")
    assert "l:" in _features("Ze kwam langs.\nIk bel de garage.", "bel de garage")
