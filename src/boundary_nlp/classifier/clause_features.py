"""What the weighing of qualifiers sees of a span beside its words: how its clause is built and where it stands.

======  =============================================================================================
``t``   the tense of the clause that carries the span, alone and beside the signal
``c``   a list of cues that the clause holds a word of, alone, beside the signal and beside the tense
``l``   the label or heading that the sentence stands under ("P:", "Afspraken"), alone and beside the tense
======  =============================================================================================
"""

from boundary_nlp.language.clause import Clause
from boundary_nlp.language.forms import Form
from boundary_nlp.qualifiers.context import NoteContext
from boundary_nlp.qualifiers.planned import PLAN_LINES, is_heading
from boundary_nlp.rules.matcher import main_clause

CUES = frozenset({
    "future_time", "weekday", "habit", "plan_verbs", "agreements", "intentions", "wish_verbs", "speech", "speech_that",
    "negation", "conditional_openers", "hypothetical", "past_pattern", "by_now", "past_habit", "noticed", "agreed",
    "would_have", "requested", "according_to",
})  # fmt: skip
LABEL_TOKENS = 5  # a colon after more than these ends no label, and no heading is longer


def clause_features(note: NoteContext, number: int, first: int, last: int, signal: str) -> list[str]:
    """Return the features of the clause that carries a span, some ten of them.

    Parameters
    ----------
    note : the note; ``number`` : the sentence in it; ``first``, ``last`` : the first token of the span and one past
        its last.
    """
    clause = main_clause(note.sentence(number), range(first, last))
    tense = _tense(note.forms[number], clause)
    label = _label(note, number)
    found = [f"t:{tense}", f"t:{signal}/{tense}", f"l:{label}", f"l:{label}/{tense}"]
    for cue in note.cues_within(number, clause.start, clause.end):
        if cue in CUES:
            found += [f"c:{cue}", f"c:{signal}/{cue}", f"c:{tense}/{cue}"]
    return found


def _tense(forms: list[Form], clause: Clause) -> str:
    """Return the kind of the finite verb, with what goes with it: "present", "past+participle", "+infinitive"."""
    tense, others = "", set()
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
