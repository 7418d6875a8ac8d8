"""Is it only imagined: a condition, a wish, what would be so, what was nearly done."""

from collections.abc import Collection
from typing import Final

from boundary_nlp.language.clause import Clause, clause_words
from boundary_nlp.language.forms import Form
from boundary_nlp.qualifiers.context import NoteContext
from boundary_nlp.qualifiers.planned import happened, would_do
from boundary_nlp.qualifiers.reported import Range
from boundary_nlp.resources import word_list

COMPARATIVE_ENDINGS: Final = ("er", "ere")
CONDITIONS: Final = word_list("conditions")
AGAINST: Final = word_list("against")
IMAGINED: Final = word_list("imagined")
WOULD: Final = word_list("would")
UNREAL_SUBJECTS: Final = word_list("unreal_subjects")
UNREAL_MARKS: Final = word_list("unreal_marks")
NO_ROLE: Final = word_list("no_role")
NOT_COMPARATIVE: Final = word_list("not_comparative")
WISHED: Final = word_list("wished")
WONDERING: Final = word_list("wondering")
POSSIBLE: Final = word_list("possible")
BEFORE_WONDERING: Final = word_list("before_wondering")


def hypothetical(
    note: NoteContext, number: int, clause: Clause, tokens: Collection[int], reason: bool = False
) -> Range | None:
    """Find what makes an act imagined: a word that says so, a condition, a question whether to do it.

    What gives a ``reason`` is meant as it stands where somebody is imagined to act: "als zij belt, duurt het lang".
    """
    if reason and compares_acts(note, number, clause):
        return None
    worded = _worded(note, number, clause, tokens)
    if worded is not None:
        return worded
    clauses, forms = note.sentence(number).clauses, note.forms[number]
    opening, position = _opening_word(note, number, clause), clause.place
    if opening is not None and opening not in tokens and _is_condition(note, number, clause, opening):
        return opening, opening + 1
    if position and _follows_condition(note, number, clauses[position - 1], clause):
        return clauses[position - 1].start, clauses[position - 1].start + 1
    if (_wonders(note, number, clause) or _is_possible(note, number, clause, tokens)) and clause.finite is not None:
        return clause.finite, clause.finite + 1
    last = forms[-1].text if forms else ""
    inverted = opening is not None and (clause.finite, clause.subject) == (opening, opening + 1)
    if (
        last == "?"
        and clause.person in ("worker", "team", "")
        and clause.finite is not None
        and (clause.end >= len(forms) - 1 or inverted)
    ):
        return len(forms) - 1, len(forms)
    return None


def _worded(note: NoteContext, number: int, clause: Clause, tokens: Collection[int]) -> Range | None:
    """Find words that make an act imagined, in its clause or in the one that it hangs on."""
    clauses = note.sentence(number).clauses
    hangs = _coordinated(clauses, clause)
    at = hangs.place
    lead = clauses[at - 1] if at else None
    start = lead.start if lead is not None and hangs.opener in ("om", "of", "moest", "mocht") else clause.start
    excepted = {at for match in note.find("hypothetical_unless", number) for at in match}
    for match in note.find("hypothetical", number, start, clause.end):
        if match[0] not in tokens and match[0] not in excepted and not would_do(note, number, clause, match[0]):
            return match[0], match[-1] + 1
    for match in note.find("wished_acts", number, clause.start, clause.end):
        if not would_do(note, number, clause, match[0]):
            return match[0], match[-1] + 1
    for match in note.find("dropped_ideas", number):
        if match[0] < min(tokens) and max(tokens) < match[-1]:
            return match[0], match[0] + 1
    if lead is None:
        return None
    before = note.find("imagined_before", number, lead.start, hangs.start + 1) if hangs.opener in ("dat", "om") else []
    if hangs.opener == "om" and lead.person in ("other", "kin"):
        before = before or note.find("offers", number, lead.start, hangs.start + 1)
    return next(((match[0], match[-1] + 1) for match in before), None)


