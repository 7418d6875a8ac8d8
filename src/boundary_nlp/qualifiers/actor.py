"""Who does or feels it: the subject of the clause, the agent of a passive, or the writer where both are left out."""

from typing import Final, cast

from boundary_nlp.language.clause import Clause
from boundary_nlp.language.forms import Form
from boundary_nlp.language.subjects import unnamed_third_person
from boundary_nlp.qualifiers.context import POSSESSIVES, Cue, NoteContext
from boundary_nlp.qualifiers.others import is_for_client, is_no_takeover, third_party
from boundary_nlp.qualifiers.reported import CONTENT_OPENERS, told_by_worker
from boundary_nlp.resources import word_list
from boundary_nlp.taxonomy import SIGNALS, Actor, signal_group

TOGETHER_SIGNALS: Final = signal_group("together")
TEAM_SIGNALS: Final = signal_group("by_team")
WORKER_WORDS: Final = word_list("worker_words")
OTHER_WORKER: Final = word_list("other_worker")
THIRD_PERSON: Final = word_list("third_person")
OWN_STEPS: Final = signal_group("own_steps")
OWN_FEELINGS: Final = signal_group("own_feelings")
OTHERS_TOO: Final = signal_group("others_too")


def find_actor(note: NoteContext, number: int, clause: Clause, signal: str) -> tuple[Actor, tuple[Cue, ...]]:
    """Return the actor of a clause for a signal, with the word that shows it."""
    place = clause.agent if clause.agent is not None else clause.subject
    person = _with_second_subject(note.forms[number], place, _person(note, number, clause, place, signal))
    cue = () if place is None else (Cue("actor", number, place, place + 1),)
    third = third_party(note, number, clause, signal)
    if third is not None:
        return "other", (Cue("actor", number, third, third + 1),)
    if signal == "doing_together":
        return ("other", cue) if person == "other" else ("together", cue)
    if signal == "client_acts":
        return ("other", cue) if person == "other" else ("client", cue)
    if signal == "skill_practice" and person != "other" and note.find("role_play", number):
        return "together", cue
    if signal == "choice_with_client" and told_by_worker(note, number, clause):
        return "worker", cue
    if signal == "clear_frame" and person in ("", "worker", "client"):
        done = bool(note.find("together_acts", number)) and _with_client(note, number, clause)
        if done or (person != "client" and note.find("together", number)):
            return "together", cue
    if SIGNALS[signal].worker_voice and person in ("client", "other", ""):
        alone = person == "" and signal in TOGETHER_SIGNALS and bool(note.find("together_acts", number))
        if alone or (signal in TOGETHER_SIGNALS and _with_client(note, number, clause)):
            return "together", ()
        own = any(form.norm in WORKER_WORDS for form in note.forms[number][clause.start : clause.end])
        named = clause.subject is not None and not own and not clause.carried
        felt = signal in OWN_FEELINGS and not any(form.norm in WORKER_WORDS for form in note.forms[number])
        keeps_other = named and ((signal in OTHERS_TOO and person == "other") or felt)
        return ("other", cue) if keeps_other else ("worker", ())
    kin = place is not None and note.forms[number][place].person == "kin"
    for_client = signal == "task_takeover" and is_for_client(note.forms[number], clause)
    written = clause.agent is None and _writer_acts(note, number, clause)
    if for_client and person in ("client", "other") and written:
        return "worker", ()
    if person == "client" and (for_client or (kin and _is_takeover(signal))):
        return "other", cue  # who acts "voor hem" is somebody else than he
    if person == "client" and _is_takeover(signal) and not clause.carried:
        return ("worker", ()) if is_no_takeover(note, number, clause) else ("other", cue)
    if person == "team":
        return _we(note, number, signal, cue)
    if person == "worker" and signal in TOGETHER_SIGNALS and _with_client(note, number, clause):
        return "together", cue
    if person == "" or (person == "client" and clause.carried and clause.finite is None):
        return _left_out(note, number, clause, signal)
    return cast(Actor, person), cue


def _writer_acts(note: NoteContext, number: int, clause: Clause) -> bool:
    """Tell whether a person in a clause is no actor: no finite verb goes with him, or the writer stands there too."""
    forms = note.forms[number]
    here = any(form.norm in ("ik", "we", "wij", "mij", "me") for form in forms[clause.start : clause.end])
    return here or (clause.finite is None and not _goes_on(note, number, clause))


def _goes_on(note: NoteContext, number: int, clause: Clause) -> bool:
    """Tell whether a clause without a finite verb shares the one before it: "heeft gebeld en alles geregeld"."""
    clauses = note.sentence(number).clauses
    before = clauses[max(0, clause.place - 1)]
    if not clause.carried or clause.opener != "en" or before.finite is None:
        return False
    kinds = [verb.kind for at in before.verbs if (verb := note.forms[number][at].verb) is not None]
    return before.lemmas.get(before.finite) in ("hebben", "zijn") and "participle" in kinds


def _with_second_subject(forms: list[Form], place: int | None, person: str) -> str:
    """Resolve "mevr. en ik" (together) and "mama en de juf" (others)."""
    if place is None or place + 2 >= len(forms) or forms[place + 1].norm != "en":
        return person
    second = next((form for form in forms[place + 2 : place + 4] if form.person), None)
    if second is None or second.person == person:
        return person
    if {person, second.person} <= {"worker", "client", "kin", "together"}:
        return "together" if "worker" in (person, second.person) else person
    return "other" if second.person == "other" and person in ("client", "kin") else person


