"""Did it happen: negated, imagined, planned, someone else's words, or how it used to be."""

import re
from collections.abc import Callable, Collection, Set
from functools import partial

from boundary_nlp.language.clause import Clause, clause_words
from boundary_nlp.qualifiers.context import Cue, NoteContext
from boundary_nlp.qualifiers.reported import CONTENT_OPENERS, Range, find_reported, told_by_worker
from boundary_nlp.taxonomy import Signal, Status

Finder = Callable[[NoteContext, int, Clause, Collection[int]], Range | None]
COMPARATIVE_ENDINGS = ("er", "ere")
CLIENTS = frozenset({"client", "kin"})
ASKING = frozenset({"question_returned", "choice_with_client"})
CONSEQUENCES = frozenset({"faster_myself", "preemptive_fix"})  # "..., dan is het in orde": as far as what comes before
CLOCK = re.compile(r"[0-2]?\d([.:u][0-5]\d|u)")
NO_STEPS = frozenset({"zijn", "hebben", "worden", "kunnen", "moeten", "mogen", "durven", "hoeven", "blijven"})
NOT_COMPARATIVE = frozenset(
    {
        "er",
        "daar",
        "hier",
        "meer",
        "altijd",
        "zeker",
        "later",
        "maar",
        "weer",
        "ouder",
        "moeder",
        "vader",
        "eerder",
        "over",
        "onder",
    }
)


def find_status(
    note: NoteContext, number: int, clause: Clause, tokens: Collection[int], signal: Signal
) -> tuple[Status, tuple[Cue, ...]]:
    """Return the status of a clause for a span whose words are ``tokens``, with the words that set it.

    Where the signal's polarity is fixed, a negation, a condition or a weekday belongs to its own wording.
    """
    own_steps = CLIENTS if signal.code == "client_acts" else frozenset[str]()
    planned = partial(_planned, promising=own_steps | {"worker"})
    finders: list[tuple[Status, Finder]] = [("reported", find_reported), ("past_pattern", _past_pattern)]
    if signal.code == "client_acts":
        finders.append(("hypothetical", _wished))
    if signal.code in ASKING:
        finders.append(("negated", _not_asked))
    if signal.fixed_polarity:
        finders += [("hypothetical", _would_be), ("planned", _planned_in_words)]
    else:
        finders += [("hypothetical", _hypothetical), ("negated", _negated), ("planned", planned)]
    if signal.family == "inner" or signal.stance == "opposing" or signal.code == "indispensable":
        finders = [(status, finder) for status, finder in finders if status != "planned"]  # nobody plans a feeling
    for status, finder in finders:
        cue = finder(note, number, clause, tokens)
        if cue is not None:
            return status, (Cue("status", number, cue[0], cue[1]),)
    if clause.opener == "dan" and signal.code in CONSEQUENCES:
        clauses = note.sentence(number).clauses
        before = clauses[max(0, clauses.index(clause) - 1)]
        cue = _planned(note, number, before, before.verbs, frozenset({"worker"}))
        if cue is not None:
            return "planned", (Cue("status", number, cue[0], cue[1]),)
    return "factual", ()


def _past_pattern(note: NoteContext, number: int, clause: Clause, tokens: Collection[int]) -> Range | None:
    for match in note.find("past_pattern", number):
        if match[0] in tokens or (match[0] and note.forms[number][match[0] - 1].norm == "over"):
            continue
        near = note.sentence(number).clause_of(match[0])
        if near is not clause and near.opener in CONTENT_OPENERS:
            continue  # "gevraagd hoe ze dit vroeger oploste"
        if near is clause or near.end == clause.start or near.start == clause.end or match[0] == 0:
            return (match[0], match[-1] + 1) if _is_past(note, number, clause) else None
    return None