def _coordinated(clauses: list[Clause], clause: Clause) -> Clause:
    """Return the clause that opens a row of infinitives: "om ... te steken | en het voor haar uit te zoeken"."""
    position = clause.place
    while position and clause.opener == "en" and clause.finite is None and clauses[position - 1].opener in ("om", "en"):
        position -= 1
        clause = clauses[position]
    return clause


def _wonders(note: NoteContext, number: int, clause: Clause) -> bool:
    """Tell whether the writer thinks aloud: "zal ik bellen?", and not "volgens plan zal ik bellen"."""
    forms, finite = note.forms[number], clause.finite
    if finite is None or forms[finite].norm not in WONDERING or clause.person != "worker":
        return False
    return clause.subject == finite + 1 and (finite == 0 or forms[finite - 1].norm in BEFORE_WONDERING)


def _is_possible(note: NoteContext, number: int, clause: Clause, tokens: Collection[int]) -> bool:
    """Tell whether the writer only names what could be done: "ik kan de bank voor hem bellen"."""
    if clause.finite is None or note.forms[number][clause.finite].norm not in POSSIBLE:
        return False
    own = clause.person in ("worker", "team") and clause.opener not in clause_words().subordinators | {"of", "als"}
    denied = note.find("negation", number, clause.start, clause.end)
    return own and not denied and any(at in tokens for at in clause.verbs if at != clause.finite)


def unreal(note: NoteContext, number: int, clause: Clause, tokens: Collection[int]) -> Range | None:
    """Find what did not happen: "had ik gewacht, dan ...", "had ik maar gewacht", "ik had gebeld als hij had ..."."""
    clauses, forms = note.sentence(number).clauses, note.forms[number]
    position, opening = clause.place, _opening_word(note, number, clause)
    after = clauses[position + 1] if position + 1 < len(clauses) else None
    if opening is not None and not position and _is_unreal(note, number, clause):
        wished = any(form.norm in WISHED for form in forms[opening + 1 : min(opening + 5, clause.end)])
        followed = after is not None and (after.opener in ("dan", ",") or _goes_with_unreal(note, number, after))
        inside = any(forms[at].norm in IMAGINED for at in clause.verbs if at != clause.finite)
        if wished or followed or inside:
            return opening, opening + 1
    if clause.finite is None or after is None or after.finite is None or after.opener not in CONDITIONS:
        return None
    if forms[clause.finite].norm in IMAGINED and forms[after.finite].norm in IMAGINED:
        return after.start, after.start + 1
    return None


def compares_acts(note: NoteContext, number: int, clause: Clause) -> bool:
    """Tell whether a clause, or the one before it, opens as a condition in which somebody acts: "als ik het doe"."""
    clauses = note.sentence(number).clauses
    position = clause.place
    near = clauses[max(0, position - 1) : position + 1]
    forms = note.forms[number]
    if clause.finite is not None and forms[clause.finite].norm in WOULD:
        return False
    for condition in near:
        verb = None if condition.finite is None else forms[condition.finite].verb
        own = condition.person == "worker" and condition.opener == "als" and verb is not None and verb.kind == "present"
        if condition.opener in CONDITIONS and (own or condition.person in ("client", "kin", "other")):
            return True
    return False


def _opening_word(note: NoteContext, number: int, clause: Clause) -> int | None:
    """Return the first word of a clause, past a label such as "P:"."""
    forms = note.forms[number]
    labelled = [at for at in range(clause.start, min(clause.start + 3, clause.end)) if forms[at].text == ":"]
    start = labelled[0] if labelled else clause.start
    return next((at for at in range(start, clause.end) if forms[at].is_word), None)


