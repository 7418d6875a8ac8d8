"""A spaCy tokeniser for notes: abbreviations, placeholders and clock times stay whole."""

import re

import spacy
from spacy.language import Language
from spacy.symbols import ORTH
from spacy.util import compile_infix_regex

from boundary_nlp.resources import load_yaml

PLACEHOLDER = r"(?:\[[^\]\s]{1,40}\]|<[A-Za-zÀ-ÿ0-9_-]{1,40}>)"
_WHOLE = re.compile(rf"^{PLACEHOLDER}$")


def blank_pipeline() -> Language:
    """Return ``spacy.blank("nl")`` with the tokeniser for notes."""
    nlp = spacy.blank("nl")
    add_note_tokens(nlp)
    return nlp


def add_note_tokens(nlp: Language) -> None:
    """Teach a pipeline's tokeniser the abbreviations, placeholders and arrows of notes; words stay as they were."""
    tokenizer = nlp.tokenizer
    data = load_yaml("lexicon/abbreviations.yaml")
    for abbreviation in [*data["abbreviations"], *data["whole"]]:
        for written in {abbreviation, abbreviation.capitalize(), abbreviation.upper()}:
            tokenizer.add_special_case(written, [{ORTH: written}])
    before = tokenizer.token_match
    tokenizer.token_match = (
        (lambda text: _WHOLE.match(text) or before(text)) if before is not None else _WHOLE.match
    )
    infixes = [
        *(nlp.Defaults.infixes or ()),
        PLACEHOLDER,
        r"(?:->|=>|→|;|\+|…)",
        r"(?<=[a-zà-ÿ])\.(?=[A-ZÀ-Þ])",
        r"(?<=\w)/(?=\w*[a-z]{3})",
    ]
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
