"""Compiled patterns and how they are found in a sentence."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from boundary_nlp.resources import load_yaml

Keys = list[frozenset[str]]  # per token of a sentence: what it answers to
RARE: Final = 0.02  # per thousand tokens: what a key that is not listed as frequent is taken to be


class KeyedTokens:
    """The keys of a sentence's tokens, and the matches of patterns that were asked for.

    Attributes
    ----------
    keys : per token what it answers to; ``present`` : all keys together.
    """

    __slots__ = ("_found", "_places", "_possible", "keys", "present")

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self.present: Set[str] = frozenset().union(*keys)
        self._places: dict[str, list[int]] = {}  # of the keys that were asked for
        self._found: dict[str, list[tuple[int, ...]]] = {}
        self._possible: dict[Element, Possible] = {}

    def find(self, pattern: "Pattern") -> list[tuple[int, ...]]:
        """Return every match of a pattern of which the sentence holds the rarest need.

        They are remembered, as many rules ask for the same word classes.
        """
        found = self._found.get(pattern.source)
        if found is None:
            found = self._found[pattern.source] = pattern.find(self) if pattern.may_match(self.present) else []
        return found

    def places(self, keys: Set[str]) -> list[int]:
        """Return the positions of the tokens that answer to one of some keys, in order."""
        found: list[int] = []
        for key in keys:
            places = self._places.get(key)
            if places is None:
                places = self._places[key] = [place for place, held in enumerate(self.keys) if key in held]
            found = found + places if found else places
        return sorted(set(found)) if len(keys) > 1 else found

    def possible(self, element: "Element") -> "Possible":
        """Return what of an element with phrases may stand in the sentence, remembered."""
        possible = self._possible.get(element)
        if possible is None:
            possible = self._possible[element] = element.possible(self.present)
        return possible


class Element:
    """One place in a pattern: single-word alternatives, phrases of several words, and the gap before it.

    ``phrases`` are found, with their rank, by a key of their rarest word; ``openers`` are the keys of which the first
    word must answer to one.
    """

    __slots__ = ("_rarest_words", "gap", "openers", "optional", "phrases", "words")

    def __init__(
        self,
        words: frozenset[str],
        phrases: dict[str, tuple["RankedPhrase", ...]],
        optional: bool = False,
        gap: int = 0,
        openers: frozenset[str] = frozenset(),
    ) -> None:
        self.words, self.phrases, self.optional, self.gap, self.openers = words, phrases, optional, gap, openers
        self._rarest_words = frozenset(phrases)

    def possible(self, present: Set[str]) -> "Possible":
        """Return the openers in text with these keys, and the phrases of which it holds all words."""
        openers = self.words & present
        phrases: dict[str, dict[int, Pattern]] = {}
        for key in self._rarest_words & present:
            for rank, phrase in self.phrases[key]:
                if phrase.may_match(present):
                    for opener in phrase.elements[0].openers & present:
                        phrases.setdefault(opener, {})[rank] = phrase
        return openers.union(phrases) if phrases else openers, phrases


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled row of elements.

    Attributes
    ----------
    elements : the places, in order; ``source`` : how the pattern was written.
    needs : sets of keys, the rarest first; text that lacks one of them altogether cannot match.
    further : all but the rarest, by which a pattern is found.
    """

    elements: tuple[Element, ...]
    source: str
    needs: tuple[frozenset[str], ...]
    further: tuple[frozenset[str], ...]

    def may_match(self, present: Set[str]) -> bool:
        """Tell whether text with these keys, which hold the rarest need, holds a key of each further one."""
        for needed in self.further:  # noqa: SIM110  a generator would double the cost of this, the commonest question
            if needed.isdisjoint(present):
                return False
        return True

    def ways(self) -> list[tuple[frozenset[str], ...]]:
        """Return what text must hold, the rarest first, for each phrase by which the pattern's rarest place is filled.

        Text that lacks a word of every way cannot match, though it may hold one of each of the pattern's needs.
        """
        first = next((e for e in self.elements if not e.optional and needed_keys(e) == self.needs[0]), self.elements[0])
        if not first.phrases:
            return [self.needs]
        phrases = {rank: phrase for ranked in first.phrases.values() for rank, phrase in ranked}
        filled = [(first.words,)] if first.words else []
        return [
            tuple(rarest([*needs, *self.needs[1:]]))
            for needs in (*filled, *(phrase.needs for phrase in phrases.values()))
        ]

    def find(self, tokens: KeyedTokens) -> list[tuple[int, ...]]:
        """Return every match in a sentence as the positions of the words that matched."""
        first, end = self.elements[0], len(tokens.keys)
        positions: Iterable[int] = range(end)
        if not first.optional:
            openers = tokens.possible(first)[0] if first.phrases else first.openers & tokens.present
            positions = tokens.places(openers)
        if len(self.elements) == 1 and not (first.phrases and tokens.possible(first)[1]):
            return [(position,) for position in positions]
        matches = [_match(self.elements, 0, tokens, position, end, 0) for position in positions]
        return [match for match in matches if match]

    def words(self) -> set[str]:
        """Return every key that the pattern asks for."""
        asked: set[str] = set()
        for element in self.elements:
            asked |= element.words
            for phrases in element.phrases.values():
                for _, phrase in phrases:
                    asked |= phrase.words()
        return asked


