"""The pattern language of rules and cues, and its matcher.

A pattern is a row of elements parted by spaces:

| written | matches |
| --- | --- |
| ``geregeld`` | this word, in normalised spelling ("efkes" is "even", "cl." is "cliënt") |
| ``~regelen`` | any form of this lemma, separable verbs joined ("nam ... over" is ``~overnemen``) |
| ``#act`` | any verb that names an act; ``#participle``, ``#infinitive``, ``#present``, ``#past``: one in that form |
| ``@client`` | any word or phrase of this word class (``resources/lexicon/classes.yaml``) |
| a bar between words | either; ``in_haar_plaats`` is one alternative of three words |
| ``even?`` | may be left out |
| ``...3`` | up to three other words may stand here |
"""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from boundary_nlp.errors import RulePackError
from boundary_nlp.resources import load_yaml

Keys = Sequence[frozenset[str]]  # per token of a sentence: what it answers to
RARE = 0.02  # per thousand tokens: what a key that is not listed as frequent is taken to be


class KeyedTokens:
    """The keys of a sentence's tokens, and the matches of patterns that were asked for.

    Attributes
    ----------
    keys : per token what it answers to; ``present`` : all keys together.
    """

    __slots__ = ("_found", "keys", "present")

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self.present: Set[str] = set().union(*keys)
        self._found: dict[str, list[tuple[int, ...]]] = {}

    def find(self, pattern: "Pattern") -> list[tuple[int, ...]]:
        """Return every match of a pattern, remembered, as many rules ask for the same word classes."""
        found = self._found.get(pattern.source)
        if found is None:
            found = self._found[pattern.source] = pattern.find(self) if pattern.may_match(self.present) else []
        return found


