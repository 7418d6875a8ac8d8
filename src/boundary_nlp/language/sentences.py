"""Sentences of notes: full stops, lines, bullets, semicolons, dashes, and clauses that stand alone.

The unit is the codebook's: a sentence, a line, a bullet, a part between semicolons. Offsets point into the
text as it was given, and the sentences of a note cover every character that is no space.
"""

from functools import lru_cache
from itertools import pairwise
from typing import Final

from boundary_nlp.language.forms import Form
from boundary_nlp.language.lemmas import is_known
from boundary_nlp.language.verbs import VOWELS
from boundary_nlp.resources import load_yaml, word_list

TERMINATORS: Final = frozenset({".", "!", "?", "…", "...", "..", "?!", "!?", "!!", "??", ":)", ":-)", ":("})
CLOSERS: Final = frozenset({'"', "'", "”", "’", "»", ")", "]", "''", "“"})
DASHES: Final = frozenset({"-", "–", "—", "--", "->", "=>", "-->", "→"})
LONG: Final = 28  # words without an end beyond which text is taken to lack punctuation
VERY_LONG: Final = 50
MIN_UNIT: Final = 4
LONGEST_ASIDE: Final = 60  # tokens between brackets, which hold no end of a sentence
LONGEST_SIDE: Final = 60  # tokens on either side of a dash that are looked at
MAX_SHORTENED: Final = 9
PLURALS: Final = word_list("plural_subjects")
SUBORDINATORS: Final = word_list("unpunctuated_subordinators")
NOMINATIVE: Final = word_list("unpunctuated_subjects")
OPENERS: Final = word_list("unpunctuated_openers")


@lru_cache(maxsize=1)
def _titles() -> frozenset[str]:
    return frozenset(load_yaml("lexicon/abbreviations.yaml")["titles"])


@lru_cache(maxsize=1)
def _abbreviations() -> frozenset[str]:
    return frozenset(load_yaml("lexicon/abbreviations.yaml")["abbreviations"])


@lru_cache(maxsize=1)
def _clause_words() -> dict[str, frozenset[str]]:
    data = load_yaml("lexicon/clauses.yaml")
    return {name: frozenset(data[name]) for name in ("continuers", "prepositions", "determiners", "fronted")}


