"""Is it a step to come: a plan, a promise, an agreement, a line under a heading of plans."""

import re
from collections.abc import Collection, Set
from typing import Final

from boundary_nlp.language.clause import Clause, clause_words
from boundary_nlp.language.subjects import unnamed_third_person
from boundary_nlp.qualifiers.context import NoteContext
from boundary_nlp.qualifiers.reported import CONTENT_OPENERS, Range, told_by_worker
from boundary_nlp.resources import word_list

CLIENTS: Final = frozenset({"client", "kin"})
WISHING: Final = CLIENTS | {"team", "worker"}
PLAN_LINES: Final = 5  # as far below its label a line still belongs to a plan
CLOCK: Final = re.compile(r"[0-2]?\d([.:u][0-5]\d|u)")
HEADING_TAIL: Final = 2  # words that may follow in a heading: a day, a name
COULD: Final = word_list("could")
LIKE_PARTICIPLES: Final = word_list("like_participles")
NO_STEPS: Final = word_list("no_steps")


def planned(
    note: NoteContext, number: int, clause: Clause, tokens: Collection[int], promising: Set[str] = frozenset()
) -> Range | None:
    """Find what makes an act one to come; ``promising`` are the persons whose present tense is a promise."""
    forms = note.forms[number]
    for match in note.find("plan_verbs", number, clause.start, clause.end):
        verb = forms[match[0]].verb
        infinitive = any(
            (f := forms[at].verb) is not None and f.kind == "infinitive" for at in clause.verbs if at != match[0]
        )
        now = verb is not None and (verb.kind in ("present", "infinitive") or would_do(note, number, clause, match[0]))
        if verb is None or (now and infinitive and match[0] == clause.finite):
            return match[0], match[-1] + 1
    label = _label(note, number) or _agreed_to(note, number, clause, tokens)
    if happened(note, number, clause):
        return None
    habit = _is_habit(note, number, clause)
    for cue in ("future_time",) if habit else ("future_time", "weekday"):
        for match in note.find(cue, number, clause.start, clause.end):
            if match[0] not in tokens or cue == "future_time":
                return match[0], match[-1] + 1
    asked = clause.person == "worker" and clause.opener in CONTENT_OPENERS | {"als"}  # "of ik wil bellen"
    if clause.person in WISHING and not asked and clause.verbs:
        for match in note.find("wish_verbs", number, clause.start, clause.end):
            if match[0] == clause.finite:
                return match[0], match[0] + 1
    return label or _to_do(note, number, clause, tokens) or _own_promise(note, number, clause, tokens, promising)


def planned_in_words(
    note: NoteContext, number: int, clause: Clause, tokens: Collection[int], timely: bool = True
) -> Range | None:
    """Find "zal" or "ga" with an infinitive, or a time to come, around a signal whose wording is fixed.

    Where a signal is about regularity, a weekday is no time to come: ``timely`` is false.
    """
    if happened(note, number, clause):
        return None
    clauses = note.sentence(number).clauses
    near = clauses[max(0, clause.place - 1)]
    hangs = near.finite is None or clause.opener in CONTENT_OPENERS
    start, end = near.start if hangs else clause.start, clause.end
    if not any(happened(note, number, other) for other in clauses):
        start, end = 0, clauses[-1].end  # all of it is to come
    for cue in ("plan_verbs", "intentions", "future_time", "weekday") if timely else ("plan_verbs", "future_time"):
        for match in note.find(cue, number, start, end):
            if cue == "plan_verbs" and not _plans(note, number, match[0]):
                continue
            if match[0] not in tokens or cue in ("future_time", "intentions"):
                return match[0], match[-1] + 1
    return _agreed_to(note, number, clause, tokens) or _label(note, number)


def _own_promise(
    note: NoteContext, number: int, clause: Clause, tokens: Collection[int], promising: Set[str]
) -> Range | None:
    """Take the present tense of who takes a step for what is to come: "dat vraag ik namens mw. aan"."""
    if clause.finite is None or clause.finite not in tokens or _is_log_line(note, number):
        return None
    forms = note.forms[number]
    left_out = clause.person == "" and clause.finite == clause.start and not forms[clause.finite].norm.endswith("t")
    left_out = left_out or ("client" in promising and unnamed_third_person(forms, clause) == "client")
    if not left_out and (clause.person not in promising or (clause.carried and "client" not in promising)):
        return None
    verb = forms[clause.finite].verb
    helps = verb is not None and verb.lemma in clause_words().auxiliaries and len(clause.verbs) > 1
    if verb is None or verb.kind != "present" or helps or verb.lemma in NO_STEPS:
        return None
    subordinators = clause_words().subordinators - {"dan"}
    subordinate = clause.opener in subordinators or clause.opener in ("als", "of", "toen")
    return None if subordinate or _is_habit(note, number, clause) else (clause.finite, clause.finite + 1)


def _to_do(note: NoteContext, number: int, clause: Clause, tokens: Collection[int]) -> Range | None:
    """Take an infinitive that ends its clause and stands alone for what is to be done: "- huisarts bellen"."""
    forms, words = note.forms[number], clause_words()
    hangs = clause.opener in words.openers - words.coordinators  # "kon niet anders dan het zelf regelen"
    if clause.finite is not None or clause.subject is not None or len(clause.verbs) != 1 or hangs:
        return None
    (last,) = clause.verbs
    verb = forms[last].verb
    after = forms[last + 1] if last + 1 < len(forms) else None
    ends = after is None or after.norm in words.prepositions or not (after.is_word or after.text == ":")
    if verb is None or verb.kind != "infinitive" or not ends or last not in tokens or forms[last - 1].norm == "te":
        return None
    return None if _is_log_line(note, number) or verb.lemma in LIKE_PARTICIPLES else (last, last + 1)


