"""Write the table of lemmas that ships with the package, from simplemma's Dutch dictionary.

    python benchmarks/lemma_table.py

Simplemma builds a dictionary of 370,000 words at the first one that is asked for. The table holds the same entries, in
order, and is searched as it is.
"""

import zlib
from itertools import takewhile
from pathlib import Path

from simplemma.strategies.dictionaries import DefaultDictionaryFactory

import boundary_nlp as bn
from boundary_nlp.language.lemmas import TABLE


def entry(word: str, lemma: str) -> str:
    """Return a line: the word, how many letters are cut from its end, and what is put in their place."""
    kept = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(word, lemma, strict=False)))
    return f"{word}\t{len(word) - kept}\t{lemma[kept:]}\n"


def main() -> None:
    """Write the table and tell its size."""
    dictionary = DefaultDictionaryFactory().get_dictionary("nl")
    words = sorted(dictionary, key=str.encode)
    text = "\n" + "".join(entry(word, dictionary[word]) for word in words)
    path = Path(bn.__file__).parent / "resources" / TABLE
    path.write_bytes(zlib.compress(text.encode(), 9))
    print(f"{path}: {len(words):,} words, {path.stat().st_size / 1e6:.2f} MB, {len(text) / 1e6:.2f} MB unpacked")


if __name__ == "__main__":
    main()
