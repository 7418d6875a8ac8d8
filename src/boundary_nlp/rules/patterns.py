"""The pattern language of rules and cues.

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

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

from boundary_nlp.errors import RulePackError
from boundary_nlp.rules.elements import Element, Pattern, RankedPhrase, needed_keys, rarest

MOST_NESTED: Final = 50  # word classes in one another; the stack holds a few hundred, and a lexicon needs a handful


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
    rarest_need, *further = rarest(needed_keys(element) for element in elements if not element.optional)
    return Pattern(tuple(elements), source, (rarest_need, *further), tuple(further))


def _gap(part: str, source: str) -> int:
    digits = part.removeprefix("...")
    if not digits.isdecimal() or len(digits) > 2 or int(digits) > 12:
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
    by_rarest: dict[str, tuple[RankedPhrase, ...]] = {}
    for rank, phrase in enumerate(listed.values()):
        for key in phrase.needs[0]:
            by_rarest[key] = (*by_rarest.get(key, ()), (rank, phrase))
    own = frozenset(words)
    openers = own.union(*(phrase.elements[0].openers for phrase in listed.values()))
    return Element(own, by_rarest, optional, gap, openers)


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
            If there is no such class, or classes contain each other in a circle or too deep.
        """
        if name in self._elements:
            return self._elements[name]
        if name not in self._data:
            raise RulePackError(f"There is no word class '@{name}'. Known: {', '.join(sorted(self._data))}.")
        if name in self._open:
            raise RulePackError(f"The word classes {' -> '.join([*self._open, name])} contain each other.")
        if len(self._open) == MOST_NESTED:
            raise RulePackError(
                f"More than {MOST_NESTED} word classes contain one another, '@{self._open[0]}' to '@{name}'. "
                "List the words of some of them in fewer classes."
            )
        self._open.append(name)
        entries = [str(entry) for entry in self._data[name]]
        words = [entry for entry in entries if " " not in entry]
        phrases = [compile_pattern(entry, self) for entry in entries if " " in entry]
        self._elements[name] = _element("|".join(words), self, phrases=phrases)
        self._open.pop()
        return self._elements[name]