def would_do(note: NoteContext, number: int, clause: Clause, place: int) -> bool:
    """Tell whether "zou" reports a promise ("gezegd dat ik zou bellen") or a plan of the client."""
    forms = note.forms[number]
    if (
        forms[place].norm not in ("zou", "zouden")
        or place != clause.finite
        or clause.opener in ("als", "indien", "anders")
    ):
        return False
    if clause.opener == "dat" and clause.person in ("worker", "team"):
        imagined = any(match[0] < clause.start for match in note.find("hypothetical", number))
        promised = told_by_worker(note, number, clause) or _agreed_to(note, number, clause, ()) is not None
        return promised and not imagined
    return clause.person in CLIENTS and _is_plan(note, number, clause)


def _is_plan(note: NoteContext, number: int, clause: Clause) -> bool:
    """Tell whether a client's "zou" is a plan: "ze zou de notaris bellen", and nothing that could be."""
    clauses = note.sentence(number).clauses
    could = any(lemma in COULD for at, lemma in clause.lemmas.items() if at != clause.finite)
    beside = clause.subject is not None and clause.finite is not None and abs(clause.subject - clause.finite) == 1
    unless = note.find("conditional_openers", number) or note.find("would_unless", number, clause.start, clause.end)
    denied = any(later.opener == "maar" for later in clauses[clause.place + 1 :])
    return beside and not (could or unless or denied)


def _agreed_to(note: NoteContext, number: int, clause: Clause, tokens: Collection[int]) -> Range | None:
    """Find the verb of planning that a clause with "dat" or "om" hangs on: "afgesproken dat zij belt"."""
    clauses = note.sentence(number).clauses
    position = clause.place
    if not position or clause.opener not in ("dat", "om"):
        return None
    earlier = clauses[position - 1]
    for cue in ("plan_verbs", "agreements"):
        for match in note.find(cue, number, earlier.start, earlier.end):
            if match[0] not in tokens:
                return match[0], match[-1] + 1
    return None


def _is_habit(note: NoteContext, number: int, clause: Clause) -> bool:
    """Tell whether a clause tells how things go by now: "ze kookt nu zelf", "elke maandag"."""
    return bool(note.find("habit", number, clause.start, clause.end))


def _is_log_line(note: NoteContext, number: int) -> bool:
    """Tell whether a line opens with a clock time: in a log the present tense tells what happened."""
    first = note.forms[number][0].text if note.forms[number] else ""
    return CLOCK.fullmatch(first) is not None


def happened(note: NoteContext, number: int, clause: Clause) -> bool:
    """Tell whether a clause is in a past or perfect tense; "wordt afgebouwd" and "zij beslist" are present."""
    verbs = [(at, verb) for at in clause.verbs if (verb := note.forms[number][at].verb) is not None]
    passive = any(verb.lemma == "worden" and verb.kind == "present" for _, verb in verbs)
    went = {verb.lemma for _, verb in verbs} >= {"zijn", "gaan"} and len(verbs) > 2  # "is zelf gaan vragen"
    if went and clause.finite is not None and note.forms[number][clause.finite].lemma == "zijn":
        return True
    bare = clause.finite is None and clause.subject is not None
    for at, verb in verbs:
        norm = note.forms[number][at].norm
        either = bare and norm.endswith("t") and not norm.startswith("ge")
        if verb.kind == "past" or (verb.kind == "participle" and not passive and not either):
            return True
    return False


def _plans(note: NoteContext, number: int, place: int) -> bool:
    """Tell whether "ga" or "zal" helps another verb: "gaat over mij" and "ben gaan zitten" are no plans."""
    verb, clause = note.forms[number][place].verb, note.sentence(number).clause_of(place)
    return verb is None or verb.kind == "infinitive" or (place == clause.finite and len(clause.verbs) > 1)


def _label(note: NoteContext, number: int) -> Range | None:
    """Return what makes this line one of a plan: the label that opens it, or its first word under such a label."""
    for earlier in range(number, max(-1, number - PLAN_LINES), -1):
        label = _opening_label(note, earlier)
        if label is not None:
            return label if earlier == number else (0, 1)
        forms = note.forms[earlier]
        if any(form.text == ":" for form in forms[:4]) or (earlier < number and is_heading(note, earlier)):
            return None
        if earlier == number and any((verb := form.verb) and verb.kind in ("past", "participle") for form in forms):
            return None
    return None


def _opening_label(note: NoteContext, number: int) -> Range | None:
    forms = note.forms[number]
    for match in note.find("plan_labels", number, 0, 4):
        after = match[-1] + 1
        opens = all(not form.is_word for form in forms[: match[0]])
        if opens and (after == len(forms) or any(form.text == ":" for form in forms[after : after + 2])):
            return match[0], after  # "Actie:", "Actie klant:"
    for match in note.find("plan_headings", number, 0, 4):
        after = match[-1] + 1
        if len(forms) <= after + HEADING_TAIL and not any(form.verb for form in forms[after:]):
            return match[0], after  # "To do wo", "Volgende stappen S."
    return None


def is_heading(note: NoteContext, number: int) -> bool:
    """Tell whether a line is short and has no verb, as headings and labels are."""
    forms = note.forms[number]
    return sum(form.is_word for form in forms) <= 2 and not any(form.verb for form in forms)
