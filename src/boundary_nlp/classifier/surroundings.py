"""What stands around a span that its own words do not show: who its clause is about, and cues in sentences before.

Features that are there or not, beside those of `qualifiers`:

======  =============================================================================================
``s``   the subject of the clause, its finite verb, what opens it, and the words on both sides of that verb
``c``   a cue list of which words stand in the sentence (0), or one, two or three sentences before (1, 2, 3)
======  =============================================================================================
"""

from collections.abc import Sequence

from boundary_nlp.language.forms import Form
from boundary_nlp.qualifiers.context import NoteContext
from boundary_nlp.resources import word_list
from boundary_nlp.rules.matcher import main_clause
from boundary_nlp.taxonomy import signals

MANDATE_CUES = ("requested", "plea", "agreed", "crisis", "crisis_here", "crisis_unless", "alarm")
REACH = 3  # sentences before the span
ADDRESSED = word_list("addressed")
GREETINGS = word_list("greetings")


def context_features(note: NoteContext, number: int, first: int, last: int, signal: str) -> list[str]:
    """Return the features of what stands around a span.

    Parameters
    ----------
    note : the note; ``number`` : the sentence; ``first``, ``last`` : the first token and one past the last.
    signal : code of the codebook; cues of a mandate are looked for only where the signal asks for one.
    """
    names = _subject_features(note, number, first, last)
    if signals()[signal].asks_for_mandate:
        for back in range(min(REACH, number) + 1):
            for cue in MANDATE_CUES:
                found = note.find(cue, number - back)
                if found:
                    names.append(f"c:{cue}{back}")
                if len(found) > 1:
                    names.append(f"c:{cue}{back}+")
    return names


def _subject_features(note: NoteContext, number: int, first: int, last: int) -> list[str]:
    forms = note.forms[number]
    clause = main_clause(note.sentence(number), range(first, last))
    subject = "" if clause.subject is None else forms[clause.subject].norm
    names = [f"s:{subject}", f"s={clause.person}{'+' if clause.carried else ''}", f"s<{clause.opener}"]
    if subject in ADDRESSED:
        names.append(f"s!{_is_letter(note)}")
    if clause.agent is not None:
        names.append(f"s@{forms[clause.agent].norm}")
    if any(start <= first < end for start, end in note.quoted.get(number, ())):
        names.append(f"s'{clause.person}")
    finite = clause.finite
    if finite is None:
        return names
    names.append(f"s.{forms[finite].norm}")
    for at in (finite - 1, finite + 1):
        if clause.start <= at < clause.end:
            side = "-" if at < finite else "+"
            names.append(f"s{side}{forms[at].norm}")
            names.append(f"s{side}={'name' if _is_name(forms, at) else forms[at].person}")
    return names


def _is_letter(note: NoteContext) -> bool:
    """Tell whether a note greets somebody, so that "je" in it is the colleague who reads it."""
    return any(form.norm in GREETINGS for forms in note.forms[:2] for form in forms[:2])


def _is_name(forms: Sequence[Form], at: int) -> bool:
    """Tell whether a word looks like a name that no list knows: a capital within the sentence."""
    form = forms[at]
    return at > 0 and form.is_capital and form.is_word and not (form.is_initial or form.person or form.verb)
