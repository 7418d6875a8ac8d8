"""The rules alone on writers that were read while rules were written, and on writers that were not; run by hand.

    python benchmarks/rules_on_writers.py

Prints sentence scores per group, and for each signal how many counted spans of unread writers the rules find.
"""

from collections import Counter
from pathlib import Path

from boundary_nlp import Analyser, read_gold
from boundary_nlp.evaluation import tally_note
from boundary_nlp.taxonomy import SIGNALS

DATA = Path(__file__).parent.parent / "data"
READ = frozenset(note.writer for note in read_gold(DATA / "corpus") if note.read_for_rules)


def scores(counts: Counter[tuple[str, ...]], *key: str) -> str:
    """Return precision, recall, F1 and n of a class."""
    hit, wrong, missed = (counts[(*key, outcome)] for outcome in ("tp", "fp", "fn"))
    precision, recall = hit / max(1, hit + wrong), hit / max(1, hit + missed)
    f1 = 2 * hit / max(1, 2 * hit + wrong + missed)
    return f"{precision:.2f} {recall:.2f} {f1:.2f} (n = {hit + missed})"


def main() -> None:
    """Print the tables."""
    analyser = Analyser(classifier="none")
    corpus = sorted((DATA / "corpus").glob("*.jsonl"))
    groups = {
        "development notes, read": [DATA / "gold" / "dev.jsonl"],
        "corpus, read writers": [file for file in corpus if file.stem in READ],
        "corpus, unread writers": [file for file in corpus if file.stem not in READ],
    }
    print("precision recall F1")
    for name, files in groups.items():
        counts: Counter[tuple[str, ...]] = Counter()
        for note in (note for file in files for note in read_gold(file)):
            counts.update(tally_note(note, analyser(note.text)).counts)
        told = ", ".join(f"{stance} {scores(counts, stance)}" for stance in ("rescuing", "guiding"))
        print(f"{name} ({len(files)} files): {told}")
        kept, counted = (counts["uncounted", "rescuing", outcome] for outcome in ("kept", "counted"))
        print(f"  rescuing spans that must not count: {kept + counted}, of which counted: {counted}")
    print("spans of unread writers, per signal: precision recall F1")
    for signal in (signal for signal in SIGNALS.values() if signal.stance != "opposing"):
        print(f"  {signal.code}: {scores(counts, 'span', signal.code)}")


if __name__ == "__main__":
    main()
