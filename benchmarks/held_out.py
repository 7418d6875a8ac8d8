"""The whole analyser on writers held out, beside the development notes; run by hand.

    python benchmarks/held_out.py

Writers are held out in five groups. For each, a classifier is trained as `boundary-nlp train` does on the notes of the
other writers alone, its calibration and thresholds included, and the analyser reads the notes of the group with it.
Some writers were read while the rules were written, so the others are told apart.
The development notes are read with the shipped classifier; the rules were developed with sight of them.
"""

import tempfile
from pathlib import Path

import numpy as np
from sklearn.model_selection import GroupKFold

from boundary_nlp import Analyser, Analysis, evaluate, read_gold
from boundary_nlp.classifier.scores import calibration_error
from boundary_nlp.classifier.stance import FOLDS
from boundary_nlp.classifier.train import train_model
from boundary_nlp.gold import GoldNote
from boundary_nlp.taxonomy import QUALIFIERS, SIGNALS
from corpus_examples import CORPUS, STANCES
from tables import table

DEVELOPMENT = CORPUS.parent / "gold" / "dev.jsonl"
FEW = 10  # counted spans, below which a signal's figures say nothing


def analyse_held_out(gold: list[GoldNote]) -> dict[str, Analysis]:
    """Return each note's analysis, by its text, with a classifier that never saw its writer."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "fold.model"
        for train, test in GroupKFold(FOLDS).split(gold, groups=[note.writer for note in gold]):
            model, _ = train_model([gold[at] for at in train])
            model.save(file)
            texts = [gold[at].text for at in test]
            found |= dict(zip(texts, Analyser(classifier=file).pipe(texts), strict=True))
    return found


def sentence_calibration(gold: list[GoldNote], analyses: list[Analysis], stance: str) -> float:
    """Return the expected calibration error over the analyser's sentences that begin in a gold sentence."""
    probabilities, truth = [], []
    for note, analysis in zip(gold, analyses, strict=True):
        for sentence in analysis.sentences:
            real = next((s for s in note.sentences if s["start"] <= sentence.start < s["end"]), None)
            if real is not None:
                probabilities.append(getattr(sentence, f"p_{stance}"))
                truth.append(real["stance"] in (stance, "mixed"))
    return calibration_error(np.array(probabilities), np.array(truth))


def with_interval(figure) -> str:
    """Return a figure with its 95 % interval."""
    return f"{figure['value']:.2f} ({figure['low']:.2f} to {figure['high']:.2f})"


def per_value(figure) -> str:
    """Return F1 of a qualifier's value with its number of spans."""
    return "none" if figure is None else f"{figure['f1']:.2f} ({figure['n']})"


def main() -> None:
    """Print the tables."""
    corpus, development = read_gold(CORPUS), read_gold(DEVELOPMENT)
    shipped, held_out = Analyser(), analyse_held_out(corpus)
    unread = [note for note in corpus if not note.read_for_rules]
    columns = {
        "corpus, writers held out": (corpus, [held_out[note.text] for note in corpus]),
        "of these, not read for the rules": (unread, [held_out[note.text] for note in unread]),
        "development, seen": (development, [shipped(note.text) for note in development]),
    }
    scores = []
    for gold, analyses in columns.values():
        known = {note.text: analysis for note, analysis in zip(gold, analyses, strict=True)}
        scores.append(evaluate(gold, known.__getitem__))

    rows = [["notes", *(s["n_notes"] for s in scores)], ["sentences", *(s["n_sentences"] for s in scores)]]
    for name in (*STANCES, "span"):
        for score in ("precision", "recall", "f1"):
            label = "counted spans (same signal)" if name == "span" else name
            shown = "F1" if score == "f1" else score
            rows.append([f"{label}: {shown}", *(with_interval(s[name][score]) for s in scores)])
    rows.append(["four-way kappa", *(with_interval(s["kappa"]) for s in scores)])
    for stance in STANCES:
        errors = [f"{sentence_calibration(*column, stance):.3f}" for column in columns.values()]
        rows.append([f"{stance}: expected calibration error", *errors])
    rows += [
        [f"{name}: right value on matched spans", *(s["qualifiers"][name]["all"]["accuracy"] for s in scores)]
        for name in QUALIFIERS
    ]
    for stance in STANCES:
        wrong = (s["wrongly_counted"][stance] for s in scores)
        rows.append([f"{stance} spans that must not count, counted", *(f"{w['counted']} of {w['n']}" for w in wrong)])
    print(table(["with 95 % bootstrap intervals over notes", *columns], rows) + "\n")

    print(f"Counted spans by signal, writers held out (at least {FEW}), in the order of recall:\n")
    found = {code: s for code, s in scores[0]["signals"].items() if s["n"] >= FEW}
    lines = [
        [f"`{code}`", SIGNALS[code].stance, s["precision"], s["recall"], s["f1"], s["n"]]
        for code, s in sorted(found.items(), key=lambda item: item[1]["recall"])
    ]
    print(table(["signal", "stance", "precision", "recall", "F1", "spans"], lines, text_columns=2) + "\n")

    print("Qualifiers of spans found with the right signal: F1 per value, and how many spans have it:\n")
    lines = [
        [name, value, *(per_value(s["qualifiers"][name].get(value)) for s in scores)]
        for name in QUALIFIERS
        for value in scores[0]["qualifiers"][name]
        if value != "all"
    ]
    print(table(["qualifier", "value", *columns], lines, text_columns=2))


if __name__ == "__main__":
    main()
