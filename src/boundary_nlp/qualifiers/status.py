"""Did it happen: negated, imagined, planned, someone else's words, or how it used to be."""

from collections.abc import Callable, Collection

from boundary_nlp.language.clauses import Clause, clause_words
from boundary_nlp.qualifiers.context import Cue, NoteContext
from boundary_nlp.taxonomy import Signal, Status

Range = tuple[int, int]
Finder = Callable[[NoteContext, int, Clause, Collection[int]], Range | None]
COMPARATIVE_ENDINGS = ("er", "ere")
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
    finders: list[tuple[Status, Finder]] = [("reported", _reported), ("past_pattern", _past_pattern)]
    if signal.fixed_polarity:
        finders += [("planned", _planned_in_words)]
    else:
        finders += [("negated", _negated), ("hypothetical", _hypothetical), ("planned", _planned)]
    for status, finder in finders:
        cue = finder(note, number, clause, tokens)
        if cue is not None:
            return status, (Cue("status", number, cue[0], cue[1]),)
    return "factual", ()


def _reported(note: NoteContext, number: int, clause: Clause, tokens: Collection[int]) -> Range | None:
    quoted = _quoted_by_other(note, number, tokens)
    if quoted is not None:
        return quoted
    sentence = note.sentence(number)
    opening = next((at for at, form in enumerate(note.forms[number]) if form.is_word), 0)
    if clause.start <= opening + 1 and note.forms[number][opening].norm == "of" and clause.person == "worker":
        return opening, opening + 1  # "Of ik even wilde bellen.": a question put to the writer
    for match in note.find("according_to", number):
        if match[0] not in tokens and match[0] < min(tokens) and sentence.clause_of(match[0]) is clause:
            return match[0], match[-1] + 1
    position = sentence.clauses.index(clause)
    for earlier in reversed(sentence.clauses[:position]):
        if not _opens_content(clause.opener, note, number, clause) and earlier is sentence.clauses[position - 1]:
            break
        verb = _speech_verb(note, number, earlier, clause.opener)
        if verb is not None:
            return None if _speaker_is_worker(note, number, earlier) or verb in tokens else (verb, verb + 1)
        if earlier.opener not in ("en", "maar", "om", "dat", "of") and earlier.finite is not None:
            break
    return _trailing_speech(note, number, position)


def _opens_content(opener: str, note: NoteContext, number: int, clause: Clause) -> bool:
    if opener in ("dat", "of", "wat", "hoe", "om", "waarom", "wie", "waar", "en", "maar", ":"):
        return True
    return note.forms[number][clause.start].text in (":", '"', "“", "„")


def _speech_verb(note: NoteContext, number: int, clause: Clause, content_opener: str = "") -> int | None:
    for match in note.find("speech", number, clause.start, clause.end):
        if match[0] in clause.verbs:
            return match[0]
    if content_opener == "dat":
        for match in note.find("wish_that", number, clause.start, clause.end):
            if match[0] == clause.finite:
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


def _past_pattern(note: NoteContext, number: int, clause: Clause, tokens: Collection[int]) -> Range | None:
    for match in note.find("past_pattern", number):
        if match[0] in tokens:
            continue
        near = note.sentence(number).clause_of(match[0])
        if near is clause or near.end == clause.start or near.start == clause.end or match[0] == 0:
            return (match[0], match[-1] + 1) if _is_past(note, number, clause) else None
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
    start = clauses[position - 1].start if position and clause.opener == "om" else clause.start
    excepted = {match[0] for match in note.find("hypothetical_unless", number)}
    for match in note.find("hypothetical", number, start, clause.end):
        if match[0] not in tokens and match[0] not in excepted:
            return match[0], match[-1] + 1
    forms = note.forms[number]
    opening = next((at for at in range(clause.start, clause.end) if forms[at].is_word), None)
    if opening is not None and opening not in tokens and _is_condition(note, number, opening):
        return opening, opening + 1
    last = forms[-1].text if forms else ""
    if (
        last == "?"
        and clause.person in ("worker", "team", "")
        and clause.finite is not None
        and clause.end >= len(forms) - 1
    ):
        return len(forms) - 1, len(forms)
    return None


def _is_condition(note: NoteContext, number: int, opening: int) -> bool:
    """Tell whether "als", "indien", "mocht" opens a condition; "sneller als ik het doe" compares."""
    forms = note.forms[number]
    if not any(match[0] == opening for match in note.find("conditional_openers", number)):
        return False
    if forms[opening].norm == "moest" and opening + 1 < len(forms) and forms[opening + 1].verb is not None:
        return False
    before = next((form for form in reversed(forms[:opening]) if form.is_word), None)
    compares = (
        forms[opening].norm == "als"
        and before is not None
        and (before.norm.endswith(COMPARATIVE_ENDINGS) and before.norm not in NOT_COMPARATIVE and len(before.norm) > 4)
    )
    return not compares


def _planned(note: NoteContext, number: int, clause: Clause, tokens: Collection[int]) -> Range | None:
    forms = note.forms[number]
    for match in note.find("plan_verbs", number, clause.start, clause.end):
        verb = forms[match[0]].verb
        infinitive = any(
            (f := forms[at].verb) is not None and f.kind == "infinitive" for at in clause.verbs if at != match[0]
        )
        if verb is None or (verb.kind == "present" and infinitive and match[0] == clause.finite):
            return match[0], match[-1] + 1
    label = _label(note, number)
    happened = any((f := forms[at].verb) is not None and f.kind in ("participle", "past") for at in clause.verbs)
    if happened:
        return None
    for cue in ("future_time", "weekday"):
        for match in note.find(cue, number, clause.start, clause.end):
            if match[0] not in tokens or cue == "future_time":
                return match[0], match[-1] + 1
    if clause.person in ("client", "kin", "team") and clause.verbs:
        for match in note.find("wish_verbs", number, clause.start, clause.end):
            if match[0] == clause.finite:
                return match[0], match[0] + 1
    return label or _own_promise(note, number, clause, tokens)


def _own_promise(note: NoteContext, number: int, clause: Clause, tokens: Collection[int]) -> Range | None:
    """Take the writer's own present tense for what is to come: "dat vraag ik namens mw. aan"."""
    if clause.finite is None or clause.finite not in tokens or clause.person != "worker" or clause.carried:
        return None
    verb = note.forms[number][clause.finite].verb
    if verb is None or verb.kind != "present" or verb.lemma in clause_words().auxiliaries:
        return None
    return clause.finite, clause.finite + 1


def _planned_in_words(note: NoteContext, number: int, clause: Clause, tokens: Collection[int]) -> Range | None:
    """Find "zal" or "ga" with an infinitive, or a time to come, around a signal whose wording is fixed."""
    forms = note.forms[number]
    kinds = {verb.kind for at in clause.verbs if (verb := forms[at].verb) is not None}
    for cue in ("plan_verbs", "future_time"):
        for match in note.find(cue, number, clause.start, clause.end):
            if match[0] not in tokens and not kinds & {"participle", "past"}:
                return match[0], match[-1] + 1
    return None


def _label(note: NoteContext, number: int) -> Range | None:
    """Return the label of a plan ("P:", "Actie:") that opens this line or stands above it."""
    forms = note.forms[number]
    for match in note.find("plan_labels", number, 0, 4):
        after = match[-1] + 1
        if match[0] == 0 and after < len(forms) and forms[after].text == ":":
            return match[0], match[-1] + 1
    return None
