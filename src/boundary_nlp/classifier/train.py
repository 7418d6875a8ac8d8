"""Training: one linear model per stance, calibrated and judged on writers that it has not seen."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from boundary_nlp.analysis import Analyser
from boundary_nlp.classifier.features import form_features, pair_features, rule_features
from boundary_nlp.classifier.model import STANCES, SentenceModel
from boundary_nlp.errors import InputError
from boundary_nlp.evaluation import GoldNote

STRENGTH = {"rescuing": 1.0, "guiding": 1.0}  # inverse of the L2 penalty, chosen by grouped cross-validation
MIN_COUNT = 2
MIN_PRECISION = 0.60  # of what the classifier adds to the rules, on writers held out
SMALLEST_WEIGHT = 0.02
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence for training: its features with their values, its stances, and what rules alone say."""

    features: dict[str, float]
    stances: tuple[bool, bool]
    by_rules: tuple[bool, bool]
    held_back: tuple[bool, bool]
    writer: str


def make_examples(gold: Sequence[GoldNote], analyser: Analyser) -> list[Example]:
    """Return one example per sentence of the analyser that lies in a gold sentence."""
    examples = []
    for note in gold:
        for sentence in analyser.sentences_with_rules(note.text):
            truth = next((s for s in note.sentences if s["start"] <= sentence.start < s["end"]), None)
            if truth is None:
                continue
            n_words = max(1, sum(form.is_word for form in sentence.forms))
            values: Counter[str] = Counter()
            for form in sentence.forms:
                values.update(form_features(form))
            values.update(name for _, name in pair_features(sentence.forms))
            features = {name: count / sqrt(n_words) for name, count in values.items()}
            rules = rule_features(sentence.findings, sentence.before, sentence.after, sentence.person)
            features |= dict.fromkeys(rules, 1.0)
            counted = {finding.stance for finding in sentence.findings if finding.counts}
            uncounted = {finding.stance for finding in sentence.findings if not finding.counts}
            examples.append(
                Example(
                    features,
                    (truth["stance"] in ("rescuing", "mixed"), truth["stance"] in ("guiding", "mixed")),
                    ("rescuing" in counted, "guiding" in counted),
                    ("rescuing" in uncounted, "guiding" in uncounted),
                    note.writer,
                )
            )
    return examples


def train_model(gold: Sequence[GoldNote]) -> tuple[SentenceModel, dict[str, Any]]:
    """Train the classifier on gold notes of several writers.

    Returns
    -------
    SentenceModel, dict
        The model, and the figures of the grouped cross-validation: per stance precision, recall and F1 of rules alone
        and of rules with classifier, on writers held out of training.

    Raises
    ------
    InputError
        If the notes are by fewer than five writers, too few to hold any out.
    """
    examples = make_examples(gold, Analyser(classifier="none"))
    writers = sorted({example.writer for example in examples})
    if len(writers) < FOLDS:
        raise InputError(f"Training needs notes by at least {FOLDS} writers (one file each); there are {len(writers)}.")
    names = _vocabulary(examples)
    matrix = _matrix(examples, names)
    groups = np.array([writers.index(example.writer) for example in examples])
    bias, slope, offset, thresholds, weights, report = [], [], [], [], [], {}
    for index, stance in enumerate(STANCES):
        truth = np.array([example.stances[index] for example in examples])
        values = _held_out_values(matrix, truth, groups, STRENGTH[stance])
        scale, shift = _calibration(values, truth)
        probabilities = 1 / (1 + np.exp(-(scale * values + shift)))
        by_rules = np.array([example.by_rules[index] for example in examples])
        open_ = ~by_rules & ~np.array([example.held_back[index] for example in examples])
        threshold = _threshold(probabilities, truth, by_rules, open_)
        final = _logistic(STRENGTH[stance]).fit(matrix, truth)
        told = by_rules | (open_ & (probabilities >= threshold))
        report[stance] = {
            "rules": _scores(by_rules, truth),
            "classifier": _scores(probabilities >= 0.5, truth),
            "both": _scores(told, truth),
            "calibration_error": _calibration_error(probabilities, truth),
            "threshold": threshold,
        }
        bias.append(round(float(final.intercept_[0]), 4))
        slope.append(scale)
        offset.append(shift)
        thresholds.append(threshold)
        weights.append(final.coef_[0])
    table = np.round(np.array(weights).T, 4)
    kept = np.abs(table).max(axis=1) >= SMALLEST_WEIGHT
    model = SentenceModel(
        weights={
            name: (float(row[0]), float(row[1])) for name, row, keep in zip(names, table, kept, strict=True) if keep
        },
        bias=(bias[0], bias[1]),
        slope=(slope[0], slope[1]),
        offset=(offset[0], offset[1]),
        thresholds=(thresholds[0], thresholds[1]),
        info={"writers": writers, "n_notes": len(gold), "n_sentences": len(examples)},
    )
    return model, {**report, "n_writers": len(writers), "n_notes": len(gold), "n_sentences": len(examples)}


