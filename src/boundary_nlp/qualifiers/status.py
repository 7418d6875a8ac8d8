"""Did it happen: negated, imagined, planned, someone else's words, or how it used to be."""

from collections.abc import Callable, Collection
from functools import cache, partial
from typing import Final

from boundary_nlp.language.clause import Clause
from boundary_nlp.qualifiers.context import Cue, NoteContext
from boundary_nlp.qualifiers.imagined import hypothetical, unreal, would_be
from boundary_nlp.qualifiers.past import goes_on_about_then, past_pattern
from boundary_nlp.qualifiers.planned import CLIENTS, planned, planned_in_words
from boundary_nlp.qualifiers.reported import CONTENT_OPENERS, Range, find_reported
from boundary_nlp.resources import word_list
from boundary_nlp.taxonomy import SIGNALS, Signal, Status, signal_group

Finder = Callable[[NoteContext, int, Clause, Collection[int]], Range | None]
ASKING: Final = signal_group("asking")
NEVER_IMAGINED: Final = signal_group("never_imagined")
NEVER_UNREAL: Final = signal_group("never_unreal")
REASONS: Final = signal_group("reasons")
STANDING: Final = signal_group("standing")
NEVER_PLANNED: Final = signal_group("never_planned")
OF_ALL_TIMES: Final = signal_group("of_all_times")
CONSEQUENCES: Final = signal_group("consequences")
INSTEAD: Final = word_list("instead")


def find_status(
    note: NoteContext, number: int, clause: Clause, tokens: Collection[int], signal: Signal
) -> tuple[Status, tuple[Cue, ...]]:
    """Return the status of a clause for a span whose words are ``tokens``, with the words that set it.

    Where the signal's polarity is fixed, a negation, a condition or a weekday belongs to its own wording.
    """
    stands = signal.code in STANDING and "mogen" in clause.lemmas.values()
    noticed = signal.code == "self_reflection" and any(note.find("noticed", at) for at in (number, max(0, number - 1)))
    for status, finder in _finders(signal.code, stands, noticed):
        cue = finder(note, number, clause, tokens)
        if cue is not None:
            return status, (Cue("status", number, cue[0], cue[1]),)
    if clause.opener == "dan" and signal.code in CONSEQUENCES:
        clauses = note.sentence(number).clauses
        before = clauses[max(0, clause.place - 1)]
        cue = planned(note, number, before, before.verbs, frozenset({"worker"}))
        if cue is not None:
            return "planned", (Cue("status", number, cue[0], cue[1]),)
    return "factual", ()


@cache
def _finders(code: str, stands: bool, noticed: bool) -> list[tuple[Status, Finder]]:
    """Return what may set the status of a signal, in the order in which it is looked for.

    ``stands`` : the span is a standing permission; ``noticed`` : the worker only noticed a pull.
    """
    signal = SIGNALS[code]
    own_steps = CLIENTS if code == "client_acts" else frozenset[str]()
    to_come = partial(planned, promising=own_steps | {"worker"})
    reported = _reported_feeling if signal.family == "inner" else find_reported
    finders: list[tuple[Status, Finder]] = [("reported", reported)]
    if code not in OF_ALL_TIMES:
        finders.append(("past_pattern", past_pattern))
        if signal.stance == "rescuing" and signal.family == "act":
            finders.append(("past_pattern", goes_on_about_then))
    if code == "client_acts":
        finders.append(("hypothetical", _wished))
    if code in ASKING:
        finders.append(("negated", _not_asked))
    if signal.fixed_polarity:
        finders.append(("negated", partial(_denied, cue=f"denied_{code}")))
        in_words = partial(planned_in_words, timely=code != "clear_frame")
        finders += [("hypothetical", would_be), ("planned", in_words)]
    else:
        imagined = partial(hypothetical, reason=code in REASONS)
        negated: list[Finder] = [_undone, _refused, _negated]
        finders += [("hypothetical", imagined), *[("negated", finder) for finder in negated], ("planned", to_come)]
    if signal.family == "inner" or code in NEVER_IMAGINED or stands:
        finders = [(status, finder) for status, finder in finders if status != "hypothetical"]
    if signal.family != "inner" and code not in NEVER_UNREAL:
        finders.insert(1, ("hypothetical", unreal))
    if noticed or signal.family == "inner" or signal.stance == "opposing" or code in NEVER_PLANNED:
        finders = [(status, finder) for status, finder in finders if status != "planned"]  # nobody plans a feeling
    return finders


