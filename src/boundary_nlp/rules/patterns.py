"""The pattern language of rules and cues, and its matcher.

A pattern is a row of elements parted by spaces:

==============  ==================================================================================
``geregeld``    this word, in normalised spelling ("efkes" is "even", "cl." is "cliënt")
``~regelen``    any form of this lemma, separable verbs joined ("nam ... over" is ``~overnemen``)
``#act``        any verb that names an act; ``#participle``, ``#infinitive``, ``#present``, ``#past``: one in that form
``@client``     any word or phrase of this word class (``resources/lexicon/classes.yaml``)
``a|b``         either; ``in_haar_plaats`` is one alternative of three words
``even?``       may be left out
``...3``        up to three other words may stand here
==============  ==================================================================================
"""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from boundary_nlp.errors import RulePackError

Keys = Sequence[frozenset[str]]  # per token of a sentence: what it answers to


@dataclass(frozen=True, slots=True)
class Element:
    """One place in a pattern: single-word alternatives, phrases of several words, and the gap before it.

    ``openers`` are the keys of which the first word must answer to one.
    """

    words: frozenset[str]
    phrases: tuple["Pattern", ...] = ()
    optional: bool = False
    gap: int = 0
    openers: frozenset[str] = frozenset()


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

    def find(self, keys: Keys, start: int, end: int) -> list[tuple[int, ...]]:
        """Return every match between two token positions as the positions of the words that matched."""
        first = self.elements[0]
        found = []
        for position in range(start, end):
            if first.optional or not first.openers.isdisjoint(keys[position]):
                match = self.match_at(keys, position, end)
                if match:
                    found.append(match)
        return found

    def match_at(self, keys: Keys, start: int, end: int) -> tuple[int, ...] | None:
        """Return the match that begins at a position, or None."""
        return _match(self.elements, 0, keys, start, end, 0)

    def words(self) -> set[str]:
        """Return every key that the pattern asks for."""
        asked: set[str] = set()
        for element in self.elements:
            asked |= element.words
            for phrase in element.phrases:
                asked |= phrase.words()
        return asked


def _match(
    elements: tuple[Element, ...], place: int, keys: Keys, at: int, end: int, gap: int
) -> tuple[int, ...] | None:
    if place == len(elements):
        return ()
    element = elements[place]
    following = elements[place + 1].gap if place + 1 < len(elements) else 0
    for position in range(at, min(at + gap + 1, end)):
        held = keys[position]
        if element.openers.isdisjoint(held):
            continue
        if not element.words.isdisjoint(held):
            rest = _match(elements, place + 1, keys, position + 1, end, following)
            if rest is not None:
                return (position, *rest)
        for phrase in element.phrases:
            taken = _match(phrase.elements, 0, keys, position, end, 0)
            if taken:
                rest = _match(elements, place + 1, keys, taken[-1] + 1, end, following)
                if rest is not None:
                    return taken + rest
    if element.optional:
        return _match(elements, place + 1, keys, at, end, max(gap, following))
    return None


def rarest(groups: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """Order groups by how few words of a text will answer them: few and long words first, function words last."""
    return sorted(groups, key=lambda group: sum(_commonness(key) for key in group))


COMMON_KINDS = frozenset({"#act", "#participle", "#infinitive", "#present", "#past"})


def _commonness(key: str) -> float:
    if key in COMMON_KINDS:
        return 50.0
    return 1.0 if len(key) > 4 else 12.0 / len(key)


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
    needs = rarest(_needed(element) for element in elements if not element.optional)
    return Pattern(tuple(elements), source, tuple(needs))


def _needed(element: Element) -> frozenset[str]:
    return element.words.union(*(phrase.needs[0] for phrase in element.phrases))


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
    openers = frozenset(words).union(*(phrase.elements[0].openers for phrase in phrases))
    return Element(frozenset(words), tuple(phrases), optional, gap, openers)


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
        single = _element("|".join(words), self, optional=False, gap=0) if words else Element(frozenset())
        phrases = (*single.phrases, *(compile_pattern(entry, self) for entry in entries if " " in entry))
        openers = single.openers.union(*(phrase.elements[0].openers for phrase in phrases))
        self._elements[name] = Element(single.words, phrases, openers=openers)
        self._open.pop()
        return self._elements[name]
