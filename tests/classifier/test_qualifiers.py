from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

import boundary_nlp as bn
from boundary_nlp.classifier.model import load_model
from boundary_nlp.classifier.qualifier_training import train_qualifiers
from boundary_nlp.classifier.qualifiers import (
    THAN_DEFAULT,
    THAN_FOUND,
    THAN_NEGATED,
    QualifierWeights,
    SpanWords,
    word_features,
)
from boundary_nlp.gold import GoldNote, read_gold
from boundary_nlp.language.forms import Lexicon
from boundary_nlp.taxonomy import QUALIFIERS

CORPUS = Path(__file__).parents[2] / "data" / "corpus"
LEXICON = Lexicon()
SHIPPED = load_model("default") or pytest.fail("the shipped classifier is missing")
VALUES = st.tuples(
    st.sampled_from(["worker", "client", "together", "other"]),
    st.sampled_from(["factual", "planned", "hypothetical", "negated", "reported", "past_pattern"]),
    st.sampled_from(["none", "agreed", "requested", "crisis"]),
)


def _forms(text: str) -> list[Any]:
    return [LEXICON.form(word) for word in text.split()]


def _weighed(weights: QualifierWeights, forms: list[Any], first: int, last: int, signal: str, told: Any) -> Any:
    (found,) = weights.weigh([SpanWords(forms, first, last, signal, told)])
    return found


def _note(writer: str, text: str, status: str) -> GoldNote:
    span = {"start": 0, "end": len(text), "signal": "task_takeover", "actor": "worker", "mandate": "none"}
    sentence = {"start": 0, "end": len(text), "stance": "rescuing"}
    return GoldNote(writer, text, (sentence,), ({**span, "status": status},), writer)


def test_a_word_that_no_rule_knows_is_learned() -> None:
    """In these notes "zogezegd" shows that it did not happen, which the rules cannot know."""
    plain = [_note(f"w{n % 6}", f"Voor haar dossier {n} gebeld", "factual") for n in range(60)]
    imagined = [_note(f"w{n % 6}", f"Zogezegd voor haar dossier {n} gebeld", "hypothetical") for n in range(60)]
    weights, figures = train_qualifiers([*plain, *imagined])
    told = ("worker", "factual", "none")
    assert _weighed(weights, _forms("Voor hem gebeld"), 0, 3, "task_takeover", told) == {}
    found = _weighed(weights, _forms("Zogezegd voor hem gebeld"), 0, 4, "task_takeover", told)
    assert {qualifier: weighed.value for qualifier, weighed in found.items()} == {"status": "hypothetical"}
    start, end = found["status"].evidence or (9, 9)
    assert start <= 0 < end
    assert figures["status"]["hypothetical"] == {"rules": 0.0, "weighed": 1.0, "n": 60}


def test_a_value_that_was_hardly_annotated_is_left_to_the_rules() -> None:
    notes = [_note(f"w{n % 6}", f"Voor haar dossier {n} gebeld", "factual") for n in range(60)]
    weights, _ = train_qualifiers([*notes, _note("w1", "Voor haar gebeld", "planned")])
    assert weights.columns == ()
    assert _weighed(weights, _forms("Voor hem gebeld"), 0, 3, "task_takeover", ("worker", "planned", "none")) == {}


def test_spans_are_weighed_together_as_each_alone() -> None:
    texts = ["Ik heb voor hem gebeld", "Ik", "Mama belde voor hem", "Als hij belt"]
    told = ("other", "reported", "crisis")  # far from likely for most of them
    spans = [SpanWords(_forms(text), 0, len(text.split()), "task_takeover", told) for text in texts]
    together = SHIPPED.qualifiers.weigh(spans)
    assert together == [SHIPPED.qualifiers.weigh([span])[0] for span in spans]
    assert any(together)
    assert SHIPPED.qualifiers.weigh([]) == []


@given(st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=12), st.data(), VALUES)
def test_any_words_can_be_weighed(words: list[str], data: st.DataObject, told: tuple[str, str, str]) -> None:
    forms = [LEXICON.form(word) for word in words]
    first = data.draw(st.integers(0, len(forms) - 1))
    last = data.draw(st.integers(first + 1, len(forms)))
    for _, start, end in word_features(forms, first, last):
        assert 0 <= start < end <= len(forms)
    found = _weighed(SHIPPED.qualifiers, forms, first, last, "task_takeover", told)
    for qualifier, weighed in found.items():
        assert weighed.value != told[QUALIFIERS.index(qualifier)]
        assert weighed.evidence is None or 0 <= weighed.evidence[0] < weighed.evidence[1] <= len(forms)


