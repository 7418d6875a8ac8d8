"""Which signal a sentence of a stance has: the weights as they are kept, and as they are summed."""

import json
from dataclasses import dataclass, field
from math import sqrt
from typing import Final

import numpy as np

from boundary_nlp.classifier.features import PAIRS, START
from boundary_nlp.language.forms import Form

STANCES: Final = ("rescuing", "guiding")


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
    """The weights of one stance's signals.

    Attributes
    ----------
    codes : the signals, a column each; ``biases`` : one per signal.
    words, lemmas : row by word and by lemma; pairs : row by what stands for a word and for the one before it.
    """

    def __init__(self, table: dict[str, dict[str, float]], stance: str) -> None:
        biases = table.get(f"bias:{stance}", {})
        self.codes = sorted(biases)
        self.biases = np.array([biases[code] for code in self.codes])
        self.words: dict[str, int] = {}
        self.lemmas: dict[str, int] = {}
        self.pairs: dict[str, dict[str, int]] = {}
        rows: list[list[float]] = []
        for name, weights in table.items():
            if weights.keys().isdisjoint(biases):
                continue
            kind, word = name[0], name[2:]
            if kind == "w":
                self.words[word] = len(rows)
            elif kind == "l":
                self.lemmas[word] = len(rows)
            elif kind == PAIRS:
                before, _, word = word.rpartition("_")
                self.pairs.setdefault(word, {})[before] = len(rows)
            rows.append([weights.get(code, 0.0) for code in self.codes])
        self._weights = np.array(rows, dtype=np.float32).reshape(-1, len(self.codes))

    def likeliest(self, forms: list[Form], evidence: tuple[int, int]) -> str:
        """Return the signal that fits a sentence best; what stands in the evidence counts twice.

        ``forms`` are annotated by the model that these weights belong to.
        """
        anywhere: list[int] = []
        inside: list[int] = []
        start, end = evidence
        before, place, n_words = START, -1, 0
        for at, form in enumerate(forms):
            if form.weights is None:
                continue
            word = form.weights.general
            n_words += 1
            rows = inside if start <= at < end else anywhere
            for row in (self.words.get(form.norm), self.lemmas.get(form.lemma)):
                if row is not None:
                    rows.append(row)
            pairs = self.pairs.get(word)
            pair = None if pairs is None else pairs.get(before)
            if pair is not None:
                (rows if place >= start else anywhere).append(pair)
            before, place = word, at
        found = np.array(anywhere + inside + inside, dtype=np.intp)
        totals = np.add.reduce(self._weights.take(found, axis=0)) / sqrt(max(1, n_words))
        return self.codes[int((totals + self.biases).argmax())]