def _person(note: NoteContext, number: int, clause: Clause, place: int | None, signal: str) -> Actor | str:
    """Return the person at a subject's place, relatives and generic "je" resolved; "team" and "" stay."""
    forms = note.forms[number]
    if place is None:
        return ""
    form = forms[place]
    person = "worker" if form.norm in ("mij", "me") else form.person or clause.person
    of_service = place == clause.subject and clause.person == "other"
    if person == "worker" and (of_service or (place and forms[place - 1].norm in OTHER_WORKER | POSSESSIVES)):
        return "other"
    if person == "generic":
        colleague = form.norm in ("jij", "je") and form.text.casefold() in ("jij", "gij")
        return "other" if colleague and clause.opener in CONTENT_OPENERS | {"als"} else "worker"
    if person == "kin":
        other = is_relative_of_client(note, number, place) and not (
            signal in OWN_STEPS and _leads(note, number, place) and not note.names_client_by_word
        )
        return "other" if other else "client"
    pronoun = form.norm in THIRD_PERSON and signal not in OWN_STEPS
    if person == "client" and pronoun and points_to_other(note, number, place):
        return "other"
    return person


def is_relative_of_client(note: NoteContext, number: int, place: int) -> bool:
    """Tell whether "mama" is somebody's mother ("haar mama", "mama van K.") and not the client of a family service."""
    forms = note.forms[number]
    if place and forms[place - 1].norm in POSSESSIVES:
        return True
    if place + 1 < len(forms) and forms[place + 1].norm == "van" and place + 2 < len(forms):
        following = forms[place + 2]
        return bool(following.person) or following.is_initial or following.text.startswith(("[", "<"))
    if forms[place].norm.startswith("pleeg"):
        return note.names_client_by_word  # a foster care service works with them; an initial is the child
    return note.has_named_client


def _leads(note: NoteContext, number: int, place: int) -> bool:
    """Tell whether a relative is named by that word alone: "mama" is spoken of as the client of a family service."""
    before = note.forms[number][place - 1].norm if place else ""
    after = note.forms[number][place + 1].norm if place + 1 < len(note.forms[number]) else ""
    return before not in POSSESSIVES and after != "van"


def points_to_other(note: NoteContext, number: int, place: int) -> bool:
    """Tell whether "hij" or "ze" follows on a third party that was just named, and no client in between."""
    sentence = note.sentence(number)
    for at in range(sentence.clause_of(place).place - 1, -1, -1):
        earlier = sentence.clauses[at]
        if earlier.person:
            return earlier.person == "other" and not earlier.carried
    here = _named(note.forms[number][:place])
    if number == 0 or "client" in here:
        return False
    clauses = note.sentence(number - 1).clauses
    named = _named(note.forms[number - 1])
    return bool(named) and set(named) == {"other"} and not any(clause.person == "team" for clause in clauses)


def _named(forms: list[Form]) -> list[str]:
    """Return whom a sentence names; a client who only tells whose relative it is ("zus van dhr. K.") is not named."""
    named: list[str] = []
    owner = False
    for at, form in enumerate(forms):
        if form.person not in ("client", "kin", "other"):
            continue
        before = forms[at - 2 if at > 1 and forms[at - 1].norm == "van" else at - 1] if at else None
        related = before is not None and before.person in ("kin", "other")
        owner = form.person == "client" and (related or (owner and before is forms[at - 1]))
        if owner:
            named[-1] = "other"
        else:
            initial = any(after.is_initial for after in forms[at + 2 : at + 3]) and forms[at + 1].norm == "van"
            named.append("other" if form.person == "kin" and initial else form.person)
    return named


def _we(note: NoteContext, number: int, signal: str, cue: tuple[Cue, ...]) -> tuple[Actor, tuple[Cue, ...]]:
    """Resolve "we": worker and client in guiding work or where both are named, the team for what is done in rescue."""
    guiding = SIGNALS[signal].stance == "guiding" and signal not in TEAM_SIGNALS
    if guiding or note.find("together", number):
        return "together", cue
    return "worker", cue


def _is_takeover(signal: str) -> bool:
    """Tell whether a signal is an act for the client; done by a relative it is a third party's."""
    return SIGNALS[signal].stance == "rescuing" and not SIGNALS[signal].worker_voice


def _with_client(note: NoteContext, number: int, clause: Clause) -> bool:
    """Tell whether the clause, or the one that its "wat" or "wie" hangs on, says "samen" or "met" the client."""
    forms, clauses = note.forms[number], note.sentence(number).clauses
    position = clause.place
    hangs = position > 0 and clause.opener in ("wat", "wie", "hoe", "wanneer", "dat", "of")
    for index in range(clauses[position - 1].start if hangs else clause.start, clause.end):
        if forms[index].norm in ("samen", "gezamenlijk"):
            return True
        if forms[index].norm == "met" and any(
            form.person in ("client", "kin") for form in forms[index + 1 : min(index + 4, clause.end)]
        ):
            return True
    return False


def _left_out(note: NoteContext, number: int, clause: Clause, signal: str) -> tuple[Actor, tuple[Cue, ...]]:
    """Without a subject the writer is the actor, unless a verb in the third person carries on with a client."""
    practised = signal == "skill_practice" and bool(note.find("together_acts", number))
    if practised or (signal in TOGETHER_SIGNALS and _with_client(note, number, clause)):
        return "together", ()
    if signal == "choice_with_client":
        return "client", ()
    if unnamed_third_person(note.forms[number], clause) != "client":
        return "worker", ()
    for earlier in range(number - 1, max(-1, number - 3), -1):
        people = [c.person for c in note.sentence(earlier).clauses if c.person in ("client", "kin", "other")]
        if people:
            return ("other", ()) if people[-1] == "other" else ("client", ())
    return "client", ()
