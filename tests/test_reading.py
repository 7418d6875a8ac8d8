"""One note while it is analysed: its sentences with what stands around them, and where it hesitates."""

import pytest

from boundary_nlp.analysis import Analyser
from boundary_nlp.reading import NoteReading

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


def test_matching_again_finds_the_same_where_nothing_more_is_known(analyser: Analyser) -> None:
    reading = read(analyser, TEXT)
    before = list(reading.found)
    reading.match_again(1)
    assert reading.found == before


def test_it_hesitates_exactly_near_a_threshold(analyser: Analyser) -> None:
    model = analyser.model
    assert model is not None
    reading = read(analyser, TEXT + " Een praatje over het weer. Ik bleef nog wat langer dan gepland bij haar zitten.")
    sentences = reading.decide().sentences
    near = [
        min(abs(s.p_rescuing - model.thresholds[0]), abs(s.p_guiding - model.thresholds[1])) < 0.15 for s in sentences
    ]
    assert [reading.hesitates(number) for number in range(len(sentences))] == near
