"""What stands around a span that its own words do not show: its clause, its label, and cues in the sentences before.

Features that are there or not, beside those of `qualifiers`:

======  =============================================================================================
``t``   the tense of the clause that carries the span, alone and beside the signal
``c``   a list of cues that the clause holds a word of, alone, beside the signal and beside the tense
``l``   the label or heading that the sentence stands under ("P:", "Afspraken"), alone and beside the tense
``s``   the subject of the clause, its finite verb, what opens it, and the words on both sides of that verb
``p``   a list of cues of a mandate that the sentence (0) holds, or one of the three before it (1, 2, 3)
======  =============================================================================================
"""

from typing import Final

from boundary_nlp.language.clause import Clause
from boundary_nlp.language.forms import Form
from boundary_nlp.qualifiers.context import NoteContext
from boundary_nlp.qualifiers.imagined import compares_acts
from boundary_nlp.qualifiers.planned import PLAN_LINES, is_heading
from boundary_nlp.qualifiers.status import REASONS
from boundary_nlp.resources import word_list
from boundary_nlp.rules.matcher import main_clause
from boundary_nlp.taxonomy import SIGNALS

CLAUSE_CUES: Final = frozenset({
    "future_time", "weekday", "habit", "plan_verbs", "agreements", "intentions", "wish_verbs", "speech", "speech_that",
    "negation", "conditional_openers", "hypothetical", "past_pattern", "by_now", "past_habit", "noticed", "agreed",
    "would_have", "requested", "according_to",
})  # fmt: skip
LABEL_TOKENS: Final = 5  # a colon after more than these ends no label, and no heading is longer
MANDATE_CUES: Final = ("requested", "agreed", "crisis", "crisis_here", "crisis_unless")
WEIGHING_CUES: Final = ("plea", "alarm")  # which set no mandate by themselves
REACH: Final = 3  # sentences before the span
ADDRESSED: Final = word_list("addressed")
GREETINGS: Final = word_list("greetings")


def surroundings(note: NoteContext, number: int, first: int, last: int, signal: str) -> list[str]:
    """Return the features of what stands around a span, some thirty of them.

    Parameters
    ----------
    note : the note; ``number`` : the sentence in it; ``first``, ``last`` : the first token of the span and one past
        its last.
    signal : code of the codebook; cues of a mandate are looked for only where the signal asks for one.
    """
    clause = main_clause(note.sentence(number), range(first, last))
    tense = _tense(note.forms[number], clause)
    label = _label(note, number)
    names = [f"t:{tense}", f"t:{signal}/{tense}", f"l:{label}", f"l:{label}/{tense}"]
    is_reason = signal in REASONS and compares_acts(note, number, clause)  # "sneller als ik het doe" is no condition
    for cue in note.cues_within(number, clause.start, clause.end):
        if cue in CLAUSE_CUES and not (is_reason and cue == "conditional_openers"):
            names += [f"c:{cue}", f"c:{signal}/{cue}", f"c:{tense}/{cue}"]
    names += _of_subject(note, number, clause, first)
    if SIGNALS[signal].asks_for_mandate:
        names += _mandate_cues(note, number)
    return names


def _tense(forms: list[Form], clause: Clause) -> str:
    """Return the kind of the finite verb, with what goes with it: "present", "past+participle", "+infinitive"."""
    tense = ""
    others: set[str] = set()
    for at in clause.verbs:
        verb = forms[at].verb
        if verb is not None and at == clause.finite:
            tense = verb.kind
        elif verb is not None and verb.kind in ("infinitive", "participle"):
            others.add(verb.kind)
    for kind in sorted(others):
        tense += "+" + kind
    return tense


def _label(note: NoteContext, number: int) -> str:
    """Return the first word of the label that opens a line, or that it stands under at some lines' distance."""
    for earlier in range(number, max(-1, number - PLAN_LINES - 1), -1):
        word, forms = "", note.forms[earlier]
        for form in forms[:LABEL_TOKENS]:
            if form.text == ":" and word:
                return word
            if form.is_word and not word:
                word = form.norm
        if earlier < number and len(forms) <= LABEL_TOKENS and word and is_heading(note, earlier):
            return word
    return ""


def _of_subject(note: NoteContext, number: int, clause: Clause, first: int) -> list[str]:
    forms = note.forms[number]
    subject = "" if clause.subject is None else forms[clause.subject].norm
    names = [f"s:{subject}", f"s:={clause.person}{'+' if clause.carried else ''}", f"s:<{clause.opener}"]
    if subject in ADDRESSED:
        names.append(f"s:!{_is_letter(note)}")
    if clause.agent is not None:
        names.append(f"s:@{forms[clause.agent].norm}")
    for start, end in note.quoted.get(number, ()):
        if start <= first < end:
            names.append(f"s:'{clause.person}")
    finite = clause.finite
    if finite is None:
        return names
    names.append(f"s:.{forms[finite].norm}")
    for at in (finite - 1, finite + 1):
        if clause.start <= at < clause.end:
            side = "-" if at < finite else "+"
            names.append(f"s:{side}{forms[at].norm}")
            names.append(f"s:{side}={'name' if _is_name(forms, at) else forms[at].person}")
    return names


def _mandate_cues(note: NoteContext, number: int) -> list[str]:
    names: list[str] = []
    for back in range(min(REACH, number) + 1):
        for cue in MANDATE_CUES:
            names += _counted(cue, back, len(note.find(cue, number - back)))
        for cue in WEIGHING_CUES:
            names += _counted(cue, back, len(note.find_weighing(cue, number - back)))
    return names


def _counted(cue: str, back: int, found: int) -> list[str]:
    """Return the features of a cue that was found so many times in a sentence so far back."""
    name = f"p:{cue}{back}"
    return [] if not found else [name] if found == 1 else [name, name + "+"]


def _is_letter(note: NoteContext) -> bool:
    """Tell whether a note greets somebody, so that "je" in it is the colleague who reads it."""
    return any(form.norm in GREETINGS for forms in note.forms[:2] for form in forms[:2])


def _is_name(forms: list[Form], at: int) -> bool:
    """Tell whether a word looks like a name that no list knows: a capital within the sentence."""
    form = forms[at]
    return at > 0 and form.is_capital and form.is_word and not (form.is_initial or form.person or form.verb)