def _vocabulary(examples: Sequence[Example]) -> list[str]:
    """Keep features that at least two writers use: what one writer says alone teaches nothing of others."""
    by_feature: dict[str, set[str]] = {}
    for example in examples:
        for name in example.features:
            by_feature.setdefault(name, set()).add(example.writer)
    return sorted(name for name, writers in by_feature.items() if len(writers) >= MIN_COUNT)


def _matrix(examples: Sequence[Example], names: Sequence[str]) -> csr_matrix:
    column = {name: at for at, name in enumerate(names)}
    rows, columns, values = [], [], []
    for row, example in enumerate(examples):
        for name, value in example.features.items():
            if name in column:
                rows.append(row)
                columns.append(column[name])
                values.append(value)
    return csr_matrix((values, (rows, columns)), shape=(len(examples), len(names)))


def _logistic(strength: float) -> LogisticRegression:
    return LogisticRegression(C=strength, max_iter=2000, solver="liblinear", random_state=0)


def _held_out_values(matrix: csr_matrix, truth: Any, groups: Any, strength: float) -> Any:
    values = np.zeros(len(truth))
    for train, test in GroupKFold(FOLDS).split(matrix, truth, groups):
        values[test] = _logistic(strength).fit(matrix[train], truth[train]).decision_function(matrix[test])
    return values


def _calibration(values: Any, truth: Any) -> tuple[float, float]:
    fitted = LogisticRegression(C=1e6, max_iter=1000).fit(values.reshape(-1, 1), truth)
    return round(float(fitted.coef_[0, 0]), 4), round(float(fitted.intercept_[0]), 4)


def _threshold(probabilities: Any, truth: Any, by_rules: Any, open_: Any) -> float:
    """Return the threshold with the best F1 of rules and classifier together, among those precise enough."""
    best, chosen = -1.0, 0.9
    for threshold in np.round(np.arange(0.30, 0.91, 0.02), 2):
        added = open_ & (probabilities >= threshold)
        precision = truth[added].mean() if added.any() else 1.0
        f1 = _scores(by_rules | added, truth)["f1"]
        if precision >= MIN_PRECISION and f1 > best:
            best, chosen = f1, float(threshold)
    return chosen


def _scores(told: Any, truth: Any) -> dict[str, float]:
    tp, fp, fn = int((told & truth).sum()), int((told & ~truth).sum()), int((~told & truth).sum())
    return {
        "precision": tp / max(1, tp + fp),
        "recall": tp / max(1, tp + fn),
        "f1": 2 * tp / max(1, 2 * tp + fp + fn),
    }


def _calibration_error(probabilities: Any, truth: Any) -> float:
    """Return the expected calibration error over ten bins (Naeini et al. 2015)."""
    bins = np.minimum((probabilities * 10).astype(int), 9)
    gaps = [
        (bins == at).mean() * abs(probabilities[bins == at].mean() - truth[bins == at].mean())
        for at in range(10)
        if (bins == at).any()
    ]
    return float(sum(gaps))
