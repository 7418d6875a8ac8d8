"""Dictionary forms of Dutch words: simplemma's, with its dictionary as a table that opens at once.

Simplemma builds a Python dictionary of 370,000 words when it is first asked, which takes half as long as importing
spaCy, and keeps it. The table (``resources/lemmas/nl.z``) holds the same entries, one a line and in order; a word is
looked for in it as it is. ``python benchmarks/lemma_table.py`` writes it.
"""

import zlib
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files

from simplemma import Lemmatizer
from simplemma.strategies import DefaultStrategy, DictionaryLookupStrategy
from simplemma.utils import normalize_token

DUTCH = "nl"
TABLE = "lemmas/nl.z"
_BLOCK = 512  # bytes in which a word is looked for


class LemmaTable(Mapping[str, str]):
    """Word -> lemma, from lines of a word, how many letters to cut from its end, and what to put in their place.

    Parameters
    ----------
    lines : the lines, each between newlines, in the order of their bytes.
    """

    def __init__(self, lines: bytes) -> None:
        self._lines = lines
        blocks = (lines.index(b"\n", at) for at in range(0, len(lines), _BLOCK))
        self._starts = [start for start in blocks if start < len(lines) - 1]
        self._firsts = [lines[start + 1 : lines.index(b"\t", start)] for start in self._starts]
        self._starts.append(len(lines))
        self._lately = lru_cache(maxsize=1024)(self._find)  # whether a word is known is asked right after its lemma

    def get(self, word: str, default: str | None = None) -> str | None:  # type: ignore[override]
        """Return the lemma of a word, or ``default``."""
        lemma = self._lately(word)
        return default if lemma is None else lemma

    def _find(self, word: str) -> str | None:
        key = word.encode()
        block = bisect_right(self._firsts, key)
        if not block:
            return None
        # The newline that ends a block is the one that begins the next.
        at = self._lines.find(b"\n%b\t" % key, self._starts[block - 1], self._starts[block])
        if at < 0:
            return None
        start = at + len(key) + 2
        cut, _, ending = self._lines[start : self._lines.index(b"\n", start)].decode().partition("\t")
        return word[: len(word) - int(cut)] + ending

    def __getitem__(self, word: str) -> str:
        lemma = self.get(word)
        if lemma is None:
            raise KeyError(word)
        return lemma

    def __iter__(self) -> Iterator[str]:
        return (line.decode().partition("\t")[0] for line in self._lines[1:-1].split(b"\n"))

    def __len__(self) -> int:
        return self._lines.count(b"\n") - 1


class _TableFactory:
    """Hands simplemma the table in place of a dictionary of its own."""

    def get_dictionary(self, lang: str) -> Mapping[str, str]:
        """Return the table, whatever the language: only Dutch is asked for."""
        return lemma_table()


@cache
def lemma_table() -> LemmaTable:
    """Return the table of the package; unpacked once per process."""
    return LemmaTable(zlib.decompress((files("boundary_nlp.resources") / TABLE).read_bytes()))


_lookup = DictionaryLookupStrategy(_TableFactory())
_lemmatizer = Lemmatizer(lemmatization_strategy=DefaultStrategy(dictionary_factory=_TableFactory()))


def lemma_of(word: str) -> str:
    """Return the dictionary form of a word; separable verbs may come in two pieces ("over_nemen")."""
    lemma = lemma_table().get(word)  # where simplemma looks first
    return _lemmatizer.lemmatize(word, DUTCH) if lemma is None else lemma


def is_known(word: str) -> bool:
    """Tell whether a word stands in the dictionary, with or without a capital."""
    return lemma_table().get(word) is not None or _lookup.get_lemma(normalize_token(word), DUTCH) is not None
