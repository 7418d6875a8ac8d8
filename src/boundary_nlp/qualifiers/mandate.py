"""Was it asked by the client, part of a plan or duty, or an emergency: it must show in the wording."""

from typing import Final

from boundary_nlp.language.clause import Clause
from boundary_nlp.qualifiers.actor import is_relative_of_client, points_to_other
from boundary_nlp.qualifiers.context import Cue, NoteContext
from boundary_nlp.qualifiers.reported import CONTENT_OPENERS
from boundary_nlp.resources import word_list
from boundary_nlp.taxonomy import SIGNALS, Mandate, Status, signal_group

BY_PLAN: Final = signal_group("by_plan")
ON_REQUEST: Final = signal_group("on_request")
BY_COURT: Final = word_list("by_court")
ASKED_BY_CLIENT: Final = word_list("asked_by_client")
ANSWERS: Final = word_list("answers")
TAKEN_UP: Final = word_list("taken_up")
AFTER_TAKEN_UP: Final = word_list("after_taken_up")
TASKED: Final = word_list("tasked")
THIRD_PERSON: Final = word_list("third_person")
CRISIS_REACH: Final = 3  # sentences before the span in which an emergency still holds
REQUEST_REACH: Final = 2  # sentences before an answer in which the request may stand


def find_mandate(
    note: NoteContext, number: int, clause: Clause, tokens: frozenset[int], signal: str, status: Status
) -> tuple[Mandate, tuple[Cue, ...]]:
    """Return the mandate of a rescuing span, with the words that show it; guiding needs none."""
    if not SIGNALS[signal].asks_for_mandate:
        return "none", ()
    by_plan = signal in BY_PLAN
    crisis = (
        (_crisis(note, number) or _first(note, "crisis_here", number, tokens))
        if by_plan or signal in ("too_fragile", "private_channel")
        else None
    )
    if crisis is not None:
        return "crisis", (crisis,)
    agreed = _agreed(note, number, clause, tokens, status) if by_plan else None
    if agreed is not None:
        return "agreed", (agreed,)
    for cue in ("requested", "requested_here"):
        asked = _first(note, cue, number, _not_requested(note, number))
        if asked is not None and not _asked_by_another(note, asked):
            return "requested", (asked,)
    if status == "reported":
        return _requested_in_words(note, number, clause, signal)
    crisis = _crisis_around(note, number, status) if by_plan else None
    if crisis is not None:
        return "crisis", (crisis,)
    if status in ("factual", "planned", "negated") and signal in ON_REQUEST and _answers(note, number):
        for earlier in range(number - 1, max(-1, number - REQUEST_REACH - 1), -1):
            asked = _first(note, "requested", earlier, _not_requested(note, earlier))
            if asked is not None and not _asked_by_another(note, asked):
                return "requested", (asked,)
    return "none", ()


def _not_requested(note: NoteContext, number: int) -> frozenset[int]:
    return frozenset(at for match in note.find("requested_unless", number) for at in match)


def _agreed(note: NoteContext, number: int, clause: Clause, tokens: frozenset[int], status: Status) -> Cue | None:
    """Find a plan or a duty: in the sentence, in whom a court appointed for it, or before words that go back to it."""
    if note.find("agreed_unless", number):
        return None
    found = _first(note, "agreed", number, tokens)
    if found is not None:
        return found
    place = clause.agent if clause.agent is not None else clause.subject
    if place is not None and note.forms[number][place].norm in BY_COURT:
        return Cue("mandate", number, place, place + 1)
    if number and status in ("factual", "planned") and _answers(note, number):
        return _first(note, "agreed", number - 1, frozenset())
    return None


def _crisis_around(note: NoteContext, number: int, status: Status) -> Cue | None:
    """Find an emergency in the sentences before or in the one after; an act of earlier times was for none of these."""
    if status == "past_pattern":
        return None
    for other in (*range(number - 1, max(-1, number - CRISIS_REACH - 1), -1), number + 1):
        crisis = _crisis(note, other) if other < len(note.forms) else None
        if crisis is not None:
            return crisis
    return None


