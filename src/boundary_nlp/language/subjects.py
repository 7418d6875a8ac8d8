"""Who a clause is about: its subject, read from the words around its verb or carried over from a clause before."""

from typing import Final

from boundary_nlp.language.clause import Clause, ClauseWords, clause_words
from boundary_nlp.language.forms import Form
from boundary_nlp.language.verbs import analyse_verb
from boundary_nlp.resources import word_list

NEVER_SUBJECTS: Final = word_list("never_subjects")
WORKER_OBJECTS: Final = word_list("worker_objects")


def unnamed_third_person(forms: list[Form], clause: Clause) -> str:
    """Tell who a clause without a known subject is about, from a verb in the third person, or "".

    Where that verb opens the clause the subject is left out, and the client is meant ("heeft zelf gebeld");
    else the subject is a word that no list knows, and it is somebody else's or a thing's ("de stad betaalt").
    """
    if clause.subject is not None or clause.finite is None:
        return ""
    form = forms[clause.finite]
    stem = analyse_verb(form.norm[:-1]) if form.norm.endswith("t") else None
    third = form.verb is not None and form.verb.kind == "present" and stem == form.verb
    third = third or _noun_acts(forms, clause, clause.finite) or _is_plural_past(form)
    if not third and form.norm not in clause_words().third_person_only:
        return ""
    return "client" if clause.finite <= clause.start + 1 else "other"


def _is_plural_past(form: Form) -> bool:
    """Tell whether a verb is a past plural ("dienden"): a writer who means "wij" does not leave that out."""
    return form.verb is not None and form.verb.kind == "past" and form.norm.endswith("en")


def _noun_acts(forms: list[Form], clause: Clause, finite: int) -> bool:
    """Tell whether a noun that no list knows stands right before the verb as its subject: "de stad betaalde"."""
    words = clause_words()
    if finite - clause.start < 2 or forms[finite].norm in words.first_person or clause.agent is not None:
        return False
    noun, before = forms[finite - 1], forms[finite - 2]
    verb = forms[finite].verb
    if clause.opener in words.subordinators and verb is not None and verb.lemma not in words.auxiliaries:
        return False  # "omdat de tijd drong maar zelf ingevuld"
    passive = verb is not None and verb.lemma in ("worden", "zijn")
    return not passive and before.norm in ("de", "het", "een") and noun.is_word and noun.verb is None


def find_subject(forms: list[Form], clause: Clause, words: ClauseWords) -> None:
    """Set a clause's subject, who that is, and the agent of a passive."""
    clause.agent = _agent(forms, clause)
    candidates = [
        index
        for index in range(clause.start, clause.end)
        if (forms[index].person or forms[index].norm in words.nominative)
        and _may_be_subject(forms, index, clause, words)
    ]
    if not candidates:
        return
    chosen = _best_subject(forms, candidates, clause, words)
    if chosen is not None:
        clause.subject = chosen
        clause.person = forms[chosen].person or ("client" if forms[chosen].norm in ("ze", "zij") else "generic")
        if clause.person == "worker" and _is_of_service(forms, chosen, words):
            clause.person = "other"


def _is_of_service(forms: list[Form], place: int, words: ClauseWords) -> bool:
    """Tell whether a worker is somebody else's: "de begeleidster van het CAW"."""
    after = place + 1
    if after >= len(forms) or forms[after].norm not in ("van", "bij"):
        return False
    after += 2 if after + 1 < len(forms) and forms[after + 1].norm in words.determiners else 1
    return after < len(forms) and (forms[after].person == "other" or forms[after].norm in ("ander", "andere"))


def _agent(forms: list[Form], clause: Clause) -> int | None:
    for index in range(clause.start, clause.end - 1):
        if forms[index].norm == "door":
            near = range(index + 1, min(index + 4, clause.end))
            persons = [at for at in near if forms[at].person or forms[at].norm in WORKER_OBJECTS]
            if persons:
                possessed = forms[persons[0]].norm in ("haar", "zijn", "hun") and len(persons) > 1
                return persons[1] if possessed else persons[0]
    return None


def _may_be_subject(forms: list[Form], index: int, clause: Clause, words: ClauseWords) -> bool:
    """Rule out objects of prepositions, possessives, object pronouns and "door" agents."""
    form = forms[index]
    if _is_label(forms, index, clause.start):
        return False
    if index > clause.start and form.norm not in words.nominative and _owns(forms[index - 1], words):
        return False  # "attest mutualiteit", "op naam cl."
    if form.norm in NEVER_SUBJECTS:
        return False
    back = index - 1
    while back >= clause.start and (
        forms[back].norm in words.determiners
        or forms[back].norm in ("mevrouw", "meneer")
        or (
            forms[back].verb is None
            and forms[back].norm.endswith(("e", "ste"))
            and forms[back].is_word
            and not forms[back].person
            and forms[back].norm not in words.prepositions
            and forms[back].norm not in words.particles
        )
    ):
        back -= 1
    if back - 1 > clause.start and forms[back].norm == "en" and forms[back - 2].norm in words.prepositions:
        return False  # "met huisbaas en OCMW"
    if back >= clause.start and forms[back].norm in words.prepositions:
        return (
            back == clause.start
            and forms[back].norm in ("voor", "na", "tot", "sinds", "nu")
            and form.norm in words.nominative
        )
    possessor = (
        form.norm not in words.nominative
        and index + 2 < clause.end
        and forms[index + 1].norm in ("zijn", "haar", "hun")
    )
    return not (possessor and forms[index + 2].person)  # "mama haar zus"


