"""How well a stance is told: precision, recall, calibration, and the thresholds that follow."""

from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from boundary_nlp.classifier.decide import PHRASE_DOUBT
from boundary_nlp.figures import Bin, Shares

MIN_PRECISION = 0.80  # of rules and classifier together
LARGEST_DOUBT = 0.30  # rules are overruled only where the classifier is rather sure
BINS = 10

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Calibration:
    """From a decision value to a probability (Platt 1999)."""

    slope: float
    offset: float

    def __call__(self, values: Floats) -> Floats:
        """Return the probabilities of decision values."""
        probabilities: Floats = 1 / (1 + np.exp(-(self.slope * values + self.offset)))
        return probabilities


def calibrate(values: Floats, truth: Flags) -> Calibration:
    """Fit a calibration."""
    fitted = LogisticRegression(C=1e6, max_iter=1000).fit(values.reshape(-1, 1), truth)
    return Calibration(round(float(fitted.coef_[0, 0]), 4), round(float(fitted.intercept_[0]), 4))


@dataclass(frozen=True, slots=True)
class RuleFlags:
    """What the rules say of a stance, one flag per sentence.

    Attributes
    ----------
    counted : a rule counts it; ``certain`` : one of these is a phrase, which the classifier hardly doubts.
    held_back : rules found it, and none of it counts.
    """

    counted: Flags
    certain: Flags
    held_back: Flags

    def __getitem__(self, rows: NDArray[Any]) -> "RuleFlags":
        """Return the flags of some sentences."""
        return RuleFlags(self.counted[rows], self.certain[rows], self.held_back[rows])


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Probability from which the classifier tells a stance by itself, and below which it doubts a rule."""

    tell: float
    doubt: float

    def decide(self, probabilities: Floats, rules: RuleFlags) -> Flags:
        """Return where a stance is told by rules and classifier together."""
        own = ~rules.counted & ~rules.held_back & (probabilities >= self.tell)
        certain = rules.certain & (probabilities >= PHRASE_DOUBT)
        told: Flags = own | certain | (rules.counted & (probabilities >= self.doubt))
        return told


def choose_thresholds(probabilities: Floats, truth: Flags, rules: RuleFlags) -> Thresholds:
    """Return the thresholds with the best F1 among those that are precise enough."""
    best, chosen = -1.0, Thresholds(0.9, 0.0)
    tells = np.round(np.arange(0.30, 0.81, 0.02), 2)
    for tell, doubt in product(tells, np.round(np.arange(0.0, LARGEST_DOUBT + 0.01, 0.05), 2)):
        thresholds = Thresholds(float(tell), float(doubt))
        scores = precision_recall(thresholds.decide(probabilities, rules), truth)
        if scores["precision"] >= MIN_PRECISION and scores["f1"] > best:
            best, chosen = scores["f1"], thresholds
    return chosen


def precision_recall(told: Flags, truth: Flags) -> Shares:
    """Return precision, recall and F1."""
    tp, fp, fn = int((told & truth).sum()), int((told & ~truth).sum()), int((~told & truth).sum())
    return {
        "precision": tp / max(1, tp + fp),
        "recall": tp / max(1, tp + fn),
        "f1": 2 * tp / max(1, 2 * tp + fp + fn),
    }


def reliability(probabilities: Floats, truth: Flags) -> list[Bin]:
    """Return per bin of probability how many sentences are in it, what was said on average, and what was true."""
    bins = np.minimum((probabilities * BINS).astype(int), BINS - 1)
    return [
        {
            "n": int((bins == at).sum()),
            "said": float(probabilities[bins == at].mean()),
            "true": float(truth[bins == at].mean()),
        }
        for at in range(BINS)
        if (bins == at).any()
    ]


def calibration_error(probabilities: Floats, truth: Flags) -> float:
    """Return the expected calibration error over ten bins (Naeini et al. 2015)."""
    return float(sum(abs(bin_["said"] - bin_["true"]) * bin_["n"] for bin_ in reliability(probabilities, truth))) / len(
        truth
    )
