from pathlib import Path

import pytest
import yaml

from boundary_nlp.language.verbs import VerbForm, analyse_verb

CASES = yaml.safe_load(Path(__file__).with_name("verbs.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("form", "expected"), CASES.items())
def test_verb_forms(form: str, expected: list[str]) -> None:
    assert analyse_verb(form) == VerbForm(*expected)


@pytest.mark.parametrize("word", ["tafel", "huisbaas", "formulier", "mevrouw", ""])
def test_other_words_are_no_verbs(word: str) -> None:
    assert analyse_verb(word) is None
