"""What a word is made of, where no list knows it as a whole: diminutives, compounds, and slips of one letter.

Each is asked once per word form. A slip is found through deletions (Garbe 2012, "SymSpell"): words that are one edit
apart share a string that each becomes by deleting at most one letter.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final

from boundary_nlp.resources import load_yaml

LONGEST_WORD: Final = 60  # letters; what is longer is no word, and looking into it takes time with its square
MIN_SLIP: Final = 7  # letters; a shorter word is one edit away from too many others
MIN_BASE: Final = 4
MIN_MODIFIER: Final = 3
_DIMINUTIVES: Final = ("etje", "tje", "pje", "je", "eke", "ske", "ke")


@lru_cache(maxsize=1)
def _heads() -> frozenset[str]:
    return frozenset(load_yaml("lexicon/compounds.yaml")["heads"])


def smaller_words(word: str) -> set[str]:
    """Return the words inside a word: "briefje" holds "brief", "huurafspraak" holds "afspraak"."""
    if len(word) > LONGEST_WORD:
        return set()
    one = word.removesuffix("s")
    found = {
        one.removesuffix(ending)
        for ending in _DIMINUTIVES
        if one.endswith(ending) and len(one) - len(ending) >= MIN_BASE
    }
    heads = _heads()
    for whole in (word, *found.copy()):
        for start in range(MIN_MODIFIER, len(whole) - MIN_BASE + 1):
            if whole[start:] in heads:
                found.add(whole[start:])
                break
    return found


class Slips:
    """Finds the known word from which an unknown one differs by a single edit.

    Parameters
    ----------
    words : returns the known words; asked when the first unknown word is met, as making the index takes time.
    """

    def __init__(self, words: Callable[[], Iterable[str]]) -> None:
        self._words = words
        self._by_deletion: dict[str, list[str]] | None = None

    def _index(self) -> dict[str, list[str]]:
        index: dict[str, list[str]] = {}
        for word in sorted(self._words()):
            if len(word) >= MIN_SLIP and word.isalpha():
                for shorter in (word, *_deletions(word)):
                    index.setdefault(shorter, []).append(word)
        return index

    def correct(self, word: str) -> str | None:
        """Return the word that was meant, or None where there is none or more than one."""
        if not MIN_SLIP <= len(word) <= LONGEST_WORD or not word.isalpha():
            return None
        if self._by_deletion is None:
            self._by_deletion = self._index()
        near = {
            known
            for shorter in (word, *_deletions(word))
            for known in self._by_deletion.get(shorter, ())
            if _one_edit_apart(word, known)
        }
        return near.pop() if len(near) == 1 else None


def _deletions(word: str) -> list[str]:
    return [word[:at] + word[at + 1 :] for at in range(len(word))]


def _one_edit_apart(one: str, other: str) -> bool:
    """Tell whether two words differ by one letter left out, added, changed, or swapped with its neighbour."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    at = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    if len(one) != len(other):
        short, long = sorted((one, other), key=len)
        return short[at:] == long[at + 1 :]
    swapped = one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    return swapped or one[at + 1 :] == other[at + 1 :]
