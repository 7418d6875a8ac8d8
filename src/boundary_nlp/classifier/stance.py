"""One stance of the classifier: fitted, calibrated, and judged on writers held out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from boundary_nlp.classifier.features import FROM_RULES, WHOLE_SENTENCE
from boundary_nlp.classifier.scores import (
    Calibration,
    Flags,
    Floats,
    RuleFlags,
    Thresholds,
    calibrate,
    calibration_error,
    choose_thresholds,
    precision_recall,
    reliability,
)
from boundary_nlp.figures import StanceFigures

STRENGTH = 0.7  # inverse of the L2 penalty, chosen by grouped cross-validation
LARGEST_RATIO = 3.0
FOLDS = 5


@dataclass(frozen=True, slots=True)
class FittedStance:
    """Weights per feature and a bias, with the calibration and the thresholds that go with them."""

    weights: Floats
    bias: float
    calibration: Calibration
    thresholds: Thresholds


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What is said of each sentence by models, calibrations and thresholds that never saw its writer."""

    values: Floats
    probabilities: Floats
    told: Flags


def fit_linear(matrix: csr_matrix, truth: Flags, names: Sequence[str]) -> tuple[Floats, float]:
    """Return weights and bias of a logistic regression over features scaled by their log-count ratio.

    Wang and Manning (2012): a feature weighs by how much more often it stands in one class than in the other.
    """
    present = matrix > 0
    inside, outside = (np.asarray(present[rows].sum(axis=0)).ravel() + 1.0 for rows in (truth, ~truth))
    ratio = np.abs(np.log((inside / inside.sum()) / (outside / outside.sum())))
    whole = np.array([name[0] in WHOLE_SENTENCE for name in names])
    scale = np.where(whole, 1.0, np.minimum(ratio, LARGEST_RATIO))
    model = LogisticRegression(C=STRENGTH, max_iter=2000, solver="liblinear", random_state=0)
    model.fit(matrix @ diags(scale), truth)
    weights: Floats = model.coef_[0] * scale
    return weights, float(model.intercept_[0])


def to_learn_from(matrix: csr_matrix, names: Sequence[str], fresh: Flags) -> csr_matrix:
    """Return the sentences without what rules find in notes that were read while the rules were written.

    There the rules are better than a new writer will find them, and would teach the model to trust them too much.
    """
    from_rules = np.array([name[0] in FROM_RULES for name in names])
    of_rules = matrix @ diags(from_rules.astype(float))
    learned: csr_matrix = (matrix - diags((~fresh).astype(float)) @ of_rules).tocsr()
    learned.eliminate_zeros()
    return learned


def hold_out(
    matrix: csr_matrix,
    names: Sequence[str],
    truth: Flags,
    rules: RuleFlags,
    writers: Sequence[str],
    fresh: Flags,
) -> HeldOut:
    """Say of each sentence what models of other writers say.

    Calibration and thresholds come from other writers too, and only from ``fresh`` ones, whom the rules do not know:
    elsewhere the rules look better than a new writer will find them.
    """
    folds = list(GroupKFold(FOLDS).split(matrix, truth, writers))
    values, probabilities = np.zeros(len(truth)), np.zeros(len(truth))
    told = np.zeros(len(truth), dtype=bool)
    learned = to_learn_from(matrix, names, fresh)
    for train, test in folds:
        weights, bias = fit_linear(learned[train], truth[train], names)
        values[test] = matrix[test] @ weights + bias
    for train, test in folds:
        others = train[fresh[train]]
        calibration = calibrate(values[others], truth[others])
        thresholds = choose_thresholds(calibration(values[others]), truth[others], rules[others])
        probabilities[test] = calibration(values[test])
        told[test] = thresholds.decide(probabilities[test], rules[test])
    return HeldOut(values, probabilities, told)


def fit_stance(
    matrix: csr_matrix,
    names: Sequence[str],
    truth: Flags,
    rules: RuleFlags,
    writers: Sequence[str],
    fresh: Flags,
) -> tuple[FittedStance, StanceFigures]:
    """Fit a stance on all sentences, and report on fresh writers held out.

    Parameters
    ----------
    matrix, names : sentences by features; ``truth`` : where the stance holds; ``writers`` : one per sentence.
    rules : what the rules say of the stance.
    fresh : sentences of writers whose notes the rules were written without; they judge.
    """
    seen = hold_out(matrix, names, truth, rules, writers, fresh)
    weights, bias = fit_linear(to_learn_from(matrix, names, fresh), truth, names)
    truth, rules = truth[fresh], rules[fresh]
    calibration = calibrate(seen.values[fresh], truth)
    thresholds = choose_thresholds(calibration(seen.values[fresh]), truth, rules)
    probabilities = seen.probabilities[fresh]
    report: StanceFigures = {
        "rules": precision_recall(rules.counted, truth),
        "classifier": precision_recall(probabilities >= 0.5, truth),
        "both": precision_recall(seen.told[fresh], truth),
        "calibration_error": calibration_error(probabilities, truth),
        "reliability": reliability(probabilities, truth),
        "threshold": thresholds.tell,
        "doubt": thresholds.doubt,
    }
    return FittedStance(weights, round(bias, 4), calibration, thresholds), report
