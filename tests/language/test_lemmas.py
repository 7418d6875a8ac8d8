"""The table of lemmas: simplemma's dictionary, entry for entry, so that no lemma is another one."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
import simplemma
from simplemma.strategies.dictionaries import DefaultDictionaryFactory

from boundary_nlp import read_gold
from boundary_nlp.language.lemmas import LemmaTable, is_known, lemma_of, lemma_table

CORPUS = Path(__file__).parents[2] / "data" / "corpus"


def test_table_holds_the_dictionary_of_the_installed_simplemma():
    """Where this fails after an upgrade: python benchmarks/lemma_table.py, and look what else changed."""
    assert dict(lemma_table()) == dict(DefaultDictionaryFactory().get_dictionary("nl"))
    assert len(lemma_table()) == len(list(lemma_table()))


def test_lemmas_of_all_words_of_the_corpus_are_those_of_simplemma():
    words = sorted({word for note in read_gold(CORPUS) for word in re.findall(r"[^\W\d_]+", note.text)})
    joined = [first + second.lower() for first, second in pairwise(words)]  # no dictionary knows these
    for word in [*words, *joined]:
        assert lemma_of(word) == simplemma.lemmatize(word, lang="nl"), word
        assert is_known(word) == simplemma.is_known(word, lang="nl"), word


@pytest.mark.parametrize(
    "word", ["", "q", "\x00", "zzzz", "😀", "\u0301", "formulieren\t", "formulieren\n", "Formulieren"]
)
def test_words_that_the_table_lacks(word):
    assert lemma_table().get(word) is None
    assert word not in lemma_table()
    with pytest.raises(KeyError):
        lemma_table()[word]


def test_each_word_of_a_small_table_is_found():
    table = LemmaTable(b"\nbrief\t0\t\nbrieven\t3\tf\n")
    assert dict(table) == {"brief": "brief", "brieven": "brief"}
