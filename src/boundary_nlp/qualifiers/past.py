"""Is it how things used to be: a time that is over, a habit then, a story that goes on about then."""

from collections.abc import Collection

from boundary_nlp.language.clause import Clause, clause_words
from boundary_nlp.qualifiers.context import NoteContext
from boundary_nlp.qualifiers.reported import CONTENT_OPENERS, Range


def past_pattern(note: NoteContext, number: int, clause: Clause, tokens: Collection[int]) -> Range | None:
    """Find what tells of a time that is over: a word for it, or a habit then."""
    forms, finite = note.forms[number], clause.finite
    now = note.find("by_now", number, clause.start, clause.end)
    if any(_is_about_now(note, number, clause, match[0]) for match in now):
        return None
    excepted = {at for match in note.find("past_unless", number) for at in match}
    for match in note.find("past_pattern", number):
        if match[0] in tokens or match[0] in excepted:
            continue
        near = note.sentence(number).clause_of(match[0])
        content = near.start > 0 and near.opener in CONTENT_OPENERS  # "gevraagd hoe ze dit vroeger oploste"
        if near is not clause and (content or not _holds_past(note, number, near)):
            continue
        if near is clause or near.end == clause.start or near.start == clause.end or match[0] == 0:
            return (match[0], match[-1] + 1) if _is_past(note, number, clause) else None
    verb = forms[finite].verb if finite is not None else None
    if verb is not None and verb.kind == "past" and verb.lemma not in clause_words().auxiliaries:
        return next(
            ((match[0], match[-1] + 1) for match in note.find("past_habit", number, clause.start, clause.end)), None
        )
    return None


def _is_about_now(note: NoteContext, number: int, clause: Clause, place: int) -> bool:
    """Tell whether a word such as "nu" goes with the verb: not so in "vorig jaar deed ik dat, nu niet meer"."""
    apart = place > clause.start and note.forms[number][place - 1].text == ","
    return not apart or any(at > place for at in clause.verbs)


def goes_on_about_then(note: NoteContext, number: int, clause: Clause, tokens: Collection[int]) -> Range | None:
    """Find an imperfect that goes on with a story that the sentence before set in a time that is over."""
    finite = clause.finite
    verb = note.forms[number][finite].verb if finite is not None else None
    if not number or finite is None or verb is None or verb.kind != "past" or note.find("by_now", number):
        return None
    then = "toen" in (clause.opener, note.forms[number][0].norm)
    if not then and (clause.person != "worker" or verb.lemma in clause_words().auxiliaries):
        return None
    told = [note.sentence(number - 1).clause_of(match[0]) for match in note.find("past_pattern", number - 1)]
    is_then = any(_is_past(note, number - 1, near) for near in told) and not note.find("by_now", number - 1)
    return (finite, finite + 1) if is_then else None


def _is_past(note: NoteContext, number: int, clause: Clause) -> bool:
    if clause.finite is None:
        return True
    verb = note.forms[number][clause.finite].verb
    return verb is not None and (
        verb.kind == "past"
        or any((form := note.forms[number][at].verb) is not None and form.kind == "participle" for at in clause.verbs)
    )


def _holds_past(note: NoteContext, number: int, clause: Clause) -> bool:
    """Tell whether a clause has a past tense or a participle, or no verb at all."""
    kinds = {verb.kind for at in clause.verbs if (verb := note.forms[number][at].verb) is not None}
    return not kinds or bool(kinds & {"past", "participle"})
