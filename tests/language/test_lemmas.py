"""The table of lemmas: simplemma's dictionary, entry for entry, so that no lemma is another one."""

import re
import subprocess
import sys
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


def test_a_first_result_writes_no_file_builds_no_dictionary_and_imports_nothing_heavy():
    code = """
import os, sys
def refuse(event, arguments):
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
    if writes or event in ("os.mkdir", "socket.connect"):
        raise SystemExit(f"{event} {arguments}")
sys.dont_write_bytecode = True
sys.addaudithook(refuse)
import boundary_nlp as bn
from simplemma.strategies import DEFAULT_DICTIONARY_FACTORY
assert bn.Analyser()("Heb de formulieren even voor mw. ingevuld.").stance == "rescuing"
print(DEFAULT_DICTIONARY_FACTORY._get_dictionary.cache_info().currsize)
print(*{"pandas", "sklearn", "scipy", "pyarrow", "matplotlib"} & set(sys.modules))
"""
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert told.split() == ["0"]
