"""Text that runs on without a mark ("... klaar hij gaat zelf bellen ..."): where a new unit begins in it.

A linear model (logistic regression) over the words around a place and over what the unit has said so far: whether it
has a subject and a finite verb, and how long it is. Places are decided from left to right, so that each knows where its
unit began. ``python benchmarks/run_ons.py`` trains the model and prints what it finds in notes of writers held out.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, Final

from boundary_nlp.language.clause import ClauseWords, clause_words
from boundary_nlp.language.forms import Form
from boundary_nlp.language.places import holds
from boundary_nlp.resources import word_list

MODEL: Final = "model/run_ons.json"
UNMARKED: Final = 16  # tokens beyond which a whole note without a mark may hold several units
MARKED: Final = 28  # the same for a part of a note that marks or lines tell apart
AHEAD: Final = 7  # tokens in which a subject and a verb are looked for
AT_A_GLANCE: Final = ("-1", "0", "1", "-1,0", "0,1", "k")  # features that tell soonest where no unit begins
OPENING_MARKS: Final = frozenset('"(@+>&→')
SUBORDINATORS: Final = word_list("unpunctuated_subordinators")
_LENGTHS: Final = ((2, "1"), (3, "2"), (4, "3"), (7, "4-6"), (11, "7-10"), (16, "11-15"))
_UNITS: Final = ((18, "<18"), (28, "<28"))


class RunOnModel:
    """The weights of features.

    Attributes
    ----------
    words : those that are told apart by themselves; others are told apart by their kind.
    least : the sum from which a unit begins at a place.
    glance : what a place must weigh at a glance to be looked at again.
    """

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.words: frozenset[str] = frozenset(data["words"])
        self.weights: dict[str, float] = dict(data["weights"])
        self.least: float = data["least"]
        self.glance: float = data["glance"]
        about: dict[str, dict[tuple[str, ...], float]] = {feature: {} for feature in AT_A_GLANCE}
        for name, weight in self.weights.items():
            feature, *told = name.split(" ")
            if feature in about:
                about[feature][tuple(told)] = weight
        self._before, self._at, self._after = (
            {told[0]: weight for told, weight in about[feature].items()} for feature in ("-1", "0", "1")
        )
        self._up_to, self._from, self._kinds = about["-1,0"], about["0,1"], about["k"]

    def at_a_glance(self, before: str, word: str, after: str, kinds: tuple[str, str, str]) -> float:
        """Return what the features of `AT_A_GLANCE` weigh: most places need no more."""
        return (
            self._before.get(before, 0.0) + self._at.get(word, 0.0) + self._after.get(after, 0.0)
            + self._up_to.get((before, word), 0.0) + self._from.get((word, after), 0.0) + self._kinds.get(kinds, 0.0)
        )  # fmt: skip

    def sum(self, features: list[str]) -> float:
        """Return what features weigh together."""
        weights, total = self.weights, 0.0
        for name in features:
            total += weights.get(name, 0.0)
        return total


@lru_cache(maxsize=1)
def shipped_model() -> RunOnModel:
    """Return the model of the package, read when the first text asks for it."""
    return RunOnModel(json.loads((files("boundary_nlp.resources") / MODEL).read_text(encoding="utf-8")))


def split_run_on(
    forms: list[Form], start: int, end: int, is_marked: bool, model: RunOnModel | None = None
) -> list[tuple[int, int]]:
    """Split a unit that is too long for one.

    Parameters
    ----------
    forms : the tokens of the note; ``start``, ``end`` : the unit's first, and one past its last.
    is_marked : whether marks or lines tell it apart from other units of the note.
    model : the shipped one where none is given.
    """
    if end - start <= (MARKED if is_marked else UNMARKED):
        return [(start, end)] if start < end else []
    model = shipped_model() if model is None else model
    unit = RunOn(forms[start:end], is_marked, model.words)
    cuts = [0]
    for place in range(1, end - start):
        if unit.must_begin(place) or unit.is_likeliest(cuts[-1], place, model):
            cuts.append(place)
    return [(start + one, start + other) for one, other in pairwise([*cuts, end - start])]


class RunOn:
    """A unit that may hold several, with what the model asks of each token."""

    def __init__(self, forms: list[Form], is_marked: bool, words: frozenset[str]) -> None:
        functions = clause_words()
        self.forms = forms
        self.names = [_name(form, words) for form in forms]
        self.kinds = [_kind(form, functions) for form in forms]
        self._subordinators = [at for at, form in enumerate(forms) if form.norm in SUBORDINATORS]
        self._finite = self._places("present", "past")
        self._other_verbs = self._places("participle", "infinitive")
        self._subjects = self._places("nominative", "person")
        self._unit = ("marked " if is_marked else "") + _bucket(len(forms), _UNITS, "28+")

    def must_begin(self, place: int) -> bool:
        """Tell whether a unit begins here whatever its words are: after a wide space or a spoken stop."""
        before = self.forms[place - 1]
        if before.is_space or self.forms[place].is_space:
            return before.is_space
        return before.norm == "punt" and place > 1 and self.forms[place - 2].norm not in clause_words().determiners

    def may_begin(self, place: int) -> bool:
        """Tell whether the token can be a unit's first."""
        form = self.forms[place]
        return form.is_word or form.is_number or form.text in OPENING_MARKS

    def is_likeliest(self, begin: int, place: int, model: RunOnModel) -> bool:
        """Tell whether a unit begins at a place rather than nowhere or at the next one."""
        if not self.may_begin(place):
            return False
        after = place + 1
        kinds = self.kinds[place - 1], self.kinds[place], self._kind_at(begin, after)
        if model.at_a_glance(self.names[place - 1], self.names[place], self._name(begin, after), kinds) < model.glance:
            return False
        weight = model.sum(self.features(begin, place))
        if weight <= model.least:
            return False
        if after == len(self.forms) or not self.may_begin(after):
            return True
        return model.sum(self.features(begin, after)) <= weight

    def features(self, begin: int, place: int) -> list[str]:
        """Return the features of a place, given where the unit before it began."""
        after, before2 = self._name(begin, place + 1), self._name(begin, place - 2)
        word, before = self.names[place], self.names[place - 1]
        kind, kind_before = self.kinds[place], self.kinds[place - 1]
        kind_after, kind_after2 = self._kind_at(begin, place + 1), self._kind_at(begin, place + 2)
        kind_before2 = self._kind_at(begin, place - 2)
        said, to_come = self._says(begin, place), self._says(place, min(len(self.kinds), place + AHEAD))
        is_open = "open" if holds(self._subordinators, begin, place) else "closed"
        length, left = _bucket(place - begin, _LENGTHS, "16+"), min(7, len(self.kinds) - place)
        around = f"{kind_before} {kind} {kind_after}"
        return [
            "bias", f"-2 {before2}", f"-1 {before}", f"0 {word}", f"1 {after}", f"k {around}",
            f"k2 {kind_before2} {around}", f"ka {kind} {kind_after} {kind_after2}",
            f"0k {word} {kind_after} {kind_after2}", f"-10 {before} {kind} {kind_after}",
            f"k0 {kind_before} {word} {kind_after}",
            f"-1,0 {before} {word}", f"0,1 {word} {after}",
            f"s {said} {to_come}", f"s0 {said} {word}", f"s-1 {said} {before}", f"sk {said} {around}",
            f"o {is_open} {said} {kind}", f"o0 {is_open} {word}",
            f"l {length}", f"ls {length} {said}", f"e {left}", f"e {left} {to_come}",
            f"u {self._unit}", f"us {self._unit} {said} {to_come}",
        ]  # fmt: skip

    def _name(self, begin: int, place: int) -> str:
        return "^" if place < begin else self.names[place] if place < len(self.names) else "$"

    def _kind_at(self, begin: int, place: int) -> str:
        return "^" if place < begin else self.kinds[place] if place < len(self.kinds) else "$"

    def _places(self, one: str, other: str) -> list[int]:
        return [at for at, kind in enumerate(self.kinds) if kind in (one, other)]

    def _says(self, start: int, end: int) -> str:
        """Tell whether a stretch, which may be very long, has a finite verb, or another one, and a subject."""
        finite = holds(self._finite, start, end)
        verb = "finite" if finite else "verb" if holds(self._other_verbs, start, end) else "no verb"
        return verb + (" subject" if holds(self._subjects, start, end) else "")


def _name(form: Form, words: frozenset[str]) -> str:
    """Return what the model calls a token: itself where it is told apart, else what it is."""
    if form.is_space:
        return "space"
    if form.norm in words:
        return form.norm
    if form.person:
        return "<" + form.person
    if form.is_number:
        return "#"
    if form.verb is not None:
        return "#" + form.verb.kind
    if not form.is_word:
        return "mark"
    return "Word" if form.is_capital else "word"


def _kind(form: Form, functions: ClauseWords) -> str:
    """Return the kind of a token: a nominative, another person, a form of a verb, a figure, a mark, or a word."""
    if form.is_space or not (form.is_word or form.is_number):
        return "mark"
    if form.norm in functions.nominative:
        return "nominative"
    if form.person:
        return "person"
    if form.is_number:
        return "figure"
    return form.verb.kind if form.verb is not None else "word"


def _bucket(number: int, limits: tuple[tuple[int, str], ...], beyond: str) -> str:
    return next((name for limit, name in limits if number < limit), beyond)
