"""The three qualifiers of one span, decided together."""

from collections.abc import Collection
from typing import Final

from boundary_nlp.language.clause import clause_words
from boundary_nlp.qualifiers.actor import find_actor
from boundary_nlp.qualifiers.context import Cue, NoteContext, Qualified
from boundary_nlp.qualifiers.mandate import find_mandate
from boundary_nlp.qualifiers.planned import happened
from boundary_nlp.qualifiers.reported import asking_verbs
from boundary_nlp.qualifiers.status import find_status
from boundary_nlp.resources import word_list
from boundary_nlp.rules.matcher import main_clause
from boundary_nlp.rules.model import Rule
from boundary_nlp.taxonomy import signals

NEGATIONS: Final = word_list("negations")


def carrying_tokens(note: NoteContext, number: int, tokens: Collection[int]) -> frozenset[int]:
    """Return the tokens that carry the signal of a span that no rule matched: its verbs, else all but a negation.

    The other words may then set a qualifier: in "als ik hem bel" and "niet gebeld" the span holds its own cue.
    So do its auxiliaries ("zou ... kunnen bellen"), and the verb by which somebody else asks ("vroeg of ik belde").
    """
    forms, auxiliaries = note.forms[number], clause_words().auxiliaries - {"laten"}
    verbs = {at for clause in note.sentence(number).clauses for at in clause.verbs}
    plain = {at for at in tokens if forms[at].norm not in NEGATIONS}
    carrying = verbs & plain
    acts = {at for at in carrying if (verb := forms[at].verb) is None or verb.lemma not in auxiliaries}
    told = acts - asking_verbs(note, number) if len(acts) > 1 else acts
    return frozenset(told or acts or carrying or plain or tokens)


def qualify_tokens(
    note: NoteContext, number: int, tokens: frozenset[int], signal: str, rule: Rule | None = None
) -> Qualified:
    """Return the qualifiers of a span.

    Parameters
    ----------
    note : the note; ``number`` : the sentence in it.
    tokens : positions within the sentence of the words that carry the signal. A negation or a plan word among
        them is part of the signal itself and sets no qualifier.
    signal : code of the codebook.
    rule : the rule that matched, which may fix qualifiers.
    """
    clause = main_clause(note.sentence(number), sorted(tokens))
    cues: tuple[Cue, ...] = ()
    actor, found = find_actor(note, number, clause, signal)
    if rule is not None and rule.actor is not None:
        actor, found = rule.actor, ()
    elif signals()[signal].family == "inner" and actor in ("client", "together"):
        actor, found = "worker", ()
    cues += found
    status, found = find_status(note, number, clause, tokens, signals()[signal])
    fixed = None if rule is None or (rule.status == "planned" and happened(note, number, clause)) else rule.status
    if fixed is not None and (status != "reported" or (rule is not None and rule.actor is not None)):
        status, found = fixed, ()
    cues += found
    mandate, found = find_mandate(note, number, clause, tokens, signal, status)
    if rule is not None and rule.mandate is not None:
        mandate, found = rule.mandate, ()
    return Qualified(actor, status, mandate, cues + found)