@pytest.mark.parametrize(
    ("told", "needed"),
    [("factual", THAN_DEFAULT["status"]), ("planned", THAN_FOUND["status"]), ("negated", THAN_NEGATED)],
)
def test_what_the_rules_found_asks_for_more_than_a_default(told: str, needed: float) -> None:
    other = "planned" if told == "factual" else "factual"

    def weighed(lead: float) -> set[str]:
        columns = (("status", other), ("status", told))
        weights = QualifierWeights(columns, {"w:gebeld": 0}, np.array([[lead, 0]], "f4"), np.zeros(2, "f4"))
        return set(_weighed(weights, _forms("gebeld"), 0, 1, "task_takeover", ("worker", told, "none")))

    assert weighed(needed - 0.01) == set()
    assert weighed(needed + 0.01) == {"status"}
    assert THAN_NEGATED > THAN_FOUND["status"] > THAN_DEFAULT["status"]


def test_the_rules_are_trusted_as_far_as_writers_show_that_they_do_not_know() -> None:
    """What the rules call planned is so in all notes that were read for them, and in none of the others."""
    texts = {True: "Morgen bel ik voor dossier {} aa", False: "Morgen bel ik voor dossier {} bb"}
    notes = [
        replace(_note(f"{read}{n % 6}", texts[read].format(n), "planned" if read else "factual"), read_for_rules=read)
        for n in range(60)
        for read in (True, False)
    ]
    taught: dict[str, set[str]] = {}
    for name, listed in (("apart", notes), ("alike", [replace(note, read_for_rules=False) for note in notes])):
        weights, _ = train_qualifiers(listed)
        forms = _forms("Morgen bel ik voor dossier cc")
        taught[name] = set(_weighed(weights, forms, 0, 6, "task_takeover", ("worker", "planned", "none")))
    assert taught == {"apart": {"status"}, "alike": set()}


def test_weighing_tells_the_annotated_spans_better_than_the_rules() -> None:
    """Training figures, on writers held out, are printed by `train`; here the shipped weights, on notes they know."""
    nlp = spacy.blank("nl")
    right = {"none": 0, "default": 0}
    for note in read_gold(CORPUS / "w61.jsonl"):
        doc = nlp(note.text)
        for span in note.spans:
            words = doc.char_span(span["start"], span["end"], alignment_mode="expand")
            assert words is not None
            for classifier in right:
                told = bn.qualify(doc, words, span["signal"], classifier)
                right[classifier] += sum(getattr(told, name) == span[name] for name in QUALIFIERS)
    assert right["default"] > right["none"]


def test_another_value_quotes_the_words_that_show_it(analyser: bn.Analyser, rules_only: bn.Analyser) -> None:
    """In some note of the corpus the words speak against the rules; the cue then lies in the sentence."""
    changed = 0
    for note in read_gold(CORPUS / "w62.jsonl"):
        both, rules = analyser(note.text), rules_only(note.text)
        by_rules = {(f.finding_id): f for f in rules.findings}
        for finding in both.findings:
            before = by_rules.get(finding.finding_id)
            for qualifier in QUALIFIERS:
                if before is None or getattr(finding, qualifier) == getattr(before, qualifier):
                    continue
                changed += 1
                cues = [cue for cue in finding.cues if cue.qualifier == qualifier]
                sentence = both.sentences[finding.sentence]
                assert all(sentence.start <= cue.start < cue.end <= sentence.end for cue in cues)
                is_default = getattr(finding, qualifier) in ("worker", "factual", "none")
                assert len(cues) == (0 if is_default else 1)
    assert changed


def test_guiding_and_feelings_get_no_mandate() -> None:
    """The word for an emergency is learned from takeovers, and told of them alone."""
    crisis = QualifierWeights(
        columns=(("mandate", "crisis"), ("mandate", "none")),
        features={"w:alarm": 0},
        weights=np.array([[4.0, -4.0]], dtype="<f4"),
        biases=np.zeros(2, dtype="<f4"),
    )
    told = ("worker", "factual", "none")
    asked = ("task_takeover", "client_acts", "preoccupation")
    found = {signal: _weighed(crisis, _forms("Alarm"), 0, 1, signal, told) for signal in asked}
    assert found["task_takeover"]["mandate"].value == "crisis"
    assert found["client_acts"] == found["preoccupation"] == {}


@pytest.mark.parametrize("text", ["Ik heb het formulier niet voor haar ingevuld.", "Niet voor haar gebeld."])
def test_a_negated_takeover_stays_uncounted(text: str, analyser: bn.Analyser) -> None:
    assert [finding.counts for finding in analyser(text).findings if finding.stance == "rescuing"] == [False]


@given(
    st.lists(
        st.sampled_from(["ik", "heb", "voor", "haar", "gebeld", "niet", "$", "^", "_", "a_b", " ", "\n", "Zei"]),
        max_size=9,
    ),
    st.data(),
)
def test_rows_are_those_of_the_named_features(words: list[str], data: st.DataObject) -> None:
    """Two ways to the same features: by name in training, and from word to word in use."""
    forms = [LEXICON.form(word) for word in [*words, "ik"]]
    first = data.draw(st.integers(0, len(forms) - 1))
    last = data.draw(st.integers(first + 1, len(forms)))
    weights = SHIPPED.qualifiers
    named = [weights.features[name] for name, _, _ in word_features(forms, first, last) if name in weights.features]
    assert sorted(weights.rows(forms, first, last)) == sorted(named)
