"""Where units begin in notes that run on without marks: training of the model, and what it finds; run by hand.

    python benchmarks/run_ons.py [--out src/boundary_nlp/resources/model/run_ons.json]

It learns from the corpus, from those units that are too long for one by their marks alone. What it finds is told of
writers held out in five groups, by models of the others; ``--out`` writes the model of all writers.
"""

import argparse
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from boundary_nlp import read_gold
from boundary_nlp.gold import GoldNote
from boundary_nlp.language.forms import Form, Lexicon
from boundary_nlp.language.reader import NoteReader
from boundary_nlp.language.run_ons import AT_A_GLANCE, MARKED, UNMARKED, RunOn, RunOnModel, split_run_on
from boundary_nlp.language.sentences import ENDINGS, marked_units
from tables import table

CORPUS = Path(__file__).parent.parent / "data" / "corpus"
FOLDS = 5
N_WORDS = 800  # the most frequent ones are told apart by themselves
MIN_PLACES = 3  # at which a feature must stand
STRENGTH = 0.3  # inverse of the L2 penalty
LEAST = -1.0
SMALLEST_WEIGHT = 0.1
OVERLOOKED = 0.01  # share of the places found that are given up, so that most others cost a glance


@dataclass(frozen=True, slots=True)
class LongUnit:
    """A unit that may hold several: its place in the note's tokens, and the places in it where one begins."""

    writer: str
    forms: list[Form]
    start: int
    end: int
    is_marked: bool
    begins: frozenset[int]


def long_units(gold: list[GoldNote], reader: NoteReader) -> list[LongUnit]:
    """Return the long units of notes."""
    found = []
    for note in gold:
        forms, spaces, starts = reader.read(note.text)
        begins = {sentence["start"] for sentence in note.sentences}
        units = marked_units(forms, spaces)
        is_marked = len(units) > 1 or any(forms[end - 1].text in ENDINGS for _, end in units)
        for start, end in units:
            if end - start > (MARKED if is_marked else UNMARKED):
                inner = frozenset(at - start for at in range(start + 1, end) if starts[at] in begins)
                found.append(LongUnit(note.writer, forms, start, end, is_marked, inner))
    return found


def train(units: list[LongUnit]) -> RunOnModel:
    """Return a model of some units.

    It decides after what it decided before, mistakes included, so it learns from such places too: those that a model of
    half of the writers leads to in the notes of the others (Ross et al. 2011, "DAgger").
    """
    counts = Counter(form.norm for unit in units for form in unit.forms[unit.start : unit.end] if form.is_word)
    words = frozenset(word for word, _ in counts.most_common(N_WORDS))
    rows, truth = places_of(units, words, [unit.begins for unit in units])
    writers = sorted({unit.writer for unit in units})
    for half in (set(writers[::2]), set(writers[1::2])):
        inside = [unit for unit in units if unit.writer in half]
        outside = [unit for unit in units if unit.writer not in half]
        model = fitted(*places_of(inside, words, [unit.begins for unit in inside]), words)
        more_rows, more_truth = places_of(outside, words, [begins_found(unit, model) for unit in outside])
        rows, truth = rows + more_rows, truth + more_truth
    return fitted(rows, truth, words)


def places_of(
    units: list[LongUnit], words: frozenset[str], begins: list[frozenset[int]]
) -> tuple[list[dict[str, float]], list[bool]]:
    """Return the features of every place that is decided, given where units began before it, and the truth."""
    rows, truth = [], []
    for unit, begun in zip(units, begins, strict=True):
        run_on = RunOn(unit.forms[unit.start : unit.end], unit.is_marked, words)
        begin = 0
        for place in range(1, unit.end - unit.start):
            if not run_on.must_begin(place) and run_on.may_begin(place):
                rows.append(dict.fromkeys(run_on.features(begin, place), 1.0))
                truth.append(place in unit.begins)
            if place in begun:
                begin = place
    return rows, truth


def fitted(rows: list[dict[str, float]], truth: list[bool], words: frozenset[str]) -> RunOnModel:
    """Return the model of some places."""
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(rows)
    kept = np.flatnonzero(matrix.getnnz(axis=0) >= MIN_PLACES)
    model = LogisticRegression(C=STRENGTH, fit_intercept=False, max_iter=2000, solver="liblinear", random_state=0)
    weights = np.round(model.fit(matrix[:, kept], truth).coef_[0], 3)
    weights[np.abs(weights) < SMALLEST_WEIGHT] = 0.0
    names = vectorizer.get_feature_names_out()[kept]
    found = np.array(truth) & (matrix[:, kept] @ weights > LEAST)
    at_a_glance = matrix[:, kept] @ np.where([name.split(" ")[0] in AT_A_GLANCE for name in names], weights, 0.0)
    pairs = zip(names.tolist(), weights.tolist(), strict=True)
    listed = {name: weight for name, weight in pairs if weight}
    bound = round(float(np.quantile(at_a_glance[found], OVERLOOKED)), 3)
    return RunOnModel({"words": words, "weights": listed, "least": LEAST, "glance": bound})


def begins_found(unit: LongUnit, model: RunOnModel) -> frozenset[int]:
    """Return the places within a long unit where a model lets one begin."""
    parts = split_run_on(unit.forms, unit.start, unit.end, unit.is_marked, model)
    return frozenset(start - unit.start for start, _ in parts[1:])


def scores(units: list[LongUnit], found: list[frozenset[int]]) -> list[float | int]:
    """Return precision, recall, F1 and the number of places where a unit begins within a long one."""
    hits = sum(len(unit.begins & places) for unit, places in zip(units, found, strict=True))
    n_found, n_gold = sum(map(len, found)), sum(len(unit.begins) for unit in units)
    return [hits / max(1, n_found), hits / max(1, n_gold), 2 * hits / max(1, n_found + n_gold), n_gold]


def main() -> None:
    """Print the table, and write the model where that is asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    units = long_units(read_gold(CORPUS), NoteReader(Lexicon()))
    found = [frozenset[int]()] * len(units)
    for others, held_out in GroupKFold(FOLDS).split(units, groups=[unit.writer for unit in units]):
        model = train([units[at] for at in others])
        for at in held_out:
            found[at] = begins_found(units[at], model)
    rows = []
    for label, is_marked in (("the whole note, without a mark", False), ("a part of a note", True)):
        chosen = [at for at, unit in enumerate(units) if unit.is_marked == is_marked]
        values = scores([units[at] for at in chosen], [found[at] for at in chosen])
        rows.append([label, len(chosen), *values])
    print(table(["long units", "number", "precision", "recall", "F1", "begins"], rows))
    if arguments.out:
        model = train(units)
        content = {
            "least": model.least,
            "glance": model.glance,
            "words": sorted(model.words),
            "weights": dict(sorted(model.weights.items())),
        }
        arguments.out.write_text(json.dumps(content, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
