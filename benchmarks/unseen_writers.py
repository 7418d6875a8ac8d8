"""The shipped analyser on writers who took part in nothing; run by hand, seldom.

    python benchmarks/unseen_writers.py

Reads `data/unseen/` with the rules alone and with the shipped classifier. No rule was written, no threshold chosen and
no variant preferred by these notes; every time they decide something they are worth less, so nothing is to be tuned on
what this prints.
"""

from boundary_nlp import Analyser, evaluate, read_gold
from boundary_nlp.taxonomy import QUALIFIERS
from corpus_examples import CORPUS, STANCES
from held_out import per_value, with_interval
from tables import table

UNSEEN = CORPUS.parent / "unseen"
SHARES = ("precision", "recall", "f1")


def main() -> None:
    """Print the tables."""
    gold = read_gold(UNSEEN)
    ways = {"rules alone": Analyser(classifier="none"), "rules and classifier": Analyser()}
    scores = [evaluate(gold, analyser) for analyser in ways.values()]
    rows = [["notes", *(s["n_notes"] for s in scores)], ["sentences", *(s["n_sentences"] for s in scores)]]
    for name in (*STANCES, "span"):
        label = "counted spans (same signal)" if name == "span" else name
        rows += [
            [f"{label}: {share.replace('f1', 'F1')}", *(with_interval(s[name][share]) for s in scores)]
            for share in SHARES
        ]
    rows.append(["four-way kappa", *(with_interval(s["kappa"]) for s in scores)])
    rows.append(["sentence starts: F1", *(with_interval(s["boundary"]["f1"]) for s in scores)])
    for stance in STANCES:
        wrong = (s["wrongly_counted"][stance] for s in scores)
        rows.append([f"{stance} spans that must not count, counted", *(f"{w['counted']} of {w['n']}" for w in wrong)])
    print(table(["with 95 % bootstrap intervals over notes", *ways], rows) + "\n")

    print("Qualifiers of spans found with the right signal: F1 per value, and how many spans have it:\n")
    values = [
        [name, value, *(per_value(s["qualifiers"][name].get(value)) for s in scores)]
        for name in QUALIFIERS
        for value in scores[-1]["qualifiers"][name]
        if value != "all"
    ]
    print(table(["qualifier", "value", *ways], values, text_columns=2) + "\n")

    print("F1 by writer, rules and classifier:\n")
    lines = []
    for writer in sorted({note.writer for note in gold}):
        found = evaluate([note for note in gold if note.writer == writer], ways["rules and classifier"])
        lines.append([writer, *(with_interval(found[stance]["f1"]) for stance in STANCES)])
    print(table(["writer", *STANCES], lines))


if __name__ == "__main__":
    main()
