import runpy
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundary_nlp.gold import read_gold
from boundary_nlp.language.forms import Lexicon
from boundary_nlp.language.reader import NoteReader
from boundary_nlp.language.run_ons import MARKED, UNMARKED, RunOnModel, shipped_model, split_run_on

ROOT = Path(__file__).parents[2]
READER = NoteReader(Lexicon())
WORDS = ["ik", "heb", "gebeld", "zij", "komt", "morgen", "punt", "de", "daarna", "[NAAM]", "(", "14u30", "  ", ","]
AFTERWARDS = RunOnModel(
    {"words": ["daarna"], "weights": {"bias": -1.0, "0 daarna": 3.0, "e 1": -3.0}, "least": 0.0, "glance": -9.0}
)


def split(text: str, is_marked: bool = False, model: RunOnModel | None = None) -> list[list[str]]:
    forms = READER.read(text).forms
    parts = split_run_on(forms, 0, len(forms), is_marked, model)
    return [[form.text for form in forms[start:end]] for start, end in parts]


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=80).map(" ".join), st.booleans())
def test_parts_follow_on_each_other_and_hold_every_token(text: str, is_marked: bool) -> None:
    forms = READER.read(text).forms
    parts = split_run_on(forms, 0, len(forms), is_marked)
    assert (parts[0][0], parts[-1][1]) == (0, len(forms))
    assert all(before[1] == after[0] for before, after in pairwise(parts))
    assert all(start < end for start, end in parts)


def test_a_unit_begins_where_the_weights_say_so() -> None:
    first, second = (
        "heb lang met hem over de huur gesproken",
        "daarna de post bekeken en de kast van de keuken hersteld",
    )
    assert split(f"{first} {second}", model=AFTERWARDS) == [first.split(), second.split()]


def test_the_last_word_is_no_unit_where_its_place_weighs_against_it() -> None:
    words = ["brief"] * (UNMARKED + 1) + ["daarna"]
    assert split(" ".join(words), model=AFTERWARDS) == [words]


def test_short_units_stay_whole_and_longer_ones_where_the_note_has_marks() -> None:
    for length, is_marked in ((UNMARKED, False), (MARKED, True)):
        words = ["daarna"] * length
        assert split(" ".join(words), is_marked, AFTERWARDS) == [words]
        assert len(split(" ".join([*words, "brief", "brief"]), is_marked, AFTERWARDS)) > 1


def test_a_spoken_stop_ends_a_unit_but_a_point_on_the_agenda_does_not() -> None:
    spoken = "over de huur gesproken met meneer punt brief van de verhuurder ligt nu nog op de tafel"
    named = "over de huur gesproken met meneer het punt brief van de verhuurder ligt nu op de tafel"
    nothing = RunOnModel({"words": [], "weights": {}, "least": 1.0, "glance": 0.0})
    assert [len(part) for part in split(spoken, model=nothing)] == [7, 10]
    assert len(split(named, model=nothing)) == 1


def test_the_shipped_weights_are_those_that_the_corpus_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where this fails after a change of corpus or features: see benchmarks/run_ons.py."""
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    script = runpy.run_path(str(ROOT / "benchmarks" / "run_ons.py"))
    trained = script["train"](script["long_units"](read_gold(ROOT / "data" / "corpus"), READER))
    shipped = shipped_model()
    assert trained.words == shipped.words
    assert len(trained.weights.keys() ^ shipped.weights.keys()) < 0.01 * len(shipped.weights)
    same = trained.weights.keys() & shipped.weights.keys()
    assert max(abs(trained.weights[name] - shipped.weights[name]) for name in same) < 0.05
