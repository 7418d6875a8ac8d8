"""The three qualifiers of one span, decided together."""

from collections.abc import Collection
from typing import Final

from boundary_nlp.language.clause import Clause, clause_words
from boundary_nlp.language.forms import Form
from boundary_nlp.qualifiers.actor import find_actor
from boundary_nlp.qualifiers.context import Cue, NoteContext, Qualified
from boundary_nlp.qualifiers.mandate import find_mandate
from boundary_nlp.qualifiers.planned import happened
from boundary_nlp.qualifiers.reported import asking_verbs
from boundary_nlp.qualifiers.status import find_status
from boundary_nlp.resources import word_list
from boundary_nlp.rules.matcher import main_clause
from boundary_nlp.rules.model import Rule
from boundary_nlp.taxonomy import SIGNALS

NEGATIONS: Final = word_list("negations")
ASKING: Final = word_list("asking")
CONSIDERING: Final = word_list("considering")


def carrying_tokens(note: NoteContext, number: int, tokens: Collection[int]) -> frozenset[int]:
    """Return the tokens that carry the signal of a span that no rule matched: its verbs, else all but a negation.

    The other words may then set a qualifier: in "als ik hem bel" and "niet gebeld" the span holds its own cue.
    So do its auxiliaries ("zou ... kunnen bellen"), the verb by which somebody else asks ("vroeg of ik belde"), and a
    clause that only tells when or why ("omdat zij moe was").
    """
    forms, clauses = note.forms[number], note.sentence(number).clauses
    plain = {at for at in tokens if forms[at].norm not in NEGATIONS}
    carrying = {at for clause in clauses for at in clause.verbs} & plain
    if len(carrying) > 1:
        carrying = carrying - asking_verbs(note, number) or carrying
        carrying = {at for at in carrying if not _considers(note, number, at)} or carrying
    acts = [_acts(forms, clause, carrying) for clause in clauses]
    after = [*clauses[1:], None]
    main = [
        found
        for clause, found, then in zip(clauses, acts, after, strict=True)
        if not (_is_subordinate(clause) or _asks_for_dan(forms, clause, then))
    ]
    return frozenset(set().union(*main) or set().union(*acts) or carrying or plain or tokens)


def _acts(forms: list[Form], clause: Clause, carrying: Collection[int]) -> set[int]:
    """Return the verbs of a clause that name what is done, of those that carry a span; "gaan" where it has no other."""
    words = clause_words()
    lemmas = {at: forms[at].lemma if (verb := forms[at].verb) is None else verb.lemma for at in clause.verbs}
    verbs = {at for at in lemmas if at in carrying}
    acts = {at for at in verbs if lemmas[at] not in words.auxiliaries or lemmas[at] in words.lets}
    return acts or {at for at in verbs if lemmas[at] in words.goes}


def _considers(note: NoteContext, number: int, place: int) -> bool:
    """Tell whether a verb says that an act was thought of, offered or advised: "overwogen om te bellen"."""
    forms = note.forms[number]
    supposes = forms[place].norm == "stel" and any(form.person == "worker" for form in forms[place + 2 : place + 3])
    return supposes or note.sentence(number).clause_of(place).lemmas.get(place) in CONSIDERING


def _is_subordinate(clause: Clause) -> bool:
    """Tell whether a clause tells when or why something was done."""
    words = clause_words()
    return clause.opener in words.circumstances and clause.opener != "dan"


def _asks_for_dan(forms: list[Form], clause: Clause, then: Clause | None) -> bool:
    """Tell whether a clause is the condition of the next one: "lukt dat niet, dan ..." and not "bel, dan ..."."""
    if then is None or then.opener != "dan" or clause.finite is None or clause.finite - clause.start > 1:
        return False
    inverted = clause.subject is None or clause.subject > clause.finite
    return inverted and clause.person != "worker" and forms[clause.finite].norm.endswith("t")


def _asked_act(
    note: NoteContext, number: int, clause: Clause, tokens: frozenset[int], signal: str
) -> tuple[Clause, frozenset[int]]:
    """Return the clause and tokens of the act where a span begins with who asks for it: "vroeg of ik wou bellen"."""
    clauses = note.sentence(number).clauses
    position = clause.place + 1
    if SIGNALS[signal].stance != "rescuing" or SIGNALS[signal].worker_voice or position == len(clauses):
        return clause, tokens
    act = clauses[position]
    inside = frozenset(at for at in tokens if at >= act.start)
    asks = any(lemma in ASKING for lemma in clause.lemmas.values()) and clause.person not in ("worker", "team")
    if (
        asks
        and act.opener in ("of", "dat", "om")
        and act.person in ("worker", "team")
        and not inside.isdisjoint(act.verbs)
    ):
        return act, inside
    return clause, tokens


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
    clause, tokens = _asked_act(note, number, main_clause(note.sentence(number), sorted(tokens)), tokens, signal)
    cues: tuple[Cue, ...] = ()
    actor, found = find_actor(note, number, clause, signal)
    if rule is not None and rule.actor is not None:
        actor, found = rule.actor, ()
    elif SIGNALS[signal].family == "inner" and actor in ("client", "together"):
        actor, found = "worker", ()
    cues += found
    status, found = find_status(note, number, clause, tokens, SIGNALS[signal])
    fixed = None if rule is None or (rule.status == "planned" and happened(note, number, clause)) else rule.status
    if fixed is not None and (status != "reported" or (rule is not None and rule.actor is not None)):
        status, found = fixed, ()
    cues += found
    mandate, found = find_mandate(note, number, clause, tokens, signal, status)
    if rule is not None and rule.mandate is not None:
        mandate, found = rule.mandate, ()
    return Qualified(actor, status, mandate, cues + found)
