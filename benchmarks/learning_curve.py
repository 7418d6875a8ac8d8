"""F1 on writers held out, by the number of writers that the classifier learns from; run by hand.

    python benchmarks/learning_curve.py

The writers are tested in eight groups, always the same. For each group the classifier learns from the first 2, 4, 8 ...
of the other writers in an order drawn by chance; calibration and thresholds of a group come from the other groups.
Rules alone are what it is without any writer to learn from; the classifier sees their findings. Figures are of writers
whose notes were not read while the rules were written.
"""

import numpy as np

from boundary_nlp.classifier.examples import MIN_WRITERS
from boundary_nlp.classifier.scores import RuleFlags, calibrate, choose_thresholds, precision_recall
from boundary_nlp.classifier.stance import fit_linear, to_learn_from
from corpus_examples import STANCES, Sentences, load
from tables import table

SIZES = (2, 4, 8, 16, 32, 64, 110)
GROUPS = 8
DRAWS = 2
WAYS = ("classifier", "rules and classifier")
WORTH_IT = 0.01  # of F1 for a doubling of writers


def held_out_values(sentences: Sentences, used, truth, folds, size, rng):
    """Return the decision value of each sentence by a model of some writers of other groups."""
    values = np.zeros(len(truth))
    matrix, writers = sentences.matrix, sentences.writers
    learned = to_learn_from(matrix, sentences.names, sentences.fresh)
    for others, test in folds:
        chosen = rng.permutation(np.unique(writers[others]))[:size]
        rows = np.flatnonzero(np.isin(writers, chosen))
        columns = np.flatnonzero(sum(used[writer] for writer in chosen) >= MIN_WRITERS)
        weights, bias = fit_linear(learned[rows][:, columns], truth[rows], [sentences.names[at] for at in columns])
        values[test] = matrix[test][:, columns] @ weights + bias
    return values


def held_out_f1(values, truth, rules, fresh, folds):
    """Return F1 where calibration and thresholds of each group come from the other groups."""
    told = np.zeros(len(truth), dtype=bool)
    for rest, test in folds:
        others = rest[fresh[rest]]
        calibration = calibrate(values[others], truth[others])
        thresholds = choose_thresholds(calibration(values[others]), truth[others], rules[others])
        told[test] = thresholds.decide(calibration(values[test]), rules[test])
    return precision_recall(told[fresh], truth[fresh])["f1"]


def curves(sentences: Sentences):
    """Return way -> F1 by stance, draw and size."""
    folds, writers = sentences.folds(GROUPS), sentences.writers
    used = {
        writer: (sentences.matrix[writers == writer].getnnz(axis=0) > 0).astype(int) for writer in np.unique(writers)
    }
    found = {way: np.zeros((len(STANCES), DRAWS, len(SIZES))) for way in WAYS}
    for stance in range(len(STANCES)):
        truth = sentences.flags("stances", stance)
        none = np.zeros_like(truth)
        ways = dict(zip(WAYS, (RuleFlags(none, none, none), sentences.rules(stance)), strict=True))
        for draw in range(DRAWS):
            for at, size in enumerate(SIZES):
                rng = np.random.default_rng(draw)  # the same order for each size: larger sets hold the smaller
                values = held_out_values(sentences, used, truth, folds, size, rng)
                for way, rules in ways.items():
                    found[way][stance, draw, at] = held_out_f1(values, truth, rules, sentences.fresh, folds)
    return found


def gain(f1, first):
    """Return the gain per doubling of writers between a size and the largest, for each draw."""
    return (f1[:, -1] - f1[:, SIZES.index(first)]) / np.log2(SIZES[-1] / first)


def main():
    """Print the table, and whether more writers would help."""
    sentences = load()
    found = curves(sentences)
    rules = [
        precision_recall(
            sentences.flags("by_rules", stance)[sentences.fresh], sentences.flags("stances", stance)[sentences.fresh]
        )["f1"]
        for stance in range(len(STANCES))
    ]
    head = ["writers", *(f"{stance}, {way}" for way in WAYS for stance in STANCES)]
    rows = [["0 (rules alone)", *[""] * len(STANCES), *rules]]
    for at, size in enumerate(SIZES):
        cells = [found[way][stance, :, at] for way in WAYS for stance in range(len(STANCES))]
        rows.append([str(size), *(f"{draws.mean():.2f} ({draws.min():.2f} to {draws.max():.2f})" for draws in cells)])
    print(f"F1 on writers held out, mean of {DRAWS} draws (lowest to highest):\n")
    print(table(head, rows) + "\n")
    for way in WAYS:
        gains = [gain(found[way][stance], 8).mean() for stance in range(len(STANCES))]
        told = ", ".join(f"{stance} {value:+.3f}" for stance, value in zip(STANCES, gains, strict=True))
        verdict = "more styles would help" if min(gains) >= WORTH_IT else "more styles would hardly help"
        print(f"{way[0].upper()}{way[1:]}: a doubling of writers beyond 8 changes F1 by {told}; {verdict}.")


if __name__ == "__main__":
    main()
