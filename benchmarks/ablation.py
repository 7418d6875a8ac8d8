"""What each part of the analyser adds, on sentences of writers held out; run by hand.

    python benchmarks/ablation.py

Prints a key word list, rules alone, the classifier alone (without any feature from the rules) and both, by five-fold
cross-validation over the writers of `data/corpus/`; then both again with each kind of feature left out. Calibration
and thresholds of a writer come from other writers, and are chosen alike for every line.
"""

from pathlib import Path

import numpy as np
import yaml
from sklearn.metrics import average_precision_score, cohen_kappa_score

from boundary_nlp.classifier.scores import RuleFlags, precision_recall
from boundary_nlp.classifier.stance import hold_out
from boundary_nlp.language.forms import Lexicon
from corpus_examples import FROM_RULES, STANCES, Sentences, four_way, load
from tables import table

KEYWORDS = Path(__file__).parent / "keywords.yaml"
KINDS = {
    "w": "words",
    "l": "lemmas",
    "wl": "words and lemmas",
    "c": "letters in words (3 to 5)",
    "a": "pairs of words",
    "s": "pairs with words between",
    "t": "triples of words",
    "ast": "pairs and triples",
    "k": "place of 'ik', verb forms, persons, length",
    "r": "findings of the rules",
    "q": "why a finding does not count",
    "pn": "findings beside the sentence",
    FROM_RULES: "all that the rules say",
    "u": "the first person named",
}
BOOTSTRAPS = 1000
SCORES = ("precision", "recall", "F1", "av. prec.")


def keyword_flags(sentences, stance):
    """Return the sentences in which all words of one entry of the list stand."""
    lexicon = Lexicon()
    entries = yaml.safe_load(KEYWORDS.read_text(encoding="utf-8"))[stance]
    wanted = [{f"w:{lexicon.form(word).norm}" for word in str(entry).split()} for entry in entries]
    return np.array([any(entry <= example.features.keys() for entry in wanted) for example in sentences.examples])


def held_out(sentences, kinds="", rules=True):
    """Return for both stances what is told and how probable it is, without some kinds of features.

    Without ``rules``, the classifier decides alone.
    """
    matrix, names = sentences.without(kinds)
    told, probabilities = [], []
    for stance in range(len(STANCES)):
        truth = sentences.flags("stances", stance)
        none = np.zeros_like(truth)
        seen = hold_out(
            matrix,
            names,
            truth,
            sentences.rules(stance) if rules else RuleFlags(none, none, none),
            sentences.writers.tolist(),
            sentences.fresh,
        )
        told.append(seen.told)
        probabilities.append(seen.probabilities)
    return told, probabilities


def figures(sentences, told, probabilities=None, rows=slice(None)):
    """Return the cells of a line: four per stance, and the four-way kappa."""
    truths = [sentences.flags("stances", stance) for stance in range(len(STANCES))]
    cells = []
    for stance, truth in enumerate(truths):
        scores = precision_recall(told[stance][rows], truth[rows])
        ranked = average_precision_score(truth[rows], probabilities[stance][rows]) if probabilities else None
        cells += [*scores.values(), "" if ranked is None else float(ranked)]
    kappa = cohen_kappa_score(four_way([t[rows] for t in truths]), four_way([t[rows] for t in told]))
    return [*cells, float(kappa)]


def mean_f1(truths, told, weights):
    """Return F1 averaged over both stances, where each sentence counts as often as its weight."""
    scores = []
    for truth, said in zip(truths, told, strict=True):
        right, either = weights[truth & said].sum(), weights[truth].sum() + weights[said].sum()
        scores.append(2 * right / either)
    return float(np.mean(scores))


def change(sentences: Sentences, told, before):
    """Return how the mean F1 changes, with a 95 % bootstrap interval over writers."""
    truths = [sentences.flags("stances", stance) for stance in range(len(STANCES))]
    names, writer = np.unique(sentences.writers, return_inverse=True)
    rng = np.random.default_rng(0)
    draws = [np.bincount(rng.integers(0, len(names), len(names)), minlength=len(names)) for _ in range(BOOTSTRAPS)]
    spread = [mean_f1(truths, told, draw[writer]) - mean_f1(truths, before, draw[writer]) for draw in draws]
    once = np.ones(len(writer))
    low, high = np.percentile(spread, [2.5, 97.5])
    return f"{mean_f1(truths, told, once) - mean_f1(truths, before, once):+.3f} ({low:+.3f} to {high:+.3f})"


def main():
    """Print the tables."""
    sentences = load()
    head = [f"{stance} {score}" for stance in STANCES for score in SCORES]
    by_rules = [sentences.flags("by_rules", stance) for stance in range(len(STANCES))]
    both = held_out(sentences)
    ways = {
        "key word list": ([keyword_flags(sentences, stance) for stance in STANCES],),
        "rules alone": (by_rules,),
        "classifier alone": held_out(sentences, kinds=FROM_RULES, rules=False),
        "both": both,
    }
    unread = sentences.fresh
    for title, rows in {"All writers": slice(None), "Writers not read while rules were written": unread}.items():
        n_writers, n = len(set(sentences.writers[rows])), len(sentences.writers[rows])
        print(f"{title} ({n_writers} writers, {n:,} sentences):\n")
        lines = [[name, *figures(sentences, *way, rows=rows)] for name, way in ways.items()]
        print(table(["", *head, "kappa"], lines) + "\n")

    lines = [["nothing", len(sentences.names), *figures(sentences, *both), ""]]
    for kinds, what in KINDS.items():
        left = held_out(sentences, kinds)
        n = sum(name[0] not in kinds for name in sentences.names)
        lines.append([f"`{kinds}` {what}", n, *figures(sentences, *left), change(sentences, left[0], both[0])])
    print("Rules and classifier without some kinds of features, all writers:\n")
    print(table(["left out", "features", *head, "kappa", "change of mean F1 (95 % over writers)"], lines))


if __name__ == "__main__":
    main()
