"""Sentences of notes: full stops, lines, bullets, semicolons, dashes, and clauses that stand alone.

The unit is the codebook's: a sentence, a line, a bullet, a part between semicolons. Offsets point into the
text as it was given, and the sentences of a note cover every character that is no space.
"""

from functools import lru_cache
from typing import Final

from boundary_nlp.language.forms import Form
from boundary_nlp.language.lemmas import is_known
from boundary_nlp.language.run_ons import split_run_on
from boundary_nlp.language.verbs import VOWELS
from boundary_nlp.resources import load_yaml

TERMINATORS: Final = frozenset({".", "!", "?", "…", "...", "..", "?!", "!?", "!!", "??", ":)", ":-)", ":("})
CLOSERS: Final = frozenset({'"', "'", "”", "’", "»", ")", "]", "''", "“"})
ENDINGS: Final = TERMINATORS | CLOSERS | {";"}
DASHES: Final = frozenset({"-", "–", "—", "--", "->", "=>", "-->", "→"})
LONGEST_ASIDE: Final = 60  # tokens between brackets, which hold no end of a sentence
LONGEST_SIDE: Final = 60  # tokens on either side of a dash that are looked at
MAX_SHORTENED: Final = 9


@lru_cache(maxsize=1)
def _titles() -> frozenset[str]:
    return frozenset(load_yaml("lexicon/abbreviations.yaml")["titles"])


@lru_cache(maxsize=1)
def _abbreviations() -> frozenset[str]:
    return frozenset(load_yaml("lexicon/abbreviations.yaml")["abbreviations"])


def split_sentences(forms: list[Form], spaces: list[bool]) -> list[tuple[int, int]]:
    """Return the sentences of a note as token ranges ``(first, one past the last)``.

    Parameters
    ----------
    forms : the tokens of the note; ``spaces`` : whether a space follows each token.
    """
    units = marked_units(forms, spaces)
    is_marked = len(units) > 1 or any(forms[end - 1].text in ENDINGS for _, end in units)
    return [part for start, end in units for part in split_run_on(forms, start, end, is_marked)]


def marked_units(forms: list[Form], spaces: list[bool]) -> list[tuple[int, int]]:
    """Return the units that marks and lines tell apart, as token ranges."""
    units: list[tuple[int, int]] = []
    start = 0
    depth = 0
    for index, form in enumerate(forms):
        if not form.is_mark:
            continue
        text = form.text
        if form.is_break:
            units.append(_trimmed(forms, start, index))
            start, depth = index + 1, 0
        elif text == "(":
            depth += _is_closed(forms, index)
        elif text == ")":
            depth = max(0, depth - 1)
        elif index >= start and depth == 0 and _ends(forms, spaces, index, start):
            end = _past_closers(forms, spaces, index + 1)
            units.append(_trimmed(forms, start, end))
            start = end
    units.append(_trimmed(forms, start, len(forms)))
    return [(start, end) for start, end in units if start < end]


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