def split_sentences(forms: list[Form], spaces: list[bool]) -> list[tuple[int, int]]:
    """Return the sentences of a note as token ranges ``(first, one past the last)``.

    Parameters
    ----------
    forms : the tokens of the note; ``spaces`` : whether a space follows each token.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    depth = 0
    last = len(forms)
    for index, form in enumerate(forms):
        if not form.is_mark:
            continue
        text = form.text
        if form.is_break:
            spans += _split_run_on(forms, *_trimmed(forms, start, index))
            start, depth = index + 1, 0
        elif text == "(":
            depth += _is_closed(forms, index)
        elif text == ")":
            depth = max(0, depth - 1)
        elif index >= start and depth == 0 and _ends(forms, spaces, index, start):
            end = _past_closers(forms, spaces, index + 1)
            spans += _split_run_on(forms, *_trimmed(forms, start, end))
            start = end
    spans += _split_run_on(forms, *_trimmed(forms, start, last))
    return spans


def _ends(forms: list[Form], spaces: list[bool], index: int, start: int) -> bool:
    """Tell whether the token at ``index`` ends a sentence."""
    form = forms[index]
    text = form.text
    if text == "." and index > start and not spaces[index - 1]:
        joined = forms[index - 1].text.casefold() + "."
        if joined in _abbreviations():  # a tokeniser that does not know it splits it: "mw" "."
            return _abbreviation_ends(forms, index, joined)
    if text in TERMINATORS:
        if text == "." and index > start and _unlisted_abbreviation(forms, index):
            return False
        return not _same_sentence_follows(forms, spaces, index)
    if text == ";":
        return True
    if text in DASHES:
        return _dash_ends(forms, index, start)
    if text.endswith(".") and len(text) > 1 and form.is_word:
        return _abbreviation_ends(forms, index, text.casefold())
    return False


def _abbreviation_ends(forms: list[Form], index: int, abbreviation: str) -> bool:
    """Tell whether an abbreviation ends a sentence: the next word opens one, and no name has to follow."""
    following = _next_word(forms, index + 1)
    if following is None or not following.is_capital or following.is_initial:
        return False
    return abbreviation not in _titles()


def _unlisted_abbreviation(forms: list[Form], index: int) -> bool:
    """Tell whether a full stop belongs to a shortened word that no list knows ("oorspr. bedrag")."""
    word, following = forms[index - 1], _next_word(forms, index + 1)
    if following is None or following.is_capital or not following.is_word or word.is_number:
        return False
    shortened = word.is_word and word.norm[-1] not in VOWELS and len(word.norm) <= MAX_SHORTENED
    return shortened and word.verb is None and not word.person and not is_known(word.norm)


def _same_sentence_follows(forms: list[Form], spaces: list[bool], index: int) -> bool:
    """Tell whether a quoted "?", a "…" or a smiley is followed by the rest of the same sentence."""
    after = _past_closers(forms, spaces, index + 1)
    if after >= len(forms) or forms[after].is_space:
        return False
    following = forms[after]
    if following.text in (",", ";", ":"):
        return True
    closed = after > index + 1 and forms[after - 1].text in CLOSERS
    return closed and following.is_word and not following.is_capital


def _dash_ends(forms: list[Form], index: int, start: int) -> bool:
    """Tell whether a dash between spaces parts two units: there is a clause on its left and one on its right."""
    if index == start:
        return False
    right: list[Form] = []
    for at in range(index + 1, min(index + 1 + LONGEST_SIDE, len(forms))):
        form = forms[at]
        if form.is_break or form.text in TERMINATORS or form.text in DASHES or form.text == ";":
            break
        right.append(form)
    left = forms[max(start, index - LONGEST_SIDE) : index]
    return not right or (_stands_alone(left) and _stands_alone(right))


def _is_closed(forms: list[Form], index: int) -> bool:
    """Tell whether a bracket is closed in the words after it, on the same line."""
    for at in range(index + 1, min(index + 1 + LONGEST_ASIDE, len(forms))):
        if forms[at].is_break:
            return False
        if forms[at].text == ")":
            return True
    return False


def _stands_alone(forms: list[Form]) -> bool:
    words = [form for form in forms if form.is_word]
    return len(words) >= 2 and any(form.verb is not None for form in words)


def _split_run_on(forms: list[Form], start: int, end: int) -> list[tuple[int, int]]:
    """Split text that goes on without punctuation where a new main clause begins ("... klaar hij gaat ...")."""
    if end - start <= LONG:
        return [(start, end)] if start < end else []
    cuts = [start]
    commas = end - start > VERY_LONG
    for index in range(start + 1, end - 1):
        if index - cuts[-1] >= MIN_UNIT and end - index >= MIN_UNIT and _opens_unit(forms, index, commas):
            cuts.append(index)
    return list(pairwise([*cuts, end]))


def _opens_unit(forms: list[Form], index: int, commas: bool) -> bool:
    """Tell whether a unit begins here in text without punctuation: after a wide space, a spoken stop, or by itself."""
    before = forms[index - 1]
    if before.is_space or forms[index].is_space:
        return before.is_space
    if before.norm == "punt" and forms[index - 2].norm not in _clause_words()["determiners"]:
        return True
    return _opens_main_clause(forms, index, commas) or _opens_by_order(forms, index)


def _opens_main_clause(forms: list[Form], index: int, commas: bool) -> bool:
    """Tell whether a subject with its finite verb begins here, after a word that asks for no continuation.

    With ``commas``, a comma counts as an end too, as in text that knows no other mark.
    """
    form = forms[index]
    if form.norm not in OPENERS:
        return False
    following, before = forms[index + 1], forms[index - 1]
    kinds = ("present", "past", "infinitive") if form.norm in PLURALS else ("present", "past")
    if following.verb is None or following.verb.kind not in kinds:
        return False
    if before.text == ",":
        return commas
    if not before.is_word:
        return False
    words = _clause_words()
    if form.norm in NOMINATIVE and (before.is_initial or before.norm in words["prepositions"]):
        return True  # "... papieren in ik merk": no preposition goes with "ik"
    return before.norm not in words["continuers"] and before.person == "" and before.verb != following.verb


def _opens_by_order(forms: list[Form], index: int) -> bool:
    """Tell whether a main clause begins here by its word order: "... gevraagd dat doe ik", "... ziek de zoon belt"."""
    words, before = _clause_words(), forms[index - 1]
    if not before.is_word or before.norm in words["continuers"] or before.norm in words["determiners"]:
        return False
    if before.norm in words["prepositions"] and forms[index - 2].norm not in words["fronted"] | {"er"}:
        return False
    first, second, third = forms[index], forms[index + 1], forms[min(index + 2, len(forms) - 1)]
    if first.norm in words["fronted"] and _is_finite(second):
        after_verb = first.norm in ("die", "dat") and _is_finite(before)
        return not after_verb and not (first.norm == "die" and bool(before.person))  # "moeder die ..." is one subject
    noun = first.norm in words["determiners"] and second.is_word and second.verb is None
    if not noun or first.norm in ("die", "dat") or not _is_finite(third) or _is_finite(before):
        return False
    return not _within_subordinate(forms, index)


def _within_subordinate(forms: list[Form], index: int) -> bool:
    """Tell whether a subordinate clause that opened shortly before still waits for its verb: "... dat zij de post"."""
    for form in reversed(forms[max(0, index - 8) : index]):
        if _is_finite(form):
            return False
        if form.norm in SUBORDINATORS:
            return True
    return False


def _is_finite(form: Form) -> bool:
    return form.verb is not None and form.verb.kind in ("present", "past") and not form.is_capital


def _next_word(forms: list[Form], index: int) -> Form | None:
    while index < len(forms) and forms[index].is_space and not forms[index].is_break:
        index += 1
    return forms[index] if index < len(forms) and not forms[index].is_break else None


def _past_closers(forms: list[Form], spaces: list[bool], index: int) -> int:
    """Step over closing quotes, brackets and further marks that stand close to the end of a sentence."""
    while index < len(forms) and not spaces[index - 1]:
        if forms[index].text not in TERMINATORS and forms[index].text not in CLOSERS:
            break
        index += 1
    return index


def _trimmed(forms: list[Form], start: int, end: int) -> tuple[int, int]:
    while start < end and forms[start].is_space:
        start += 1
    while end > start and forms[end - 1].is_space:
        end -= 1
    return start, end
