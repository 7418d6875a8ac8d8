"""Compiled rules, indexed by their rarest anchor so that matching cost follows the hits."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import partial, reduce
from operator import or_
from typing import Final

from boundary_nlp.errors import RulePackError
from boundary_nlp.language.forms import Anchor, Form
from boundary_nlp.language.lemmas import is_known
from boundary_nlp.language.verbs import is_act, particles, verb_forms
from boundary_nlp.language.wordparts import Slips, smaller_words
from boundary_nlp.resources import load_yaml
from boundary_nlp.rules.elements import KeyedTokens, Pattern, PatternSet, commonness, rarest
from boundary_nlp.rules.model import Rule, RulePack
from boundary_nlp.rules.patterns import WordClasses, compile_pattern
from boundary_nlp.taxonomy import SIGNALS

BITS: Final = 62  # a set of so many is an int of a machine's word, compared fastest
ALL_COMMON: Final = (1 << BITS) - 1


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule ready to match.

    Attributes
    ----------
    id, signal, subject, scope : as the rule has them; a phrase fits any subject.
    parts : for a frame the alternative patterns of each condition, in order; for a phrase all its patterns.
    order : the numbers of the parts in the order in which they are looked for, those that may fail first.
    none, unless : patterns that keep it from matching, in the clause or in the sentence.
    """

    rule: Rule
    id: str
    signal: str
    subject: str
    scope: str
    explanation: str
    parts: tuple[PatternSet, ...]
    order: tuple[int, ...]
    none: PatternSet
    unless: PatternSet


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """What the index holds: a frame, or one pattern of a phrase."""

    rule: CompiledRule
    pattern: Pattern | None


class CueIndex:
    """Cue patterns by name, found through their rarest word.

    Attributes
    ----------
    bits : name -> a bit, which two names may share; ``first`` is the number of the first name's.
    by_anchor : key -> the patterns that are found through it, with their names.
    """

    def __init__(self, patterns: Mapping[str, Sequence[Pattern]], first: int = 0) -> None:
        self.by_anchor: dict[str, list[tuple[str, Pattern]]] = {}
        self.bits = {name: 1 << number % BITS for number, name in enumerate(patterns, first)}
        for name, listed in patterns.items():
            for pattern in listed:
                for key in pattern.needs[0]:
                    self.by_anchor.setdefault(key, []).append((name, pattern))
        self._anchors = frozenset(self.by_anchor)

    def hints(self, key: str) -> int:
        """Return the bits of the names of which a pattern is found through a key."""
        return reduce(or_, (self.bits[name] for name, _ in self.by_anchor.get(key, ())), 0)

    def find(self, tokens: KeyedTokens) -> dict[str, list[tuple[int, ...]]]:
        """Return all cues of a sentence: name -> token positions of each match, in order."""
        found: dict[str, set[tuple[int, ...]]] = {}
        for key in self._anchors & tokens.present:
            for name, pattern in self.by_anchor[key]:
                matches = tokens.find(pattern)
                if matches:
                    found.setdefault(name, set()).update(matches)
        return {name: sorted(matches) for name, matches in found.items()}