RankedPhrase = tuple[int, Pattern]  # its place in the list, which is the order in which phrases are tried
Possible = tuple[Set[str], dict[str, dict[int, Pattern]]]  # openers; phrases by opener and rank
NO_PHRASES: Final[dict[str, dict[int, Pattern]]] = {}


class PatternSet:
    """Several patterns of which one suffices, each found through its rarest word.

    Attributes
    ----------
    patterns : as given; may_fail : whether a sentence may hold what they need and yet none of them, as words must
        stand in a row.
    """

    __slots__ = ("_anchors", "_by_anchor", "may_fail", "patterns")

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self.patterns = tuple(patterns)
        self.may_fail = any(len(p.elements) > 1 or p.elements[0].phrases for p in self.patterns)
        self._by_anchor: dict[str, list[int]] = {}
        for number, pattern in enumerate(self.patterns):
            for key in pattern.needs[0]:
                self._by_anchor.setdefault(key, []).append(number)
        self._anchors = frozenset(self._by_anchor)

    def find(self, tokens: KeyedTokens) -> list[tuple[int, ...]]:
        """Return the matches of all patterns, in the order of the patterns."""
        if len(self.patterns) == 1:
            pattern = self.patterns[0]
            return [] if pattern.needs[0].isdisjoint(tokens.present) else tokens.find(pattern)
        anchors = self._anchors & tokens.present
        numbers: list[int] = []
        for anchor in anchors:
            numbers = numbers + self._by_anchor[anchor] if numbers else self._by_anchor[anchor]
        if len(anchors) > 1:
            numbers = sorted(set(numbers))
        found: list[tuple[int, ...]] = []
        for number in numbers:
            found += tokens.find(self.patterns[number])
        return found


def _match(
    elements: tuple[Element, ...], place: int, tokens: KeyedTokens, at: int, end: int, gap: int
) -> tuple[int, ...] | None:
    element = elements[place]
    is_last = place + 1 == len(elements)
    following = 0 if is_last else elements[place + 1].gap
    keys, words = tokens.keys, element.words
    openers, phrases = tokens.possible(element) if element.phrases else (element.openers, NO_PHRASES)
    for position in range(at, min(at + gap + 1, end)):
        held = keys[position]
        if openers.isdisjoint(held):
            continue
        if not phrases or not words.isdisjoint(held):
            if is_last:
                return (position,)
            rest = _match(elements, place + 1, tokens, position + 1, end, following)
            if rest is not None:
                return (position, *rest)
        for phrase in _phrases_at(phrases, held) if phrases else ():
            taken = _match(phrase.elements, 0, tokens, position, end, 0)
            if taken:
                rest = () if is_last else _match(elements, place + 1, tokens, taken[-1] + 1, end, following)
                if rest is not None:
                    return taken + rest
    if element.optional:
        return () if is_last else _match(elements, place + 1, tokens, at, end, max(gap, following))
    return None


def _phrases_at(phrases: dict[str, dict[int, Pattern]], held: frozenset[str]) -> list[Pattern]:
    """Return the phrases that may begin at a token with these keys, in the order in which they are listed."""
    ranked: dict[int, Pattern] = {}
    for key in held:
        if key in phrases:
            ranked.update(phrases[key])
    return [ranked[rank] for rank in sorted(ranked)] if len(ranked) > 1 else list(ranked.values())


@lru_cache(maxsize=1)
def _frequencies() -> dict[str, float]:
    listed: dict[str, float] = load_yaml("lexicon/frequency.yaml")
    return listed


def rarest(groups: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """Order groups by how many words of a text will answer to one of their keys, the fewest first."""
    return sorted(groups, key=commonness)


@lru_cache(maxsize=10_000)
def commonness(group: frozenset[str]) -> float:
    """Return how many in a thousand words of a text will answer to a key of a group."""
    known = _frequencies()
    return sum(known.get(key, RARE) for key in group)


def needed_keys(element: Element) -> frozenset[str]:
    """Return the keys of which text must hold one for an element to be filled."""
    if not element.phrases:
        return element.words
    return element.words.union(element.phrases)