def _follows_condition(note: NoteContext, number: int, earlier: Clause, clause: Clause) -> bool:
    """Tell whether the clause before is a condition: "mocht het mislopen", "blijft het stil, dan bel ik"."""
    opening = _opening_word(note, number, earlier)
    if opening is None or earlier.finite is None:
        return False
    if _is_unreal(note, number, earlier) and _goes_with_unreal(note, number, clause):
        return True  # "had ik dat gezien, ik was gebleven"
    if earlier.opener == "dat" and opening and note.forms[number][opening - 1].norm == "stel":
        return True
    someone = earlier.person not in ("worker", "team", "") or note.forms[number][opening].norm.endswith("t")
    if clause.opener == "dan" and opening == earlier.finite and someone:
        return True
    return opening <= 1 and _is_condition(note, number, earlier, opening)


def _is_unreal(note: NoteContext, number: int, clause: Clause) -> bool:
    """Tell whether a clause opens with what did not happen: "had ik"; the writer's own "was vrij" tells what was."""
    opening = _opening_word(note, number, clause)
    if opening is None or opening != clause.finite or note.forms[number][opening].norm not in IMAGINED:
        return False
    if clause.subject is not None:
        return clause.subject == opening + 1
    norms = {form.norm for form in note.forms[number][opening + 1 : clause.end]}
    following = note.forms[number][opening + 1].norm if norms else ""
    return following in UNREAL_SUBJECTS and not norms.isdisjoint(UNREAL_MARKS)


def _goes_with_unreal(note: NoteContext, number: int, clause: Clause) -> bool:
    """Tell whether a clause has an imperfect or pluperfect, and sets nothing against what comes before."""
    verb = None if clause.finite is None else note.forms[number][clause.finite].verb
    return verb is not None and verb.kind == "past" and clause.opener not in AGAINST


def _is_condition(note: NoteContext, number: int, clause: Clause, opening: int) -> bool:
    """Tell whether "als", "indien", "mocht" opens a condition; "sneller als ik" compares, "als voogd" tells a role."""
    forms = note.forms[number]
    if not any(match[0] == opening for match in note.find("conditional_openers", number)):
        return False
    if forms[opening].norm == "als" and clause.finite is not None and _is_role(forms, clause, opening, clause.finite):
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


def _is_role(forms: list[Form], clause: Clause, opening: int, finite: int) -> bool:
    """Tell whether "als" tells in which role somebody acts: "als begeleider heb ik", "als moeder kiest ze"."""
    if finite - opening not in (1, 2, 3) or forms[opening + 1].norm in NO_ROLE:
        return False
    if clause.subject is None or clause.subject > finite:
        return True
    nominative = clause_words().nominative
    after = forms[finite + 1] if finite + 1 < clause.end else None
    return after is not None and forms[clause.subject].norm not in nominative and after.norm in nominative


def would_be(note: NoteContext, number: int, clause: Clause, tokens: Collection[int]) -> Range | None:
    """Find what would be so, or would have been, around a signal whose own wording holds no wish."""
    forms, clauses, finite = note.forms[number], note.sentence(number).clauses, clause.finite
    for match in note.find("would_have", number, clause.start, clause.end):
        if match[0] not in tokens:
            return match[0], match[-1] + 1
    position = clause.place
    before = clauses[position - 1] if position else None
    if before is not None and _is_unreal(note, number, before) and _goes_with_unreal(note, number, clause):
        return before.start, before.start + 1
    if finite is None:
        return None
    if clause.opener == "als" and forms[finite].norm in IMAGINED | WOULD:
        return clause.start, clause.start + 1  # "als ik nee had gezegd"
    if before is not None and before.opener in CONDITIONS and forms[finite].norm in WOULD:
        return finite, finite + 1  # "als het beter gaat, zou zij weer kunnen kiezen"
    others = (other for other in clauses if other is not clause and other.opener not in CONDITIONS)
    if forms[finite].norm not in WOULD or any(happened(note, number, other) for other in others):
        return None  # "zou een half uur duren, werd twee uur"
    own = clause.person in ("worker", "team") and clause.opener != "dat"
    return (finite, finite + 1) if own or (clause.person in ("", "generic") and finite not in tokens) else None
