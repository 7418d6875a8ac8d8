"""Qualifiers weighed: what the rules say of a span, beside how such words were annotated elsewhere.

A linear model a qualifier (multinomial logistic regression) over features that are there or not:

======  =============================================================================================
``v``   what the rules say: each qualifier's value, the three together, each beside the signal
``g``   the signal
``w``   a normalised word of the sentence; ``a`` two in a row, the ends of the sentence included
``i``   a word of the span; ``b`` one of the four before it; ``f`` one of the four after it
``t``   the tense of the clause; ``c`` its cues, ``l`` its label, ``s`` who it is about; ``p`` cues around it:
        see `surroundings`
======  =============================================================================================

A value that no word has to show gives way to one that is somewhat more probable, or to a mandate that is much more so;
another one only to what is several times as probable. The rules thus decide where they know the wording, and the
annotated notes where it is one that nobody listed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from boundary_nlp.language.forms import Form
from boundary_nlp.results import CueSpan
from boundary_nlp.taxonomy import QUALIFIERS, SIGNALS

DEFAULTS: Final = ("worker", "factual", "none")  # values that no word has to show
# logs of how much more probable another value must be: than a default, and than one that the rules found; a mandate
# keeps a takeover from counting, so it must be sure
THAN_DEFAULT: Final = {"actor": 0.1, "status": 0.4, "mandate": log(3)}
THAN_FOUND: Final = {"actor": log(3), "status": log(5), "mandate": log(3)}
THAN_NEGATED: Final = log(8)  # an act that was denied does not lightly become one that happened
NEAR: Final = 4  # words before and after the span that are told apart
FAR: Final = 200  # those beyond are not looked at: a sentence without end holds as many spans as it is long

Values = tuple[str, str, str]  # actor, status, mandate


class SpanWords(NamedTuple):
    """A span as it is weighed.

    Attributes
    ----------
    forms : the tokens of its sentence; ``first``, ``last`` : the first of the span and one past its last.
    signal : code of the codebook; ``told`` : what the rules say; ``seen`` : what is around it (see `surroundings`).
    """

    forms: list[Form]
    first: int
    last: int
    signal: str
    told: Values
    seen: Sequence[str] = ()


class Weighed(NamedTuple):
    """Another value for a qualifier, and the token range within the sentence that speaks most for it."""

    value: str
    evidence: tuple[int, int] | None


def told_features(signal: str, told: Values) -> list[str]:
    """Return the features of a signal and of what the rules say of its span."""
    named = [f"{qualifier}={value}" for qualifier, value in zip(QUALIFIERS, told, strict=True)]
    return [
        f"g:{signal}",
        f"v:{'/'.join(told)}",
        *(f"v:{one}" for one in named),
        *(f"v:{signal}/{one}" for one in named),
    ]


def word_features(forms: list[Form], first: int, last: int) -> list[tuple[str, int, int]]:
    """Return the features of a sentence's words around a span, each with the token range that it is about."""
    found: list[tuple[str, int, int]] = []
    before, last_word = 0, "^"
    end = min(last + FAR, len(forms))
    for index in range(max(0, first - FAR), end):
        if forms[index].is_space:
            continue
        norm = forms[index].norm
        found.append(("w:" + norm, index, index + 1))
        found.append(("a:" + last_word + " " + norm, before, index + 1))
        if first - NEAR <= index < last + NEAR:
            found.append((("b:" if index < first else "i:" if index < last else "f:") + norm, index, index + 1))
        before, last_word = index, norm
    found.append(("a:" + last_word + " $", before, end))
    return found


