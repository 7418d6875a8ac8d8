"""Clauses and subjects read from a dependency parse (Universal Dependencies), where a trained pipeline gives one.

Treebanks hold news and no case notes. So the parse decides where it can know more than the words around a verb do
(which of two persons is the subject, where a clause ends, what "niet" belongs to), and the embedded heuristics decide
where notes leave out what treebanks have: the finite verb, or the writer as subject.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from spacy.tokens import Doc

from boundary_nlp.language.clause import PARTS, Clause, clause_words
from boundary_nlp.language.clauses import find_clauses
from boundary_nlp.language.forms import Form
from boundary_nlp.language.subjects import WORKER_OBJECTS

VERB_TAGS = frozenset({"VERB", "AUX"})
NOMINAL_TAGS = frozenset({"NOUN", "PROPN", "ADP", "DET", "ADJ"})
OWN_CLAUSE = frozenset({"ROOT", "ccomp", "advcl", "acl", "csubj", "parataxis", "conj"})
SUBJECTS = frozenset({"nsubj", "csubj"})
PASSED_ON = frozenset({"advmod", "det", "obj", "amod"})


@dataclass(frozen=True, slots=True)
class Parse:
    """The parse of one sentence, per token.

    Attributes
    ----------
    heads : position of the head within the sentence; a root, and a token whose head lies elsewhere, is its own.
    relations : Universal Dependencies relation ("nsubj:pass"); tags : part of speech ("VERB").
    kinds : kind of verb form as in `VerbForm`, or "".
    lemmas : dictionary form in lower case, or "" where the pipeline has no lemmatiser.
    """

    heads: tuple[int, ...]
    relations: tuple[str, ...]
    tags: tuple[str, ...]
    kinds: tuple[str, ...]
    lemmas: tuple[str, ...]

    def relation(self, at: int) -> str:
        """Return the relation of a token without its subtype: "nsubj" for "nsubj:pass"."""
        return self.relations[at].partition(":")[0]

    def governs(self, cue: int, tokens: Sequence[int]) -> bool:
        """Tell whether a negation bears on a span: on one of its words, or on what these depend on.

        "Niet via de balie" denies the way, not the act.
        """
        above = self.heads[cue]
        reached = {above}
        while self.relation(above) in PASSED_ON and self.heads[above] not in reached:
            above = self.heads[above]
            reached.add(above)
        return any(not reached.isdisjoint(self._upwards(token)) for token in tokens)

    def _upwards(self, at: int) -> set[int]:
        """Return a token with all that it depends on."""
        found: set[int] = set()
        while at not in found:
            found.add(at)
            at = self.heads[at]
        return found


def read_parse(doc: Doc, start: int, end: int) -> Parse:
    """Return the parse of a token range of a parsed document."""
    tokens = doc[start:end]
    inside = [token.i if start <= token.head.i < end else None for token in tokens]
    return Parse(
        heads=tuple(
            (token.i if own is None else token.head.i) - start for token, own in zip(tokens, inside, strict=True)
        ),
        relations=tuple("ROOT" if own is None else token.dep_ for token, own in zip(tokens, inside, strict=True)),
        tags=tuple(token.pos_ for token in tokens),
        kinds=tuple(_verb_kind(token.morph.get("VerbForm", []), token.morph.get("Tense", [])) for token in tokens),
        lemmas=tuple(token.lemma_.casefold() for token in tokens),
    )


def _verb_kind(form: list[str], tense: list[str]) -> str:
    if form == ["Fin"]:
        return "past" if tense == ["Past"] else "present"
    return {"Part": "participle", "Inf": "infinitive"}.get(form[0], "") if form else ""


def parsed_clauses(forms: list[Form], parse: Parse) -> list[Clause]:
    """Return the clauses of one sentence with the parse's bounds and subjects, in order, covering all its tokens."""
    plain = find_clauses(forms)
    lemmas = _verbs(forms, parse, plain)
    finite = {clause.finite for clause in plain} | {at for at in lemmas if _is_finite(forms[at], parse.kinds[at])}
    clauses: list[Clause] = []
    begun: dict[int, Clause] = {}  # owner -> its clause, which goes on after one that stands within it
    for start, end in _segments(forms, parse, lemmas):
        verbs = [at for at in range(start, end) if at in lemmas]
        owner = _owner(parse, next(iter(verbs), start), lemmas)
        opener = next((forms[at].norm for at in range(start, end) if forms[at].text not in PARTS), "")
        clause = Clause(start, end, opener)
        clause.finite = next((at for at in verbs if at in finite), None)
        clause.verbs, clause.lemmas = verbs, {at: lemmas[at] for at in verbs}
        first = begun.setdefault(owner, clause)
        if first is clause:
            _give_subject(forms, parse, clause, _same_clause(plain, clause))
        else:
            clause.subject, clause.person, clause.agent = first.subject, first.person, first.agent
        clauses.append(clause)
    return clauses


def _is_finite(form: Form, kind: str) -> bool:
    """Tell whether a verb form is finite by its tag; a participle that the lexicon knows is none."""
    return kind in ("present", "past") and form.verb is not None and form.verb.kind != "participle"


