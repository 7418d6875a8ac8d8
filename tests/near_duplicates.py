"""Sentences of the corpus that say nearly the same in nearly the same words.

    python tests/near_duplicates.py [--list]

Prints which share of the sentences of five words or more has another one beside which its TF-IDF cosine (over words)
is above 0.8, within a writer's notes and across writers;
`--list` prints these sentences too.
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from boundary_nlp.gold import GoldNote, read_gold

CORPUS = Path(__file__).parents[1] / "data" / "corpus"
WORD = r"(?u)\b\w+\b"
SHORTEST = 5
TOO_NEAR = 0.8
ROWS = 1000


@dataclass(frozen=True, slots=True)
class NearDuplicates:
    """The sentences of five words or more, and which of them have a near-duplicate by the same or another writer."""

    sentences: list[str]
    within: list[int]
    across: list[int]

    @property
    def share(self) -> float:
        """The share of sentences that have a near-duplicate anywhere."""
        return len({*self.within, *self.across}) / len(self.sentences)


def near_duplicates(gold: list[GoldNote]) -> NearDuplicates:
    """Compare every sentence of five words or more with every other one, a chunk of rows at a time."""
    cut = [(note.text[s["start"] : s["end"]], note.writer) for note in gold for s in note.sentences]
    long = [(text, writer) for text, writer in cut if len(re.findall(WORD, text)) >= SHORTEST]
    texts, writers = [text for text, _ in long], np.array([writer for _, writer in long])
    matrix = TfidfVectorizer(token_pattern=WORD).fit_transform(texts)
    within, across = set(), set()
    for first in range(0, len(texts), ROWS):
        near = (matrix[first : first + ROWS] @ matrix.T).tocoo()
        rows, columns = near.row + first, near.col
        pairs = (near.data > TOO_NEAR) & (rows < columns)
        for row, column in zip(rows[pairs].tolist(), columns[pairs].tolist(), strict=True):
            (within if writers[row] == writers[column] else across).update((row, column))
    return NearDuplicates(texts, sorted(within), sorted(across))


def main() -> None:
    """Print the shares."""
    found = near_duplicates(read_gold(CORPUS))
    n = len(found.sentences)
    print(f"{n:,} sentences of {SHORTEST} words or more; near-duplicates among them: {found.share:.2%}")
    print(f"(within a writer {len(found.within) / n:.2%}, across writers {len(found.across) / n:.2%}).")
    if "--list" in sys.argv[1:]:
        print("\n".join(sorted(found.sentences[at] for at in {*found.within, *found.across})))


if __name__ == "__main__":
    main()
