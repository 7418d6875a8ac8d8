"""A spaCy tokeniser for notes: abbreviations, placeholders and clock times stay whole."""

import re
import sys

from spacy.lang.nl import Dutch
from spacy.language import Language
from spacy.symbols import ORTH
from spacy.tokenizer import Tokenizer
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex
from spacy.vocab import Vocab

from boundary_nlp.language.lemmas import is_known
from boundary_nlp.resources import load_yaml

PLACEHOLDER = r"(?:\[[^\]\s]{1,40}\]|<[A-Za-zÀ-ÿ0-9_-]{1,40}>)"
_SURROGATES = re.compile("[\ud800-\udfff]")
_LAST_WORD = re.compile(r"(?<![\w.'’-])[\w.]+\Z")
_WHOLE = re.compile(rf"^{PLACEHOLDER}$")


def blank_pipeline() -> Language:
    """Return what ``spacy.blank("nl")`` is, with the tokeniser for notes; its tokens have a text and no attributes.

    What a word is like is asked of `Form`; spaCy would work it out a second time. Nor is a configuration of spaCy
    filled, which only pipelines with components need.
    """
    # spaCy's limit of length is for parsers; there is none here.
    return Dutch(Vocab(), max_length=sys.maxsize, create_tokenizer=_note_tokenizer)


def encodable(text: str) -> str:
    """Return a text of the same length that spaCy can hold: lone surrogates, as of broken encodings, become U+FFFD."""
    return _SURROGATES.sub("\ufffd", text)


def _note_tokenizer(nlp: Language) -> Tokenizer:
    """Make a tokeniser that knows the abbreviations, placeholders and arrows of notes.

    spaCy tokenises each special case when a tokeniser is made, and for Dutch there are thousands: that takes as long
    as the rest of the start-up. Here its words with a full stop are looked up when a text holds one.
    """
    defaults = nlp.Defaults
    cases: dict[str, list[dict[int, str]]] = dict(defaults.tokenizer_exceptions or {})
    stopped = frozenset(word for word, case in cases.items() if len(case) == 1 and _has_letter_and_stop(word))
    for word in stopped:
        del cases[word]
    data = load_yaml("lexicon/abbreviations.yaml")
    for abbreviation in [*data["abbreviations"], *data["whole"]]:
        for written in (abbreviation, abbreviation.capitalize(), abbreviation.upper()):
            cases[written] = [{ORTH: written}]
    placeholder, spacy_match = _WHOLE.match, defaults.token_match
    find_suffix = compile_suffix_regex(defaults.suffixes or ()).search

    def is_abbreviation(text: str) -> bool:
        return text in stopped and not _is_word_with_stop(text)

    def suffix(text: str) -> re.Match[str] | None:
        """Find what to cut off at the end, unless it is the stop of an abbreviation: "(afd.", "5;dhr."."""
        last = _LAST_WORD.search(text) if text.endswith(".") else None
        return None if last is not None and is_abbreviation(last.group()) else find_suffix(text)

    def is_whole(text: str) -> bool:
        return is_abbreviation(text) or bool(placeholder(text) or (spacy_match is not None and spacy_match(text)))

    infixes = [
        *(defaults.infixes or ()),
        PLACEHOLDER,
        r"(?:->|=>|→|;|\+|…)",
        r"(?<=[a-zà-ÿ])\.(?=[A-ZÀ-Þ])",
        r"(?<=\w)/(?=\w*[a-z]{3})",
    ]
    return Tokenizer(
        nlp.vocab,
        rules=cases,
        prefix_search=compile_prefix_regex([_spare_placeholder(str(one)) for one in defaults.prefixes or ()]).search,
        suffix_search=suffix,
        infix_finditer=compile_infix_regex(infixes).finditer,
        token_match=is_whole,
        url_match=defaults.url_match,
    )


def _has_letter_and_stop(word: str) -> bool:
    return "." in word and any(letter.isalpha() for letter in word)


def _is_word_with_stop(word: str) -> bool:
    """Tell whether spaCy keeps a word and its full stop together ("dat.", "mij."), which may end a sentence."""
    stem = word.removesuffix(".")
    return stem != word and "." not in stem and len(stem) > 1 and is_known(stem.casefold())


def _spare_placeholder(prefix: str) -> str:
    """Keep a bracket that opens a placeholder from being cut off as a prefix."""
    return {r"\[": r"\[(?![^\]\s]{1,40}\])", "<": r"<(?![A-Za-zÀ-ÿ0-9_-]{1,40}>)"}.get(prefix, prefix)
