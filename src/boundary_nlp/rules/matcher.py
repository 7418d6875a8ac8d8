"""Rules matched on one sentence: anchors first, then the conditions, then the smallest cover."""

from collections.abc import Sequence, Set
from itertools import islice, product
from typing import TYPE_CHECKING, Any, Final

from boundary_nlp.language.clause import Clause
from boundary_nlp.language.clauses import find_clauses
from boundary_nlp.language.forms import Anchor, Form
from boundary_nlp.language.parse import Parse, parsed_clauses
from boundary_nlp.language.subjects import unnamed_third_person
from boundary_nlp.resources import word_list
from boundary_nlp.rules.compiler import ALL_COMMON, BITS, CompiledRule, Entry, RuleSet
from boundary_nlp.rules.elements import KeyedTokens

if TYPE_CHECKING:
    from mypy_extensions import i64

MAX_COMBINATIONS: Final = 64
OWN_ACT: Final = word_list("own_act")


class Sentence:
    """The forms of one sentence, with its clauses and keys computed when something asks for them.

    Parameters
    ----------
    forms : the tokens, known to the rules.
    parse : what a trained pipeline says of it, or None.

    Attributes
    ----------
    split_keys : keys of separable verbs whose verb and particle both stand in the sentence, joined or not.
    """

    def __init__(self, forms: list[Form], parse: Parse | None = None) -> None:
        self.forms = forms
        self.parse = parse
        self._clauses: list[Clause] | None = None
        self._clause_at: list[Clause] = []  # by token
        self._tokens: KeyedTokens | None = None
        self._about: dict[str, list[Clause]] = {}
        self.split_keys: Set[str] = frozenset()
        if split := [form.split for form in forms if form.split]:
            norms = {form.norm for form in forms}
            self.split_keys = {key for verb in split for particle, key in verb if particle in norms}

    @property
    def clauses(self) -> list[Clause]:
        """The clauses, in order."""
        if self._clauses is None:
            self._clauses = find_clauses(self.forms) if self.parse is None else parsed_clauses(self.forms, self.parse)
            for place, clause in enumerate(self._clauses):
                clause.place = place
                self._clause_at += [clause] * (clause.end - clause.start)
        return self._clauses

    @property
    def tokens(self) -> KeyedTokens:
        """What each token answers to; a split separable verb answers at its finite part."""
        if self._tokens is None:
            self._tokens = self._keyed()
        return self._tokens

    def _keyed(self) -> KeyedTokens:
        keys = [form.keys for form in self.forms]
        if not self.split_keys:
            return KeyedTokens(keys)
        for clause in self.clauses:
            for index, lemma in clause.lemmas.items():
                verb = self.forms[index].verb
                if verb is not None and verb.lemma != lemma:
                    keys[index] = (keys[index] - {"~" + verb.lemma}) | {"~" + lemma}
        return KeyedTokens(keys)

    def clauses_about(self, subject: str) -> list[Clause]:
        """Return the clauses with the subject that a frame asks for, remembered."""
        found = self._about.get(subject)
        if found is None:
            found = self._about[subject] = [clause for clause in self.clauses if _is_about(subject, self, clause)]
        return found

    def clause_of(self, position: int) -> Clause:
        """Return the clause in which a token stands."""
        clauses = self.clauses
        return self._clause_at[position] if position < len(self._clause_at) else clauses[-1]


class Match:
    """A rule's match: the token range it covers and the tokens that its conditions named."""

    __slots__ = ("end", "rule", "start", "tokens")

    def __init__(self, rule: CompiledRule, tokens: Sequence[int]) -> None:
        self.rule, self.tokens = rule, frozenset(tokens)
        self.start, self.end = min(tokens), max(tokens) + 1


def candidate_entries(sentence: Sentence, rules: RuleSet) -> list[Entry]:
    """Return the entries that have an anchor in the sentence and a word for each of their needs; a frame once."""
    held: i64 = 0
    for form in sentence.forms:
        held |= form.common
    for key in sentence.split_keys:
        held |= rules.groups.get(key, 0) & ALL_COMMON
    common: i64 = ALL_COMMON ^ held
    anchors: list[Anchor] = []
    asks_further = False
    for form in sentence.forms:
        for anchor in form.anchors:
            if not anchor.common & common:
                anchors.append(anchor)
                asks_further = asks_further or anchor.asks_further
    for key in sentence.split_keys:
        for anchor in rules.anchors.get(key, ()):
            if not anchor.common & common:
                anchors.append(anchor)
                asks_further = asks_further or anchor.asks_further
    if not anchors:
        return []
    others = _other_groups_lacking(sentence, rules) if asks_further else 0
    numbers = {anchor.number for anchor in anchors if not (anchor.asks_further and anchor.others & others)}
    return [rules.entries[number] for number in sorted(numbers)]


def _other_groups_lacking(sentence: Sentence, rules: RuleSet) -> Any:
    """Return the groups of keys, beside those asked for most, of which the sentence has no word."""
    present: Any = 0
    for form in sentence.forms:
        if form.groups:
            present |= form.groups
    for key in sentence.split_keys:
        present |= rules.groups.get(key, 0) >> BITS
    return rules.other_groups ^ present


