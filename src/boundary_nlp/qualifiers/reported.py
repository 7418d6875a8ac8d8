"""Whose words are these: the writer's, or what the client or somebody else said, asked or wanted."""

from collections.abc import Collection
from typing import Final

from boundary_nlp.language.clause import Clause, clause_words
from boundary_nlp.qualifiers.context import NoteContext
from boundary_nlp.resources import word_list

Range = tuple[int, int]
CONTENT_OPENERS: Final = word_list("content_openers")


def find_reported(note: NoteContext, number: int, clause: Clause, tokens: Collection[int]) -> Range | None:
    """Return the words that make a span somebody else's: a quotation, a verb of saying, "volgens ...", or None."""
    quoted = _quoted_by_other(note, number, tokens)
    if quoted is not None:
        return quoted
    sentence = note.sentence(number)
    opening = next((at for at, form in enumerate(note.forms[number]) if form.is_word), 0)
    asked = note.forms[number][opening].norm == "of" and clause.person in ("worker", "team")
    if clause.start <= opening + 1 and asked:
        return opening, opening + 1  # "Of ik even wilde bellen.": a question put to the writer
    if _is_put_to_worker(note, number, clause):
        return clause.start, clause.start + 1
    for match in note.find("according_to", number):
        source = sentence.clause_of(match[0])
        if match[0] not in tokens and match[0] < min(tokens) and (source is clause or source.finite is None):
            return match[0], match[-1] + 1
    for match in note.find("according_after", number, max(tokens) + 1):
        source = sentence.clause_of(match[0])
        if source is clause or source.finite is None:
            return match[0], match[-1] + 1  # "..., aldus haar broer"
    position = clause.place
    while (
        position
        and clause.opener in ("en", "maar")
        and _is_content(note, number, sentence.clauses[position - 1])
        and not _stands_alone(clause)
    ):
        position -= 1
        clause = sentence.clauses[position]
    for at in range(position - 1, -1, -1):
        earlier = sentence.clauses[at]
        if not _is_content(note, number, clause) and earlier is sentence.clauses[position - 1]:
            break
        opener = clause.opener if clause.opener in CONTENT_OPENERS else "of"
        verb = _speech_verb(note, number, earlier, opener if _is_content(note, number, clause) else "")
        if verb is not None:
            return None if _speaker_is_worker(note, number, earlier) or verb in tokens else (verb, verb + 1)
        if earlier.opener not in ("en", "maar", "om", "dat", "of") and earlier.finite is not None:
            break
    return _trailing_speech(note, number, position)


def _is_put_to_worker(note: NoteContext, number: int, clause: Clause) -> bool:
    """Tell whether somebody comes with a question: "kwam af of ik wou schrijven", "met de vraag of ik zou bellen"."""
    clauses = note.sentence(number).clauses
    position = clause.place
    if not position or clause.opener != "of" or clause.person not in ("worker", "team"):
        return False
    earlier = clauses[position - 1]
    verb_final = clause.finite is not None and clause.subject is not None and clause.finite - clause.subject > 1
    brought = bool(note.find("brings_question", number, earlier.start, earlier.end))
    return verb_final and brought and earlier.person not in ("worker", "team", "other")


def asking_verbs(note: NoteContext, number: int) -> set[int]:
    """Return the verbs by which somebody else tells or asks what the writer does: "vroeg of ik", "wil dat wij"."""
    known = note.asking.get(number)
    if known is not None:
        return known
    clauses = note.sentence(number).clauses
    found: set[int] = set()
    for position in range(1, len(clauses)):
        clause, earlier = clauses[position], clauses[position - 1]
        if clause.person not in ("worker", "team") or not _is_content(note, number, clause):
            continue
        verb = _speech_verb(note, number, earlier, clause.opener)
        if verb is not None and not _speaker_is_worker(note, number, earlier):
            found.update(earlier.verbs)
    note.asking[number] = found
    return found