def _wished(note: NoteContext, number: int, clause: Clause, tokens: Collection[int]) -> Range | None:
    """Find a step that a client wished for ("ze wilde zelf bellen") or that is a goal ("Doel 1: schrijft zich in")."""
    forms = note.forms[number]
    if clause.finite is None:
        return None
    kinds = {verb.kind for at in clause.verbs if at != clause.finite and (verb := forms[at].verb) is not None}
    finite = forms[clause.finite]
    if finite.norm in ("wilde", "wilden", "wou", "wouden") and clause.finite not in tokens and "infinitive" in kinds:
        return clause.finite, clause.finite + 1
    goal = any(match[0] == 0 for match in note.find("goal_labels", number, 0, 4)) and forms[0].norm != ":"
    labelled = any(form.text == ":" for form in forms[1:4])
    if goal and labelled and finite.verb is not None and finite.verb.kind == "present":
        return 0, 1
    return None


def _not_asked(note: NoteContext, number: int, clause: Clause, tokens: Collection[int]) -> Range | None:
    """Find a "niet" right before the words that ask or leave a choice: "haar niet gevraagd wat ze wil"."""
    first = min((at for at in tokens if at in clause.verbs), default=min(tokens))
    for match in note.find("negation", number, max(clause.start, first - 2), first):
        if match[0] not in tokens:
            return match[0], match[0] + 1
    return None


def _is_past(note: NoteContext, number: int, clause: Clause) -> bool:
    if clause.finite is None:
        return True
    verb = note.forms[number][clause.finite].verb
    return verb is not None and (
        verb.kind == "past"
        or any((form := note.forms[number][at].verb) is not None and form.kind == "participle" for at in clause.verbs)
    )


def _negated(note: NoteContext, number: int, clause: Clause, tokens: Collection[int]) -> Range | None:
    excepted = {at for match in note.find("negation_unless", number) for at in match}
    start, end = _between_commas(note, number, clause, tokens)
    parse = note.sentence(number).parse
    found = [
        match[0]
        for match in note.find("negation", number, start, end)
        if match[0] not in tokens
        and match[0] not in excepted
        and (parse is None or parse.governs(match[0], sorted(tokens)))
    ]
    if len(found) != 1:  # two negations cancel each other
        return None
    place = found[0]
    forms = note.forms[number]
    verbs = [at for at in tokens if at in clause.verbs]
    if verbs and forms[place].norm == "niet" and place > max(tokens) and _own_constituent(note, number, place, clause):
        return None
    return place, place + 1


def _between_commas(note: NoteContext, number: int, clause: Clause, tokens: Collection[int]) -> Range:
    """Return the part of a clause between the commas around a span; a negation beyond them is another matter."""
    forms = note.forms[number]
    start, end = clause.start, clause.end
    for index in range(clause.start, clause.end):
        if forms[index].text == "," and index < min(tokens):
            start = index
        elif forms[index].text == "," and index > max(tokens):
            return start, index
    return start, end


def _own_constituent(note: NoteContext, number: int, place: int, clause: Clause) -> bool:
    """Tell whether "niet" after the act stands before a part of its own ("..., niet via de balie")."""
    forms = note.forms[number]
    after = forms[place + 1] if place + 1 < clause.end else None
    return after is not None and after.is_word and after.verb is None and not forms[place - 1].is_word


def _hypothetical(note: NoteContext, number: int, clause: Clause, tokens: Collection[int]) -> Range | None:
    clauses = note.sentence(number).clauses
    position = clauses.index(clause)
    start = (
        clauses[position - 1].start if position and clause.opener in ("om", "of", "moest", "mocht") else clause.start
    )
    excepted = {match[0] for match in note.find("hypothetical_unless", number)}
    for match in note.find("hypothetical", number, start, clause.end):
        if match[0] not in tokens and match[0] not in excepted and not _would_do(note, number, clause, match[0]):
            return match[0], match[-1] + 1
    forms = note.forms[number]
    opening = next((at for at in range(clause.start, clause.end) if forms[at].is_word), None)
    if opening is not None and opening not in tokens and _is_condition(note, number, clause, opening):
        return opening, opening + 1
    if position and _follows_condition(note, number, clauses[position - 1], clause.opener):
        return clauses[position - 1].start, clauses[position - 1].start + 1
    last = forms[-1].text if forms else ""
    if (
        last == "?"
        and clause.person in ("worker", "team", "")
        and clause.finite is not None
        and clause.end >= len(forms) - 1
    ):
        return len(forms) - 1, len(forms)
    return None


