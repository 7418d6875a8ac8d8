"""Words per second of the analyser beside plain tokenisation, in one run on one core; run by hand.

    python benchmarks/speed.py

Half of the corpus warms the caches, the other half is timed.
Cost is relative to ``spacy.blank("nl")`` tokenisation of the same notes.
"""

import random
import time
from collections.abc import Callable
from pathlib import Path

import spacy

from boundary_nlp import Analyser, read_gold

CORPUS = Path(__file__).parent.parent / "data" / "corpus"


def seconds(function: Callable[[str], object], texts: list[str]) -> float:
    """Return how long a function takes over all texts."""
    start = time.perf_counter()
    for text in texts:
        function(text)
    return time.perf_counter() - start


def main() -> None:
    """Print the table."""
    texts = [note.text for note in read_gold(CORPUS)]
    random.Random(0).shuffle(texts)
    warm, timed = texts[: len(texts) // 2], texts[len(texts) // 2 :]
    tokenise = spacy.blank("nl")
    n_words = sum(len(tokenise.make_doc(text)) for text in timed)
    candidates: dict[str, Callable[[str], object]] = {
        "tokenisation alone": spacy.blank("nl").make_doc,
        "rules": Analyser(classifier="none"),
        "rules and classifier": Analyser(),
    }
    print("| what | words per second | cost |\n| --- | ---: | ---: |")
    base = 0.0
    for name, function in candidates.items():
        seconds(function, warm)
        took = seconds(function, timed)
        base = base or took
        print(f"| {name} | {n_words / took:,.0f} | {took / base:.1f} |")


if __name__ == "__main__":
    main()