def told_by_worker(note: NoteContext, number: int, clause: Clause) -> bool:
    """Tell whether a clause is what the writer tells, asks or promises somebody: "gezegd dat hij kiest"."""
    clauses = note.sentence(number).clauses
    position = clause.place
    while position and clause.opener in ("en", "maar") and not _stands_alone(clause):
        position -= 1
        clause = clauses[position]
    if not position or not _is_content(note, number, clause):
        return False
    telling = clauses[position - 1]
    return _speech_verb(note, number, telling) is not None and _speaker_is_worker(note, number, telling)


def _stands_alone(clause: Clause) -> bool:
    """Tell whether a coordinated clause has the word order of a main clause: "..., en ik heb dat gedaan"."""
    if clause.subject is None or clause.finite is None or clause.carried:
        return False
    return abs(clause.finite - clause.subject) == 1 and clause.finite + 1 < clause.end


def _is_content(note: NoteContext, number: int, clause: Clause) -> bool:
    """Tell whether a clause opens as what somebody says, asks or wants: "dat ...", "of ...", a colon, a quotation."""
    if clause.opener in CONTENT_OPENERS and clause.start > 0:
        finite = clause.finite if clause.opener == "dat" else None
        points = finite is not None and (clause.subject is None or clause.subject > finite)
        return not (points and (finite or 0) - clause.start <= 3)  # "..., dat idee kwam van haar", "dat heb ik"
    return note.forms[number][clause.start].text in (":", '"', "“", "„") or _asks_with_als(note, number, clause)


def _asks_with_als(note: NoteContext, number: int, clause: Clause) -> bool:
    """Tell whether "als" stands for "of", as in Flanders: "vraagt als ik kan meegaan"."""
    clauses = note.sentence(number).clauses
    position = clause.place
    return clause.opener == "als" and position > 0 and "vragen" in clauses[position - 1].lemmas.values()


def _speech_verb(note: NoteContext, number: int, clause: Clause, content_opener: str = "") -> int | None:
    for match in note.find("speech", number, clause.start, clause.end):
        if match[0] in clause.verbs and note.forms[number][match[0]].norm != "stel":
            return match[0]
    if content_opener in CONTENT_OPENERS:
        cue = "wish_that" if content_opener == "dat" else "speech_that"
        for match in note.find(cue, number, clause.start, clause.end):
            if match[0] in clause.verbs:
                return match[0]
    return None


def _speaker_is_worker(note: NoteContext, number: int, clause: Clause) -> bool:
    """Tell whether the writer speaks: "ik zei dat ...", "gevraagd wat ..."; a bare "vraagt of ..." is a client's."""
    if clause.person in ("worker", "team"):
        return True
    if clause.person:
        return False
    if clause.finite is None:
        return True
    finite = note.forms[number][clause.finite]
    return finite.norm in clause_words().first_person or finite.norm in ("had", "hebben", "zei")


def _trailing_speech(note: NoteContext, number: int, position: int) -> Range | None:
    """Find ", zei ze" and ", vroeg mama" after the words that they report."""
    clauses = note.sentence(number).clauses
    if position + 1 >= len(clauses):
        return None
    following = clauses[position + 1]
    verb = _speech_verb(note, number, following)
    short = following.end - following.start <= 5
    opens = verb is not None and verb - following.start <= 1 and verb == following.finite
    if not (short and opens) or _speaker_is_worker(note, number, following) or verb is None:
        return None
    return verb, verb + 1


def _quoted_by_other(note: NoteContext, number: int, tokens: Collection[int]) -> Range | None:
    """Return the quotation that holds the span, unless the writer is the one quoted."""
    for start, end in note.quoted.get(number, ()):
        if start <= min(tokens) and max(tokens) < end:
            sentence = note.sentence(number)
            outside = [c for c in sentence.clauses if c.start < start or c.start >= end]
            speaking = [c for c in outside if _speech_verb(note, number, c) is not None]
            worker_speaks = bool(speaking) and all(_speaker_is_worker(note, number, c) for c in speaking)
            return None if worker_speaks else (start, min(start + 1, end))
    return None