def _verbs(forms: list[Form], parse: Parse, plain: Sequence[Clause]) -> dict[int, str]:
    """Return position -> lemma of the verbs; the tag decides on words that can be a noun too ("werk", "leven")."""
    found: dict[int, str] = {}
    for clause in plain:
        for at, lemma in clause.lemmas.items():
            verb = forms[at].verb
            nominal = parse.tags[at] in NOMINAL_TAGS and verb is not None and verb.kind == "infinitive"
            if not nominal:
                found[at] = lemma
    for at, form in enumerate(forms):
        if at not in found and parse.tags[at] in VERB_TAGS and parse.kinds[at] and form.verb is not None:
            found[at] = form.lemma
        head = parse.heads[at]
        particle = parse.relations[at] == "compound:prt" and form.norm in clause_words().particles
        if particle and head in found and not found[head].startswith(form.norm) and not _is_phrase(parse, at):
            found[head] = form.norm + found[head]
    return dict(sorted(found.items()))


def _is_phrase(parse: Parse, at: int) -> bool:
    """Tell whether a word opens a fixed phrase ("in orde"), so that it is no particle."""
    return at + 1 < len(parse.heads) and parse.relations[at + 1] == "fixed" and parse.heads[at + 1] == at


def _segments(forms: list[Form], parse: Parse, verbs: dict[int, str]) -> list[tuple[int, int]]:
    """Return the stretches of words that belong to one clause; each holds a verb, where the sentence has one."""
    owners = [_owner(parse, at, verbs) for at in range(len(forms))]
    for at in range(len(forms) - 2, -1, -1):
        if not forms[at].is_word:
            owners[at] = owners[at + 1]
    merged: list[tuple[int, int]] = []
    for _, run in groupby(range(len(forms)), key=owners.__getitem__):
        places = list(run)
        start, end = places[0], places[-1] + 1
        if merged and not (_has_verb(verbs, *merged[-1]) and _has_verb(verbs, start, end)):
            start = merged.pop()[0]
        merged.append((start, end))
    return merged or [(0, 0)]


def _has_verb(verbs: dict[int, str], start: int, end: int) -> bool:
    return any(start <= at < end for at in verbs)


def _owner(parse: Parse, at: int, verbs: dict[int, str]) -> int:
    """Return the verb (or root) in whose clause a token stands."""
    seen: set[int] = set()
    while at not in seen:
        seen.add(at)
        if parse.heads[at] == at or (parse.relation(at) in OWN_CLAUSE and at in verbs):
            return at
        at = parse.heads[at]
    return at


def _same_clause(plain: Sequence[Clause], clause: Clause) -> Clause | None:
    """Return the heuristic clause that holds the same finite or first verb."""
    main = clause.finite if clause.finite is not None else next(iter(clause.verbs), clause.start)
    return next((other for other in plain if other.start <= main < other.end), None)


def _give_subject(forms: list[Form], parse: Parse, clause: Clause, plain: Clause | None) -> None:
    """Give a clause its subject and agent: the parse's, or what the heuristics found where it has none."""
    if plain is None:
        return
    clause.agent = _parsed_agent(forms, parse, clause)
    if clause.agent is None and plain.agent is not None and clause.start <= plain.agent < clause.end:
        clause.agent = plain.agent
    telegraphic = clause.finite is None or _writer_left_out(forms, clause)
    subject = None if telegraphic else _parsed_subject(forms, parse, clause)
    if subject is None:
        clause.subject, clause.person, clause.carried = plain.subject, plain.person, plain.carried
    else:
        clause.subject, clause.person = subject, _person(forms[subject])


def _writer_left_out(forms: list[Form], clause: Clause) -> bool:
    """Tell whether a clause opens with a verb in the first person ("Heb mama gebeld")."""
    return clause.finite == clause.start and forms[clause.start].norm in clause_words().first_person


def _parsed_subject(forms: list[Form], parse: Parse, clause: Clause) -> int | None:
    """Return the person who is the subject: of the clause's own verbs first, else one that stands in it."""
    labelled = [
        at
        for at in range(len(forms))
        if parse.relation(at) in SUBJECTS and at not in clause.verbs and _person(forms[at]) and not _is_label(forms, at)
    ]
    own = [at for at in labelled if parse.heads[at] in clause.verbs]
    inside = [at for at in labelled if clause.start <= at < clause.end]
    ranked = [*(at for at in own if at in inside), *own, *inside]
    nominative = [at for at in ranked if forms[at].norm in clause_words().nominative and forms[at].norm != "ze"]
    return next(iter([*nominative, *ranked]), None)


def _is_label(forms: list[Form], at: int) -> bool:
    """Tell whether a letter is the label of a part of the note ("O: speelt rustig")."""
    return forms[at].is_initial and at + 1 < len(forms) and forms[at + 1].text == ":"


def _parsed_agent(forms: list[Form], parse: Parse, clause: Clause) -> int | None:
    return next(
        (
            at
            for at in range(clause.start, clause.end)
            if parse.relations[at] == "obl:agent" and (forms[at].person or forms[at].norm in WORKER_OBJECTS)
        ),
        None,
    )


def _person(form: Form) -> str:
    """Return who a subject is, or "" where the word stands for no person that is known."""
    if form.person or form.norm not in clause_words().nominative:
        return form.person
    return "client" if form.norm in ("ze", "zij") else "generic"