@dataclass(frozen=True, slots=True)
class Element:
    """One place in a pattern: single-word alternatives, phrases of several words, and the gap before it.

    ``phrases`` are found, with their rank, by a key of their first word; ``openers`` are the keys of which the first
    word must answer to one.
    """

    words: frozenset[str]
    phrases: Mapping[str, tuple[tuple[int, "Pattern"], ...]]
    optional: bool = False
    gap: int = 0
    openers: frozenset[str] = frozenset()

    def phrases_at(self, held: frozenset[str]) -> list["Pattern"]:
        """Return the phrases that may begin at a token with these keys, in the order in which they are listed."""
        ranked: dict[int, Pattern] = {}
        for key in held:
            if key in self.phrases:
                ranked.update(self.phrases[key])
        return [ranked[rank] for rank in sorted(ranked)] if len(ranked) > 1 else list(ranked.values())


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled row of elements.

    Attributes
    ----------
    elements : the places, in order; ``source`` : how the pattern was written.
    needs : sets of keys, the rarest first; text that lacks one of them altogether cannot match.
    """

    elements: tuple[Element, ...]
    source: str
    needs: tuple[frozenset[str], ...]

    def may_match(self, present: Set[str]) -> bool:
        """Tell whether text with these keys holds something for each place that must be filled."""
        for needed in self.needs:  # noqa: SIM110  a generator would double the cost of this, the commonest question
            if needed.isdisjoint(present):
                return False
        return True

    def find(self, tokens: KeyedTokens) -> list[tuple[int, ...]]:
        """Return every match in a sentence as the positions of the words that matched."""
        first, keys, end = self.elements[0], tokens.keys, len(tokens.keys)
        positions: Iterable[int] = range(end)
        if not first.optional:
            openers = first.openers
            positions = [position for position, held in enumerate(keys) if not openers.isdisjoint(held)]
        if len(self.elements) == 1 and not first.phrases:
            return [(position,) for position in positions]
        matches = [_match(self.elements, 0, keys, position, end, 0) for position in positions]
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


class PatternSet:
    """Several patterns of which one suffices, each found through its rarest word."""

    __slots__ = ("_anchors", "_by_anchor", "patterns")

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self.patterns = tuple(patterns)
        self._by_anchor: dict[str, list[int]] = {}
        for number, pattern in enumerate(self.patterns):
            for key in pattern.needs[0]:
                self._by_anchor.setdefault(key, []).append(number)
        self._anchors = frozenset(self._by_anchor)

    def find(self, tokens: KeyedTokens) -> list[tuple[int, ...]]:
        """Return the matches of all patterns, in the order of the patterns."""
        anchors = self._anchors & tokens.present
        if not anchors:
            return []
        numbers = sorted({number for anchor in anchors for number in self._by_anchor[anchor]})
        return [match for number in numbers for match in tokens.find(self.patterns[number])]


def _match(
    elements: tuple[Element, ...], place: int, keys: Keys, at: int, end: int, gap: int
) -> tuple[int, ...] | None:
    element = elements[place]
    is_last = place + 1 == len(elements)
    following = 0 if is_last else elements[place + 1].gap
    openers, words, phrases = element.openers, element.words, element.phrases
    for position in range(at, min(at + gap + 1, end)):
        held = keys[position]
        if openers.isdisjoint(held):
            continue
        if not phrases or not words.isdisjoint(held):
            if is_last:
                return (position,)
            rest = _match(elements, place + 1, keys, position + 1, end, following)
            if rest is not None:
                return (position, *rest)
        for phrase in element.phrases_at(held) if phrases else ():
            taken = _match(phrase.elements, 0, keys, position, end, 0)
            if taken:
                rest = () if is_last else _match(elements, place + 1, keys, taken[-1] + 1, end, following)
                if rest is not None:
                    return taken + rest
    if element.optional:
        return () if is_last else _match(elements, place + 1, keys, at, end, max(gap, following))
    return None


@lru_cache(maxsize=1)
def _frequencies() -> dict[str, float]:
    listed: dict[str, float] = load_yaml("lexicon/frequency.yaml")
    return listed


def rarest(groups: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """Order groups by how many words of a text will answer to one of their keys, the fewest first."""
    return sorted(groups, key=_commonness)


@lru_cache(maxsize=10_000)
def _commonness(group: frozenset[str]) -> float:
    known = _frequencies()
    return sum(known.get(key, RARE) for key in group)


def compile_pattern(source: str, classes: Callable[[str], Element]) -> Pattern:
    """Compile one pattern.

    Parameters
    ----------
    source : the pattern as written.
    classes : returns the element of a word class, and raises ``RulePackError`` for one that does not exist.

    Raises
    ------
    RulePackError
        If the pattern is empty or cannot be read.
    """
    elements: list[Element] = []
    gap = 0
    for part in source.split():
        if part.startswith("..."):
            gap = _gap(part, source)
            continue
        optional = part.endswith("?") and len(part) > 1
        written = part.removesuffix("?") if optional else part
        plain = not ("@" in written or "_" in written)
        elements.append(_plain(written, optional, gap) if plain else _element(written, classes, optional, gap))
        gap = 0
    if not any(not element.optional for element in elements) or gap:
        raise RulePackError(f"The pattern '{source}' needs at least one word that must be there, also after a gap.")
    needs = rarest(_needed(element) for element in elements if not element.optional)
    return Pattern(tuple(elements), source, tuple(needs))


def _needed(element: Element) -> frozenset[str]:
    if not element.phrases:
        return element.words
    return element.words.union(*(phrase.needs[0] for phrases in element.phrases.values() for _, phrase in phrases))


def _gap(part: str, source: str) -> int:
    digits = part.removeprefix("...")
    if not digits.isdigit() or int(digits) > 12:
        raise RulePackError(f"In '{source}', write a gap as ...3 (at most ...12).")
    return int(digits)


@lru_cache(maxsize=10_000)
def _plain(part: str, optional: bool, gap: int) -> Element:
    """Return the element of words only; most patterns share theirs with others."""
    words = frozenset(part.split("|"))
    if not words.isdisjoint(("", "~")):
        raise RulePackError(f"'{part}' has an empty alternative.")
    return Element(words, {}, optional, gap, words)


def _element(
    part: str,
    classes: Callable[[str], Element],
    optional: bool = False,
    gap: int = 0,
    phrases: Iterable[Pattern] = (),
) -> Element:
    words: set[str] = set()
    listed = {phrase.source: phrase for phrase in phrases}
    for alternative in part.split("|") if part else []:
        if not alternative or alternative in ("@", "~"):
            raise RulePackError(f"'{part}' has an empty alternative.")
        if "_" in alternative:
            phrase = compile_pattern(alternative.replace("_", " "), classes)
            listed[phrase.source] = phrase
        elif alternative.startswith("@"):
            word_class = classes(alternative[1:])
            words |= word_class.words
            ranked = dict(pair for several in word_class.phrases.values() for pair in several)
            listed |= {ranked[rank].source: ranked[rank] for rank in sorted(ranked)}
        else:
            words.add(alternative)
    by_opener: dict[str, tuple[tuple[int, Pattern], ...]] = {}
    for rank, phrase in enumerate(listed.values()):
        for key in phrase.elements[0].openers:
            by_opener[key] = (*by_opener.get(key, ()), (rank, phrase))
    own = frozenset(words)
    return Element(own, by_opener, optional, gap, own.union(by_opener) if by_opener else own)


class WordClasses:
    """Word classes from data, compiled when they are first asked for.

    A class is a list of words, ``~lemmas``, phrases (with spaces) and other ``@classes``.
    """

    def __init__(self, data: Mapping[str, Sequence[str]]) -> None:
        self._data = data
        self._elements: dict[str, Element] = {}
        self._open: list[str] = []

    def __call__(self, name: str) -> Element:
        """Return the element that stands for a class.

        Raises
        ------
        RulePackError
            If there is no such class, or classes contain each other in a circle.
        """
        if name in self._elements:
            return self._elements[name]
        if name not in self._data:
            raise RulePackError(f"There is no word class '@{name}'. Known: {', '.join(sorted(self._data))}.")
        if name in self._open:
            raise RulePackError(f"The word classes {' -> '.join([*self._open, name])} contain each other.")
        self._open.append(name)
        entries = [str(entry) for entry in self._data[name]]
        words = [entry for entry in entries if " " not in entry]
        phrases = [compile_pattern(entry, self) for entry in entries if " " in entry]
        self._elements[name] = _element("|".join(words), self, phrases=phrases)
        self._open.pop()
        return self._elements[name]
