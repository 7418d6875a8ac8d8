"""Whether somebody else than writer and client does what would be a rescue: a colleague, a relative, a person named."""

from itertools import pairwise
from typing import Final

from boundary_nlp.language.clause import Clause, clause_words
from boundary_nlp.language.forms import Form
from boundary_nlp.language.subjects import unnamed_third_person
from boundary_nlp.qualifiers.context import NoteContext
from boundary_nlp.qualifiers.reported import asking_verbs
from boundary_nlp.resources import word_list
from boundary_nlp.taxonomy import SIGNALS, signal_group

ACTS_OF_OTHERS: Final = signal_group("acts_of_others")
OWN_MEANS: Final = signal_group("own_means")
GIVEN_NAMES: Final = word_list("given_names")
THEIRS: Final = word_list("theirs")
OWN: Final = word_list("own")
WRITER: Final = word_list("writer")
NO_ACTS: Final = word_list("no_acts")
ADDRESSED: Final = word_list("addressed")


def third_party(note: NoteContext, number: int, clause: Clause, signal: str) -> int | None:
    """Return the word for a third party that a clause tells of without a word that the lists know, or None."""
    if signal not in ACTS_OF_OTHERS:
        return None
    forms = note.forms[number]
    if any(form.norm in WRITER for form in forms[clause.start : clause.end]):
        return None
    addressed = _colleague(note, number, clause, signal)
    if addressed is not None:
        return addressed
    own = _own_means(forms, clause) if signal in OWN_MEANS else None
    if own is not None and clause.person in ("client", "other", ""):
        return own
    if clause.subject is not None and not clause.carried:
        return None
    name = _name(forms, clause)
    if name is None:
        name = _pointed_at(note, number, clause)
    return _unknown(forms, clause) if name is None and not SIGNALS[signal].worker_voice else name


def _colleague(note: NoteContext, number: int, clause: Clause, signal: str) -> int | None:
    """Return the "jij" of a letter to a colleague: what is done "voor haar", or was done by "jij", is no request."""
    forms, place = note.forms[number], clause.subject
    if signal != "task_takeover" or place is None or forms[place].norm not in ADDRESSED or clause.finite is None:
        return None
    finite = forms[clause.finite].verb
    done = finite is not None and finite.lemma == "hebben" and len(clause.verbs) > 1
    quoted = any(start <= place < end for start, end in note.quoted.get(number, ()))
    return place if (is_for_client(forms, clause) or done) and not quoted else None


def _own_means(forms: list[Form], clause: Clause) -> int | None:
    """Return the possessive of "haar eigen nummer" and "zijn vrije dag": whose means are given, gives them."""
    for at in range(clause.start, clause.end - 1):
        if forms[at].norm in THEIRS and forms[at + 1].norm in OWN:
            return at
    return None


def _name(forms: list[Form], clause: Clause) -> int | None:
    """Return a name beside a verb in the third person: "Karin heeft gebeld", "gisteren deed Ria de was"."""
    finite = clause.finite
    if finite is None or forms[finite].norm in clause_words().first_person:
        return None
    before, after = finite - 1, finite + 1
    if before >= clause.start and _is_name(forms, before, clause.start):
        return before
    fronted = finite > clause.start and forms[finite - 1].is_word and forms[finite - 1].verb is None
    return after if fronted and after < clause.end and _is_name(forms, after, clause.start) else None


def _unknown(forms: list[Form], clause: Clause) -> int | None:
    """Return the verb whose subject is a word that no list knows: "de stad betaalt"; the writer would say "ik"."""
    if unnamed_third_person(forms, clause) != "other" or any(form.norm in WRITER for form in forms):
        return None
    return clause.finite


def _is_name(forms: list[Form], at: int, start: int) -> bool:
    form = forms[at]
    if not (form.is_capital and form.is_word) or form.person or len(form.text) < 3:
        return False
    if form.norm in GIVEN_NAMES:
        return at == start or forms[at - 1].norm not in clause_words().prepositions
    inside = at > start and forms[at - 1].is_word and forms[at - 1].norm not in clause_words().prepositions
    return inside and form.verb is None


def _pointed_at(note: NoteContext, number: int, clause: Clause) -> int | None:
    """Return the "die" that goes back to a third party named just before it: "zijn dochter, die heeft gebeld"."""
    forms = note.forms[number]
    place = next((at for at in range(clause.start, clause.end) if forms[at].is_word), clause.start)
    if forms[place].norm != "die" or place + 1 >= len(forms) or clause.finite is None:
        return None
    before = note.forms[number - 1] if number else []
    earlier: list[Form] = [*before, *forms[:place]]
    named = next((form.person for form in reversed(earlier) if form.person in ("client", "kin", "other")), "")
    return place if named == "other" else None


def is_for_client(forms: list[Form], clause: Clause) -> bool:
    """Tell whether something is done "voor hem" in a clause."""
    inside = forms[clause.start : clause.end]
    return any(form.norm == "voor" and after.person == "client" for form, after in pairwise(inside))


def is_no_takeover(note: NoteContext, number: int, clause: Clause) -> bool:
    """Tell whether the client's clause is not the act itself: what he knows, forgets, asks or wants."""
    if clause.finite is None or asking_verbs(note, number):
        return True
    acts = [lemma for lemma in clause.lemmas.values() if lemma not in clause_words().auxiliaries]
    return not acts or any(lemma in NO_ACTS for lemma in acts)
