"""Which signal a sentence of a stance has: the weights as they are kept, and as they are summed."""

import json
from dataclasses import dataclass, field
from math import sqrt
from typing import Final

from boundary_nlp.classifier.features import PAIRS, START, general, is_counted
from boundary_nlp.language.forms import Form

STANCES: Final = ("rescuing", "guiding")
Numbered = list[tuple[int, float]]  # number of a signal, and a weight


@dataclass(slots=True)
class SignalWeights:
    """Feature -> signal -> weight, kept as JSON until a finding asks for it: the first note is read sooner."""

    content: bytes
    _by_stance: dict[str, "StanceSignals"] = field(default_factory=dict, init=False, repr=False, compare=False)

    def of(self, stance: str) -> "StanceSignals":
        """Return the weights of a stance's signals; ``bias:STANCE`` names these, with their biases."""
        if not self._by_stance:
            table: dict[str, dict[str, float]] = json.loads(self.content)
            self._by_stance |= {name: StanceSignals(table, name) for name in STANCES}
        return self._by_stance[stance]


class StanceSignals:
    """The weights of one stance's signals, those that are not zero, each with the number of its signal.

    Attributes
    ----------
    codes, biases : the signals by number.
    words, lemmas : by word and by lemma; pairs : by what stands for a word and for the one before it.
    """

    def __init__(self, table: dict[str, dict[str, float]], stance: str) -> None:
        biases = table.get(f"bias:{stance}", {})
        self.codes = sorted(biases)
        self.biases = [biases[code] for code in self.codes]
        self.words: dict[str, Numbered] = {}
        self.lemmas: dict[str, Numbered] = {}
        self.pairs: dict[str, dict[str, Numbered]] = {}
        number = {code: at for at, code in enumerate(self.codes)}
        for name, weights in table.items():
            own = [(number[code], weight) for code, weight in weights.items() if code in number]
            kind, word = name[0], name[2:]
            if not own:
                continue
            if kind == "w":
                self.words[word] = own
            elif kind == "l":
                self.lemmas[word] = own
            elif kind == PAIRS:
                before, _, word = word.rpartition("_")
                self.pairs.setdefault(word, {})[before] = own

    def likeliest(self, forms: list[Form], evidence: tuple[int, int]) -> str:
        """Return the signal that fits a sentence best; what stands in the evidence counts twice."""
        totals = self.biases.copy()
        once = 1 / sqrt(max(1, sum([is_counted(form) for form in forms])))
        start, end = evidence
        before, place = START, -1
        for at, form in enumerate(forms):
            if not is_counted(form):
                continue
            word = general(form)
            twice = 2 * once if start <= at < end else once
            _add(totals, self.words.get(form.norm), twice)
            _add(totals, self.lemmas.get(form.lemma), twice)
            pairs = self.pairs.get(word)
            if pairs is not None:
                _add(totals, pairs.get(before), twice if place >= start else once)
            before, place = word, at
        return self.codes[totals.index(max(totals))]


def _add(totals: list[float], weights: Numbered | None, times: float) -> None:
    if weights is not None:
        for at, weight in weights:
            totals[at] += weight * times
