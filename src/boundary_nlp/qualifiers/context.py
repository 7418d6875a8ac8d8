"""What qualifiers look at: the sentences of one note, and the cue words found in them."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from boundary_nlp.language.forms import Form
from boundary_nlp.language.parse import Parse
from boundary_nlp.resources import word_list
from boundary_nlp.rules.compiler import RuleSet
from boundary_nlp.rules.matcher import Sentence
from boundary_nlp.taxonomy import Actor, Mandate, Status

if TYPE_CHECKING:
    from mypy_extensions import i64

QUOTE_MARKS: Final = {'"': '"', "“": "”", "„": "”", "«": "»", "''": "''", "”": "”"}
CLIENT_WORDS: Final = word_list("client_words")
POSSESSIVES: Final = word_list("possessives")


class Cue(NamedTuple):
    """The words that set a qualifier: token range within the note's sentence ``sentence``."""

    qualifier: str
    sentence: int
    start: int
    end: int


class Qualified(NamedTuple):
    """The three qualifiers of a span, with the cues that set them (none for defaults)."""

    actor: Actor
    status: Status
    mandate: Mandate
    cues: tuple[Cue, ...] = ()


class NoteContext:
    """The sentences of one note, with what several spans ask of it computed once.

    Parameters
    ----------
    sentences : the sentences as lists of forms, in order.
    rules : the rule set, for its cue patterns.

    Attributes
    ----------
    answers : sentence -> whether it answers the request before it; asking : the verbs by which somebody else asks in
        it. Each of its findings asks for them.
    """

    def __init__(self, sentences: Sequence[list[Form]], rules: RuleSet) -> None:
        self.forms = list(sentences)
        self.rules = rules
        self._sentences = [Sentence(forms) for forms in self.forms]
        self._found: dict[int, dict[str, list[tuple[int, ...]]]] = {}
        self._weighing: dict[int, dict[str, list[tuple[int, ...]]]] = {}
        self._held: dict[int, int] = {}
        self.answers: dict[int, bool] = {}
        self.asking: dict[int, set[int]] = {}
        self._names_client: bool | None = None
        self._has_named_client: bool | None = None
        self._quoted: dict[int, list[tuple[int, int]]] | None = None

    def sentence(self, number: int) -> Sentence:
        """Return a sentence, with its clauses when something asks for them."""
        return self._sentences[number]

    def add_parse(self, number: int, parse: Parse | None, forms: list[Form]) -> None:
        """Take a sentence as a trained pipeline reads it, one without a parser too; ``forms`` answer to its lemmas."""
        self.forms[number] = forms
        self._sentences[number] = Sentence(forms, parse)
        self._found.pop(number, None)
        self._weighing.pop(number, None)
        self._held.pop(number, None)
        self.asking.pop(number, None)

    def find(self, cue: str, number: int, start: int = 0, end: int | None = None) -> list[tuple[int, ...]]:
        """Return where the patterns of a cue list match in (a part of) a sentence."""
        cues = self._found.get(number)
        if cues is None:
            if not self._may_hold(self.rules.cues.bits.get(cue, 0), number):
                return []
            cues = self._all_found(number)
        found = cues.get(cue)
        if not found:
            return []
        return (
            found
            if start == 0 and end is None
            else _between(found, start, len(self.forms[number]) if end is None else end)
        )

    def cues_within(self, number: int, start: int, end: int) -> list[str]:
        """Return the cue lists of which a pattern matches in a part of a sentence."""
        return [cue for cue, found in self._all_found(number).items() if _between(found, start, end)]

    def find_weighing(self, cue: str, number: int) -> list[tuple[int, ...]]:
        """Return where the patterns match of a cue list that sets no qualifier by itself."""
        cues = self._weighing.get(number)
        if cues is None:
            if not self._may_hold(self.rules.weighing_cues.bits.get(cue, 0), number):
                return []
            cues = self._weighing[number] = self.rules.weighing_cues.find(self.sentence(number).tokens)
        return cues.get(cue, [])

    def _all_found(self, number: int) -> dict[str, list[tuple[int, ...]]]:
        cues = self._found.get(number)
        if cues is None:
            cues = self._found[number] = self.rules.cues.find(self.sentence(number).tokens)
        return cues

    def _may_hold(self, bit: "i64", number: int) -> bool:
        """Tell at a glance whether a sentence may hold a cue: those around a span are mostly asked in vain."""
        held: i64 = self._held.get(number, -1)
        if held < 0:
            held = self._held[number] = self._all_held(number)
        return held & bit != 0

    def _all_held(self, number: int) -> int:
        held: i64 = 0
        for form in self.forms[number]:
            held |= form.cues
        for key in self.sentence(number).split_keys:
            held |= self.rules.cue_hints.get(key, 0)
        return held

    @property
    def has_named_client(self) -> bool:
        """Whether the note speaks of a client by another word than a relative's name, so that relatives are others."""
        if self._has_named_client is None:
            self._has_named_client = self.names_client_by_word or any(
                form.is_initial
                and (at + 1 == len(forms) or forms[at + 1].text != ":")
                and not (at and forms[at - 1].person == "kin")
                for forms in self.forms
                for at, form in enumerate(forms)
            )
        return self._has_named_client

    @property
    def names_client_by_word(self) -> bool:
        """Whether the note says "cliënt", "mevrouw" or the like."""
        if self._names_client is None:
            self._names_client = any(form.norm in CLIENT_WORDS for forms in self.forms for form in forms)
        return self._names_client

    @property
    def quoted(self) -> dict[int, list[tuple[int, int]]]:
        """Token ranges between quotation marks per sentence; an open quotation runs on, at most to the note's end."""
        if self._quoted is None:
            self._quoted = self._find_quoted()
        return self._quoted

    def _find_quoted(self) -> dict[int, list[tuple[int, int]]]:
        ranges: dict[int, list[tuple[int, int]]] = {}
        closing = ""
        for number, forms in enumerate(self.forms):
            start = 0
            for index, form in enumerate(forms):
                if not form.is_mark:
                    continue
                if not closing and form.text in QUOTE_MARKS:
                    closing, start = QUOTE_MARKS[form.text], index
                elif closing and form.text == closing:
                    ranges.setdefault(number, []).append((start, index + 1))
                    closing = ""
            if closing:
                ranges.setdefault(number, []).append((start, len(forms)))
                if not self._closes_later(number, closing):
                    closing = ""
        return ranges

    def _closes_later(self, number: int, closing: str) -> bool:
        later = self.forms[number + 1 : number + 5]
        return any(form.text == closing for forms in later for form in forms)


def _between(found: list[tuple[int, ...]], start: int, end: int) -> list[tuple[int, ...]]:
    """Return the matches, which are in order, between two positions: a long sentence holds many beside them."""
    within: list[tuple[int, ...]] = []
    for at in range(bisect_left(found, (start,)) if start else 0, len(found)):
        match = found[at]
        if match[0] >= end:
            break
        if match[-1] < end:
            within.append(match)
    return within
