"""A spaCy tokeniser for notes: abbreviations, placeholders and clock times stay whole."""

import re
import sys
from typing import cast

import spacy
from simplemma import is_known
from spacy.language import Language
from spacy.symbols import ORTH
from spacy.tokenizer import Tokenizer
from spacy.util import compile_infix_regex, compile_prefix_regex

from boundary_nlp.resources import load_yaml

PLACEHOLDER = r"(?:\[[^\]\s]{1,40}\]|<[A-Za-zÀ-ÿ0-9_-]{1,40}>)"
_WHOLE = re.compile(rf"^{PLACEHOLDER}$")


def blank_pipeline() -> Language:
    """Return ``spacy.blank("nl")`` with the tokeniser for notes."""
    nlp = spacy.blank("nl")
    nlp.max_length = sys.maxsize  # spaCy's limit is for parsers; there is none here
    add_note_tokens(nlp)
    return nlp


def add_note_tokens(nlp: Language) -> None:
    """Teach a pipeline's tokeniser the abbreviations, placeholders and arrows of notes; words stay as they were."""
    tokenizer = cast(Tokenizer, nlp.tokenizer)
    tokenizer.rules = {word: rule for word, rule in tokenizer.rules.items() if not _is_word_with_stop(word)}
    prefixes = [_spare_placeholder(str(prefix)) for prefix in nlp.Defaults.prefixes or ()]
    tokenizer.prefix_search = compile_prefix_regex(prefixes).search
    data = load_yaml("lexicon/abbreviations.yaml")
    for abbreviation in [*data["abbreviations"], *data["whole"]]:
        for written in {abbreviation, abbreviation.capitalize(), abbreviation.upper()}:
            tokenizer.add_special_case(written, [{ORTH: written}])
    before = tokenizer.token_match
    tokenizer.token_match = (lambda text: _WHOLE.match(text) or before(text)) if before is not None else _WHOLE.match
    infixes = [
        *(nlp.Defaults.infixes or ()),
        PLACEHOLDER,
        r"(?:->|=>|→|;|\+|…)",
        r"(?<=[a-zà-ÿ])\.(?=[A-ZÀ-Þ])",
        r"(?<=\w)/(?=\w*[a-z]{3})",
    ]
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer


def _is_word_with_stop(word: str) -> bool:
    """Tell whether spaCy keeps a word and its full stop together ("dat.", "mij."), which may end a sentence."""
    stem = word.removesuffix(".")
    return stem != word and "." not in stem and len(stem) > 1 and is_known(stem.casefold(), lang="nl")


def _spare_placeholder(prefix: str) -> str:
    """Keep a bracket that opens a placeholder from being cut off as a prefix."""
    return {r"\[": r"\[(?![^\]\s]{1,40}\])", "<": r"<(?![A-Za-zÀ-ÿ0-9_-]{1,40}>)"}.get(prefix, prefix)