@dataclass(slots=True)
class WordRows:
    """The rows of a word's features, -1 for one without weights: those of `word_features`, found without their names.

    Attributes
    ----------
    anywhere, ahead, inside, behind : of ``w``, ``b``, ``i`` and ``f``; following : word before it -> row of ``a``.
    """

    anywhere: int = -1
    ahead: int = -1
    inside: int = -1
    behind: int = -1
    following: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class QualifierWeights:
    """The weights of all qualifiers' values, a column each.

    Attributes
    ----------
    columns : qualifier and value of each column; a value that was annotated too seldom has none, and is neither told
        nor taken away.
    features : feature -> row of ``weights``; ``biases`` : one per column.
    """

    columns: tuple[tuple[str, str], ...]
    features: dict[str, int]
    weights: NDArray[np.float32]
    biases: NDArray[np.float32]
    _column: dict[str, dict[str, int]] = field(init=False, repr=False)
    _table: NDArray[np.float32] = field(init=False, repr=False)
    _told: dict[tuple[str, Values], list[int]] = field(init=False, repr=False)
    _words: dict[str, WordRows] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._table = np.vstack([self.weights, self.biases])
        self._column, self._told, self._words = {}, {}, {}
        for at, (qualifier, value) in enumerate(self.columns):
            self._column.setdefault(qualifier, {})[value] = at

    def __eq__(self, other: object) -> bool:
        return isinstance(other, QualifierWeights) and (
            (self.columns, self.features) == (other.columns, other.features)
            and np.array_equal(self.weights, other.weights)
            and np.array_equal(self.biases, other.biases)
        )

    __hash__ = None  # type: ignore[assignment]  # as of any dataclass that can change

    def weigh(self, spans: Sequence[SpanWords]) -> list[dict[str, Weighed]]:
        """Return, for each span, the qualifiers for which its words speak against the rules, with the other value."""
        rows: list[int] = []
        starts: list[int] = []
        for span in spans:
            starts.append(len(rows))
            rows += self._rows_of_rules(span.signal, span.told)
            rows += self.rows(span.forms, span.first, span.last)
            rows += [row for name in span.seen if (row := self.features.get(name)) is not None]
        if not starts:
            return []
        totals = np.add.reduceat(self._table.take(rows, axis=0), starts, axis=0).tolist()
        return [self._decide(span, values) for span, values in zip(spans, totals, strict=True)]

    def _decide(self, span: SpanWords, totals: list[float]) -> dict[str, Weighed]:
        weighed: dict[str, Weighed] = {}
        for number, qualifier in enumerate(QUALIFIERS):
            by_rules, default = span.told[number], DEFAULTS[number]
            column = self._column.get(qualifier, {})
            own = column.get(by_rules)
            if own is None or (qualifier == "mandate" and not SIGNALS[span.signal].asks_for_mandate):
                continue
            lead = THAN_DEFAULT[qualifier] if by_rules == default else THAN_FOUND[qualifier]
            best, highest = by_rules, totals[own] + (THAN_NEGATED if by_rules == "negated" else lead)
            for value, at in column.items():
                if totals[at] > highest:
                    best, highest = value, totals[at]
            if best != by_rules:
                places = word_features(span.forms, span.first, span.last) if best != default else []
                weighed[qualifier] = Weighed(best, self._evidence(places, column[best], own))
        return weighed

    def rows(self, forms: list[Form], first: int, last: int) -> list[int]:
        """Return the rows of the features that `word_features` names."""
        if not self._words:
            self._words = _rows_by_word(self.features)
        rows: list[int] = []
        last_word = "^"
        for index in range(max(0, first - FAR), min(last + FAR, len(forms))):
            form = forms[index]
            if form.is_space:
                continue
            word = self._words.get(form.norm)
            if word is not None:
                if word.anywhere >= 0:
                    rows.append(word.anywhere)
                pair = word.following.get(last_word)
                if pair is not None:
                    rows.append(pair)
                if first - NEAR <= index < last + NEAR:
                    near = word.ahead if index < first else word.inside if index < last else word.behind
                    if near >= 0:
                        rows.append(near)
            last_word = form.norm
        end = self._words.get("$")
        if end is not None and last_word in end.following:
            rows.append(end.following[last_word])
        return rows

    def _rows_of_rules(self, signal: str, told: Values) -> list[int]:
        """Return the rows of signal and rules, and of the biases; there are few combinations."""
        known = self._told.get((signal, told))
        if known is None:
            named = [row for name in told_features(signal, told) if (row := self.features.get(name)) is not None]
            known = self._told[signal, told] = [len(self.features), *named]
        return known

    def _evidence(self, places: list[tuple[str, int, int]], value: int, other: int) -> tuple[int, int] | None:
        """Return where the words stand that speak most for one value and against another, both given as columns."""
        ranked = [
            (float(self.weights[row, value] - self.weights[row, other]), -start, end)
            for name, start, end in places
            if (row := self.features.get(name)) is not None
        ]
        if not ranked:
            return None
        _, start, end = max(ranked)
        return -start, end


def _rows_by_word(features: Mapping[str, int]) -> dict[str, WordRows]:
    words: dict[str, WordRows] = {}
    for name, row in features.items():
        kind, word = name[0], name[2:]
        if kind == "a":
            before, _, word = word.rpartition(" ")
            words.setdefault(word, WordRows()).following[before] = row
        elif kind == "w":
            words.setdefault(word, WordRows()).anywhere = row
        elif kind == "b":
            words.setdefault(word, WordRows()).ahead = row
        elif kind == "i":
            words.setdefault(word, WordRows()).inside = row
        elif kind == "f":
            words.setdefault(word, WordRows()).behind = row
    return words


def replacing(
    cues: Sequence[CueSpan], weighed: Mapping[str, Weighed], offsets: Callable[[int, int], tuple[int, int]]
) -> dict[str, Any]:
    """Return what changes of something with qualifiers and cues, as keyword arguments of ``replace``.

    Parameters
    ----------
    cues : those that the rules found; ``offsets`` : code points of a token range of the sentence.
    """
    kept = [cue for cue in cues if cue.qualifier not in weighed]
    added = [
        CueSpan(qualifier, *offsets(*found.evidence))  # type: ignore[arg-type]
        for qualifier, found in weighed.items()
        if found.evidence is not None
    ]
    return {qualifier: found.value for qualifier, found in weighed.items()} | {"cues": (*kept, *added)}