def _reported_feeling(note: NoteContext, number: int, clause: Clause, tokens: Collection[int]) -> Range | None:
    """Find who tells of a feeling; what a client may think ("dan denkt ze dat ik haar afwijs") is the writer's own."""
    cue = find_reported(note, number, clause, tokens)
    return None if cue is not None and note.forms[number][cue[0]].lemma == "denken" else cue


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
    for match in note.find("negation", number, max(clause.start, first - 3), first):
        if match[0] not in tokens:
            return match[0], match[0] + 1
    return None


def _negated(note: NoteContext, number: int, clause: Clause, tokens: Collection[int]) -> Range | None:
    excepted = {at for match in note.find("negation_unless", number) for at in match}
    start, end = _between_commas(note, number, clause, tokens)
    parse = note.sentence(number).parse
    found = [
        match[0]
        for match in note.find("negation", number, start, end)
        if match[0] not in tokens
        and match[0] not in excepted
        and _reaches(note, number, match[0], clause, tokens)
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


def _undone(note: NoteContext, number: int, clause: Clause, tokens: Collection[int]) -> Range | None:
    """Find what tells later in the sentence that an act was begun and left: "..., laptop weer dichtgeklapt"."""
    found = (match for match in note.find("undone", number) if match[-1] >= max(tokens))
    return next(((match[0], match[-1] + 1) for match in found), None)


def _refused(note: NoteContext, number: int, clause: Clause, tokens: Collection[int]) -> Range | None:
    """Find what tells before an act that it was refused or has stopped: "geweigerd om ...", "gestopt met ..."."""
    clauses = note.sentence(number).clauses
    position = clause.place
    start = clauses[position - 1].start if position and clause.opener == "om" else clause.start
    found = (match for match in note.find("refused", number, start, max(tokens)) if match[0] not in tokens)
    return next(((match[0], match[-1] + 1) for match in found), None)


def _denied(note: NoteContext, number: int, clause: Clause, tokens: Collection[int], cue: str) -> Range | None:
    """Find what denies a signal whose own wording may hold a negation: "niet wakker gelegen", "niet het gevoel dat"."""
    if note.find("denied_unless", number):
        return None
    clauses = note.sentence(number).clauses
    position = clause.place
    start = clauses[position - 1].start if position and clause.opener in CONTENT_OPENERS else clause.start
    start = min(start, note.sentence(number).clause_of(min(tokens)).start)
    found = note.find(cue, number, start, max(clause.end, max(tokens) + 1))
    return next(((match[0], match[-1] + 1) for match in found), None)


def _reaches(note: NoteContext, number: int, place: int, clause: Clause, tokens: Collection[int]) -> bool:
    """Tell whether a negation may reach a span: not across another finite verb, "zonder" and the like an infinitive.

    "Dat lukte niet met de bank heb ik gebeld" and "gedaan zonder haar" tell of acts that happened.
    """
    forms = note.forms[number]
    first, last = min(tokens), max(tokens)
    kinds = {at: verb.kind for at in clause.verbs if (verb := forms[at].verb) is not None}
    if forms[place].norm in INSTEAD:
        acts = [at for at in clause.verbs if at in tokens] or [at for at in clause.verbs if at > last][:1]
        alone = clause.finite is None or forms[place].norm != "zonder"
        return alone and bool(acts) and all(at > place and forms[at - 1].norm == "te" for at in acts)
    others = [at for at in kinds if kinds[at] in ("present", "past") and at != clause.finite and at not in tokens]
    return not any(last < at < place or (place < first and at < first) for at in others)


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
