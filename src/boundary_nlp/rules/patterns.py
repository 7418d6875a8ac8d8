"""The pattern language of rules and cues, and its matcher.

A pattern is a row of elements parted by spaces:

==============  ==================================================================================
``geregeld``    this word, in normalised spelling ("efkes" is "even", "cl." is "cliënt")
``~regelen``    any form of this lemma, separable verbs joined ("nam ... over" is ``~overnemen``)
``@client``     any word or phrase of this word class (``resources/lexicon/classes.yaml``)
``a|b``         either; ``in_haar_plaats`` is one alternative of three words
``even?``       may be left out
``...3``        up to three other words may stand here
==============  ==================================================================================
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from boundary_nlp.errors import RulePackError

Keys = Sequence[frozenset[str]]  # per token of a sentence: what it answers to


@dataclass(frozen=True, slots=True)
class Element:
    """One place in a pattern: single-word alternatives, phrases of several words, and the gap before it."""

    words: frozenset[str]
    phrases: tuple["Pattern", ...] = ()
    optional: bool = False
    gap: int = 0


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled row of elements; ``source`` is how it was written."""

    elements: tuple[Element, ...]
    source: str

    def find(self, keys: Keys, start: int, end: int) -> list[tuple[int, ...]]:
        """Return every match between two token positions as the positions of the words that matched."""
        found = []
        for first in range(start, end):
            match = next(self._match(0, keys, first, end, first), None)
            if match:
                found.append(match)
        return found

    def _match(self, place: int, keys: Keys, at: int, end: int, first: int) -> Iterator[tuple[int, ...]]:
        if place == len(self.elements):
            yield ()
            return
        element = self.elements[place]
        gap = element.gap if at > first else 0
        for position in range(at, min(at + gap, end - 1) + 1):
            for taken in _take(element, keys, position, end):
                for rest in self._match(place + 1, keys, position + len(taken), end, first):
                    yield taken + rest
        if element.optional:
            yield from self._match(place + 1, keys, at, end, first)

    def groups(self) -> list[frozenset[str]]:
        """Return, per element that must be there, the keys of which a matching sentence holds at least one."""
        return [_needed(element) for element in self.elements if not element.optional]

    def words(self) -> set[str]:
        """Return every key that the pattern asks for."""
        asked: set[str] = set()
        for element in self.elements:
            asked |= element.words
            for phrase in element.phrases:
                asked |= phrase.words()
        return asked


def _take(element: Element, keys: Keys, position: int, end: int) -> Iterator[tuple[int, ...]]:
    if position >= end:
        return
    if not element.words.isdisjoint(keys[position]):
        yield (position,)
    for phrase in element.phrases:
        match = next(phrase._match(0, keys, position, end, position), None)
        if match:
            yield match


def _needed(element: Element) -> frozenset[str]:
    keys = set(element.words)
    for phrase in element.phrases:
        keys |= rarest(phrase.groups())
    return frozenset(keys)


def rarest(groups: Sequence[frozenset[str]]) -> frozenset[str]:
    """Return the group that the fewest words of a text will answer: lemmas and long words before function words."""

    def cost(group: frozenset[str]) -> float:
        return sum(1.0 if len(key) > 4 else 12.0 / len(key) for key in group)

    return min(groups, key=cost)


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
        elements.append(_element(part.removesuffix("?") if optional else part, classes, optional, gap))
        gap = 0
    if not any(not element.optional for element in elements) or gap:
        raise RulePackError(f"The pattern '{source}' needs at least one word that must be there, also after a gap.")
    return Pattern(tuple(elements), source)


def _gap(part: str, source: str) -> int:
    digits = part.removeprefix("...")
    if not digits.isdigit() or int(digits) > 12:
        raise RulePackError(f"In '{source}', write a gap as ...3 (at most ...12).")
    return int(digits)


def _element(part: str, classes: Callable[[str], Element], optional: bool, gap: int) -> Element:
    words: set[str] = set()
    phrases: list[Pattern] = []
    for alternative in part.split("|"):
        if not alternative or alternative in ("@", "~"):
            raise RulePackError(f"'{part}' has an empty alternative.")
        if "_" in alternative:
            phrases.append(compile_pattern(alternative.replace("_", " "), classes))
        elif alternative.startswith("@"):
            word_class = classes(alternative[1:])
            words |= word_class.words
            phrases += word_class.phrases
        else:
            words.add(alternative)
    return Element(frozenset(words), tuple(phrases), optional, gap)


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
        part = "|".join("_".join(str(entry).split()) for entry in self._data[name])
        self._elements[name] = _element(part, self, optional=False, gap=0)
        self._open.pop()
        return self._elements[name]