@dataclass(slots=True)
class RuleSet:
    """All rules in use, indexed from keys to what they may start.

    ``annotate`` tells each new word form which keys it answers to, what it anchors, and what it holds for others.

    Attributes
    ----------
    entries : what can match, in order.
    anchors : key -> the entries that it anchors, by number, each after the groups of keys that it needs beside.
    groups : key -> the groups in which it is. Groups are numbered, and a set of them is an int with a bit for each;
        ``other_groups`` : the set of those beyond the first `BITS`, counted from these.
    cue_hints : key -> the bits of the cues of which a pattern is found through it.
    phrases : ids of the rules that list wordings; the others are frames, which infer from words in one clause.
    """

    rules: list[CompiledRule]
    entries: list[Entry]
    cues: CueIndex
    weighing_cues: CueIndex
    cue_hints: dict[str, int]
    keys: frozenset[str]
    anchors: dict[str, list[Anchor]]
    groups: dict[str, int]
    other_groups: int
    split: dict[str, tuple[tuple[str, str], ...]]
    slips: Slips
    phrases: frozenset[str]

    def _may_be_slip(self, form: Form) -> bool:
        known = form.verb is not None or form.person or form.is_capital or not form.is_word or form.norm in self.keys
        return not known and not is_known(form.norm)

    def annotate(self, form: Form) -> None:
        """Set what a form is to the rules; a slip in a long word is read as the word that was meant."""
        if self._may_be_slip(form):
            meant = self.slips.correct(form.norm)
            if meant is not None:
                form.read_as(meant)
        own = {form.norm, "<" + form.person, *("~" + lemma for lemma in form.lemmas)}
        if form.text != form.norm:
            own.add(form.text.casefold())
        if form.is_number:
            own.add("#number")
            if _outside_office_hours(form.norm):
                own.add("#offhours")
        if form.verb is not None and not form.person and is_act(form.lemma):
            own.add("#act")
            own.add("#" + form.verb.kind)
        elif form.verb is None and not form.person and form.is_word:
            own |= smaller_words(form.norm)
        form.keys = frozenset(own & self.keys)
        form.split = self.split.get(form.lemma, ()) if form.verb else ()
        form.anchors = tuple(dict.fromkeys(anchor for key in form.keys for anchor in self.anchors.get(key, ())))
        groups, cues = 0, 0
        for key in form.keys:
            groups |= self.groups.get(key, 0)
            cues |= self.cue_hints.get(key, 0)
        form.common, form.groups, form.cues = groups & ALL_COMMON, groups >> BITS, cues


def build_rule_set(packs: Iterable[RulePack]) -> RuleSet:
    """Compile rule packs together with the cue patterns of the qualifiers.

    Raises
    ------
    RulePackError
        If a pattern cannot be read, or a pack names a word class as another one is named; the message names the pack.
    """
    data = dict(load_yaml("lexicon/classes.yaml"))
    packs = list(packs)
    for pack in packs:
        if taken := sorted(name for name, words in pack.classes.items() if data.get(name, words) != words):
            raise RulePackError(
                f"Pack '{pack.pack}': the word class(es) {', '.join(taken)} exist already with other words, and "
                "rules use them. Choose other names."
            )
        data |= pack.classes
    classes = WordClasses(data)
    cues, weighing_cues = (
        {name: [compile_pattern(source, classes) for source in sources] for name, sources in load_yaml(file).items()}
        for file in ("lexicon/cues.yaml", "lexicon/weighing_cues.yaml")
    )
    rules = [_compile(rule, pack.place, classes) for pack in packs for rule in pack.rules]
    return _indexed(rules, cues, weighing_cues)


_CLOCK: Final = re.compile(r"(\d{1,2})(?:[u:.h]([0-5]\d)?)u?")
EVENING, MORNING = 18, 7


def _outside_office_hours(word: str) -> bool:
    """Tell whether a word is a clock time ("19u40", "22u", "18.15") in the evening or the night."""
    found = _CLOCK.fullmatch(word)
    return found is not None and not MORNING <= int(found.group(1)) < EVENING and int(found.group(1)) < 25


def _compile(rule: Rule, place: Callable[[str], str], classes: WordClasses) -> CompiledRule:
    def compiled(sources: Sequence[str]) -> PatternSet:
        try:
            return PatternSet([compile_pattern(source, classes) for source in sources])
        except RulePackError as error:
            raise RulePackError(f"{place(rule.id)}: rule '{rule.id}': {error}") from None

    conditions = [rule.phrase] if rule.frame is None else rule.frame.all
    parts = tuple(compiled(sources) for sources in conditions)
    return CompiledRule(
        rule=rule,
        id=rule.id,
        signal=rule.signal,
        subject=rule.frame.subject if rule.frame else "anyone",
        scope=rule.frame.scope if rule.frame else "sentence",
        explanation=rule.explanation or SIGNALS[rule.signal].explanation,
        parts=parts,
        order=tuple(sorted(range(len(parts)), key=lambda number: not parts[number].may_fail)),
        none=compiled(rule.frame.none if rule.frame else []),
        unless=compiled(rule.unless),
    )