def _crisis(note: NoteContext, number: int) -> Cue | None:
    """Find a word of crisis that is not denied: "geen suïcidale gedachten" tells of none."""
    if not note.find("crisis", number):
        return None
    return _first(note, "crisis", number, frozenset(at for match in note.find("crisis_unless", number) for at in match))


def _first(note: NoteContext, cue: str, number: int, tokens: frozenset[int]) -> Cue | None:
    for match in note.find(cue, number):
        if match[0] not in tokens:
            return Cue("mandate", number, match[0], match[-1] + 1)
    return None


def _asked_by_another(note: NoteContext, cue: Cue) -> bool:
    """Tell whether the one who asks is the writer or a third party; a request counts when the client makes it."""
    clause = note.sentence(cue.sentence).clause_of(cue.start)
    forms = note.forms[cue.sentence]
    form = forms[cue.start]
    if form.norm == "met" and clause.person in ("worker", "team"):
        return True  # "ik mailde met de vraag om uitstel"
    if form.verb is None:  # "op vraag van ...": whoever is named after it
        named = next((other.person for other in forms[cue.end : cue.end + 3] if other.person), "")
        return forms[cue.end - 1].norm == "van" and named == "other"
    if clause.person in ("worker", "team", "other") or _speaks_for_another(note, cue.sentence, clause):
        return True
    if clause.person == "generic":  # "regel jij dat maar"
        return _is_told_by_another(note, cue.sentence, clause)
    told_of = clause.finite is not None and forms[clause.finite].norm in ASKED_BY_CLIENT
    return clause.person == "" and form.verb.kind == "participle" and not told_of


def _speaks_for_another(note: NoteContext, number: int, clause: Clause) -> bool:
    """Tell whether "moeder" or "zij" who asks is a relative or a third party and not the client."""
    if clause.person == "" and clause.finite == clause.start:  # "Tel. van de vader van K. Vraagt of ik ..."
        return points_to_other(note, number, clause.start)
    if clause.subject is None or clause.person not in ("client", "kin"):
        return False
    if note.forms[number][clause.subject].person == "kin":
        return is_relative_of_client(note, number, clause.subject)
    pronoun = note.forms[number][clause.subject].norm in THIRD_PERSON
    return pronoun and points_to_other(note, number, clause.subject)


def _requested_in_words(note: NoteContext, number: int, clause: Clause, signal: str) -> tuple[Mandate, tuple[Cue, ...]]:
    """Take the client's own words that give the worker a task ("regel jij dat maar") for a request."""
    forms = note.forms[number]
    others = _is_told_by_another(note, number, clause)
    if note.find("according_to", number) or others or SIGNALS[signal].fixed_polarity:
        return "none", ()
    content = clause.opener in CONTENT_OPENERS  # there "ik" is the writer, in a quotation it is who speaks
    for index in range(clause.start, clause.end):
        norm = forms[index].norm
        if (norm in TASKED or (norm == "ik" and content)) and clause.verbs:
            return "requested", (Cue("mandate", number, index, index + 1),)
    return "none", ()


def _is_told_by_another(note: NoteContext, number: int, clause: Clause) -> bool:
    """Tell whether somebody else than the client tells, asks or wants what a clause says."""
    clauses = note.sentence(number).clauses
    before = clauses[max(0, clause.place - 1)]
    speaking = [note.sentence(number).clause_of(match[0]) for match in note.find("speech", number)]
    speaking += [before for match in note.find("wish_that", number, before.start, before.end) if before is not clause]
    return any(one.person in ("worker", "team", "other") or _speaks_for_another(note, number, one) for one in speaking)


def _answers(note: NoteContext, number: int) -> bool:
    """Tell whether a sentence answers the request before it: it is short, or says so ("dat", "toch", "ik het")."""
    answers = note.answers.get(number)
    if answers is None:
        norms = [form.norm for form in note.forms[number]]
        taken_up = any(norm in TAKEN_UP and norms[at + 1] in AFTER_TAKEN_UP for at, norm in enumerate(norms[:-1]))
        answers = note.answers[number] = len(norms) <= 8 or not ANSWERS.isdisjoint(norms[:6]) or taken_up
    return answers