def match_sentence(sentence: Sentence, rules: RuleSet) -> list[Match]:
    """Return all matches of all rules in one sentence; of a rule's own that overlap, the first and longest."""
    found: dict[str, list[Match]] = {}
    for entry in candidate_entries(sentence, rules):
        matches = _match_frame(entry, sentence) if entry.pattern is None else _match_phrase(entry, sentence)
        if matches:
            found.setdefault(entry.rule.id, []).extend(matches)
    return [match for matches in found.values() for match in _without_overlap(matches)]


def anchors(sentence: Sentence, rules: RuleSet) -> bool:
    """Tell whether the words of any rule stand in the sentence, whatever its clauses and its subject are."""
    for entry in candidate_entries(sentence, rules):
        if entry.pattern is not None and sentence.tokens.find(entry.pattern):
            return True
        if entry.pattern is None and all(patterns.find(sentence.tokens) for patterns in entry.rule.parts):
            return True
    return False


def _match_phrase(entry: Entry, sentence: Sentence) -> list[Match]:
    found = [] if entry.pattern is None else sentence.tokens.find(entry.pattern)
    if not found or entry.rule.unless.find(sentence.tokens):
        return []
    return [Match(entry.rule, tokens) for tokens in found]


def _match_frame(entry: Entry, sentence: Sentence) -> list[Match]:
    rule = entry.rule
    by_clause = rule.scope == "clause"
    if by_clause and not sentence.clauses_about(rule.subject):
        return []
    parts: list[list[tuple[int, ...]]] = [[]] * len(rule.parts)
    for number in rule.order:
        matches = rule.parts[number].find(sentence.tokens)
        if not matches:
            return []
        parts[number] = matches
    if rule.unless.find(sentence.tokens):
        return []
    if by_clause:
        return _match_in_clauses(rule, sentence, parts)
    covers = _covers(parts)
    covers = [cover for cover in covers if _is_about(rule.subject, sentence, main_clause(sentence, cover))]
    return [Match(rule, covers[0])] if covers and not rule.none.find(sentence.tokens) else []


def _match_in_clauses(rule: CompiledRule, sentence: Sentence, parts: list[list[tuple[int, ...]]]) -> list[Match]:
    by_clause = [_by_clause(sentence, matches) for matches in parts]
    none: dict[int, list[tuple[int, ...]]] | None = None
    found: list[Match] = []
    for clause in sentence.clauses_about(rule.subject):
        within = [matches[clause.place] for matches in by_clause if clause.place in matches]
        covers = _covers(within) if len(within) == len(parts) else []
        if not covers:
            continue
        if none is None:
            none = _by_clause(sentence, rule.none.find(sentence.tokens))
        if clause.place not in none:
            found.append(Match(rule, covers[0]))
    return found


def _by_clause(sentence: Sentence, matches: list[tuple[int, ...]]) -> dict[int, list[tuple[int, ...]]]:
    """Return the matches that lie within one clause, by its place, gone through once for all clauses."""
    within: dict[int, list[tuple[int, ...]]] = {}
    for match in matches:
        clause = sentence.clause_of(match[0])
        if match[-1] < clause.end:
            within.setdefault(clause.place, []).append(match)
    return within


def _covers(parts: list[list[tuple[int, ...]]]) -> list[tuple[int, ...]]:
    """Return ways to meet all conditions, by the first matches of each, the shortest stretch first."""
    options = [matches[:4] for matches in parts]
    if len(options) == 1:
        return sorted(options[0], key=_stretch)
    combinations = [sum(choice, ()) for choice in islice(product(*options), MAX_COMBINATIONS)]
    distinct = [tokens for tokens in combinations if len(set(tokens)) == len(tokens)]
    return sorted(distinct, key=_stretch) if len(distinct) > 1 else distinct


def _stretch(tokens: tuple[int, ...]) -> int:
    return max(tokens) - min(tokens)


def _is_about(wanted: str, sentence: Sentence, clause: Clause) -> bool:
    """Tell whether a clause has the subject that a frame asks for."""
    if wanted == "anyone":
        return True
    agent = sentence.forms[clause.agent] if clause.agent is not None else None
    person = agent.person or "worker" if agent is not None else clause.person
    if not person:
        person = unnamed_third_person(sentence.forms, clause)
        if person == "client" and wanted == "client" and not _tells_own_act(sentence, clause):
            return False
    if wanted == "worker":
        return person in ("worker", "team", "", "generic")
    if wanted == "client":
        return person in ("client", "kin")
    return person == "other"


def _tells_own_act(sentence: Sentence, clause: Clause) -> bool:
    """Tell whether a clause that leaves out who acts is about an act of the client's own.

    "Heeft gebeld" and "belt zelf" are; "belt naar de dienst" may be about anybody.
    """
    verb = sentence.forms[clause.finite].verb if clause.finite is not None else None
    own = any(form.norm in OWN_ACT for form in sentence.forms[clause.start : clause.end])
    return own or len(clause.verbs) > 1 or (verb is not None and verb.kind == "past")


def main_clause(sentence: Sentence, tokens: Sequence[int]) -> Clause:
    """Return the clause of a match: that of its first verb, else that of its first token."""
    for position in sorted(tokens):
        clause = sentence.clause_of(position)
        if position in clause.verbs:
            return clause
    return sentence.clause_of(min(tokens))


def _without_overlap(matches: list[Match]) -> list[Match]:
    kept: list[Match] = []
    for match in sorted(matches, key=lambda m: (m.start, m.start - m.end)):
        if not kept or match.start >= kept[-1].end:
            kept.append(match)
    return kept