def _starts(rule: CompiledRule) -> list[tuple[Entry, tuple[frozenset[str], ...]]]:
    """Return a rule's entries with the groups of keys, the rarest first, of which each needs a word.

    A frame may be started by any pattern of the condition that is met most rarely.
    """
    if rule.rule.frame is None:
        entries = [(Entry(rule, pattern), pattern) for pattern in rule.parts[0].patterns]
        return [(entry, needs) for entry, pattern in entries for needs in pattern.ways()]
    either = {frozenset().union(*(pattern.needs[0] for pattern in part.patterns)): part for part in rule.parts}
    starting = either[rarest(either)[0]]
    others = [needs for part in either.values() if part is not starting for needs in _needs_of_any(part)]
    frame = Entry(rule, None)
    return [(frame, tuple(rarest([*needs, *others]))) for pattern in starting.patterns for needs in pattern.ways()]


def _needs_of_any(part: PatternSet) -> list[frozenset[str]]:
    """Return what text must hold for one pattern of several: the rarest need of one of them, the next of one, ..."""
    longest = max(len(pattern.needs) for pattern in part.patterns)
    padded = [pattern.needs + pattern.needs[:1] * (longest - len(pattern.needs)) for pattern in part.patterns]
    return [frozenset().union(*needs) for needs in zip(*padded, strict=True)]


def _indexed(
    rules: list[CompiledRule], cues: Mapping[str, Sequence[Pattern]], weighing_cues: Mapping[str, Sequence[Pattern]]
) -> RuleSet:
    listed = [*cues.values(), *weighing_cues.values()]
    keys = {key for patterns in listed for pattern in patterns for key in pattern.words()}
    for rule in rules:
        for part in (*rule.parts, rule.none, rule.unless):
            for pattern in part.patterns:
                keys |= pattern.words()
    starts = [start for rule in rules for start in _starts(rule)]
    asked: dict[frozenset[str], float] = {}  # how often text will ask for a group
    for _, (first, *further) in starts:
        for group in further:
            asked[group] = asked.get(group, 0.0) + commonness(first)
    numbers = {group: number for number, group in enumerate(sorted(asked, key=lambda group: -asked[group]))}
    entries: list[Entry] = []
    anchors: dict[str, list[Anchor]] = {}
    for entry, (first, *further) in starts:
        if entry not in entries[-1:]:
            entries.append(entry)
        needed = sum({1 << numbers[group] for group in further})
        others = needed >> BITS
        anchor = Anchor(len(entries) - 1, needed & ALL_COMMON, others, others != 0)
        for key in first:
            anchors.setdefault(key, []).append(anchor)
    index, weighing_index = CueIndex(cues), CueIndex(weighing_cues, len(cues))
    cued = (*index.by_anchor, *weighing_index.by_anchor)
    groups: dict[str, int] = {}
    for group, number in numbers.items():
        for key in group:
            groups[key] = groups.get(key, 0) | 1 << number
    return RuleSet(
        rules=rules,
        entries=entries,
        cues=index,
        weighing_cues=weighing_index,
        cue_hints={key: index.hints(key) | weighing_index.hints(key) for key in cued},
        keys=frozenset(keys),
        anchors=anchors,
        groups=groups,
        other_groups=((1 << len(numbers)) - 1) >> BITS,
        split=_split_verbs(keys),
        slips=Slips(partial(_written_forms, keys)),
        phrases=frozenset(rule.id for rule in rules if rule.rule.phrase),
    )


def _written_forms(keys: Set[str]) -> set[str]:
    """Return how the words that rules ask for can be written, forms of their verbs included."""
    words = {key for key in keys if key[0].isalpha()}
    by_lemma: dict[str, list[str]] = {}
    for form, verb in verb_forms().items():
        by_lemma.setdefault(verb.lemma, []).append(form)
    for lemma in (key[1:] for key in keys if key.startswith("~")):
        words.update(by_lemma.get(lemma, ()))
        for particle in particles():
            if lemma.startswith(particle):
                words.update(particle + form for form in by_lemma.get(lemma[len(particle) :], ()))
    return words


def _split_verbs(keys: Iterable[str]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return simple verb -> (particle, key) of the separable verbs that rules ask for."""
    split: dict[str, list[tuple[str, str]]] = {}
    for key in sorted(key for key in keys if key.startswith("~")):
        for particle in particles():
            if key.startswith(particle, 1) and len(key) > len(particle) + 4:
                split.setdefault(key[1 + len(particle) :], []).append((particle, key))
    return {base: tuple(pairs) for base, pairs in split.items()}
