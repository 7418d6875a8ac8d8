import pytest

from boundary_nlp.errors import RulePackError
from boundary_nlp.rules.elements import KeyedTokens
from boundary_nlp.rules.patterns import WordClasses, compile_pattern

CLASSES = WordClasses({"client": ["cliënt", "hem"], "place": ["in haar plaats", "@client"], "a": ["@b"], "b": ["@a"]})


def matches(pattern: str, text: str) -> list[tuple[int, ...]]:
    return compile_pattern(pattern, CLASSES).find(KeyedTokens([frozenset({word}) for word in text.split()]))


def test_words_in_order() -> None:
    assert matches("voor hem", "dat is voor hem gedaan") == [(2, 3)]
    assert matches("voor hem", "hem voor") == []


def test_alternatives_gaps_and_optional_words() -> None:
    assert matches("heb|had ...2 gebeld", "heb ik dan gebeld") == [(0, 3)]
    assert matches("heb ...1 gebeld", "heb ik dan gebeld") == []
    assert matches("heb even? gebeld", "heb gebeld") == [(0, 1)]
    assert matches("heb even? gebeld", "heb even gebeld") == [(0, 1, 2)]


def test_classes_and_phrases() -> None:
    assert matches("@place", "dat in haar plaats gedaan") == [(1, 2, 3)]
    assert matches("voor @client", "voor hem") == [(0, 1)]
    assert matches("nu in_haar_plaats", "nu in haar plaats") == [(0, 1, 2, 3)]


@pytest.mark.parametrize(
    "pattern", ["", "even?", "heb ...3", "a||b", "...99 a", "a ...² b", f"...{'9' * 5000} a", "@", "@nowhere", "@a"]
)
def test_broken_patterns_are_refused(pattern: str) -> None:
    with pytest.raises(RulePackError):
        compile_pattern(pattern, CLASSES)


def test_phrase_of_a_class_asks_for_all_its_words() -> None:
    pattern = compile_pattern("@own-time", WordClasses({"own-time": ["vrije tijd", "na werktijd"]}))
    assert {frozenset().union(*way) for way in pattern.ways()} == {
        frozenset({"vrije", "tijd"}),
        frozenset({"na", "werktijd"}),
    }
    keys = [frozenset({word}) for word in ["na", "de", "vrije", "tijd"]]
    assert pattern.find(KeyedTokens(keys)) == [(2, 3)]


@pytest.mark.parametrize("n_classes", [51, 1500])
def test_word_classes_in_too_long_a_row_are_refused(n_classes: int) -> None:
    chain = {f"c{n}": [f"@c{n + 1}"] for n in range(n_classes)} | {f"c{n_classes}": ["woord"]}
    with pytest.raises(RulePackError, match="More than 50 word classes contain one another, '@c0' to '@c50'"):
        compile_pattern("@c0", WordClasses(chain))
    assert len(compile_pattern(f"@c{n_classes - 49}", WordClasses(chain)).elements) == 1