def _would_do(note: NoteContext, number: int, clause: Clause, place: int) -> bool:
    """Tell whether "zou" reports a promise ("gezegd dat ik zou bellen") or a plan of the client."""
    forms = note.forms[number]
    if (
        forms[place].norm not in ("zou", "zouden")
        or place != clause.finite
        or clause.opener in ("als", "indien", "anders")
    ):
        return False
    if clause.opener == "dat" and clause.person == "worker":
        imagined = any(match[0] < clause.start for match in note.find("hypothetical", number))
        promised = told_by_worker(note, number, clause) or _agreed_to(note, number, clause, ()) is not None
        return promised and not imagined
    return clause.person in CLIENTS and clause.start == 0 and clause.subject == place - 1


def _follows_condition(note: NoteContext, number: int, earlier: Clause, opener: str) -> bool:
    """Tell whether the clause before is a condition: "mocht het mislopen", "blijft het stil, dan bel ik"."""
    forms = note.forms[number]
    opening = next((at for at in range(earlier.start, earlier.end) if forms[at].is_word), None)
    if opening is None or earlier.finite is None:
        return False
    someone = earlier.person not in ("worker", "team", "") or forms[opening].norm.endswith("t")
    if opener == "dan" and opening == earlier.finite and someone:
        return True
    return opening <= 1 and _is_condition(note, number, earlier, opening)


def _is_condition(note: NoteContext, number: int, clause: Clause, opening: int) -> bool:
    """Tell whether "als", "indien", "mocht" opens a condition; "sneller als ik" compares, "als voogd" tells a role."""
    forms = note.forms[number]
    if not any(match[0] == opening for match in note.find("conditional_openers", number)):
        return False
    role = forms[opening].norm == "als" and clause.finite is not None and clause.finite - opening in (1, 2, 3)
    if role and (clause.subject is None or clause.subject > (clause.finite or 0)):
        return False
    if forms[opening].norm == "moest" and (clause.subject is None or clause.subject <= opening):
        return False
    before = next((form for form in reversed(forms[:opening]) if form.is_word), None)
    compares = (
        forms[opening].norm == "als"
        and before is not None
        and (before.norm.endswith(COMPARATIVE_ENDINGS) and before.norm not in NOT_COMPARATIVE and len(before.norm) > 4)
    )
    return not compares


def _planned(
    note: NoteContext, number: int, clause: Clause, tokens: Collection[int], promising: Set[str] = frozenset()
) -> Range | None:
    forms = note.forms[number]
    for match in note.find("plan_verbs", number, clause.start, clause.end):
        verb = forms[match[0]].verb
        infinitive = any(
            (f := forms[at].verb) is not None and f.kind == "infinitive" for at in clause.verbs if at != match[0]
        )
        now = verb is not None and (verb.kind in ("present", "infinitive") or _would_do(note, number, clause, match[0]))
        if verb is None or (now and infinitive and match[0] == clause.finite):
            return match[0], match[-1] + 1
    label = _label(note, number) or _agreed_to(note, number, clause, tokens)
    happened = any((f := forms[at].verb) is not None and f.kind in ("participle", "past") for at in clause.verbs)
    if happened:
        return None
    habit = _is_habit(note, number, clause)
    for cue in ("future_time",) if habit else ("future_time", "weekday"):
        for match in note.find(cue, number, clause.start, clause.end):
            if match[0] not in tokens or cue == "future_time":
                return match[0], match[-1] + 1
    if clause.person in ("client", "kin", "team") and clause.verbs:
        for match in note.find("wish_verbs", number, clause.start, clause.end):
            if match[0] == clause.finite:
                return match[0], match[0] + 1
    return label or _own_promise(note, number, clause, tokens, promising)


