"""One note while it is analysed: its sentences with what stands around them, and where it hesitates."""

import sys
from dataclasses import replace
from types import FrameType
from typing import Any

import pytest

from boundary_nlp.analysis import Analyser
from boundary_nlp.reading import HESITATION, NoteReading

TEXT = "Koffie gedronken. Heb het even voor haar geregeld. Mw. belde zelf de bank."


@pytest.fixture(scope="module")
def analyser() -> Analyser:
    return Analyser()


def read(analyser: Analyser, text: str) -> NoteReading:
    reading = NoteReading(analyser._maker(text, analyser._reader.read(text), None), analyser.rules, analyser.model)
    reading.match()
    return reading


def test_a_sentence_knows_what_the_rules_find_around_it(analyser: Analyser) -> None:
    reading = read(analyser, TEXT)
    first, second, third = (reading.sentence(number) for number in range(3))
    assert (first.before, first.findings, first.after) == ([], [], second.findings)
    assert [finding.stance for finding in second.findings] == ["rescuing"]
    assert (second.before, second.after) == ([], third.findings)
    assert (third.start, third.after) == (TEXT.index("Mw."), [])


def test_a_sentence_can_be_matched_again(analyser: Analyser) -> None:
    reading = read(analyser, TEXT)
    before = list(reading.found)
    reading.found[1] = []
    reading.match_again(1)
    assert reading.found == before


def test_it_hesitates_exactly_near_a_threshold(analyser: Analyser) -> None:
    reading = read(analyser, TEXT + " Een praatje over het weer. Ik bleef nog wat langer dan gepland bij haar zitten.")
    assert reading.model is not None
    values = sorted(sentence.p_rescuing for sentence in reading.decide().sentences)
    reading.model = replace(reading.model, thresholds=((values[-1] + values[-2]) / 2, 0.5))
    sentences = reading.decide().sentences
    rescuing, guiding = reading.model.thresholds
    near = [min(abs(s.p_rescuing - rescuing), abs(s.p_guiding - guiding)) < HESITATION for s in sentences]
    assert [reading.hesitates(number) for number in range(len(sentences))] == near
    assert any(near)
    assert not all(near)


def lines_run(analyser: Analyser, text: str) -> int:
    """Return how many lines of Python the analysis of a text runs."""
    n_lines = 0

    def count(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal n_lines
        n_lines += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        analyser(text)
    finally:
        sys.settrace(before)
    return n_lines


@pytest.mark.parametrize(
    "words",
    [
        "mama heeft gebeld, ik heb het formulier voor haar ingevuld, ",
        "ik heb voor haar gebeld en ",
        'zei "ik heb gebeld" ',
        "om te bellen ",
        "heb ( ) ",
        "hebben ",
        "mama ",
    ],
)
def test_twice_the_sentence_is_twice_the_work(words: str, analyser: Analyser) -> None:
    analyser(words * 800)  # tables that are made when first asked for
    assert lines_run(analyser, words * 800) < 2.4 * lines_run(analyser, words * 400)