def _is_label(forms: list[Form], index: int, start: int) -> bool:
    """Tell whether a person is a label at the head of a line: "S:", "Tandarts:", "mw. P.:", what follows is told of."""
    after = index + 1
    if after < len(forms) and forms[after].is_initial:
        after += 1
    return index - start <= 1 and after < len(forms) and forms[after].text == ":"


def _owns(before: Form, words: ClauseWords) -> bool:
    """Tell whether a noun before a person is that person's: "attest mutualiteit", "gesprek mevr."."""
    return before.verb is None and before.norm.endswith(words.owned)


def _best_subject(forms: list[Form], candidates: list[int], clause: Clause, words: ClauseWords) -> int | None:
    pronouns = [at for at in candidates if forms[at].norm in words.nominative and forms[at].norm != "ze"]
    if clause.finite is not None and forms[clause.finite].norm in ("heb", "ben"):  # "[Remco] heb de bank gebeld"
        near = [at for at in candidates if abs(at - clause.finite) == 1 or forms[at].norm in words.nominative]
        return next((at for at in near if forms[at].person in ("worker", "team", "generic")), None)
    if pronouns:
        return pronouns[0]
    if clause.finite is None:
        return _telegraphic_subject(forms, candidates, clause, words)
    before = [at for at in candidates if at < clause.finite]
    after = [at for at in candidates if at > clause.finite]
    verb_first = clause.finite == clause.start or (
        clause.finite == clause.start + 1 and forms[clause.start].norm in words.before_verb
    )
    if before:
        return before[-1] if len(before) == 1 else before[0]
    if (
        verb_first
        and forms[clause.finite].norm in words.first_person
        and not (after and after[0] == clause.finite + 1 and forms[after[0]].norm == "ze")
    ):
        return None  # "Heb mama gebeld": the writer, left out
    near = [at for at in after if at - clause.finite <= 3]
    if near and verb_first and _is_reached(forms, near[0], clause, words):
        return None
    return near[0] if near else None


def _is_reached(forms: list[Form], place: int, clause: Clause, words: ClauseWords) -> bool:
    """Tell whether a third party after a verb that opens the clause is called or seen: "heeft de dokter gebeld"."""
    contacted = clause.lemmas[clause.verbs[-1]] in words.contact_verbs and len(clause.verbs) > 1
    return contacted and forms[place].person == "other" and forms[clause.verbs[0]].norm in words.third_person_only


def _telegraphic_subject(forms: list[Form], candidates: list[int], clause: Clause, words: ClauseWords) -> int | None:
    """Without a finite verb, a person is the subject only where "zelf" or a verb that is no contact says so."""
    if not clause.verbs:
        return candidates[0]
    first = candidates[0]
    main = clause.lemmas[clause.verbs[-1]]
    itself = any(forms[at].norm == "zelf" for at in range(first, min(first + 4, clause.end)))
    leads = first - clause.start <= 1 and first < clause.verbs[0]
    if not leads or (forms[first].person == "other" and not itself):
        return None
    if main not in words.contact_verbs:
        return first
    reached = any(forms[at].norm in words.prepositions or forms[at].person for at in range(first + 1, clause.end))
    return first if itself and reached else None


def carry_over(forms: list[Form], source: Clause, clause: Clause, words: ClauseWords) -> None:
    """Take the subject of an earlier clause where a coordinated one leaves it out."""
    if clause.agent is not None or not clause.verbs:
        return
    if clause.finite is not None and forms[clause.finite].norm in words.first_person:
        if source.person in ("worker", "team", "generic"):
            clause.subject, clause.person, clause.carried = source.subject, source.person, True
        return
    if clause.opener in words.subordinators and clause.opener != "om":
        return
    if _is_log_entry(forms, source, clause):
        return
    clause.subject, clause.person, clause.carried = source.subject, source.person, True


def _is_log_entry(forms: list[Form], source: Clause, clause: Clause) -> bool:
    """Tell whether a bare participle after a client's act is what the writer did: "mw. vraagt attest, doorgestuurd"."""
    if clause.finite is not None or source.person not in ("client", "kin", "other") or clause.opener in ("en", "maar"):
        return False
    kinds = {verb.kind for at in clause.verbs if (verb := forms[at].verb) is not None}
    perfect = any((verb := forms[at].verb) is not None and verb.kind == "participle" for at in source.verbs)
    return kinds == {"participle"} and source.finite is not None and not perfect
