"""Compiled rules, indexed by their rarest anchor so that matching cost follows the hits."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from boundary_nlp.errors import RulePackError
from boundary_nlp.language.forms import Form
from boundary_nlp.language.verbs import particles
from boundary_nlp.resources import load_yaml
from boundary_nlp.rules.model import Rule, RulePack
from boundary_nlp.rules.patterns import Pattern, WordClasses, compile_pattern, rarest
from boundary_nlp.taxonomy import signals


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule ready to match.

    Attributes
    ----------
    groups : sets of keys; a sentence that lacks one of them altogether cannot match.
    anchor : the rarest of the groups, under which the rule is indexed.
    parts : for a phrase its alternatives in one list; for a frame one list of alternatives per condition.
    """

    rule: Rule
    explanation: str
    groups: tuple[frozenset[str], ...]
    anchor: frozenset[str]
    parts: tuple[tuple[Pattern, ...], ...]
    none: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]

    def may_match(self, keys: set[str]) -> bool:
        """Tell whether a sentence with these keys holds something for each condition."""
        return not any(group.isdisjoint(keys) for group in self.groups)


@dataclass(slots=True)
class RuleSet:
    """All rules in use, with the index from keys to rules.

    ``annotate`` tells each new word form which keys it answers to and which rules it may start.
    """

    rules: list[CompiledRule]
    cues: dict[str, tuple[Pattern, ...]]
    keys: frozenset[str] = frozenset()
    by_key: dict[str, tuple[int, ...]] = field(default_factory=dict)
    classes_of: dict[str, frozenset[str]] = field(default_factory=dict)
    split: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)

    def annotate(self, form: Form) -> None:
        """Set a form's ``keys`` and ``anchors``."""
        own = {form.norm, "~" + form.lemma, "<" + form.person}
        if form.text != form.norm:
            own.add(form.text.casefold())
        if form.is_number and _outside_office_hours(form.norm):
            own.add("#offhours")
        form.keys = frozenset(own & self.keys)
        anchors = {rule for key in form.keys for rule in self.by_key.get(key, ())}
        for _, key in self.split.get(form.lemma, ()) if form.verb else ():
            anchors.update(self.by_key.get(key, ()))
        form.anchors = tuple(sorted(anchors))


def build_rule_set(packs: Iterable[RulePack]) -> RuleSet:
    """Compile rule packs together with the cue patterns of the qualifiers.

    Raises
    ------
    RulePackError
        If a pattern cannot be read; the message names the pack and the rule.
    """
    data = dict(load_yaml("lexicon/classes.yaml"))
    packs = list(packs)
    for pack in packs:
        data |= pack.classes
    classes = WordClasses(data)
    cues = {
        name: tuple(compile_pattern(source, classes) for source in sources)
        for name, sources in load_yaml("lexicon/cues.yaml").items()
    }
    rules = [_compile(rule, pack.pack, classes) for pack in packs for rule in pack.rules]
    return _indexed(rules, cues)


_CLOCK = re.compile(r"(\d{1,2})(?:[u:.h](\d{2})?)u?")
EVENING, MORNING = 18, 7


def _outside_office_hours(word: str) -> bool:
    """Tell whether a word is a clock time ("19u40", "22u", "18.15") in the evening or the night."""
    found = _CLOCK.fullmatch(word)
    return found is not None and not MORNING <= int(found.group(1)) < EVENING and int(found.group(1)) < 25


def _compile(rule: Rule, pack: str, classes: WordClasses) -> CompiledRule:
    def compiled(sources: Sequence[str]) -> tuple[Pattern, ...]:
        try:
            return tuple(compile_pattern(source, classes) for source in sources)
        except RulePackError as error:
            raise RulePackError(f"Pack '{pack}', rule '{rule.id}': {error}") from None

    conditions = [rule.phrase] if rule.frame is None else rule.frame.all
    parts = tuple(compiled(sources) for sources in conditions)
    groups = tuple(group for patterns in parts for group in _groups_of_either(patterns))
    return CompiledRule(
        rule=rule,
        explanation=rule.explanation or signals()[rule.signal].explanation,
        groups=groups,
        anchor=rarest(groups),
        parts=parts,
        none=compiled(rule.frame.none) if rule.frame else (),
        unless=compiled(rule.unless),
    )


def _groups_of_either(patterns: tuple[Pattern, ...]) -> list[frozenset[str]]:
    """Return what must be there for one of several patterns: all groups of a single one, else the union of rarest."""
    if len(patterns) == 1:
        return patterns[0].groups()
    return [frozenset().union(*(rarest(pattern.groups()) for pattern in patterns))]


def _indexed(rules: list[CompiledRule], cues: dict[str, tuple[Pattern, ...]]) -> RuleSet:
    keys: set[str] = set()
    by_key: dict[str, list[int]] = {}
    for number, rule in enumerate(rules):
        for pattern in (*(p for part in rule.parts for p in part), *rule.none, *rule.unless):
            keys |= pattern.words()
        for key in rule.anchor:
            by_key.setdefault(key, []).append(number)
    for patterns in cues.values():
        for pattern in patterns:
            keys |= pattern.words()
    return RuleSet(
        rules=rules,
        cues=cues,
        keys=frozenset(keys),
        by_key={key: tuple(numbers) for key, numbers in by_key.items()},
        split=_split_verbs(keys),
    )


def _split_verbs(keys: Iterable[str]) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return simple verb -> (particle, key) of the separable verbs that rules ask for."""
    split: dict[str, list[tuple[str, str]]] = {}
    for key in sorted(keys):
        for particle in particles():
            if key.startswith("~" + particle) and len(key) > len(particle) + 4:
                split.setdefault(key[1 + len(particle) :], []).append((particle, key))
    return {base: tuple(pairs) for base, pairs in split.items()}
