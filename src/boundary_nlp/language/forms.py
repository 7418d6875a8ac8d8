"""Word forms: everything that is known of a word by itself, looked up once and kept.

A note is read as a list of `Form` objects. What rules, qualifiers and the classifier ask of a word
is an attribute here, so that a frequent word costs one dictionary look-up per occurrence.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from spacy.strings import StringStore

from boundary_nlp.language.lemmas import lemma_of
from boundary_nlp.language.verbs import VerbForm, analyse_verb, guess_verb
from boundary_nlp.resources import load_yaml

if TYPE_CHECKING:
    from mypy_extensions import i64  # a machine's word once compiled, where int may be of any size

    from boundary_nlp.classifier.weights import WordWeights

PERSONS: Final = ("client", "generic", "kin", "other", "team", "worker")
_NUMBER: Final = re.compile(r"\d")
_PLACEHOLDER: Final = re.compile(r"^[\[<](.+?)[-_ ]?\d*[\]>]$")
_INITIAL: Final = re.compile(r"^[A-ZÀ-ÖØ-Þ](?:\.[A-ZÀ-ÖØ-Þ])*\.?$")


@dataclass(frozen=True, slots=True, eq=False)
class Anchor:
    """What a word may start: ``number`` among the entries of a `RuleSet`.

    ``common`` has a bit for each group of keys, of those that are asked for most, of which its sentence must hold one
    beside; ``others`` for each of the other groups; ``asks_further`` : whether there are any of these.
    """

    number: int
    common: "i64"
    others: Any  # larger than a machine's word, which costs least once compiled if it is taken for any object
    asks_further: bool


class Form:
    """One word form as it is written, with what the lexicon knows of it.

    Attributes
    ----------
    text : as written; norm : lower case, brought to one spelling ("efkes" -> "even").
    lemma : dictionary form, separable verbs in one piece ("overgenomen" -> "overnemen").
    lemmas : all dictionary forms that it answers to; a trained pipeline may add one.
    verb : infinitive and kind of verb form, or None.
    is_mark : no letter and no figure in it, or a full stop at its end: what may end a sentence or open a quotation.
    person : one of `PERSONS`, or "" for no person.
    keys : what rules can ask for: the norm, "~" + lemma, "#" + kind; ``anchors`` : what it may start.
    common, groups : the groups of keys that rules need in which it is: those asked for most, and the others.
    cues : a bit for each list of cues of which it may be the rarest word.
    split : particle and key of each separable verb that rules ask for and of which it may be the finite part.
    weights : what it weighs for the classifier, if there is one.
    """

    __slots__ = (
        "anchors", "common", "cues", "groups", "is_break", "is_capital", "is_initial", "is_mark", "is_number",
        "is_space", "is_word", "keys", "lemma", "lemmas", "norm", "other_lemma", "person", "split", "text",
        "verb", "weights",
    )  # fmt: skip

    def __init__(self, text: str, lexicon: "Lexicon", other_lemma: str = "") -> None:
        lower = text.casefold()
        self.text = text
        self.is_capital = text[:1].isupper()
        placeholder: re.Match[str] | None = None
        if text.isalpha():  # most words
            self.is_space = self.is_break = self.is_number = self.is_mark = False
            self.is_word = True
            self.is_initial = len(text) == 1 and _INITIAL.match(text) is not None
        else:
            self.is_space = text.isspace()
            self.is_break = self.is_space and "\n" in text
            self.is_word = any(letter.isalpha() for letter in text)
            self.is_number = _NUMBER.search(text) is not None
            self.is_mark = not (self.is_word or self.is_number) or text.endswith(".")
            placeholder = _PLACEHOLDER.match(text)
            self.is_initial = placeholder is None and _INITIAL.match(text) is not None
        self.other_lemma = other_lemma
        self.verb: VerbForm | None = None
        self.read_as(lower if self.is_initial else lexicon.variants.get(lower, lower))
        roles = lexicon.roles(lower) | lexicon.roles(self.norm)
        self.person = lexicon.person(roles, placeholder.group(1).casefold() if placeholder else "")
        if self.is_initial and text != "U" and not self.person:
            self.person = "client"
        self.keys: frozenset[str] = frozenset()
        self.anchors: tuple[Anchor, ...] = ()
        self.common: i64 = 0
        self.cues: i64 = 0
        self.groups: Any = 0  # as `Anchor.others`
        self.split: Sequence[tuple[str, str]] = ()
        self.weights: WordWeights | None = None
        lexicon.annotate(self)

    def read_as(self, word: str) -> None:
        """Take the word for this one in normal spelling: it sets ``norm``, ``verb``, ``lemma`` and ``lemmas``."""
        self.norm = word
        self.verb = analyse_verb(word) if self.is_word else None
        self.lemma = dictionary_form(word, self.verb)
        self.lemmas = (self.lemma, self.other_lemma) if self.other_lemma else (self.lemma,)
        if self.verb is None and self.is_word:
            self.verb = guess_verb(word, self.lemma)

    def __repr__(self) -> str:
        return f"Form({self.text!r})"


def dictionary_form(norm: str, verb: VerbForm | None) -> str:
    """Return the dictionary form of a normalised word."""
    if verb is not None:
        return verb.lemma
    lemma = lemma_of(norm) if norm.isalpha() else norm
    return lemma.replace("_", "").casefold()


PERSON_LISTS: Final = ("worker", "team", "client", "kin", "kin_other", "other", "generic", "client_pronoun")


class Lexicon:
    """The word lists of the package, and the forms that were met so far.

    Parameters
    ----------
    annotators : functions that add to a new form what a rule set or a classifier knows of it.
    limit : the number of forms kept; beyond it the store is emptied, so that memory stays bounded.
    """

    def __init__(self, annotators: Iterable[Callable[[Form], None]] = (), limit: int = 200_000) -> None:
        self.variants: dict[str, str] = load_yaml("lexicon/spelling.yaml")["variants"]
        self._roles, self._persons, self._placeholders = _person_lists()
        self._annotators = tuple(annotators)
        self._forms: dict[str, Form] = {}
        self._by_id: dict[int, Form] = {}
        self._with_lemma: dict[tuple[str, str], Form] = {}
        self._limit = limit

    def form(self, text: str) -> Form:
        """Return the form of a word as written."""
        found = self._forms.get(text)
        if found is None:
            if len(self._forms) >= self._limit:
                self._forms.clear()
            found = self._forms[text] = Form(text, self)
        return found

    def with_lemma(self, form: Form, lemma: str) -> Form:
        """Return a form that answers to another lemma as well, where that is a new one."""
        if not lemma or lemma == form.lemma or not form.is_word:
            return form
        found = self._with_lemma.get((form.text, lemma))
        if found is None:
            if len(self._with_lemma) >= self._limit:
                self._with_lemma.clear()
            found = self._with_lemma[form.text, lemma] = Form(form.text, self, lemma)
        return found

    def forms(self, ids: Sequence[int], strings: StringStore) -> list[Form]:
        """Return the forms of words given by their ids in spaCy's string store."""
        known = self._by_id
        if len(known) >= self._limit:
            known.clear()
        found = []
        for number in ids:
            form = known.get(number)
            if form is None:
                form = known[number] = self.form(strings[number])
            found.append(form)
        return found

    def roles(self, word: str) -> frozenset[str]:
        """Return the person lists in which a lower-case word stands."""
        return self._roles.get(word, frozenset())

    def person(self, roles: frozenset[str], placeholder: str) -> str:
        """Return who a word can stand for, from its lists or from a placeholder's name."""
        if placeholder:
            return self._placeholders.get(placeholder.rstrip("0123456789-_ "), "client")
        for name in PERSON_LISTS:
            if name in roles:
                return self._persons[name]
        return ""

    def annotate(self, form: Form) -> None:
        """Let the rule set and the classifier add what they know of a new form."""
        for annotator in self._annotators:
            annotator(form)


@lru_cache(maxsize=1)
def _person_lists() -> tuple[dict[str, frozenset[str]], dict[str, str], dict[str, str]]:
    data = load_yaml("lexicon/persons.yaml")
    roles: dict[str, set[str]] = {}
    for name, words in data.items():
        if not name.startswith("placeholders"):
            for word in words:
                roles.setdefault(word.casefold(), set()).add(name)
    persons = dict(zip(PERSON_LISTS, PERSON_LISTS, strict=True))
    persons |= {"kin_other": "other", "client_pronoun": "client"}
    placeholders = {name.casefold(): "client" for name in data["placeholders_client"]}
    placeholders |= {name.casefold(): "other" for name in data["placeholders_other"]}
    return {word: frozenset(lists) for word, lists in roles.items()}, persons, placeholders