def _is_habit(note: NoteContext, number: int, clause: Clause) -> bool:
    """Tell whether a clause tells how things go by now: "ze kookt nu zelf", "elke maandag"."""
    return bool(note.find("habit", number, clause.start, clause.end))


def _agreed_to(note: NoteContext, number: int, clause: Clause, tokens: Collection[int]) -> Range | None:
    """Find the verb of planning that a clause with "dat" or "om" hangs on: "afgesproken dat zij belt"."""
    clauses = note.sentence(number).clauses
    position = clauses.index(clause)
    if not position or clause.opener not in ("dat", "om"):
        return None
    earlier = clauses[position - 1]
    for cue in ("plan_verbs", "agreements"):
        for match in note.find(cue, number, earlier.start, earlier.end):
            if match[0] not in tokens:
                return match[0], match[-1] + 1
    return None


def _own_promise(
    note: NoteContext, number: int, clause: Clause, tokens: Collection[int], promising: Set[str]
) -> Range | None:
    """Take the present tense of who takes a step for what is to come: "dat vraag ik namens mw. aan"."""
    if clause.finite is None or clause.finite not in tokens or _is_log_line(note, number):
        return None
    forms = note.forms[number]
    left_out = clause.person == "" and clause.finite == clause.start and not forms[clause.finite].norm.endswith("t")
    if not left_out and (clause.person not in promising or (clause.carried and "client" not in promising)):
        return None
    verb = forms[clause.finite].verb
    helps = verb is not None and verb.lemma in clause_words().auxiliaries and len(clause.verbs) > 1
    if verb is None or verb.kind != "present" or helps or verb.lemma in NO_STEPS:
        return None
    subordinators = clause_words().subordinators - {"dan"}
    subordinate = clause.opener in subordinators or clause.opener in ("als", "of", "toen")
    return None if subordinate or _is_habit(note, number, clause) else (clause.finite, clause.finite + 1)


def _is_log_line(note: NoteContext, number: int) -> bool:
    """Tell whether a line opens with a clock time: in a log the present tense tells what happened."""
    first = note.forms[number][0].text if note.forms[number] else ""
    return CLOCK.fullmatch(first) is not None


def _would_be(note: NoteContext, number: int, clause: Clause, tokens: Collection[int]) -> Range | None:
    """Find "zou" with what would be so, around a signal whose own wording holds no wish: "het zou sneller gaan"."""
    forms = note.forms[number]
    if clause.finite is None or clause.finite in tokens or clause.person not in ("", "generic"):
        return None
    return (clause.finite, clause.finite + 1) if forms[clause.finite].norm in ("zou", "zouden") else None


def _planned_in_words(note: NoteContext, number: int, clause: Clause, tokens: Collection[int]) -> Range | None:
    """Find "zal" or "ga" with an infinitive, or a time to come, around a signal whose wording is fixed."""
    forms = note.forms[number]
    kinds = {verb.kind for at in clause.verbs if (verb := forms[at].verb) is not None}
    if kinds & {"participle", "past"}:
        return None
    near = note.sentence(number).clauses[max(0, note.sentence(number).clauses.index(clause) - 1)]
    hangs = near.finite is None or clause.opener in CONTENT_OPENERS
    start = near.start if hangs else clause.start
    for cue in ("plan_verbs", "future_time", "weekday"):
        for match in note.find(cue, number, start, clause.end):
            if match[0] not in tokens or cue == "future_time":
                return match[0], match[-1] + 1
    return _agreed_to(note, number, clause, tokens) or _label(note, number)


def _label(note: NoteContext, number: int) -> Range | None:
    """Return the label of a plan ("P:", "Actie:") that opens this line or stands above it."""
    forms = note.forms[number]
    for match in note.find("plan_labels", number, 0, 4):
        after = match[-1] + 1
        if match[0] == 0 and after < len(forms) and forms[after].text == ":":
            return match[0], match[-1] + 1
    return None
